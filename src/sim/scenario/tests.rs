use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;

use super::*;
use crate::sim::downstream::DownstreamOptions;
use crate::sim::events::tests::world::World;
use crate::sim::template::{SEED_STACK, Site, Template, apply};

/// The seed's stack.
async fn seed(options: DownstreamOptions) -> World {
    let w = World::with(options).await;
    let mut site = Site {
        events: &w.events,
        queues: &*w.queues,
        account: "123456789012",
        region: "ap-southeast-1",
        parameters: BTreeMap::new(),
        exports: BTreeMap::new(),
    };
    apply(&Template::parse(SEED_STACK).unwrap(), &mut site)
        .await
        .unwrap();
    for name in ["ExampleReportingAPI", "AuditAPI"] {
        let fast = json!({"Name": name, "InvocationRateLimitPerSecond": 100_000});
        w.call("UpdateApiDestination", fast).await;
    }
    w
}

async fn play(w: &World, name: &str, messages: usize) -> Scenario {
    let options = ScenarioOptions {
        messages,
        seed: 1,
        trickle: false,
    };
    Scenario::start(name, options, w.events.clone(), w.downstream.clone())
        .await
        .unwrap()
}

fn messages(w: &World) -> Vec<String> {
    let letters = w.queues.all();
    letters
        .into_iter()
        .map(|(_, l)| l.attributes[3].1.clone())
        .collect()
}

/// Waits until so many deliveries were taken and so many letters are there.
async fn until(w: &World, delivered: u64, letters: usize) {
    w.queues.wait(letters).await;
    while w.events.state()["events"]["delivered"].as_u64().unwrap() < delivered {
        tokio::task::yield_now().await;
    }
    assert_eq!(messages(w).len(), letters);
}

#[tokio::test]
async fn the_mixed_scenario_has_every_kind_of_trouble_in_its_share() {
    let w = seed(DownstreamOptions::default()).await;
    let scenario = play(&w, "mixed", 100).await;
    // of 120 events: the audit takes all but 4, the reporting the 20 without trouble; 12 still wait for their answer
    until(&w, 116 + 20 + 4, 88).await;
    let letters = messages(&w);
    let count = |what: &str| letters.iter().filter(|m| m.contains(what)).count();
    assert_eq!(count("status 503"), 34);
    assert_eq!(count("status 429"), 20);
    assert_eq!(count("status 400"), 9);
    assert_eq!(count("status 422"), 4);
    assert_eq!(count("cannot be reached"), 10);
    assert_eq!(count("status 500"), 7);
    assert_eq!(count("status 401"), 4);
    scenario.heal();
    scenario.send(100).await.unwrap();
    // what is wrong in itself is refused by a healthy host too
    until(&w, 140 + 120 + 107, 88 + 13).await;
}

#[tokio::test]
async fn a_rotated_key_loses_the_connection_until_it_is_healed() {
    let w = seed(DownstreamOptions::default()).await;
    let scenario = play(&w, "rotated-key", 10).await;
    let state = w.settled().await;
    assert_eq!(state["connections"][1]["state"], "DEAUTHORIZED");
    scenario.heal();
    let before = messages(&w).len();
    scenario.send(5).await.unwrap();
    w.settled().await;
    assert_eq!(messages(&w).len(), before);
}

#[tokio::test]
async fn every_scenario_that_is_listed_can_be_played_and_no_other() {
    let hasty = DownstreamOptions {
        patience: Duration::from_millis(50),
        ..DownstreamOptions::default()
    };
    for (name, what) in Scenario::described() {
        assert!(!what.is_empty(), "{name}");
        let w = seed(hasty.clone()).await;
        play(&w, name, 5).await;
        w.queues.wait(5).await;
    }
    let w = seed(hasty).await;
    let options = ScenarioOptions::default();
    let error = Scenario::start("none", options, w.events.clone(), w.downstream.clone()).await;
    let text = error.err().unwrap().to_string();
    assert!(
        text.starts_with("there is no scenario `none`; there are mixed, "),
        "{text}"
    );
}
