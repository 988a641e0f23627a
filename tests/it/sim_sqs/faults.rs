//! What goes wrong on purpose.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::{ProvideErrorMetadata as _, SdkError};
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use dlq_tui::sim::Sim;
use serde_json::{Value, json};

use super::{client, control, http, queue, simulator};

async fn depth(sim: &Sim) -> u64 {
    let state = control(sim, "GET", "state", json!({})).await;
    state["queues"]["orders"]["visible"].as_u64().unwrap()
}

async fn fault(sim: &Sim, fault: Value) {
    control(sim, "POST", "faults", fault).await;
}

async fn send(sqs: &Client, url: &str) -> Result<(), String> {
    let sent = sqs.send_message().queue_url(url).message_body("x").send();
    match sent.await {
        Ok(_) => Ok(()),
        Err(SdkError::ServiceError(error)) => Err(error.err().code().unwrap_or("?").to_owned()),
        Err(_) => Err("no answer".to_owned()),
    }
}

#[tokio::test]
async fn refusals_do_nothing_and_end_with_their_count() {
    let sim = simulator().await;
    let sqs = client(&sim);
    let url = queue(&sqs, "orders").await;
    for (name, code) in [
        ("throttle", "RequestThrottled"),
        ("internal", "InternalFailure"),
        ("deny", "AccessDenied"),
        ("drop-before", "no answer"),
    ] {
        fault(
            &sim,
            json!({"operation": "SendMessage", "fault": name, "count": 1}),
        )
        .await;
        assert_eq!(send(&sqs, &url).await, Err(code.to_owned()));
    }
    assert_eq!(depth(&sim).await, 0);
    send(&sqs, &url).await.unwrap();
    assert_eq!(depth(&sim).await, 1);
    sim.stop().await;
}

#[tokio::test]
async fn an_answer_may_be_lost_after_the_work_is_done() {
    let sim = simulator().await;
    let sqs = client(&sim);
    let url = queue(&sqs, "orders").await;
    fault(
        &sim,
        json!({"operation": "SendMessage", "fault": "drop-after"}),
    )
    .await;
    assert_eq!(send(&sqs, &url).await, Err("no answer".to_owned()));
    assert_eq!(depth(&sim).await, 1);
    control(&sim, "DELETE", "faults", json!({})).await;
    send(&sqs, &url).await.unwrap();
    sim.stop().await;
}

#[tokio::test]
async fn leases_of_a_consumer_that_died_can_be_ended() {
    let sim = simulator().await;
    let sqs = client(&sim);
    let url = queue(&sqs, "orders").await;
    send(&sqs, &url).await.unwrap();
    let receive = || {
        sqs.receive_message()
            .queue_url(&url)
            .visibility_timeout(600)
    };
    assert_eq!(receive().send().await.unwrap().messages().len(), 1);
    assert_eq!(depth(&sim).await, 0);
    control(&sim, "POST", "lapse", json!({})).await;
    assert_eq!(depth(&sim).await, 1);
    let again = receive().send().await.unwrap();
    assert_eq!(again.messages().len(), 1);
    sim.stop().await;
}

#[tokio::test]
async fn an_answer_may_be_held_until_it_is_released() {
    let sim = simulator().await;
    let sqs = client(&sim);
    let url = queue(&sqs, "orders").await;
    fault(
        &sim,
        json!({"operation": "SendMessage", "fault": "hold", "count": 1}),
    )
    .await;
    let held = tokio::spawn({
        let (sqs, url) = (sqs.clone(), url.clone());
        async move { send(&sqs, &url).await }
    });
    while control(&sim, "GET", "faults", json!({})).await["held"] != 1 {
        tokio::task::yield_now().await;
    }
    let state = control(&sim, "GET", "state", json!({})).await;
    assert_eq!(state["held"], 1);
    assert_eq!(state["queues"]["orders"]["visible"], 1, "the work is done");
    assert!(!held.is_finished());
    control(&sim, "POST", "release", json!({})).await;
    held.await.unwrap().unwrap();
    sim.stop().await;
}

#[tokio::test]
async fn a_batch_fails_in_part_and_the_rest_is_really_done() {
    let sim = simulator().await;
    let sqs = client(&sim);
    let url = queue(&sqs, "orders").await;
    fault(&sim, json!({"fault": "partial"})).await;
    let mut batch = sqs.send_message_batch().queue_url(&url);
    for n in 0..10 {
        let entry = SendMessageBatchRequestEntry::builder();
        let entry = entry.id(n.to_string()).message_body("x").build().unwrap();
        batch = batch.entries(entry);
    }
    let answer = batch.send().await.unwrap();
    let (done, failed) = (answer.successful().len(), answer.failed().len());
    assert_eq!(done + failed, 10);
    assert!(done > 0 && failed > 0, "{done} done, {failed} failed");
    assert!(answer.failed().iter().all(|entry| !entry.sender_fault()));
    assert_eq!(depth(&sim).await, u64::try_from(done).unwrap());
    sim.stop().await;
}

#[tokio::test]
async fn a_message_may_be_handed_out_twice() {
    let sim = simulator().await;
    let sqs = client(&sim);
    let url = queue(&sqs, "orders").await;
    send(&sqs, &url).await.unwrap();
    fault(&sim, json!({"fault": "duplicate", "count": 1})).await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        let got = sqs.receive_message().queue_url(&url).send().await.unwrap();
        for message in got.messages() {
            ids.push(message.message_id().unwrap().to_owned());
            let handle = message.receipt_handle().unwrap();
            let deletion = sqs.delete_message().queue_url(&url).receipt_handle(handle);
            deletion.send().await.unwrap();
        }
    }
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
    sim.stop().await;
}

#[tokio::test]
async fn chance_is_the_same_in_every_run() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let sim = simulator().await;
        let sqs = client(&sim);
        let url = queue(&sqs, "orders").await;
        fault(
            &sim,
            json!({"operation": "SendMessage", "fault": "throttle", "share": 0.5}),
        )
        .await;
        let mut run = Vec::new();
        for _ in 0..20 {
            run.push(send(&sqs, &url).await.is_ok());
        }
        runs.push(run);
        sim.stop().await;
    }
    assert_eq!(runs[0], runs[1]);
    assert!(runs[0].contains(&true) && runs[0].contains(&false));
}

#[tokio::test]
async fn what_is_no_fault_and_no_path_is_told() {
    let sim = simulator().await;
    let at = |path: &str| format!("{}/_sim/{path}", sim.endpoint());
    for body in [
        "{}",
        "[]",
        "{\"fault\":\"hold\",\"shares\":1}",
        "{\"fault\":\"hold\",\"share\":2}",
    ] {
        let (status, answer) = http("POST", at("faults"), false, body).await;
        assert_eq!(status, 400, "{body}");
        assert!(answer.contains("this is no fault"), "{answer}");
    }
    let (status, _) = http("GET", at("nonsense"), false, "").await;
    assert_eq!(status, 404);
    sim.stop().await;
}

#[tokio::test]
async fn a_reset_forgets_what_was_made_and_lets_held_answers_go() {
    let sim = simulator().await;
    let sqs = client(&sim);
    let url = queue(&sqs, "orders").await;
    send(&sqs, &url).await.unwrap();
    fault(
        &sim,
        json!({"operation": "SendMessage", "fault": "drop-before"}),
    )
    .await;
    control(&sim, "POST", "reset", json!({})).await;
    let state = control(&sim, "GET", "state", json!({})).await;
    assert_eq!(state["queues"], json!({}));
    let url = queue(&sqs, "orders").await;
    send(&sqs, &url).await.unwrap();
    sim.stop().await;
}
