//! Choosing a queue of the account.

use std::sync::Arc;

use dlq_tui::engine::Snapshot;
use dlq_tui::engine::survey::{Depth, Feeder, Listed, Surveyed};
use dlq_tui::tui::{Ask, Msg};
use serde_json::json;

use crate::face::{Face, outage};
use crate::world::{Terminal, World};

fn listed(name: &str, messages: u64, feeders: Vec<Feeder>) -> Arc<Listed> {
    Arc::new(Listed {
        id: format!("https://sqs.ap-southeast-1.amazonaws.com/123456789012/{name}").into(),
        name: name.into(),
        listed: true,
        feeders,
        depth: Depth::Known {
            waiting: messages,
            in_flight: 0,
        },
    })
}

fn rule(name: &str, target: &str) -> Feeder {
    let arn = "arn:aws:events:ap-southeast-1:123456789012:api-destination";
    Feeder::Rule {
        bus: "default".into(),
        rule: name.into(),
        target_arn: format!("{arn}/{target}/7e08279e-244f-4443-a5f4-b9c262da4d81").into(),
    }
}

fn survey() -> Surveyed {
    let queue = |name: &str| Feeder::Queue(name.into());
    Surveyed {
        place: "123456789012 · ap-southeast-1".into(),
        queues: vec![
            listed("orders", 3, vec![]),
            listed("orders-dlq", 12, vec![queue("orders")]),
            listed("payments-failed", 0, vec![]),
            listed(
                "ExampleEventDeadLetterQueue",
                4212,
                vec![
                    rule("ExampleEventRule", "ExampleReportingAPI"),
                    rule("ExampleEventRule", "AuditAPI"),
                ],
            ),
            Arc::new(Listed {
                listed: false,
                depth: Depth::Unasked,
                ..(*listed("theirs", 0, vec![rule("Other", "CrmAPI")])).clone()
            }),
        ],
        listed: true,
        rules_read: 3,
        rules: 3,
        rules_listed: true,
        ..Surveyed::default()
    }
}

/// A face with nothing open, and what it knows of the account.
fn choosing(size: (u16, u16), survey: Surveyed) -> Face {
    let mut face = Face::new(Snapshot::default(), size, "none");
    face.tell(Msg::Choose);
    face.tell(Msg::Surveyed(Arc::new(survey)));
    face
}

fn row(face: &Face, text: &str) -> usize {
    let screen = face.screen();
    let found = screen.lines().position(|line| line.contains(text));
    found.unwrap_or_else(|| panic!("no {text} on\n{screen}"))
}

#[test]
fn it_looks_as_it_should() {
    insta::assert_snapshot!("80x24_queues", choosing((80, 24), survey()).screen());
    insta::assert_snapshot!("200x60_queues", choosing((200, 60), survey()).screen());
}

#[test]
fn dead_letter_queues_come_first_the_fullest_on_top() {
    let face = choosing((120, 40), survey());
    let heads = row(&face, "gets the dead letters of");
    assert_eq!(row(&face, "4,212 "), heads + 1);
    assert_eq!(row(&face, "queue orders"), heads + 2);
    let both = "rule ExampleEventRule → ExampleReportingAPI, AuditAPI";
    assert!(face.screen().contains(both), "{}", face.screen());
}

#[test]
fn typing_searches_by_name_rule_and_target_and_enter_opens_what_is_found() {
    let mut face = choosing((80, 24), survey());
    face.text("audit").keys("enter");
    assert_eq!(
        face.model.opens,
        ["https://sqs.ap-southeast-1.amazonaws.com/123456789012/ExampleEventDeadLetterQueue"]
    );
    assert!(face.model.closing);

    let mut face = choosing((80, 24), survey());
    face.keys("/").text("paym").keys("enter");
    assert!(face.model.opens[0].ends_with("/payments-failed"));
}

#[test]
fn after_a_slash_a_letter_that_is_a_key_is_looked_for() {
    for begins in ["q", "j", "k", "g", "?", "@"] {
        let mut face = choosing((80, 24), survey());
        face.keys("/").text(begins);
        assert!(!face.model.closing, "{begins} ended the program");
        let searched = format!("/ {begins}");
        assert!(face.screen().contains(&searched), "{}", face.screen());
    }
}

#[test]
fn several_are_opened_together() {
    let mut face = choosing((80, 24), survey());
    face.keys("space space");
    assert!(face.screen().contains("2 marked"));
    face.keys("enter");
    let mut names: Vec<&str> = face
        .model
        .opens
        .iter()
        .map(|id| id.rsplit('/').next().unwrap())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["ExampleEventDeadLetterQueue", "orders-dlq"]);
}

#[test]
fn the_cursor_stays_with_its_queue_while_answers_come_in() {
    let mut few = survey();
    few.queues.truncate(2);
    let mut face = choosing((80, 24), few);
    face.keys("j");
    face.tell(Msg::Surveyed(Arc::new(survey())));
    face.keys("enter");
    assert!(
        face.model.opens[0].ends_with("/orders"),
        "{:?}",
        face.model.opens
    );
}

#[test]
fn what_is_on_the_screen_is_told_so_that_it_is_asked_first() {
    let many = Surveyed {
        queues: (0..500)
            .map(|n| listed(&format!("q-{n:03}"), 0, vec![]))
            .collect(),
        ..survey()
    };
    let mut face = choosing((80, 24), many);
    let seen = |face: &mut Face| {
        let asks = face.asked();
        asks.into_iter().rev().find_map(|ask| match ask {
            Ask::LookAt(rows) => Some(rows),
            _ => None,
        })
    };
    let first = seen(&mut face).unwrap();
    assert_eq!(first[0], 0);
    face.keys("G");
    assert!(seen(&mut face).unwrap().contains(&499));
}

#[test]
fn esc_leaves_the_search_then_the_marks_then_the_program() {
    let mut face = choosing((80, 24), survey());
    face.keys("space").text("zzz");
    assert!(face.screen().contains("No queue is found by that"));
    face.keys("esc");
    assert!(face.screen().contains("orders-dlq"));
    face.keys("esc");
    assert!(!face.screen().contains("1 marked"));
    face.keys("esc");
    assert!(face.model.closing && face.model.opens.is_empty());
}

#[test]
fn what_could_not_be_known_is_said() {
    let mut denied = survey();
    denied.unknown = vec!["ListRules was refused (AccessDeniedException): which rules …".into()];
    let face = choosing((80, 24), denied);
    assert!(face.screen().contains("! ListRules was refused"));
    assert!(face.screen().contains("orders"));
}

#[test]
fn an_account_without_queues_gets_a_sentence() {
    let none = Surveyed {
        queues: vec![],
        ..survey()
    };
    let face = choosing((80, 24), none);
    assert!(
        face.screen()
            .contains("There are no queues in this account and region.")
    );
}

#[test]
fn help_and_footer_know_its_keys() {
    let mut face = choosing((80, 24), survey());
    assert!(face.screen().contains("/ search"), "{}", face.screen());
    face.keys("?");
    assert!(
        face.screen().contains("open what is marked"),
        "{}",
        face.screen()
    );
}

#[test]
fn in_a_session_the_palette_leads_there_and_esc_back() {
    let mut face = Face::new(outage(), (80, 24), "none");
    face.keys(":").text("queues").keys("enter");
    let asks = face.asked();
    assert!(
        asks.iter().any(|ask| matches!(ask, Ask::Survey)),
        "{asks:?}"
    );
    face.tell(Msg::Surveyed(Arc::new(survey())));
    assert!(face.screen().contains("ExampleEventDeadLetterQueue"));
    face.keys("esc");
    assert!(face.asked().iter().any(|ask| matches!(ask, Ask::EndSurvey)));
    assert!(face.model.layers.is_empty() && !face.model.closing);
}

/// A world with 1,200 queues, some of them dead-letter queues.
fn crowded() -> World {
    let world = World::new();
    world.dead_letter(
        1,
        "ApiDestination returned HTTP status 503 with payload: busy",
    );
    for n in 0..1200 {
        let attributes = match n {
            // orders-0007 has orders-0006 as its dead-letter queue
            7 => json!({"RedrivePolicy": json!({
                "deadLetterTargetArn": "arn:aws:sqs:ap-southeast-1:123456789012:orders-0006",
                "maxReceiveCount": 3,
            }).to_string()}),
            _ => json!({}),
        };
        world.aws(
            "AmazonSQS.CreateQueue",
            &json!({"QueueName": format!("orders-{n:04}"), "Attributes": attributes}),
        );
    }
    world
}

#[test]
fn without_a_queue_the_account_s_queues_are_offered_and_one_is_opened() {
    let world = crowded();
    let mut terminal = Terminal::start(&world, &[], (120, 40));
    terminal.wait_for("1,201 queues");
    terminal.wait_for("rule ExampleEventRule → AuditAPI, ExampleReportingAPI");
    terminal.keys("orders-0006");
    terminal.wait_for("queue orders-0007");
    terminal.keys("\x1b");
    terminal.wait_for("Type, or /, to search");
    terminal.keys("g\r");
    terminal.wait_for("● live");
    terminal.wait_for("busy");
    // and from there to another one
    terminal.keys(":queues\r");
    terminal.wait_for("choose other queues");
    terminal.wait_for("ExampleEventDeadLetterQueue");
    terminal.keys("/orders-0042\r");
    terminal.wait_for("No dead letters");
    assert_eq!(world.depth(), (1, 0), "what was open before is given back");
    terminal.keys("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn without_permission_to_list_rules_the_queues_are_there_all_the_same() {
    let world = World::new();
    let deny = json!({"operation": "ListRules", "fault": "deny"});
    world.control("POST", "/_sim/faults", &deny);
    let mut terminal = Terminal::start(&world, &[], (80, 24));
    terminal.wait_for("ListRules was refused");
    terminal.wait_for("ExampleEventDeadLetterQueue");
    terminal.keys("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_queue_that_is_gone_by_the_time_it_is_chosen_leads_back_to_the_list() {
    let world = World::new();
    let mut terminal = Terminal::start(&world, &[], (80, 24));
    terminal.wait_for("rule ExampleEventRule");
    world.aws(
        "AmazonSQS.DeleteQueue",
        &json!({"QueueUrl": world.queue_url()}),
    );
    terminal.keys("\r");
    terminal.wait_for("does not exist");
    terminal.wait_for("choose a queue");
    terminal.keys("\x1b");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_theme_that_was_chosen_stays_when_queues_are_switched() {
    let world = World::new();
    world.dead_letter(1, "ApiDestination returned HTTP status 503 with payload: x");
    world.aws("AmazonSQS.CreateQueue", &json!({"QueueName": "other"}));
    let args = ["--queue", &world.queue_url()];
    let mut terminal = Terminal::start(&world, &args, (120, 40));
    terminal.wait_for("503 from ExampleReportingAPI");
    terminal.keys(":theme none");
    terminal.wait_for("theme none▏");
    terminal.keys("\r");
    terminal.wait_for("Theme none until the end");
    terminal.keys(":queues");
    terminal.wait_for("queues▏");
    terminal.keys("\r");
    terminal.wait_for("choose other queues");
    terminal.keys("/other");
    terminal.wait_for("▌          0");
    terminal.keys("\r");
    terminal.wait_until("the other queue without a colour", |screen| {
        let mut cells = (0..40).flat_map(|row| (0..120).map(move |column| (row, column)));
        let plain = |(row, column)| {
            let cell = screen.cell(row, column);
            cell.is_some_and(|cell| cell.fgcolor() == vt100::Color::Default)
        };
        screen.contents().contains("No dead letters") && cells.all(plain)
    });
    terminal.keys("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn without_a_terminal_a_queue_must_be_named() {
    let world = World::new();
    let out = world.run(&[]);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("no queue is named"));
}
