//! The table of stages in the room's documentation is the table that the machine goes by.

use std::collections::BTreeSet;

use crate::run::{Cue, Stage, WAYS};

fn documented() -> BTreeSet<(String, String, String)> {
    let page = include_str!("../mod.rs");
    page.lines()
        .filter_map(|line| line.strip_prefix("//! | "))
        .filter(|line| !line.starts_with("from") && !line.starts_with("---"))
        .map(|line| {
            let mut cells = line
                .split('|')
                .map(|cell| cell.trim().trim_matches('`').to_owned());
            let mut cell = || cells.next().unwrap();
            (cell(), cell(), cell())
        })
        .collect()
}

#[test]
fn the_documentation_tells_every_way_and_no_other() {
    let coded: BTreeSet<(String, String, String)> = WAYS
        .iter()
        .map(|(from, cue, to)| (format!("{from:?}"), format!("{cue:?}"), format!("{to:?}")))
        .collect();
    assert_eq!(coded.len(), WAYS.len(), "a way stands twice");
    let page = documented();
    let missing: Vec<_> = coded.difference(&page).collect();
    let wrong: Vec<_> = page.difference(&coded).collect();
    assert!(
        missing.is_empty() && wrong.is_empty(),
        "missing {missing:#?}\nwrong {wrong:#?}"
    );
}

#[test]
fn nothing_follows_an_end_and_everything_else_leads_to_one() {
    let mut ends: BTreeSet<Stage> = WAYS
        .iter()
        .map(|way| way.2)
        .filter(|s| s.is_end())
        .collect();
    assert!(WAYS.iter().all(|(from, ..)| !from.is_end()));
    loop {
        let more: Vec<Stage> = WAYS
            .iter()
            .filter(|(from, _, to)| ends.contains(to) && !ends.contains(from))
            .map(|(from, ..)| *from)
            .collect();
        if more.is_empty() {
            break;
        }
        ends.extend(more);
    }
    assert_eq!(ends.len(), Stage::COUNT);
}

#[test]
fn nothing_is_deleted_but_what_was_sent_or_was_to_be_deleted() {
    let into_deleting: Vec<_> = WAYS.iter().filter(|way| way.2 == Stage::Deleting).collect();
    assert_eq!(into_deleting.len(), 2);
    assert!(into_deleting.iter().all(|way| way.1 == Cue::Delete));
    let into_undeleted = WAYS.iter().filter(|way| way.2 == Stage::Undeleted);
    let cues: BTreeSet<Cue> = into_undeleted.map(|way| way.1).collect();
    assert_eq!(cues, [Cue::ListedAsSent, Cue::SentOnDisk, Cue::Kept].into());
}
