//! The runs of this and earlier sessions, the letters of one, and what can be done with them.

use std::sync::Arc;
use std::time::Duration;

use dlq_tui::engine::{Command, Snapshot};
use dlq_tui::plan::Deed;
use dlq_tui::run::{Kind, Progress, State};
use dlq_tui::tui::{Ask, Msg, PastAsk, PastLetter, PastRun};

use crate::face::{Face, now, outage, queue};
use crate::sessions::{commands, face, progress};
use crate::world::{Terminal, World};

const YESTERDAY: &str = "01890a5d-0000-774b-bcce-000000000001";

fn past(kind: Kind) -> PastRun {
    PastRun {
        run: YESTERDAY.into(),
        kind,
        queue: queue().url,
        to: "event bus default".into(),
        started: now().minus(Duration::from_secs(86_400)),
        finished: Some(now().minus(Duration::from_secs(86_300))),
        stands: "over".into(),
        stopped_by: None,
        follows: None,
        total: 12,
        sent: 11,
        deleted: 11,
        bounced: 2,
        settled: 9,
        failed: 1,
        in_doubt: 0,
        left: 0,
    }
}

fn letters() -> Vec<PastLetter> {
    let letter = PastLetter {
        message_id: "0000ffff-0000-4000-8000-000000000000".into(),
        event_id: Some("0000ffff-1111-4111-8111-111111111111".into()),
        new_event_id: Some("aaaaaaaa-1111-4111-8111-111111111111".into()),
        to: "default".into(),
        state: "deleted",
        settled: true,
        ..PastLetter::default()
    };
    let back = PastLetter {
        back: Some((now(), Some("00000003-0000-4000-8000-000000000000".into()))),
        settled: false,
        lineage: vec!["before: sent at noon by run R as aaaa".into()],
        ..letter.clone()
    };
    let failed = PastLetter {
        state: "failed",
        new_event_id: None,
        settled: false,
        error: Some("the source is aws.s3".into()),
        ..letter.clone()
    };
    vec![letter, back, failed]
}

/// A face on the runs of a journal.
fn opened(kind: Kind) -> Face {
    let mut face = face();
    face.keys("H");
    let asked = face.asked();
    assert!(
        matches!(&asked[..], [.., Ask::Past(PastAsk::Runs)]),
        "{asked:?}"
    );
    face.tell(Msg::Runs(Ok(vec![past(kind)])));
    face
}

#[test]
fn runs_of_earlier_sessions_are_listed_below_those_of_this_one() {
    let mut face = face();
    face.show(Snapshot {
        runs: vec![progress(State::Running)],
        ..outage()
    });
    face.keys("H");
    assert!(face.screen().contains("reading the journal"));
    face.tell(Msg::Runs(Ok(vec![past(Kind::Redrive)])));
    let screen = face.screen();
    let (this, before) = (screen.find("at work"), screen.find("01-03 02:58:41"));
    assert!(this.is_some() && this < before, "{screen}");
    assert!(screen.contains("bounced 2"), "{screen}");
    face.keys("j");
    assert!(face.screen().contains(YESTERDAY), "{}", face.screen());
}

#[test]
fn a_journal_that_cannot_be_read_says_why() {
    let mut face = face();
    face.keys("H");
    face.tell(Msg::Runs(Err("the journal is locked".into())));
    assert!(face.screen().contains("✕ the journal is locked"));
}

#[test]
fn the_letters_of_a_run_are_looked_at_and_left_again() {
    let mut face = opened(Kind::Redrive);
    face.keys("enter");
    let asked = face.asked();
    assert!(
        matches!(&asked[..], [Ask::Past(PastAsk::Letters(run))] if **run == *YESTERDAY),
        "{asked:?}"
    );
    face.tell(Msg::RunLetters(YESTERDAY.into(), Ok(letters())));
    let screen = face.screen();
    for words in ["stayed away", "came back at", "the source is aws.s3"] {
        assert!(screen.contains(words), "no {words} in\n{screen}");
    }
    face.keys("f");
    let screen = face.screen();
    assert!(screen.contains("that came back"), "{screen}");
    assert!(!screen.contains("the source is aws.s3"), "{screen}");
    assert!(screen.contains("before: sent at noon"), "{screen}");
    face.keys("esc");
    assert!(face.screen().contains("Runs 1"));
    face.keys("esc");
    assert!(face.screen().contains("Letters of this cause"));
}

#[test]
fn enter_goes_to_the_letter_that_came_back() {
    let mut face = opened(Kind::Redrive);
    face.keys("enter");
    face.tell(Msg::RunLetters(YESTERDAY.into(), Ok(letters())));
    face.keys("enter");
    let row = face.model.row().unwrap();
    assert_eq!(
        &*row.letter.message.id,
        "00000003-0000-4000-8000-000000000000"
    );
}

#[test]
fn a_delete_of_an_earlier_session_is_undone_after_a_plan() {
    let mut face = opened(Kind::Delete);
    face.keys("u");
    let asked = commands(&mut face);
    assert!(
        matches!(&asked[..], [Command::Plan(plan)] if plan.deed == Deed::Undo { run: YESTERDAY.into() }),
        "{asked:?}"
    );
}

#[test]
fn a_redrive_is_not_undone_and_a_run_of_another_queue_neither() {
    let mut face = opened(Kind::Redrive);
    face.keys("u");
    assert!(face.screen().contains("Only a delete can be undone"));
    let elsewhere = PastRun {
        queue: "https://sqs.example/1/other-dlq".into(),
        ..past(Kind::Delete)
    };
    face.tell(Msg::Runs(Ok(vec![elsewhere])));
    face.keys("u");
    assert!(face.screen().contains("That run was on other-dlq"));
    assert!(commands(&mut face).is_empty());
}

#[test]
fn a_run_is_exported_out_of_the_journal() {
    let mut face = opened(Kind::Delete);
    face.keys("x");
    assert!(face.screen().contains("what the journal knows of the run"));
    face.keys("ctrl-u").text("out.jsonl").keys("enter");
    let asked = face.asked();
    let written = asked.iter().any(|ask| {
        matches!(ask, Ask::Past(PastAsk::Export(run, path)) if **run == *YESTERDAY && path == "out.jsonl")
    });
    assert!(written, "{asked:?}");
}

#[test]
fn a_run_that_is_going_shows_what_had_died_of_what_before_and_after() {
    let mut face = face();
    let mut going = outage();
    going.runs = vec![progress(State::Running)];
    let died_of = going.causes[1].id;
    let title = going.causes[1].title.clone();
    let mut row = (**going.letters.get(dlq_tui::letter::LetterId(3)).unwrap()).clone();
    row.lineage = "redriven once".into();
    going.letters.put(Arc::new(row));
    let run = Arc::clone(&going.runs[0].run.0);
    face.show(going);
    face.model
        .died_of
        .insert("0000ffff-0000-4000-8000-000000000000".into(), died_of);
    face.asked();
    face.keys("v");
    face.tell(Msg::RunLetters(run, Ok(letters())));
    let screen = face.screen();
    for words in ["2,214", "● send", "had died of", &title[..20], "503 from"] {
        assert!(screen.contains(words), "no {words} in\n{screen}");
    }
    face.keys("p");
    assert!(matches!(&commands(&mut face)[..], [Command::PauseRun(_)]));
    face.keys("esc");
    assert!(
        face.screen().contains("Causes 4"),
        "opened alone, it is left as a whole"
    );
}

#[test]
fn the_letters_of_a_run_are_read_again_while_it_goes_and_once_it_is_over() {
    let mut face = face();
    let running = Progress {
        total: 40,
        ..progress(State::Running)
    };
    let mut going = outage();
    going.runs = vec![running.clone()];
    face.show(going.clone());
    face.keys("v");
    face.asked();
    let asks = |face: &mut Face| {
        let asked = face.asked();
        let again = |ask: &&Ask| matches!(ask, Ask::Past(PastAsk::Letters(_)));
        asked.iter().filter(again).count()
    };
    let after = |seconds| Msg::Clock(now().plus(Duration::from_secs(seconds)));
    face.tell(after(1));
    assert_eq!(asks(&mut face), 0);
    face.tell(after(4));
    assert_eq!(asks(&mut face), 1);
    going.runs = vec![Progress {
        finished: Some(now().plus(Duration::from_secs(5))),
        state: State::Finished,
        ..running
    }];
    face.show(going);
    face.tell(after(6));
    face.tell(after(7));
    face.tell(after(20));
    assert_eq!(asks(&mut face), 1, "once when it is over, then no more");
}

#[test]
fn help_in_the_runs_begins_with_the_runs() {
    let mut face = opened(Kind::Redrive);
    face.keys("?");
    let screen = face.screen();
    let (runs, all) = (screen.find("In the runs"), screen.find("Everywhere"));
    assert!(runs.is_some() && runs < all, "{screen}");
}

#[test]
fn what_the_command_line_did_is_in_the_history_of_the_screen() {
    let world = World::new();
    for id in 0..3 {
        world.dead_letter(
            id,
            "ApiDestination returned HTTP status 503 with payload: x",
        );
    }
    world.run(&[
        "delete",
        "--queue",
        &world.queue_url(),
        "--where",
        "status:503",
        "--yes",
    ]);
    let (_, past) = world.json(&["history"]);
    let counts = &past["runs"][0]["counts"];
    assert_eq!(
        (&counts["deleted"], &counts["sent"]),
        (&3.into(), &0.into())
    );
    world.dead_letter(
        9,
        "ApiDestination returned HTTP status 404 with payload: gone",
    );
    let mut terminal = Terminal::start(&world, &["--queue", &world.queue_url()], (120, 40));
    terminal.wait_for("404 from ExampleReportingAPI");
    terminal.keys("H");
    terminal.wait_for("deleted 3");
    terminal.keys("\r");
    terminal.wait_for("Run · delete");
    terminal.wait_for("deleted  ");
    terminal.keys("\u{1b}");
    terminal.wait_for("Runs 1");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kept.jsonl");
    terminal.keys(&format!("x\x15{}\r", path.display()));
    terminal.wait_for("3 letters exported to");
    assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 3);
    terminal.keys("u");
    terminal.wait_for("Send back 3 letters");
    terminal.keys("3\r");
    terminal.wait_for("3 sent back");
    terminal.keys("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(world.depth(), (4, 0));
}

#[test]
fn the_runs_and_the_page_of_one_at_three_sizes() {
    for size in [(80, 24), (120, 40), (200, 60)] {
        let mut face = Face::new(outage(), size, "none");
        face.show(Snapshot {
            runs: vec![progress(State::Running)],
            ..outage()
        });
        face.keys("H");
        face.tell(Msg::Runs(Ok(vec![past(Kind::Redrive)])));
        let name = |what| format!("{}x{}_{what}", size.0, size.1);
        insta::assert_snapshot!(name("runs"), face.screen());
        face.keys("j enter");
        face.tell(Msg::RunLetters(YESTERDAY.into(), Ok(letters())));
        insta::assert_snapshot!(name("past_run"), face.screen());
        face.keys("esc esc v");
        let run = Arc::clone(&face.model.snapshot.runs[0].run.0);
        face.tell(Msg::RunLetters(run, Ok(letters())));
        insta::assert_snapshot!(name("going_run"), face.screen());
    }
}
