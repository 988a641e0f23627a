//! Sessions: keys in, screen and commands out, the engine played by snapshots.

use std::sync::Arc;
use std::time::Duration;

use dlq_tui::engine::ports::Move;
use dlq_tui::engine::{
    Closing, Command, Mode, Notice, Others, Phase, Planned, Row, Skew, Snapshot, SortKey, Weight,
};
use dlq_tui::letter::LetterId;
use dlq_tui::plan::{Deed, Destination, Fires, Item, Options, Plan, Selection, Skip, Skipped};
use dlq_tui::problem::Problem;
use dlq_tui::repair::Edit;
use dlq_tui::run::{Kind, Progress, RunId, State, StoppedBy};
use dlq_tui::tui::{Ask, Msg};

use crate::face::{Face, now, outage};

pub fn face() -> Face {
    let mut face = Face::new(outage(), (120, 40), "none");
    face.asked();
    face
}

/// The commands among what was asked for since the last look.
pub fn commands(face: &mut Face) -> Vec<Command> {
    face.asked()
        .into_iter()
        .filter_map(|ask| match ask {
            Ask::Command(Command::Touch | Command::Typed { .. }) => None,
            Ask::Command(command) => Some(command),
            _ => None,
        })
        .collect()
}

/// Answers the plan that was asked for last with one on all letters of its selection.
pub fn answer(face: &mut Face, change: impl FnOnce(&mut Plan)) {
    let request = commands(face)
        .into_iter()
        .rev()
        .find_map(|command| match command {
            Command::Plan(request) => Some(request),
            _ => None,
        })
        .expect("no plan was asked for");
    let mut snapshot = (*face.model.snapshot).clone();
    let selected: Vec<&Arc<Row>> = snapshot
        .letters
        .iter()
        .filter(|row| match &request.selection {
            Selection::Letters(ids) => ids.contains(&row.letter.id),
            Selection::Cause(cause) => row.cause == *cause,
            Selection::Matching { cause, .. } => cause.is_none_or(|cause| row.cause == cause),
        })
        .collect();
    let item = |row: &&Arc<Row>| Item {
        letter: Arc::clone(&row.letter),
        edit: row.edit.clone(),
        sent: None,
        to: "default".into(),
    };
    let mut plan = Plan {
        deed: request.deed,
        queue_url: "https://sqs.example/q".into(),
        destination: "event bus default".into(),
        items: selected.iter().map(item).collect(),
        skipped: Vec::new(),
        scratches: Vec::new(),
        fires: Vec::new(),
        blockers: Vec::new(),
        warnings: Vec::new(),
        events: selected.len(),
        bytes: 40_000,
        rate_per_second: request.options.rate.or(Some(100)),
        eta_seconds: 39,
        requests: 12,
        cost_dollars: 0.001,
        options: request.options,
        beyond: None,
        move_task: None,
    };
    change(&mut plan);
    snapshot.planned = Some(Planned {
        revision: request.revision,
        outcome: Some(Ok(Arc::new(plan))),
    });
    face.show(snapshot);
}

fn fires(name: &str, failed: bool) -> Fires {
    Fires {
        rule: "ExampleEventRule".into(),
        target_arn: format!(
            "arn:aws:events:ap-southeast-1:123456789012:api-destination/{name}/4c0a1b62"
        ),
        failed,
        count: 38,
    }
}

pub fn progress(state: State) -> Progress {
    Progress {
        run: RunId("01890a5d-ac96-774b-bcce-b302099a8057".into()),
        kind: Kind::Redrive,
        state,
        started: now(),
        finished: None,
        total: 3871,
        waiting: 1647,
        in_flight: 10,
        sent: 2214,
        deleted: 2210,
        bounced: 3,
        settled: 2150,
        failed: 0,
        in_doubt: 0,
        left: 0,
        skipped: 0,
        about: None,
        told: 3871,
        rate: 96.0,
        eta_seconds: Some(17),
        stopped_by: None,
        last_error: String::new(),
    }
}

fn running(state: State) -> Snapshot {
    Snapshot {
        runs: vec![progress(state)],
        ..outage()
    }
}

pub fn edited(face: &mut Face, id: LetterId, text: Option<&str>) {
    let mut snapshot = (*face.model.snapshot).clone();
    let mut row = (**snapshot.letters.get(id).unwrap()).clone();
    row.edit = text.map(|text| Arc::new(Edit { text: text.into() }));
    snapshot.letters.put(Arc::new(row));
    face.show(snapshot);
}

#[test]
fn the_first_cause_is_chosen_and_its_letters_are_asked_for() {
    let mut face = Face::new(outage(), (80, 24), "none");
    let causes = Arc::clone(&face.model.snapshot.causes);
    let asked = commands(&mut face);
    assert!(
        matches!(&asked[..], [Command::View(view), Command::ReadRule { .. }]
            if view.cause == Some(causes[0].id)),
        "{asked:?}"
    );
    face.keys("j");
    let asked = commands(&mut face);
    assert!(
        matches!(&asked[..], [Command::View(view)] if view.cause == Some(causes[1].id)),
        "{asked:?}"
    );
    face.keys("G");
    assert!(matches!(&commands(&mut face)[..], [Command::View(view)] if view.cause.is_none()));
}

#[test]
fn narrow_screens_show_a_pane_at_a_time_and_esc_leads_back() {
    let mut face = Face::new(outage(), (80, 24), "none");
    assert!(face.screen().contains("─ Causes 4 ─"));
    assert!(
        face.keys("enter")
            .screen()
            .contains("─ Letters of this cause 38 ─")
    );
    assert!(face.keys("enter").screen().contains("[failure]"));
    assert!(!face.screen().contains("Letters"));
    assert!(face.keys("esc esc").screen().contains("─ Causes 4 ─"));
}

#[test]
fn a_redrive_needs_a_plan_and_the_number_typed() {
    let mut face = face();
    face.keys("r");
    assert!(face.screen().contains("Working out what would happen"));
    answer(&mut face, |plan| {
        plan.fires = vec![fires("ExampleReportingAPI", true), fires("AuditAPI", false)];
        plan.skipped = vec![Skipped {
            skip: Skip::HeldBack,
            reason: "source aws.s3 can't be put".into(),
            letters: vec![LetterId(7)],
        }];
    });
    let screen = face.screen();
    for words in [
        "Redrive 38 letters of “503 from ExampleReportingAPI",
        "event bus default",
        "AuditAPI had NOT failed: gets 38 twice · rule ExampleEventRule",
        "1  source aws.s3 can't be put",
        "100/s · about 19 s, then watched 20 s",
        "by itself when more than 10% bounce",
        "Type 38 and enter to start, esc leaves:",
    ] {
        assert!(screen.contains(words), "no {words:?} in\n{screen}");
    }
    face.keys("y enter");
    assert!(
        commands(&mut face).is_empty(),
        "y is not enough for 38 letters"
    );
    face.keys("3 7 enter");
    assert!(
        commands(&mut face).is_empty(),
        "another number is no consent"
    );
    assert!(face.screen().contains("type 38 to agree"));
    face.keys("backspace 8 enter");
    let asked = commands(&mut face);
    assert!(
        matches!(&asked[..], [Command::Run(consent)] if consent.plan().items.len() == 38),
        "{asked:?}"
    );
    assert!(face.screen().contains("✓ Redriving 38"));
}

#[test]
fn the_plan_says_all_that_would_happen() {
    for size in [(80, 24), (120, 40)] {
        let mut face = Face::new(outage(), size, "none");
        face.keys("r");
        answer(&mut face, |plan| {
            plan.fires = vec![fires("ExampleReportingAPI", true), fires("AuditAPI", false)];
            plan.skipped = vec![Skipped {
                skip: Skip::HeldBack,
                reason: "source aws.s3 can't be put".into(),
                letters: vec![LetterId(7)],
            }];
            plan.warnings = vec!["the connection of AuditAPI is deauthorised".into()];
            plan.options.canary = 5;
            plan.options.watch = Duration::from_secs(60);
        });
        face.keys("3");
        insta::assert_snapshot!(format!("{}x{}_plan", size.0, size.1), face.screen());
    }
}

#[test]
fn one_letter_needs_one_key() {
    let mut face = face();
    face.keys("enter r");
    answer(&mut face, |_| {});
    assert!(face.screen().contains("y starts it, esc leaves"));
    face.keys("enter");
    assert!(commands(&mut face).is_empty(), "enter alone is no consent");
    face.keys("y");
    assert!(matches!(&commands(&mut face)[..], [Command::Run(_)]));
}

#[test]
fn a_plan_that_is_blocked_can_t_be_started_and_says_why() {
    let mut face = face();
    face.keys("enter r");
    answer(&mut face, |plan| {
        plan.blockers = vec!["the bus does not exist".into()]
    });
    assert!(face.screen().contains("the bus does not exist"));
    face.keys("y");
    assert!(commands(&mut face).is_empty());
    face.keys("esc");
    assert!(matches!(&commands(&mut face)[..], [Command::DropPlan]));
}

#[test]
fn a_plan_that_could_not_be_made_says_why() {
    let mut face = face();
    face.keys("r");
    let mut snapshot = (*face.model.snapshot).clone();
    snapshot.planned = Some(Planned {
        revision: face.model.plan_revision,
        outcome: Some(Err(
            Problem::refused("events:ListRules is denied").remedy("ask for it")
        )),
    });
    face.show(snapshot);
    assert!(
        face.screen()
            .contains("events:ListRules is denied; ask for it")
    );
}

#[test]
fn the_plan_can_be_changed_before_it_is_started() {
    let mut face = face();
    let last = |face: &mut Face| match commands(face).pop() {
        Some(Command::Plan(request)) => request,
        other => panic!("{other:?}"),
    };
    face.keys("r");
    answer(&mut face, |_| {});
    face.keys("+");
    assert_eq!(last(&mut face).options.rate, Some(200));
    face.keys("c");
    let options: Options = last(&mut face).options;
    assert_eq!(
        (options.canary, options.watch),
        (5, Duration::from_secs(60))
    );
    face.keys("d");
    assert_eq!(
        last(&mut face).deed,
        Deed::Redrive(Destination::FailedTarget)
    );
    face.keys("o").text("orders");
    assert!(
        face.screen()
            .contains("to bus=NAME or queue=NAME: bus=orders")
    );
    face.keys("enter");
    assert_eq!(
        last(&mut face).deed,
        Deed::Redrive(Destination::NamedBus("orders".into()))
    );
}

#[test]
fn marks_are_what_a_deed_is_about() {
    let mut face = face();
    face.keys("enter space j space");
    assert!(face.screen().contains("● 2 marked"));
    face.keys("D");
    let asked = commands(&mut face);
    assert!(
        matches!(&asked[..], [Command::Plan(plan)]
            if plan.deed == Deed::Delete
            && matches!(&plan.selection, Selection::Letters(ids) if ids.len() == 2)),
        "{asked:?}"
    );
    face.keys("esc esc");
    assert!(!face.screen().contains("marked"), "esc drops the marks");
    face.keys("a");
    assert!(face.screen().contains("● 38 marked"));
    face.keys("a");
    assert!(!face.screen().contains("marked"));
}

#[test]
fn a_read_only_session_refuses_with_a_sentence() {
    let mut face = face();
    let mut snapshot = (*face.model.snapshot).clone();
    snapshot.mode = Mode::ReadOnly;
    face.show(snapshot);
    assert!(face.screen().contains("read-only"));
    for key in ["r", "D", "enter e"] {
        face.keys(key);
        assert!(commands(&mut face).is_empty(), "{key}");
        assert!(face.screen().contains("This session is read-only"));
    }
}

#[test]
fn an_edit_is_checked_saved_taken_back_and_done_again() {
    let mut face = face();
    face.keys("enter e");
    assert!(face.screen().contains("not changed"));
    face.text("x");
    assert!(
        face.screen().contains("at line 1, column 1"),
        "{}",
        face.screen()
    );
    face.keys("ctrl-s");
    assert!(
        commands(&mut face).is_empty(),
        "broken JSON stays in the editor"
    );
    face.keys("esc");
    assert!(face.screen().contains("The text was changed and not saved"));
    face.keys("esc ctrl-z");
    assert!(face.screen().contains("not changed"));
    // line 16 holds the amount: 12
    face.keys(&"down ".repeat(15))
        .keys("end backspace 3")
        .text("4,");
    face.keys("ctrl-s");
    let id = face
        .model
        .letters
        .id
        .unwrap_or(face.model.snapshot.view.ids[0]);
    let asked = commands(&mut face);
    let [
        Command::Edit {
            letter,
            edit: Some(edit),
        },
    ] = &asked[..]
    else {
        panic!("{asked:?}\n{}", face.screen());
    };
    assert_eq!(*letter, id);
    assert!(edit.text.contains(r#""amount":1234,"id""#), "{}", edit.text);
    let text = edit.text.to_string();
    edited(&mut face, id, Some(&text));
    assert!(face.screen().contains("✎"));
    face.keys("enter l l l");
    let screen = face.screen();
    assert!(screen.contains("detail.data.amount"), "{screen}");
    assert!(
        screen.contains("- 12") && screen.contains("+ 1234"),
        "{screen}"
    );
    // on the way lies the tab that asks about the rule
    commands(&mut face);
    face.keys("u");
    assert!(matches!(
        &commands(&mut face)[..],
        [Command::Edit { edit: None, .. }]
    ));
    face.keys("ctrl-r");
    assert!(matches!(
        &commands(&mut face)[..],
        [Command::Edit { edit: Some(_), .. }]
    ));
}

#[test]
fn text_that_comes_back_broken_from_outside_is_kept_in_the_editor() {
    let mut face = face();
    face.keys("enter E");
    let asked = face.asked();
    let (id, text) = asked
        .into_iter()
        .find_map(|ask| match ask {
            Ask::EditOutside(id, text) => Some((id, text)),
            _ => None,
        })
        .expect("the editor was not asked for");
    face.tell(Msg::Edited(id, Ok(text.replace("12,", "12,,"))));
    let screen = face.screen();
    assert!(screen.contains("! Not taken over"), "{screen}");
    assert!(screen.contains("\"amount\": 12,,"), "{screen}");
    face.keys("esc");
    assert!(face.screen().contains("The text was changed and not saved"));
}

#[test]
fn a_run_is_paused_sped_up_and_stopped_only_after_a_question() {
    let mut face = face();
    face.show(running(State::Running));
    face.asked();
    let screen = face.screen();
    assert!(
        screen.contains("2,214 of 3,871   96/s   17 s left"),
        "{screen}"
    );
    assert!(
        screen.contains("sent 2,214 · stayed away 2,150 · bounced 3"),
        "{screen}"
    );
    face.keys("p");
    assert!(matches!(&commands(&mut face)[..], [Command::PauseRun(_)]));
    face.keys("+");
    assert!(matches!(
        &commands(&mut face)[..],
        [Command::SetRate(_, 200)]
    ));
    face.keys("x");
    assert!(commands(&mut face).is_empty());
    assert!(face.screen().contains("Stop the run?"));
    face.keys("y");
    assert!(matches!(&commands(&mut face)[..], [Command::AbortRun(_)]));
    face.show(running(State::Paused));
    face.asked();
    face.keys("p");
    assert!(matches!(&commands(&mut face)[..], [Command::ResumeRun(_)]));
}

#[test]
fn quitting_waits_for_the_leases_and_asks_while_a_run_is_going() {
    let mut face = face();
    face.show(running(State::Running));
    face.asked();
    face.keys("q");
    assert!(commands(&mut face).is_empty());
    face.keys("y");
    let asked = commands(&mut face);
    assert!(
        matches!(&asked[..], [Command::AbortRun(_), Command::Close]),
        "{asked:?}"
    );
    let mut snapshot = running(State::Stopping);
    snapshot.closing = Some(Closing {
        given_back: 20,
        left: 33,
        ..Closing::default()
    });
    face.show(snapshot.clone());
    assert!(
        face.screen()
            .contains("Giving the letters back: 20 done, 33 to go · ctrl-c does not wait")
    );
    assert!(!face.asked().iter().any(|ask| matches!(ask, Ask::End)));
    snapshot.closing = Some(Closing {
        given_back: 53,
        done: true,
        ..Closing::default()
    });
    face.show(snapshot);
    assert!(face.asked().iter().any(|ask| matches!(ask, Ask::End)));
}

#[test]
fn ctrl_c_a_second_time_does_not_wait() {
    let mut face = face();
    face.keys("ctrl-c");
    assert!(matches!(&commands(&mut face)[..], [Command::Close]));
    face.keys("ctrl-c");
    assert!(matches!(&face.asked()[..], [Ask::End]));
}

#[test]
fn the_cursor_stays_with_its_letter_when_others_come_and_go() {
    let mut face = face();
    face.keys("enter j j");
    let id = face.model.row().unwrap().letter.id;
    let mut snapshot = (*face.model.snapshot).clone();
    snapshot.view.ids = snapshot.view.ids.iter().skip(1).copied().collect();
    face.show(snapshot);
    assert_eq!(face.model.row().unwrap().letter.id, id);
    assert_eq!(face.model.letters.at, 1);
}

#[test]
fn an_untouched_list_shows_the_newest_first() {
    let mut face = face();
    let newest = face.model.row().unwrap().letter.id;
    let mut snapshot = (*face.model.snapshot).clone();
    let mut ids: Vec<LetterId> = snapshot.view.ids.to_vec();
    ids.rotate_right(1);
    snapshot.view.ids = ids.into();
    face.show(snapshot);
    assert_ne!(face.model.row().unwrap().letter.id, newest);
    assert_eq!(face.model.letters.at, 0);
}

#[test]
fn sorting_asks_for_another_order() {
    let mut face = face();
    face.keys("enter s");
    assert!(
        matches!(&commands(&mut face)[..], [Command::View(v)] if v.sort.key == SortKey::Expires)
    );
    face.keys("S");
    assert!(matches!(&commands(&mut face)[..], [Command::View(v)] if v.sort.reverse));
}

#[test]
fn the_palette_finds_commands_and_extras_by_a_few_letters() {
    let mut face = face();
    face.model.extras = vec![(
        "demo: heal the downstream".into(),
        "it answers again".into(),
    )];
    face.keys(":").text("hist");
    assert!(face.screen().contains("history"));
    face.keys("enter");
    assert!(face.screen().contains("Reading the journal"));
    face.tell(Msg::Runs(Ok(Vec::new())));
    assert!(
        face.screen()
            .contains("Nothing was redriven or deleted yet")
    );
    face.keys("esc :").text("heal").keys("enter");
    assert!(face.asked().iter().any(|ask| matches!(ask, Ask::Extra(0))));
    face.tell(Msg::Said("the downstream answers again".into()));
    assert!(face.screen().contains("✓ the downstream answers again"));
}

#[test]
fn copying_goes_through_the_terminal() {
    let mut face = face();
    face.keys("enter y j j enter");
    let asked = face.asked();
    assert!(
        asked
            .iter()
            .any(|ask| matches!(ask, Ask::Copy(id) if id.len() == 36)),
        "{asked:?}"
    );
    assert!(
        face.screen()
            .contains("event id sent to the terminal's clipboard")
    );
}

#[test]
fn undo_of_a_delete_opens_a_plan() {
    let mut face = face();
    let mut snapshot = outage();
    snapshot.runs = vec![Progress {
        kind: Kind::Delete,
        finished: Some(now()),
        ..progress(State::Finished)
    }];
    face.show(snapshot);
    face.asked();
    face.keys("u");
    let asked = commands(&mut face);
    assert!(
        matches!(&asked[..], [Command::Plan(plan)] if matches!(&plan.deed, Deed::Undo { .. })),
        "{asked:?}"
    );
}

#[test]
fn warnings_are_not_pushed_aside_by_less() {
    let mut face = face();
    face.tell(Msg::Notices(vec![
        Notice::new(Weight::Warning, "credentials have expired"),
        Notice::new(Weight::Note, "12 new letters"),
    ]));
    assert!(face.screen().contains("! credentials have expired"));
    face.tell(Msg::Clock(now().plus(Duration::from_secs(60))));
    assert!(!face.screen().contains("credentials have expired"));
}

#[test]
fn an_unreachable_queue_says_so_and_what_is_done_about_it() {
    let mut face = face();
    let mut snapshot = outage();
    snapshot.queues[0].phase = Phase::Offline {
        since: now().minus(Duration::from_secs(125)),
        problem: Problem::internal("SQS does not answer").remedy("check the network"),
    };
    face.show(snapshot);
    let screen = face.screen();
    assert!(screen.contains("✕ offline"));
    assert!(
        screen
            .contains("No answer for 2 min, trying again: SQS does not answer; check the network"),
        "{screen}"
    );
}

#[test]
fn others_at_work_are_shown() {
    let mut face = face();
    let mut snapshot = outage();
    snapshot.queues[0].others = Others {
        in_flight: 12,
        moving: Some(Move {
            moved: 7,
            to: Some("arn:aws:sqs:ap-southeast-1:123456789012:orders".into()),
        }),
        emptied: None,
    };
    face.show(snapshot.clone());
    let screen = face.screen();
    assert!(screen.contains("12 in flight by others"), "{screen}");
    assert!(screen.contains("⇉ A move task is at work"), "{screen}");
    snapshot.queues[0].others = Others {
        emptied: Some(now().minus(Duration::from_secs(20))),
        ..Others::default()
    };
    face.show(snapshot);
    let screen = face.screen();
    assert!(
        screen.contains("SQS counts no message in this queue any more"),
        "{screen}"
    );
    let mut snapshot = outage();
    snapshot.skew = Some(Skew {
        ahead: false,
        by: Duration::from_secs(720),
    });
    face.show(snapshot);
    let screen = face.screen();
    let words = "this machine's clock is 12 min behind AWS's";
    assert!(screen.contains(words), "{screen}");
}

#[test]
fn what_expires_within_the_hour_is_shouted_about_and_exported_by_one_key() {
    let mut face = face();
    face.keys("X");
    assert!(
        face.screen().contains("Nothing that was read so far"),
        "{}",
        face.screen()
    );
    let mut snapshot = outage();
    let sent = snapshot
        .letters
        .iter()
        .filter_map(|row| row.letter.sent())
        .min();
    // the first of them has half an hour left
    let left = now().plus(Duration::from_secs(1800)).since(sent.unwrap());
    snapshot.queues[0].retention = left;
    snapshot.queues[0].expiring_soon = 1;
    face.show(snapshot);
    assert!(
        face.screen().contains("within the hour! X exports"),
        "{}",
        face.screen()
    );
    face.asked();
    face.keys("X");
    let asked = face.asked();
    let written = asked.iter().find_map(|ask| match ask {
        Ask::Export(path, rows) => Some((path, rows)),
        _ => None,
    });
    let (path, rows) = written.unwrap();
    assert!(
        path.starts_with("expiring-ExampleEventDeadLetterQueue-"),
        "{path}"
    );
    let end = now().plus(Duration::from_secs(3600));
    assert!(!rows.is_empty());
    assert!(
        rows.iter()
            .all(|row| row.letter.sent().unwrap().plus(left) <= end)
    );
}

#[test]
fn a_filter_is_checked_while_it_is_typed_and_taken_only_when_valid() {
    let mut face = face();
    face.keys("/").text("statu").keys("tab");
    assert!(face.screen().contains(" / status:"), "{}", face.screen());
    face.asked();
    face.text("x");
    let screen = face.screen();
    assert!(screen.contains("at column"), "{screen}");
    face.keys("enter");
    let views = commands(&mut face);
    assert!(
        views.is_empty(),
        "the list does not change until the filter is valid: {views:?}"
    );
    face.keys("backspace").text("503");
    let asked = commands(&mut face);
    assert!(
        matches!(&asked[..], [.., Command::View(view)] if view.filter.text() == "status:503"),
        "{asked:?}"
    );
    face.keys("enter");
    assert!(face.screen().contains("── status:503"));
    face.keys("/ ctrl-u up");
    assert!(face.screen().contains(" / status:503"), "history");
    face.keys("esc esc");
    assert!(
        matches!(&commands(&mut face)[..], [.., Command::View(view)] if view.filter.is_empty())
    );
}

#[test]
fn leaving_the_filter_line_brings_the_list_back() {
    let mut face = face();
    face.keys("/").text("login");
    assert!(
        matches!(&commands(&mut face)[..], [.., Command::View(v)] if v.filter.text() == "login")
    );
    face.keys("esc");
    assert!(matches!(&commands(&mut face)[..], [Command::View(v)] if v.filter.is_empty()));
}

#[test]
fn the_editor_finds_what_is_typed_literally() {
    let mut face = face();
    face.keys("enter e ctrl-f").text("\"amount\":");
    let screen = face.screen();
    assert!(screen.contains("find: \"amount\":"), "{screen}");
    assert!(screen.contains("line 16, column"), "{screen}");
    face.keys("enter");
    assert!(!face.screen().contains("find:"));
    face.keys("esc");
    assert!(
        !face.screen().contains("ctrl-s"),
        "nothing was changed, so esc leaves"
    );
}

#[test]
fn what_a_run_left_behind_can_be_gone_on_with() {
    let mut face = face();
    let mut snapshot = outage();
    snapshot.runs = vec![Progress {
        finished: Some(now()),
        left: 12,
        ..progress(State::Finished)
    }];
    face.show(snapshot);
    face.asked();
    face.keys("H");
    assert!(face.screen().contains("left 12"), "{}", face.screen());
    face.keys("r");
    let asked = commands(&mut face);
    assert!(
        matches!(&asked[..], [Command::Plan(plan)] if matches!(&plan.deed, Deed::Resume { .. })),
        "{asked:?}"
    );
}

#[test]
fn the_mouse_chooses_scrolls_and_marks() {
    use ratatui::crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
    let mut face = face();
    let mut mouse = |kind, row| {
        face.tell(Msg::Mouse(MouseEvent {
            kind,
            column: 10,
            row,
            modifiers: KeyModifiers::NONE,
        }));
    };
    // rows 4 to 8 are causes, from row 11 on letters
    mouse(MouseEventKind::Down(MouseButton::Left), 5);
    mouse(MouseEventKind::Down(MouseButton::Left), 12);
    mouse(MouseEventKind::Drag(MouseButton::Left), 14);
    mouse(MouseEventKind::ScrollDown, 12);
    assert_eq!(face.model.cause_at(), 1);
    assert_eq!(face.model.marks.len(), 3, "{}", face.screen());
    assert_eq!(face.model.letters.at, 6);
}

#[test]
fn what_came_of_a_run_is_told_when_it_is_over() {
    let mut face = face();
    face.show(running(State::Running));
    let mut over = running(State::Finished);
    over.runs[0].finished = Some(now());
    over.runs[0].stopped_by = Some(StoppedBy::BounceLimit);
    over.runs[0].left = 1_657;
    face.show(over.clone());
    let screen = face.screen();
    let words =
        "! 2,214 sent, 2,150 stayed away, 3 bounced, 1,657 left · stopped: too many bounced";
    assert!(screen.contains(words), "{screen}");
    face.tell(Msg::Clock(now().plus(Duration::from_secs(60))));
    face.show(over);
    assert!(!face.screen().contains("too many bounced"), "told once");
}

#[test]
fn a_letter_is_copied_as_a_command_of_the_aws_cli() {
    let mut face = face();
    // the last three: this, curl and the message as JSON
    face.keys("enter y G k k enter");
    let asked = face.asked();
    let command = asked
        .into_iter()
        .find_map(|ask| match ask {
            Ask::Copy(text) => Some(text),
            _ => None,
        })
        .expect("nothing was copied");
    let entries = command
        .strip_prefix("aws events put-events --entries '")
        .and_then(|rest| rest.strip_suffix("' --region ap-southeast-1"))
        .unwrap_or_else(|| panic!("{command}"));
    let doc = dlq_tui::json::Doc::read(entries).unwrap();
    let entry = doc.root().item(0).unwrap();
    let member = |name| entry.get(name).unwrap().string().unwrap().into_owned();
    assert_eq!(member("Source"), "com.example.app");
    assert_eq!(member("Detail"), crate::face::DETAIL);
    assert_eq!(member("EventBusName"), "default");
}

#[test]
fn causes_show_that_some_of_their_letters_are_marked() {
    let mut face = face();
    face.keys("enter G space");
    let screen = face.screen();
    let first = screen
        .lines()
        .find(|line| line.contains("503 from"))
        .unwrap();
    assert!(first.starts_with("▌●"), "{screen}");
    let second = screen
        .lines()
        .find(|line| line.contains("429 from"))
        .unwrap();
    assert!(!second.contains('●'), "{screen}");
}

#[test]
fn what_is_said_is_never_cut_on_a_narrow_screen() {
    let mut face = Face::new(outage(), (60, 24), "none");
    let words = "one two three four five six seven eight nine ten eleven twelve thirteen end";
    face.tell(Msg::Notices(vec![Notice::new(Weight::Warning, words)]));
    assert!(face.screen().contains("thirteen end"), "{}", face.screen());
}

#[test]
fn a_letter_that_arrives_does_not_slip_under_the_cursor() {
    let mut face = face();
    face.keys("2");
    let mut snapshot = (*face.model.snapshot).clone();
    let under = face.model.row().unwrap().letter.id;
    let mut ids = snapshot.view.ids.to_vec();
    let newest = ids.pop().unwrap();
    ids.insert(0, newest);
    snapshot.view.ids = ids.into();
    snapshot.view.request.revision = face.model.wanted.revision;
    face.show(snapshot);
    assert_eq!(face.model.row().unwrap().letter.id, under);
}

#[test]
fn a_filter_that_is_typed_over_the_causes_looks_at_all_of_them() {
    let mut face = face();
    face.keys("/").text("status:400");
    let asked = commands(&mut face);
    assert!(
        matches!(&asked[..], [.., Command::View(view)] if view.cause.is_none()
            && view.filter.text() == "status:400"),
        "{asked:?}"
    );
}
