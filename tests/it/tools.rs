//! What the face does with letters beside running plans: what a target gets, jq, export, search, calls, what is hidden.

use std::sync::Arc;
use std::time::Duration;

use dlq_tui::cli::export_new;
use dlq_tui::engine::{Command, Mode, Row, RuleFacts, Snapshot};
use dlq_tui::letter::LetterId;
use dlq_tui::letter::Redaction;
use dlq_tui::plan::{ApiDestination, Connection, Parameter, Rule, Target, World};
use dlq_tui::repair::Edit;
use dlq_tui::run::State;
use dlq_tui::tui::{Ask, Called, Job, Msg, Said, transform};

use crate::face::{Face, event, now, outage};
use crate::sessions::{commands, face, progress};

const RULE: &str = "arn:aws:events:ap-southeast-1:123456789012:rule/ExampleEventRule";
const DESTINATION: &str = "arn:aws:events:ap-southeast-1:123456789012:api-destination/ExampleReportingAPI/4c0a1b62-6a1e-4c3b-9a62-111111111111";
const CONNECTION: &str = "arn:aws:events:ap-southeast-1:123456789012:connection/Reporting/1";

/// A rule with an API destination that gets the detail, and with a function.
pub fn world() -> World {
    let mut world = World::default();
    let target = |arn: &str, input_path: Option<&str>| Target {
        arn: arn.into(),
        input_path: input_path.map(Into::into),
        headers: vec![("x-country".into(), "$.detail.metadata.country".into())],
        ..Target::default()
    };
    let rule = Rule {
        name: "ExampleEventRule".into(),
        arn: RULE.into(),
        enabled: true,
        pattern: Some("{}".into()),
        managed_by: None,
        targets: Ok(vec![
            target(
                "arn:aws:lambda:ap-southeast-1:123456789012:function:audit",
                None,
            ),
            target(DESTINATION, Some("$.detail")),
        ]),
    };
    world.rules.insert("default".into(), Ok(vec![rule]));
    let destination = ApiDestination {
        name: "ExampleReportingAPI".into(),
        arn: DESTINATION.into(),
        state: "ACTIVE".into(),
        connection_arn: CONNECTION.into(),
        endpoint: "https://api.example.com/report".into(),
        method: "POST".into(),
        rate: 100,
    };
    world
        .destinations
        .insert(DESTINATION.into(), Ok(Some(destination)));
    let parameter = |key: &str, value: Option<&str>| Parameter {
        key: key.into(),
        value: value.map(Into::into),
    };
    let connection = Connection {
        name: "Reporting".into(),
        arn: CONNECTION.into(),
        state: "AUTHORIZED".into(),
        state_reason: None,
        authorization: "API_KEY".into(),
        api_key_name: Some("x-api-key".into()),
        headers: Vec::new(),
        query: vec![parameter("team", Some("blue"))],
        body: vec![parameter("token", None)],
    };
    world
        .connections
        .insert(CONNECTION.into(), Ok(Some(connection)));
    world
}

pub fn knowing(face: &Face, world: Option<World>) -> Snapshot {
    let mut snapshot = (*face.model.snapshot).clone();
    snapshot.rule = Some(RuleFacts {
        rule_arn: RULE.into(),
        world: world.map(Arc::new),
    });
    snapshot
}

/// The face on the newest letter of the first cause.
fn at_letter() -> Face {
    let mut face = face();
    face.keys("enter enter");
    face.asked();
    face
}

#[test]
fn what_the_target_gets_is_read_once_and_shown_whole_without_secrets() {
    let mut face = face();
    // the rule of the first cause was read when it was shown
    face.model.rule_asked = None;
    face.keys("enter enter l l z");
    let asked = commands(&mut face);
    let rules: Vec<&str> = asked
        .iter()
        .filter_map(|command| match command {
            Command::ReadRule { rule_arn, bus } if **bus == *"default" => Some(&**rule_arn),
            _ => None,
        })
        .collect();
    assert_eq!(rules, [RULE], "{asked:?}");
    assert!(
        face.screen().contains("Reading the rule …"),
        "{}",
        face.screen()
    );
    let known = knowing(&face, Some(world()));
    face.show(known);
    let screen = face.screen();
    for words in [
        "ExampleReportingAPI, which failed",
        "POST https://api.example.com/report?team=blue",
        "x-api-key: •••",
        "x-country: US",
        "\"token\": \"•••\"",
        "Content-Length: •••",
        "\"event_type\": \"user_login\"",
        "audit",
        "\"detail-type\": \"user_activity\"",
    ] {
        assert!(screen.contains(words), "no {words} in\n{screen}");
    }
    insta::assert_snapshot!("120x40_target", screen);
    // a letter of the same rule needs no other look
    face.tell(Msg::Clock(now().plus(Duration::from_secs(5))));
    assert!(commands(&mut face).is_empty());
    face.tell(Msg::Clock(now().plus(Duration::from_secs(40))));
    assert!(matches!(
        commands(&mut face)[..],
        [Command::ReadRule { .. }]
    ));
}

#[test]
fn what_is_not_known_of_a_target_is_said() {
    let mut face = at_letter();
    face.keys("l l z");
    let mut gone = world();
    gone.destinations.insert(DESTINATION.into(), Ok(None));
    let known = knowing(&face, Some(gone));
    face.show(known);
    assert!(
        face.screen()
            .contains("the API destination is not there any more")
    );
    let mut denied = world();
    denied
        .connections
        .insert(CONNECTION.into(), Err("AccessDenied: no".into()));
    let known = knowing(&face, Some(denied));
    face.show(known);
    let said = "! the connection could not be read: AccessDenied: no";
    assert!(face.screen().contains(said), "{}", face.screen());
    let mut unknown = world();
    unknown
        .rules
        .insert("default".into(), Err("AccessDenied: no rules".into()));
    let known = knowing(&face, Some(unknown));
    face.show(known);
    assert!(face.screen().contains("the bus's rules could not be read"));
}

/// Plays the thread: adds a member to each text, fails on every third.
fn answer(face: &mut Face) -> Option<Job> {
    let job = face.asked().into_iter().rev().find_map(|ask| match ask {
        Ask::Transform(job) => Some(job),
        _ => None,
    })?;
    let jq = |program: &str, texts: &[Arc<str>], _: &mut dyn FnMut(usize) -> bool| {
        if program.ends_with('|') {
            return Err("the jq program: unexpected end".to_owned());
        }
        let one = |(i, text): (usize, &Arc<str>)| match i % 3 {
            2 => Err("null (null) has no keys".to_owned()),
            1 => Ok(text.to_string()),
            _ => Ok(text.replace("\"amount\":12", "\"amount\":\"12\"")),
        };
        Ok(texts.iter().enumerate().map(one).collect())
    };
    let said = transform(&job, &jq, &mut |_| true);
    let said = said.transpose().expect("nobody stopped it");
    face.tell(Msg::Transformed(job.revision, Said::Over(said)));
    Some(job)
}

#[test]
fn a_program_is_tried_on_the_current_letter_while_it_is_typed() {
    let mut face = face();
    face.keys("t");
    assert!(
        face.screen().contains("Transform 38 letters of “503"),
        "{}",
        face.screen()
    );
    face.text(".detail.data.amount|=tostring|");
    let job = answer(&mut face).unwrap();
    assert!(job.preview && job.rows.len() == 1);
    assert!(
        face.screen().contains("unexpected end"),
        "{}",
        face.screen()
    );
    face.keys("backspace");
    answer(&mut face).unwrap();
    let screen = face.screen();
    for words in [
        "detail.data.amount",
        "- 12",
        "+ \"12\"",
        "jq .detail.data.amount|=tostring▏",
    ] {
        assert!(screen.contains(words), "no {words} in\n{screen}");
    }
    insta::assert_snapshot!("120x40_transform", screen);
    // an answer to what was typed before is not shown
    face.text("x");
    face.tell(Msg::Transformed(
        job.revision,
        Said::Over(Err("old".into())),
    ));
    assert!(!face.screen().contains("! old"));
    face.keys("esc");
    assert!(
        face.asked()
            .iter()
            .any(|ask| matches!(ask, Ask::StopTransform))
    );
    assert!(face.screen().contains("Causes"));
}

#[test]
fn all_that_a_program_would_change_is_seen_taken_over_and_taken_back_as_one() {
    let mut face = face();
    face.keys("t").text("anything").keys("enter");
    assert!(
        face.screen().contains("0 of 38 are done"),
        "{}",
        face.screen()
    );
    let job = answer(&mut face).unwrap();
    assert!(!job.preview && job.rows.len() == 38);
    let screen = face.screen();
    for words in [
        "13 would change · 13 stay as they are · 12 fail",
        "✕ 12  null (null) has no keys",
        "1 of 13 · ",
        "y yes",
    ] {
        assert!(screen.contains(words), "no {words} in\n{screen}");
    }
    face.keys("l l");
    assert!(face.screen().contains("3 of 13 · "));
    face.keys("h");
    insta::assert_snapshot!("120x40_transformed", face.screen());
    assert!(
        commands(&mut face).is_empty(),
        "nothing is taken over by looking"
    );
    face.keys("y");
    let edits = match &commands(&mut face)[..] {
        [Command::Edits(edits)] => edits.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(edits.len(), 13);
    assert!(
        edits
            .iter()
            .all(|(_, edit)| edit.as_ref().unwrap().text.contains("\"amount\":\"12\""))
    );
    assert!(
        face.screen()
            .contains("13 letters edited · u takes all of it back")
    );
    face.keys("u");
    match &commands(&mut face)[..] {
        [Command::Edits(back)] => {
            assert!(back.len() == 13 && back.iter().all(|(_, e)| e.is_none()))
        }
        other => panic!("{other:?}"),
    }
    face.keys("t up");
    assert!(
        face.screen().contains("jq anything"),
        "programs are remembered"
    );
}

#[test]
fn a_transform_is_stopped_and_left_without_a_change() {
    let mut face = face();
    face.keys("t").text("slow").keys("enter esc");
    assert!(
        face.asked()
            .iter()
            .any(|ask| matches!(ask, Ask::StopTransform))
    );
    assert!(
        face.screen().contains("jq slow▏"),
        "the program is still there"
    );
    face.keys("esc");
    face.model.snapshot = Arc::new(Snapshot {
        mode: Mode::ReadOnly,
        ..(*face.model.snapshot).clone()
    });
    face.keys("t");
    assert!(face.screen().contains("read-only"));
}

#[test]
fn letters_in_a_run_are_left_out_of_a_transform_with_the_reason() {
    let mut row: Row = (**outage().letters.get(LetterId(0)).unwrap()).clone();
    row.fate = Some(dlq_tui::run::Fate::Planned);
    let job = Job {
        redaction: Arc::default(),
        revision: 1,
        program: ".".into(),
        rows: vec![Arc::new(row)],
        preview: false,
    };
    let jq = |_: &str, texts: &[Arc<str>], _: &mut dyn FnMut(usize) -> bool| {
        assert!(texts.is_empty());
        Ok(Vec::new())
    };
    let made = transform(&job, &jq, &mut |_| true).unwrap().unwrap();
    assert_eq!(made.failed, [("the letter is in a run".to_owned(), 1)]);
    let stopped = |_: &str, _: &[Arc<str>], _: &mut dyn FnMut(usize) -> bool| Ok(Vec::new());
    let free = Job {
        rows: vec![Arc::clone(outage().letters.get(LetterId(0)).unwrap())],
        ..job
    };
    assert!(
        transform(&free, &stopped, &mut |_| false)
            .unwrap()
            .is_none()
    );
}

#[test]
fn an_export_asks_for_a_file_and_takes_what_is_marked_or_under_the_cursor() {
    let mut face = face();
    face.keys("x");
    let screen = face.screen();
    assert!(screen.contains("Export 38 letters of “503"), "{screen}");
    assert!(
        screen.contains("to ExampleEventDeadLetterQueue-20240104-025841.jsonl▏"),
        "{screen}"
    );
    face.keys("esc enter space x ctrl-u")
        .text("one.jsonl")
        .keys("enter");
    let asked = face.asked();
    let found = asked.iter().find_map(|ask| match ask {
        Ask::Export(path, rows) => Some((path.as_str(), rows.len())),
        _ => None,
    });
    assert_eq!(found, Some(("one.jsonl", 1)), "{asked:?}");
}

#[test]
fn an_exported_file_is_new_the_owners_alone_and_without_what_is_hidden() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.jsonl");
    let snapshot = outage();
    let messages: Vec<_> = snapshot.letters.iter().take(3).collect();
    let letters = || {
        messages
            .iter()
            .map(|row| (&row.letter.message, "https://sqs.example/q"))
    };
    let redaction = Redaction::new(&["detail.data.id".to_owned()]);
    let said = export_new(&path, letters(), (&redaction, now())).unwrap();
    assert!(
        said.starts_with("3 letters exported to ") && said.contains("hides"),
        "{said}"
    );
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), 3);
    assert!(
        text.contains("•••") && !text.contains("a14f19ef-2b1c"),
        "{text}"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let again = export_new(&path, letters(), (&redaction, now())).unwrap_err();
    assert!(again.to_string().contains("exists"), "{again}");
}

#[test]
fn hidden_fields_are_neither_shown_nor_copied_nor_opened_in_an_editor() {
    const SECRET: &str = "a14f19ef";
    let mut face = at_letter();
    face.model.redaction = Arc::new(Redaction::new(&["detail.data.id".to_owned()]));
    face.keys("z");
    let known = knowing(&face, Some(world()));
    face.show(known);
    for tab in 0..6 {
        assert!(
            !face.screen().contains(SECRET),
            "tab {tab}\n{}",
            face.screen()
        );
        face.keys("l");
    }
    face.keys("1 z");
    assert!(!face.screen().contains(SECRET), "{}", face.screen());
    face.keys("2 y");
    assert!(!face.screen().contains(SECRET), "{}", face.screen());
    face.keys("esc");
    for n in 0..7 {
        face.keys("y");
        face.keys(&"j ".repeat(n));
        face.keys("enter");
    }
    let asked = face.asked();
    let copies: Vec<&String> = asked
        .iter()
        .filter_map(|ask| match ask {
            Ask::Copy(text) => Some(text),
            _ => None,
        })
        .collect();
    assert!(copies.len() >= 7, "{copies:?}");
    assert!(
        copies.iter().all(|text| !text.contains(SECRET)),
        "{copies:?}"
    );
    assert!(copies.iter().any(|text| text.contains("•••")));
    face.keys("e");
    assert!(
        face.screen().contains("hidden by the config"),
        "{}",
        face.screen()
    );
    face.keys("t").text("anything");
    answer(&mut face);
    assert!(!face.screen().contains(SECRET), "{}", face.screen());
}

#[test]
fn a_change_of_hidden_fields_only_is_told_without_them() {
    let mut face = at_letter();
    face.model.redaction = Arc::new(Redaction::new(&["detail.data.id".to_owned()]));
    let mut snapshot = (*face.model.snapshot).clone();
    let mut row: Row = (**face.model.row().unwrap()).clone();
    let text = row
        .letter
        .event
        .as_ref()
        .unwrap()
        .text()
        .replace("a14f19ef", "SECRET");
    row.edit = Some(Arc::new(Edit { text: text.into() }));
    snapshot.letters.put(Arc::new(row));
    face.show(snapshot);
    face.keys("l l l z");
    let screen = face.screen();
    assert!(
        screen.contains("only in fields that the config hides"),
        "{screen}"
    );
    assert!(!screen.contains("SECRET"));
}

#[test]
fn a_search_goes_from_match_to_match_in_the_letter() {
    let detail = format!(
        r#"{{"rows":[{}],"Needle":"here"}}"#,
        (0..200)
            .map(|i| format!(r#"{{"n":{i}}}"#))
            .collect::<Vec<_>>()
            .join(",")
    );
    let body = event(1, &detail);
    let message = crate::face::message(1, &body, now(), &[]);
    let mut face = Face::new(crate::face::snapshot(vec![message]), (80, 24), "none");
    face.keys("enter enter l /").text("needle");
    assert!(
        face.screen().contains("\"Needle\": \"here\""),
        "{}",
        face.screen()
    );
    let top = face.model.sheet.top;
    assert!(top > 100);
    face.keys("esc");
    assert_eq!(face.model.sheet.top, 0, "esc goes back");
    face.keys("/").text("\"n\": 19").keys("enter");
    assert!(face.screen().contains("\"n\": 19\n"), "{}", face.screen());
    let first = face.model.sheet.found.unwrap();
    face.keys("n");
    let second = face.model.sheet.found.unwrap();
    assert!(
        second > first && face.screen().contains("\"n\": 190"),
        "{}",
        face.screen()
    );
    face.keys("N");
    assert_eq!(face.model.sheet.found, Some(first));
    face.keys("N");
    assert!(
        face.screen().contains("\"n\": 199"),
        "round about: {}",
        face.screen()
    );
    face.keys("/").text("no such thing");
    assert!(face.screen().contains("not on this page"));
    face.keys("enter n");
    assert!(
        face.screen()
            .contains("“no such thing” is not on this page"),
        "{}",
        face.screen()
    );
}

#[test]
fn the_calls_are_listed_with_what_came_of_them() {
    let mut face = face();
    face.keys("@");
    assert!(face.asked().iter().any(|ask| matches!(ask, Ask::Calls)));
    let call = |n: u64, error: &str| Called {
        operation: "ReceiveMessage".into(),
        subject: "https://sqs.example/q".into(),
        parameters: "MaxNumberOfMessages 10, WaitTimeSeconds 20".into(),
        retries: if error.is_empty() { 0 } else { 2 },
        age: Duration::from_secs(n),
        took: Duration::from_millis(120 * (n + 1)),
        request_id: format!("{n:08}-aaaa"),
        error: error.into(),
    };
    face.tell(Msg::Calls(vec![
        call(1, "Throttled: slow down"),
        call(5, ""),
    ]));
    let screen = face.screen();
    for words in [
        "02:58:40",
        "ReceiveMessage",
        "✕ Throttled: slow down",
        "00000001-aaaa · sent 3 times",
        "WaitTimeSeconds 20",
    ] {
        assert!(screen.contains(words), "no {words} in\n{screen}");
    }
    insta::assert_snapshot!("120x40_calls", screen);
    face.keys("j");
    face.tell(Msg::Clock(now().plus(Duration::from_secs(1))));
    assert!(
        face.asked().iter().any(|ask| matches!(ask, Ask::Calls)),
        "it follows"
    );
    face.tell(Msg::Calls(vec![call(0, ""), call(1, "x"), call(5, "")]));
    assert!(
        face.screen()
            .contains("https://sqs.example/q · 00000005-aaaa"),
        "{}",
        face.screen()
    );
    face.keys("esc");
    assert!(!face.screen().contains("ReceiveMessage"));
}

#[test]
fn a_run_that_only_watches_shows_no_rate() {
    let at = |state| {
        let snapshot = Snapshot {
            runs: vec![progress(state)],
            ..outage()
        };
        Face::new(snapshot, (80, 24), "none").screen()
    };
    assert!(at(State::Running).contains("96/s   17 s left"));
    assert!(
        !at(State::Watching).contains("/s   "),
        "{}",
        at(State::Watching)
    );
}

#[test]
fn keys_of_the_config_are_those_of_footer_and_help() {
    let config = dlq_tui::config::Config::read("[keys]\nredrive = \"ctrl-t\"", "c").unwrap();
    let mut face = face();
    face.model.keys = Arc::new(dlq_tui::tui::keymap(&config.keys).unwrap());
    face.tell(Msg::Clock(now()));
    assert!(
        face.screen().contains(" ctrl-t redrive "),
        "{}",
        face.screen()
    );
    face.keys("?");
    assert!(face.screen().contains("ctrl-t  redrive what is marked"));
    face.keys("esc r");
    assert!(commands(&mut face).is_empty());
    face.keys("ctrl-t");
    assert!(matches!(commands(&mut face)[..], [Command::Plan(_)]));
}

#[test]
fn sentences_name_the_keys_that_the_config_gave() {
    let given = "[keys]\nback = \"ctrl-o\"\nopen = \"ctrl-g\"\nplan-start = \"ctrl-g\"\nline-take-it = \"ctrl-g\"";
    let config = dlq_tui::config::Config::read(given, "c").unwrap();
    let mut face = face();
    face.model.first_time = true;
    face.model.keys = Arc::new(dlq_tui::tui::keymap(&config.keys).unwrap());
    face.tell(Msg::Clock(now()));
    for opens in [
        "",
        "/",
        ":nothing is called so",
        "r",
        "?",
        "H",
        "3J",
        "3/",
        "x",
        "y",
    ] {
        face.text(opens);
        let screen = face.screen();
        for stale in ["esc ", "enter "] {
            assert!(!screen.contains(stale), "{opens}: {stale}\n{screen}");
        }
        assert!(
            screen.contains("ctrl-o") || screen.contains("ctrl-g"),
            "{opens}\n{screen}"
        );
        face.keys("ctrl-o ctrl-o ctrl-o");
    }
}

#[test]
fn the_console_is_opened_at_the_rule_the_target_the_queue_and_the_logs() {
    let mut face = Face::new(outage(), (120, 40), "none");
    face.keys("o");
    let screen = face.screen();
    for words in [
        "Open in the AWS console",
        "rule  ExampleEventRule",
        "target  ExampleReportingAPI",
        "queue  ExampleEventDeadLetterQueue",
        "/aws/vendedlogs",
    ] {
        assert!(screen.contains(words), "no {words} in\n{screen}");
    }
    face.keys("enter");
    let asked = face.asked();
    let opened = asked.iter().find_map(|ask| match ask {
        Ask::Open(url) => Some(url.clone()),
        _ => None,
    });
    assert_eq!(
        opened.as_deref(),
        Some(
            "https://ap-southeast-1.console.aws.amazon.com/events/home?region=ap-southeast-1#/eventbus/default/rules/ExampleEventRule"
        )
    );
}

#[test]
fn what_plays_aws_has_no_console() {
    let mut simulated = outage();
    simulated.queues[0].url = "http://127.0.0.1:4566/123456789012/q".into();
    let mut face = Face::new(simulated, (120, 40), "none");
    face.keys("o");
    assert!(
        face.screen()
            .contains("127.0.0.1:4566 is not AWS: it has no console")
    );
}

#[test]
fn a_theme_is_chosen_at_run_time() {
    let mut face = Face::new(outage(), (120, 40), "dark");
    face.keys(":").text("theme contrast").keys("enter");
    assert_eq!(face.model.theme.name, "contrast");
    assert!(face.screen().contains("theme = \"contrast\" in the config"));
}
