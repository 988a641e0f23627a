use std::sync::Arc;
use std::time::Duration;

use super::import_tests::Shelf;
use super::world_tests::{TARGET, World, snapshot};
use crate::cli::*;
use crate::engine::ports::{
    Answer, Buses, Directory, Fault, FaultKind, Ports, Queue, QueueFacts, Scratches,
};
use crate::plan::{ApiDestination, Bus, Connection, Rule, Scratch, Target};
use crate::problem::Exit;
use crate::repair::Outgoing;

const QUEUE: &str = "arn:aws:sqs:ap-southeast-1:123456789012:orders-dlq";

/// An account with one bus, one rule, one destination, one connection.
struct Account {
    rule: Option<Rule>,
    destination: ApiDestination,
    connection: Connection,
    denied: bool,
}

impl Account {
    fn sound() -> Self {
        let target = Target {
            id: "Target0".into(),
            arn: TARGET.into(),
            dead_letter_arn: Some(QUEUE.into()),
            retry_attempts: Some(185),
            ..Target::default()
        };
        Self {
            rule: Some(Rule {
                name: "ExampleEventRule".into(),
                arn: "arn:r".into(),
                enabled: true,
                pattern: None,
                managed_by: None,
                targets: Ok(vec![target]),
            }),
            destination: ApiDestination {
                name: "ExampleReportingAPI".into(),
                arn: TARGET.into(),
                state: "ACTIVE".into(),
                connection_arn: "arn:aws:events:ap-southeast-1:123456789012:connection/Conn/1-2"
                    .into(),
                endpoint: "https://api.example.com/report".into(),
                method: "POST".into(),
                rate: 100,
            },
            connection: Connection {
                name: "Conn".into(),
                arn: "arn:c".into(),
                state: "AUTHORIZED".into(),
                state_reason: None,
                authorization: "API_KEY".into(),
                api_key_name: None,
                headers: vec![],
                query: vec![],
                body: vec![],
            },
            denied: false,
        }
    }

    fn answer<T: Send + 'static>(&self, value: T) -> Answer<'_, T> {
        let fault = Fault {
            kind: FaultKind::Denied,
            code: "AccessDeniedException".into(),
            message: "not authorized".into(),
        };
        let answer = if self.denied { Err(fault) } else { Ok(value) };
        Box::pin(async move { answer })
    }
}

impl Scratches for Account {
    fn make<'a>(&'a self, _: &'a str, _: &'a Scratch) -> Answer<'a, ()> {
        Box::pin(async { Ok(()) })
    }
    fn remove<'a>(&'a self, _: &'a str) -> Answer<'a, ()> {
        Box::pin(async { Ok(()) })
    }
    fn list(&self) -> Answer<'_, Vec<String>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

impl Directory for Account {
    fn bus<'a>(&'a self, name: &'a str) -> Answer<'a, Option<Bus>> {
        let bus = Bus {
            name: name.into(),
            arn: "arn:b".into(),
        };
        self.answer((name == "default").then_some(bus))
    }

    fn rules<'a>(&'a self, _: &'a str) -> Answer<'a, Vec<Rule>> {
        self.answer(self.rule.clone().into_iter().collect())
    }

    fn api_destination<'a>(&'a self, _: &'a str) -> Answer<'a, Option<ApiDestination>> {
        self.answer(Some(self.destination.clone()))
    }

    fn connection<'a>(&'a self, _: &'a str) -> Answer<'a, Option<Connection>> {
        self.answer(Some(self.connection.clone()))
    }

    fn caller(&self) -> Answer<'_, (String, String)> {
        self.answer((
            "123456789012".into(),
            "arn:aws:iam::123456789012:user/u".into(),
        ))
    }

    fn queue<'a>(&'a self, _: &'a str) -> Answer<'a, Arc<dyn Queue>> {
        self.answer(Arc::new(Shelf::default()) as Arc<dyn Queue>)
    }
}

impl Buses for Account {
    fn put<'a>(
        &'a self,
        _: &'a str,
        _: &'a [Outgoing],
    ) -> Answer<'a, Vec<Result<Arc<str>, Fault>>> {
        self.answer(Vec::new())
    }
}

fn facts() -> QueueFacts {
    QueueFacts {
        name: "orders-dlq".into(),
        arn: QUEUE.into(),
        retention: Duration::from_secs(1_209_600),
        max_message_bytes: 1_048_576,
        policy: Some("{\"Principal\":{\"Service\":\"events.amazonaws.com\"}}".into()),
        ..QueueFacts::default()
    }
}

/// What is not as it should be: check, subject, state.
fn complaints(account: Account, facts: QueueFacts, buses: &[String]) -> Vec<String> {
    let shelf = Arc::new(Shelf {
        facts,
        ..Shelf::default()
    });
    let account = Arc::new(account);
    let ports = Ports {
        queues: vec![shelf.clone()],
        buses: account.clone(),
        scratches: account.clone(),
        directory: account,
    };
    let causes = snapshot().causes;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let checks = runtime.block_on(examine(&ports, &*shelf, &causes, buses));
    checks
        .iter()
        // always unknown: SQS tells nobody who receives
        .filter(|c| c.state != State::Ok && c.check != "consumers")
        .map(|c| format!("{:?} {} {}", c.state, c.check, c.subject))
        .collect()
}

#[test]
fn a_sound_stack_has_no_complaints() {
    assert_eq!(complaints(Account::sound(), facts(), &[]), [""; 0]);
}

#[test]
fn everything_that_would_send_an_event_straight_back_fails() {
    let mut account = Account::sound();
    account.connection.state = "DEAUTHORIZED".into();
    account.destination.state = "INACTIVE".into();
    account.rule.as_mut().unwrap().enabled = false;
    assert_eq!(
        complaints(account, facts(), &["other".into()]),
        [
            "Fail rule ExampleEventRule",
            "Fail api-destination ExampleReportingAPI",
            "Fail connection Conn",
            "Fail bus other",
        ]
    );
    let mut account = Account::sound();
    account.rule = None;
    assert_eq!(
        complaints(account, facts(), &[]),
        ["Fail rule ExampleEventRule"]
    );
    let mut account = Account::sound();
    account.destination.arn = "arn:made-anew".into();
    assert_eq!(
        complaints(account, facts(), &[]),
        ["Fail api-destination ExampleReportingAPI"]
    );
}

#[test]
fn what_will_hurt_is_a_warning() {
    let mut account = Account::sound();
    if let Ok(targets) = &mut account.rule.as_mut().unwrap().targets {
        targets[0].retry_attempts = Some(1);
        targets[0].dead_letter_arn = None;
    }
    let facts = QueueFacts {
        retention: Duration::from_secs(345_600),
        redrive_policy: Some("{}".into()),
        max_message_bytes: 262_144,
        policy: None,
        kms_key: Some("alias/mine".into()),
        ..facts()
    };
    assert_eq!(
        complaints(account, facts, &[]),
        [
            "Warn retention orders-dlq",
            "Warn queue-policy orders-dlq",
            "Warn redrive-policy orders-dlq",
            "Warn message-size orders-dlq",
            "Unknown encryption orders-dlq",
            "Warn dead-letter-queue ExampleEventRule/Target0",
            "Warn retry-policy ExampleEventRule/Target0",
        ]
    );
}

#[test]
fn a_missing_permission_is_unknown_and_missing_credentials_fail() {
    let mut account = Account::sound();
    account.denied = true;
    assert_eq!(
        complaints(account, facts(), &[]),
        [
            "Fail credentials ",
            "Unknown permissions ",
            "Unknown bus default",
            "Unknown rules default"
        ]
    );
}

#[test]
fn doctor_looks_at_the_letters_and_tells_one_document() {
    let mut world = World::new(snapshot(), Box::new(|_, _| {}));
    assert_eq!(world.run(&["doctor", "--output", "json"]), Exit::Done);
    let document = world.json();
    assert_eq!(document["checks"][0]["check"], "receive");
    assert_eq!(document["checks"][1]["subject"], "2 causes");
    assert_eq!(document["checks"][1]["state"], "ok");
    assert_eq!(world.run(&["doctor"]), Exit::Done);
    assert!(world.out.contains("4 letters could be received"));
}
