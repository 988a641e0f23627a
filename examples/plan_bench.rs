//! How fast events are matched against the rules of a bus, and how fast a plan is made, on one core.
//!
//! `cargo run --release --example plan_bench [letters] [rules]`: letters of a rule's dead-letter queue with events of
//! their own, and rules with the operators that rules use. Nothing is read or sent.

use std::error::Error;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Instant;

use dlq_tui::event_pattern::{Matcher, Pattern};
use dlq_tui::json::Doc;
use dlq_tui::letter::{Attribute, AttributeData, Decoder, LetterId, Message};
use dlq_tui::plan::{
    Bus, Candidate, Deed, Destination, Options, Request, Rule, Target, World, build,
};

const BUS: &str = "arn:aws:events:eu-west-1:123456789012:event-bus/shop";
const TARGET: &str = "arn:aws:events:eu-west-1:123456789012:api-destination/Report/7e08279e-244f-4443-a5f4-b9c262da4d81";
const EVENTS: u32 = 10_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut given = std::env::args().skip(1);
    let letters: u32 = given.next().map_or(Ok(100_000), |n| n.parse())?;
    let rules: u32 = given.next().map_or(Ok(300), |n| n.parse())?;
    let mut out = std::io::stdout();

    let patterns = (0..rules).map(|n| Ok((n, Pattern::parse(&pattern(n))?)));
    let matcher = Matcher::new(patterns.collect::<Result<Vec<_>, Box<dyn Error>>>()?);
    let events: Vec<String> = (0..EVENTS).map(event).collect();
    let begin = Instant::now();
    let mut matched = 0;
    for event in &events {
        matched += matcher.matches(&Doc::read(event.as_str())?).len();
    }
    let took = begin.elapsed();
    writeln!(
        out,
        "{EVENTS} events against {rules} rules: {took:.2?}, {matched} matches"
    )?;

    let mut decoder = Decoder::default();
    let candidates = (0..letters).map(|n| Candidate {
        letter: Arc::new(decoder.decode(LetterId(n), message(n))),
        edit: None,
        before: None,
    });
    let request = Request {
        queue_url: "https://sqs.eu-west-1.amazonaws.com/123456789012/dlq".into(),
        candidates: candidates.collect(),
        deed: Deed::Redrive(Destination::Auto),
        original: None,
        fence: None,
        options: Options::default(),
    };
    let world = world(&request, rules);
    let begin = Instant::now();
    let plan = build(request, &world);
    let took = begin.elapsed();
    writeln!(
        out,
        "a plan for {} of {letters} letters, {rules} rules: {took:.2?}, {} targets fire",
        plan.items.len(),
        plan.fires.len()
    )?;
    Ok(())
}

/// Rules as a shop has them: one pattern in six for each kind of operator, some of which match.
fn pattern(n: u32) -> String {
    match n % 6 {
        0 => format!(
            r#"{{"source":["shop.{}"],"detail-type":["Order {}"]}}"#,
            n % 40,
            n % 7
        ),
        1 => format!(r#"{{"source":[{{"prefix":"shop.{}"}}]}}"#, n % 40),
        2 => format!(
            r#"{{"detail":{{"total":[{{"numeric":[">",{},"<=",{}]}}]}}}}"#,
            n * 3,
            n * 3 + 10
        ),
        3 => format!(
            r#"{{"detail":{{"customer":{{"country":[{{"anything-but":["C{}"]}}],"tier":["gold-{n}"]}}}}}}"#,
            n % 20
        ),
        4 => format!(
            r#"{{"$or":[{{"detail":{{"sku":["A-{n}"]}}}},{{"detail":{{"flag-{n}":[{{"exists":true}}]}}}}]}}"#
        ),
        _ => format!(r#"{{"detail":{{"note":[{{"wildcard":"*order {n} *"}}]}}}}"#),
    }
}

/// An event of about 500 bytes.
fn event(n: u32) -> String {
    let note = "customer asked twice, see the notes of the call ".repeat(3);
    format!(
        r#"{{"version":"0","id":"f3c95789-ace1-a954-2c5d-{n:012x}","detail-type":"Order {}","source":"shop.{}","account":"123456789012","time":"2024-01-02T05:24:21Z","region":"eu-west-1","resources":[],"detail":{{"total":{},"sku":"A-{}","customer":{{"country":"C{}","tier":"silver"}},"note":"{note}order {} late"}}}}"#,
        n % 7,
        n % 40,
        n % 1_000,
        n % 500,
        n % 20,
        n % 300
    )
}

fn message(n: u32) -> Message {
    let attributes = [
        ("ERROR_CODE", "SDK_CLIENT_ERROR"),
        (
            "ERROR_MESSAGE",
            "ApiDestination returned HTTP status 503 with payload: busy",
        ),
        (
            "RULE_ARN",
            "arn:aws:events:eu-west-1:123456789012:rule/shop/rule-0",
        ),
        ("TARGET_ARN", TARGET),
    ];
    Message {
        id: format!("m-{n:032}").into(),
        body: event(n).into(),
        system: [("SentTimestamp".into(), "1704173062873".into())].into(),
        attributes: attributes
            .map(|(name, value)| (name.into(), text(value)))
            .into(),
    }
}

fn text(value: &str) -> Attribute {
    Attribute {
        data_type: "String".into(),
        data: AttributeData::Text(Arc::from(value)),
    }
}

/// The bus that the letters are for, with its rules, each with one target.
fn world(request: &Request, rules: u32) -> World {
    let rule = |n: u32| Rule {
        name: format!("rule-{n}"),
        arn: format!("arn:aws:events:eu-west-1:123456789012:rule/shop/rule-{n}"),
        enabled: true,
        pattern: Some(pattern(n)),
        managed_by: None,
        targets: Ok(vec![Target {
            id: "1".into(),
            arn: TARGET.into(),
            ..Target::default()
        }]),
    };
    let mut world = World::default();
    for name in request.wanted().buses {
        let bus = Bus {
            name: "shop".into(),
            arn: BUS.into(),
        };
        world.buses.insert(name.clone(), Ok(Some(bus)));
        world.rules.insert(name, Ok((0..rules).map(rule).collect()));
    }
    world
}
