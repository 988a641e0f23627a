//! Starting and stopping.

use dlq_tui::problem::Kind;
use dlq_tui::sim::{Sim, SimOptions};
use serde_json::json;

use super::{client, control, queue, simulator};

#[tokio::test]
async fn a_port_that_is_taken_is_told() {
    let sim = simulator().await;
    let port = sim.endpoint().rsplit(':').next().unwrap().parse().unwrap();
    let options = SimOptions {
        port,
        ..SimOptions::default()
    };
    let problem = Sim::start(options).await.unwrap_err();
    assert_eq!(problem.kind, Kind::Unreachable);
    assert!(problem.what.contains(&port.to_string()), "{problem}");
    sim.stop().await;
}

#[tokio::test]
async fn a_mapping_away_from_this_machine_is_refused() {
    let options = SimOptions {
        maps: vec!["https://api.example.com=https://example.org".into()],
        ..SimOptions::default()
    };
    let problem = Sim::start(options).await.unwrap_err();
    assert_eq!(problem.kind, Kind::Usage);
}

#[tokio::test]
async fn it_stops_while_clients_wait_for_messages_and_for_held_answers() {
    let sim = simulator().await;
    let sqs = client(&sim);
    let url = queue(&sqs, "orders").await;
    let hold = json!({"operation": "SendMessage", "fault": "hold"});
    control(&sim, "POST", "faults", hold).await;
    let poll = sqs.receive_message().queue_url(&url).wait_time_seconds(20);
    let poll = tokio::spawn(poll.send());
    let sent = sqs.send_message().queue_url(url).message_body("x");
    let sent = tokio::spawn(sent.send());
    while control(&sim, "GET", "faults", json!({})).await["held"] != 1 {
        tokio::task::yield_now().await;
    }
    sim.stop().await;
    assert!(sent.await.unwrap().is_err());
    // the poll may have got the message before the end
    assert!(
        poll.await
            .unwrap()
            .map_or(true, |got| got.messages().len() == 1)
    );
}

#[tokio::test]
async fn simulators_side_by_side_know_nothing_of_each_other() {
    let (one, two) = (simulator().await, simulator().await);
    queue(&client(&one), "orders").await;
    let listed = client(&two).list_queues().send().await.unwrap();
    assert_eq!(listed.queue_urls().len(), 0);
    one.stop().await;
    two.stop().await;
}
