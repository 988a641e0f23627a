//! Plans through the room's face.

mod beyond_tests;

use std::sync::Arc;
use std::time::Duration;

use crate::letter::{
    Attribute, Editable, Event, Failure, Letter, LetterId, Message, Origin, OriginRow, Place, Route,
};
use crate::plan::*;
use crate::repair::Edit;
use crate::time::Time;

mod scratch_tests;

const QUEUE: &str = "https://sqs.eu-west-1.amazonaws.com/123456789012/dlq";
const RULE: &str = "arn:aws:events:eu-west-1:123456789012:rule/shop/orders";
const TARGET: &str = "arn:aws:events:eu-west-1:123456789012:api-destination/Report/uuid-1";
const AUDIT: &str = "arn:aws:events:eu-west-1:123456789012:api-destination/Audit/uuid-2";
const CONNECTION: &str = "arn:aws:events:eu-west-1:123456789012:connection/Key/uuid-3";

const fn origin(route: Route) -> OriginRow {
    OriginRow {
        failed: "it failed",
        name: "test",
        label: "a test",
        editable: Editable::Event,
        route,
        recognises: |_, _| true,
        decode: |_, _, _| (Failure::default(), None),
    }
}

static FROM_RULE: OriginRow = origin(Route::RuleBus);
static FROM_QUEUE: OriginRow = origin(Route::SourceQueue);
static POINTER: OriginRow = origin(Route::Nowhere("a pointer, no payload"));
static BARE: OriginRow = origin(Route::NamedBus);

fn letter(n: u32, origin: &'static OriginRow, event: &str) -> Letter {
    let body: Arc<str> = event.into();
    let sequence = format!("{:020}", 1_000 - n);
    let none: [(Arc<str>, Attribute); 0] = [];
    Letter {
        id: LetterId(n),
        message: Message {
            id: format!("m{n}").into(),
            body: Arc::clone(&body),
            system: [("SequenceNumber".into(), sequence.into())].into(),
            attributes: none.into(),
        },
        origin: Origin(origin),
        failure: Place {
            rule_arn: Some(RULE.into()),
            target_arn: Some(TARGET.into()),
            rule: Some("orders".into()),
            target: Some("Report".into()),
            source_queue_arn: Some("arn:aws:sqs:eu-west-1:123456789012:orders".into()),
            ..Place::default()
        }
        .into(),
        event: Event::read(&body).ok().flatten(),
        wrong: Vec::new(),
    }
}

fn event(source: &str, detail: &str) -> String {
    format!(
        r#"{{"version":"0","id":"old","detail-type":"Paid","source":"{source}","account":"123456789012","time":"2024-01-02T05:24:21Z","region":"eu-west-1","resources":[],"detail":{detail}}}"#
    )
}

fn order(n: u32) -> Letter {
    letter(n, &FROM_RULE, &event("shop", &format!(r#"{{"n":{n}}}"#)))
}

fn candidate(letter: Letter) -> Candidate {
    Candidate {
        letter: Arc::new(letter),
        edit: None,
        before: None,
    }
}

fn request(letters: impl IntoIterator<Item = Letter>) -> Request {
    Request {
        queue_url: QUEUE.into(),
        candidates: letters.into_iter().map(candidate).collect(),
        deed: Deed::Redrive(Destination::Auto),
        original: None,
        options: Options::default(),
        fence: None,
    }
}

fn rule(name: &str, pattern: &str, targets: &[&str]) -> Rule {
    let target = |arn: &&str| Target {
        id: "1".into(),
        arn: (*arn).into(),
        ..Target::default()
    };
    Rule {
        name: name.into(),
        arn: format!("arn:aws:events:eu-west-1:123456789012:rule/shop/{name}"),
        enabled: true,
        pattern: Some(pattern.into()),
        managed_by: None,
        targets: Ok(targets.iter().map(target).collect()),
    }
}

fn destination(arn: &str, rate: u32) -> ApiDestination {
    ApiDestination {
        name: "Report".into(),
        arn: arn.into(),
        state: "ACTIVE".into(),
        connection_arn: CONNECTION.into(),
        endpoint: "https://api.example.com/report".into(),
        method: "POST".into(),
        rate,
    }
}

fn connection(state: &str) -> Connection {
    Connection {
        name: "Key".into(),
        arn: CONNECTION.into(),
        state: state.into(),
        state_reason: Some("401".into()),
        authorization: "API_KEY".into(),
        api_key_name: None,
        headers: Vec::new(),
        query: Vec::new(),
        body: Vec::new(),
    }
}

/// A bus with the rule that failed, one destination, all well.
fn world() -> World {
    let mut world = World::default();
    let bus = Bus {
        name: "shop".into(),
        arn: "arn:aws:events:eu-west-1:123456789012:event-bus/shop".into(),
    };
    world.buses.insert("shop".into(), Ok(Some(bus)));
    let rules = vec![rule("orders", r#"{"source":["shop"]}"#, &[TARGET])];
    world.rules.insert("shop".into(), Ok(rules));
    world
        .destinations
        .insert(TARGET.into(), Ok(Some(destination(TARGET, 100))));
    world
        .connections
        .insert(CONNECTION.into(), Ok(Some(connection("AUTHORIZED"))));
    world
}

fn rules(world: &mut World) -> &mut Vec<Rule> {
    world.rules.get_mut("shop").unwrap().as_mut().unwrap()
}

#[test]
fn a_sound_plan_says_all_and_warns_of_nothing() {
    let request = request((0..25).map(order));
    let wanted = request.wanted();
    assert_eq!(wanted.buses, ["shop".to_owned()].into());
    assert_eq!(wanted.destinations, [TARGET.to_owned()].into());
    let plan = build(request, &world());
    assert_eq!((plan.items.len(), plan.events), (25, 25));
    assert_eq!(plan.destination, "event bus shop");
    assert!(plan.items.iter().all(|i| &*i.to == "shop"));
    let fires = Fires {
        rule: "orders".into(),
        target_arn: TARGET.into(),
        failed: true,
        count: 25,
    };
    assert_eq!(plan.fires, [fires]);
    assert!(
        plan.warnings.is_empty() && plan.blockers.is_empty(),
        "{plan:?}"
    );
    assert_eq!((plan.rate_per_second, plan.eta_seconds), (Some(100), 1));
    assert_eq!(plan.requests, 6);
    assert!(plan.cost_dollars > 0.0 && plan.bytes > 25 * 20);
}

#[test]
fn a_bus_that_does_not_exist_is_refused() {
    let mut world = world();
    world.buses.insert("shop".into(), Ok(None));
    let plan = Arc::new(build(request([order(1)]), &world));
    assert!(
        plan.blockers[0].contains("shop does not exist"),
        "{:?}",
        plan.blockers
    );
    assert_eq!(plan.skipped[0].letters, [LetterId(1)]);
    assert!(plan.consent(Given::Yes, false).is_err());
}

#[test]
fn what_puts_refuse_is_held_back_and_counted_by_reason() {
    let letters = [
        order(0),
        letter(1, &FROM_RULE, &event("aws.s3", "{}")),
        letter(2, &FROM_RULE, &event("aws.s3", "{}")),
        letter(3, &FROM_RULE, &event("shop", "[1]")),
        letter(4, &POINTER, "{}"),
    ];
    let plan = build(request(letters), &world());
    assert_eq!(plan.items.len(), 1);
    let told: Vec<(&str, usize)> = plan
        .skipped
        .iter()
        .map(|s| (&*s.reason, s.letters.len()))
        .collect();
    assert!(told[0].0.contains("aws.") && told[0].1 == 2, "{told:?}");
    assert!(told.iter().any(|t| t.0.contains("array")), "{told:?}");
    assert!(told.contains(&("a pointer, no payload", 1)), "{told:?}");
}

#[test]
fn a_partners_bus_is_refused() {
    let mut partner = order(1);
    partner.failure.rule_arn =
        Some("arn:aws:events:eu-west-1:123456789012:rule/aws.partner/x.com/1/R".into());
    let plan = build(request([partner]), &world());
    assert!(
        plan.skipped[0].reason.contains("partner's bus"),
        "{:?}",
        plan.skipped
    );
}

#[test]
fn a_rule_of_another_account_is_put_to_its_own_bus() {
    let mut foreign = order(1);
    foreign.failure.rule_arn =
        Some("arn:aws:events:eu-west-1:999999999999:rule/shop/orders".into());
    let plan = build(request([foreign]), &World::default());
    assert_eq!(
        &*plan.items[0].to,
        "arn:aws:events:eu-west-1:999999999999:event-bus/shop"
    );
}

#[test]
fn healthy_targets_that_would_fire_again_stand_first_among_the_warnings() {
    let mut world = world();
    rules(&mut world).push(rule("audit", r#"{"source":["shop"]}"#, &[AUDIT]));
    rules(&mut world).push(rule("other", r#"{"source":["else"]}"#, &[AUDIT]));
    let plan = build(request([order(1), order(2)]), &world);
    let told: Vec<_> = plan
        .fires
        .iter()
        .map(|f| (&*f.rule, f.failed, f.count))
        .collect();
    assert_eq!(told, [("orders", true, 2), ("audit", false, 2)]);
    assert!(plan.warnings[0].contains("Audit") && plan.warnings[0].contains("2 letters"));
}

fn warned(world: &World) -> String {
    build(request([order(1)]), world).warnings.join("\n")
}

#[test]
fn a_rule_or_target_that_would_not_fire_again_is_told() {
    let mut disabled = world();
    rules(&mut disabled)[0].enabled = false;
    assert!(warned(&disabled).contains("rule orders is disabled (1 letter)"));
    let mut other = world();
    rules(&mut other)[0].pattern = Some(r#"{"source":["else"]}"#.into());
    assert!(warned(&other).contains("does not match any more"));
    let mut gone = world();
    rules(&mut gone).clear();
    assert!(warned(&gone).contains("rule orders is gone"));
    assert!(warned(&gone).contains("no enabled rule of the bus matches"));
    let mut anew = world();
    rules(&mut anew)[0].targets = Ok(Vec::new());
    assert!(warned(&anew).contains("target Report of rule orders is gone, or was made anew"));
}

#[test]
fn what_stands_in_the_way_of_a_cause_is_named_once_it_is_known() {
    let met = |world: &World| obstacle(world, (RULE, "shop"), TARGET);
    let mut known = world();
    rules(&mut known)[0].arn = RULE.into();
    assert_eq!(met(&known), None);
    assert_eq!(met(&World::default()), None, "nothing is known");
    let with = |change: &dyn Fn(&mut World)| {
        let mut world = known.clone();
        change(&mut world);
        met(&world).unwrap_or_default()
    };
    let told = with(&|w| {
        w.connections
            .insert(CONNECTION.into(), Ok(Some(connection("DEAUTHORIZED"))));
    });
    assert!(told.contains("Report can't be called: its connection Key is DEAUTHORIZED: 401"));
    assert_eq!(
        with(&|w| rules(w)[0].enabled = false),
        "the rule orders is disabled"
    );
    assert_eq!(with(&|w| rules(w).clear()), "the rule orders is gone");
    let told = with(&|w| rules(w)[0].targets = Ok(Vec::new()));
    assert_eq!(told, "the rule orders has this target no more");
    let told = with(&|w| drop(w.destinations.insert(TARGET.into(), Ok(None))));
    assert_eq!(told, "the API destination Report is gone");
    let denied = with(&|w| {
        w.rules.insert("shop".into(), Err("AccessDenied".into()));
        w.destinations
            .insert(TARGET.into(), Err("AccessDenied".into()));
    });
    assert_eq!(denied, "", "what could not be read says nothing");
}

#[test]
fn what_is_known_to_be_still_broken_is_told() {
    let with = |change: fn(&mut World)| {
        let mut world = world();
        change(&mut world);
        warned(&world)
    };
    let told = with(|w| {
        w.connections
            .insert(CONNECTION.into(), Ok(Some(connection("DEAUTHORIZED"))));
    });
    assert!(
        told.contains("its connection Key is DEAUTHORIZED: 401"),
        "{told}"
    );
    let told = with(|w| {
        let inactive = ApiDestination {
            state: "INACTIVE".into(),
            ..destination(TARGET, 1)
        };
        w.destinations.insert(TARGET.into(), Ok(Some(inactive)));
    });
    assert!(told.contains("Report is INACTIVE"), "{told}");
    let told = with(|w| {
        w.destinations
            .insert(TARGET.into(), Ok(Some(destination(AUDIT, 1))));
    });
    assert!(told.contains("was made anew"), "{told}");
    let told = with(|w| {
        w.destinations.insert(TARGET.into(), Ok(None));
    });
    assert!(told.contains("API destination Report is gone"), "{told}");
}

#[test]
fn what_could_not_be_read_is_said_and_forbids_nothing() {
    let mut world = world();
    world
        .buses
        .insert("shop".into(), Err("AccessDenied".into()));
    world
        .rules
        .insert("shop".into(), Err("AccessDenied".into()));
    world
        .destinations
        .insert(TARGET.into(), Err("AccessDenied".into()));
    let plan = build(request([order(1)]), &world);
    let told = plan.warnings.join("\n");
    assert!(
        told.contains("exists is not known") && told.contains("which rules"),
        "{told}"
    );
    assert!(told.contains("could not be looked at"), "{told}");
    assert!(plan.blockers.is_empty());
    assert_eq!((plan.items.len(), plan.rate_per_second), (1, None));
}

#[test]
fn the_lowest_limit_of_the_failed_targets_is_the_rate_unless_one_is_given() {
    let mut world = world();
    world
        .destinations
        .insert(AUDIT.into(), Ok(Some(destination(AUDIT, 7))));
    let mut second = order(2);
    second.failure.target_arn = Some(AUDIT.into());
    let letters = [order(1), second];
    let mut asked = request(letters);
    assert_eq!(build(asked.clone(), &world).rate_per_second, Some(7));
    asked.options.rate = Some(50);
    assert_eq!(build(asked, &world).rate_per_second, Some(50));
}

#[test]
fn an_edited_letter_is_matched_and_refused_as_edited() {
    let edited = |text: &str| {
        let mut asked = request([order(1)]);
        asked.candidates[0].edit = Some(Arc::new(Edit { text: text.into() }));
        build(asked, &world())
    };
    let plan = edited(&event("else", "{}"));
    assert!(plan.fires.is_empty() && plan.warnings.join("").contains("does not match any more"));
    assert!(edited(&event("aws.x", "{}")).items.is_empty());
}

#[test]
fn what_the_journal_knows_decides_about_each_letter() {
    let with = |before: Before, in_doubt: InDoubt| {
        let mut asked = request([order(1)]);
        asked.candidates[0].before = Some(before);
        asked.options.in_doubt = in_doubt;
        build(asked, &world())
    };
    let sent = with(Before::Sent("e".into()), InDoubt::Leave);
    assert_eq!(sent.items[0].sent.as_deref(), Some("e"));
    assert_eq!((&*sent.items[0].to, sent.events), ("", 0));
    assert!(sent.fires.is_empty());
    assert_eq!(
        sent.warnings,
        ["1 letter counts as sent already: it is only deleted"]
    );
    assert_eq!(
        with(Before::Deleted, InDoubt::Leave).items[0]
            .sent
            .as_deref(),
        Some("")
    );
    assert_eq!(
        with(Before::Busy, InDoubt::Resend).skipped[0].reason,
        "in another run"
    );
    assert!(with(Before::InDoubt, InDoubt::Leave).items.is_empty());
    assert_eq!(with(Before::InDoubt, InDoubt::Resend).items[0].sent, None);
    assert_eq!(
        with(Before::InDoubt, InDoubt::Delete).items[0]
            .sent
            .as_deref(),
        Some("")
    );
}

#[test]
fn letters_of_a_queue_go_back_to_it_in_order() {
    let mut asked = request((1..4).map(|n| letter(n, &FROM_QUEUE, "no json")));
    let plan = build(asked.clone(), &World::default());
    assert_eq!(plan.destination, "queue orders");
    assert_eq!(
        &*plan.items[0].to,
        "https://sqs.eu-west-1.amazonaws.com/123456789012/orders"
    );
    asked.deed = Deed::Redrive(Destination::Queue("orders.fifo".into()));
    let plan = build(asked.clone(), &World::default());
    let order: Vec<u32> = plan.items.iter().map(|i| i.id().0).collect();
    assert_eq!(order, [3, 2, 1], "by sequence number");
    asked.deed = Deed::Redrive(Destination::Queue("dlq".into()));
    let plan = build(asked, &World::default());
    assert!(plan.items.is_empty() && plan.skipped[0].reason.contains("itself"));
}

#[test]
fn an_origin_without_a_bus_wants_one_named() {
    let bare = || letter(1, &BARE, &event("shop", "{}"));
    let plan = build(request([bare()]), &world());
    assert!(
        plan.skipped[0].reason.contains("--to bus=NAME"),
        "{:?}",
        plan.skipped
    );
    let mut asked = request([bare()]);
    asked.deed = Deed::Redrive(Destination::NamedBus("shop".into()));
    assert_eq!(build(asked, &world()).items.len(), 1);
}

#[test]
fn deletes_and_undos_go_nowhere_and_home() {
    let mut asked = request((0..3).map(order));
    asked.deed = Deed::Delete;
    asked.options.limit = Some(2);
    let plan = build(asked.clone(), &World::default());
    assert_eq!((plan.items.len(), plan.events, plan.requests), (2, 0, 1));
    assert!(plan.items.iter().all(|i| i.to.is_empty()));
    assert_eq!(plan.skipped[0].reason, "beyond the limit of 2");
    assert_eq!(plan.destination, "deleted from queue dlq");
    asked.deed = Deed::Undo { run: "d".into() };
    let plan = build(asked, &World::default());
    assert_eq!((&*plan.items[0].to, plan.events), (QUEUE, 2));
}

#[test]
fn a_resumed_run_does_what_the_run_before_did() {
    let mut asked = request([order(1)]);
    asked.deed = Deed::Resume { run: "r".into() };
    asked.original = Some(Deed::Redrive(Destination::Bus));
    assert_eq!(&*build(asked.clone(), &world()).items[0].to, "shop");
    asked.original = Some(Deed::Delete);
    assert_eq!(&*build(asked, &world()).items[0].to, "");
}

#[test]
fn a_digest_is_the_same_in_every_version() {
    let plan = build(request([order(1)]), &world());
    assert_eq!(format!("{:016x}", digest(&plan)), "209347c257e6cbf9");
    assert_ne!(digest(&plan), digest(&build(request([order(2)]), &world())));
    let mut edited = plan.clone();
    edited.items[0].edit = Some(Arc::new(Edit { text: "{}".into() }));
    assert_ne!(digest(&plan), digest(&edited));
    let mut faster = plan.clone();
    faster.rate_per_second = Some(101);
    assert_ne!(digest(&plan), digest(&faster));
}

#[test]
fn words_are_read_as_they_are_written() {
    for to in [
        "auto",
        "bus",
        "bus=x",
        "failed-target",
        "source",
        "queue=https://h/1/q",
    ] {
        assert_eq!(Destination::parse(to).unwrap().to_string(), to);
        let deed = format!("redrive {to}");
        assert_eq!(Deed::parse(&deed).unwrap().to_string(), deed);
    }
    for deed in ["delete", "undo r1", "resume r1"] {
        assert_eq!(Deed::parse(deed).unwrap().to_string(), deed);
    }
    assert_eq!(Destination::parse("bus="), None);
    assert_eq!(Deed::parse("drop"), None);
}

/// A plan of what the file names, made anew.
fn again(file: &PlanFile, world: &World) -> Plan {
    let mut asked = request([]);
    for (id, edit) in file.messages() {
        let n = id.trim_start_matches('m').parse().unwrap();
        asked.candidates.push(Candidate {
            edit,
            ..candidate(order(n))
        });
    }
    asked.deed = file.deed().unwrap();
    asked.options = file.options();
    build(asked, world)
}

#[test]
fn a_plan_file_runs_exactly_that_plan_or_says_what_changed() {
    let mut asked = request((0..5).map(order));
    asked.options.canary = 2;
    asked.options.watch = Duration::from_secs(90);
    asked.candidates[3].edit = Some(Arc::new(Edit {
        text: event("shop", r#"{"s":"\u001b"}"#).into(),
    }));
    let plan = build(asked, &world());
    let json = PlanFile::of(&plan, Time(0)).to_json().unwrap();
    let file = PlanFile::parse(&json).unwrap();
    assert_eq!(file.check(&again(&file, &world())), Ok(()));
    assert_eq!(digest(&again(&file, &world())), digest(&plan));

    let refused = |fresh: &Plan| file.check(fresh).unwrap_err().to_string();
    let mut fewer = again(&file, &world());
    fewer.items.pop();
    assert!(
        refused(&fewer).contains("1 of its 5 letters"),
        "{}",
        refused(&fewer)
    );
    let mut sent = again(&file, &world());
    sent.items[0].sent = Some("e".into());
    assert!(refused(&sent).contains("message m0 would go another way"));
    let mut changed = world();
    rules(&mut changed).push(rule("audit", r#"{"source":["shop"]}"#, &[AUDIT]));
    assert!(refused(&again(&file, &changed)).contains("the rules changed"));
    let mut slower = again(&file, &world());
    slower.rate_per_second = Some(1);
    assert!(refused(&slower).contains("not what they were"));
}

#[test]
fn what_is_no_plan_file_is_said_to_be_none() {
    for text in ["", "{}", "[1]", r#"{"format":1}"#] {
        let problem = PlanFile::parse(text).unwrap_err();
        assert!(problem.to_string().contains("no plan file"), "{problem}");
    }
    let plan = build(request([order(1)]), &world());
    let json = PlanFile::of(&plan, Time(0)).to_json().unwrap();
    let newer = json.replace("\"format\": 1", "\"format\": 2");
    assert!(
        PlanFile::parse(&newer)
            .unwrap_err()
            .to_string()
            .contains("format 2")
    );
}

#[test]
fn three_hundred_rules_and_many_letters_are_counted_one_by_one() {
    let mut world = world();
    for n in 0..300 {
        let pattern = format!(r#"{{"source":["shop"],"detail":{{"n":[{n}]}}}}"#);
        rules(&mut world).push(rule(&format!("r{n}"), &pattern, &[AUDIT]));
    }
    let plan = build(request((0..1_000).map(order)), &world);
    assert_eq!(plan.fires.len(), 301);
    let counted: usize = plan.fires.iter().map(|f| f.count).sum();
    assert_eq!(counted, 1_000 + 300);
}
