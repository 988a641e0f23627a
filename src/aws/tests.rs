//! What a user is told when AWS is not there, and what a broken-off call means.

use std::sync::Arc;

use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;

use crate::arn::QueueRef;
use crate::aws::buses::AwsBuses;
use crate::aws::connect::session;
use crate::aws::{Calls, Settings, connect};
use crate::engine::ports::{Buses as _, FaultKind};
use crate::problem::Kind;
use crate::repair::Outgoing;

async fn closed_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

fn settings(endpoint: &str) -> Settings {
    let queue = format!("{endpoint}/123456789012/dlq");
    Settings {
        queues: vec![QueueRef::parse(&queue).unwrap()],
        ..Settings::default()
    }
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_one_clear_problem() {
    let endpoint = closed_port().await;
    let problem = connect(&settings(&endpoint)).await.err().unwrap();
    assert_eq!(problem.kind, Kind::Unreachable);
    assert!(problem.what.contains(&endpoint), "{problem}");
    assert!(!problem.remedy.is_empty());
}

#[tokio::test]
async fn a_call_is_noted_with_what_it_asked_for_and_how_often_it_was_sent() {
    let endpoint = closed_port().await;
    let asked = settings(&endpoint);
    connect(&asked).await.err().unwrap();
    let made = asked.calls.list();
    let call = made
        .iter()
        .find(|call| call.operation == "GetQueueAttributes")
        .unwrap();
    assert_eq!(call.parameters, "AttributeNames All");
    assert_eq!(call.attempts, 2, "the first and the SDK's retry");
}

#[tokio::test]
async fn a_put_to_a_closed_port_was_never_sent_and_a_broken_one_is_in_doubt() {
    let entry = Outgoing {
        source: "a".into(),
        detail_type: "b".into(),
        detail: "{}".into(),
        resources: Arc::from([]),
        time: None,
        trace_header: None,
    };
    let calls = Calls::default();
    let unsent = Settings {
        endpoint_url: Some(closed_port().await),
        calls: calls.clone(),
        ..Settings::default()
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let broken = Settings {
        endpoint_url: Some(format!("http://{}", listener.local_addr().unwrap())),
        ..Settings::default()
    };
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut some = [0; 512];
            // reads a little of the request and hangs up without an answer
            drop(stream.read(&mut some).await);
        }
    });
    for (settings, kind) in [
        (unsent, FaultKind::Unreachable),
        (broken, FaultKind::Ambiguous),
    ] {
        let clients = session(&settings).await.unwrap();
        let buses = AwsBuses { clients };
        let fault = buses
            .put("default", std::slice::from_ref(&entry))
            .await
            .unwrap_err();
        assert_eq!(fault.kind, kind, "{fault:?}");
    }
    let made = calls.list();
    assert_eq!(made.len(), 1, "PutEvents is made once: {made:?}");
    assert_eq!(made[0].operation, "PutEvents");
}
