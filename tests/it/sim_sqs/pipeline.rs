//! The built-in stack: an event that can't be delivered ends in the dead-letter queue.

use aws_sdk_sqs::types::MessageSystemAttributeName;
use dlq_tui::sim::{Sim, SimOptions};
use serde_json::json;

use super::{client, control};

#[tokio::test]
async fn the_ready_line_names_what_was_built() {
    let sim = Sim::start(SimOptions::default()).await.unwrap();
    let ready = sim.ready();
    assert_eq!(ready["endpoint"], sim.endpoint());
    assert_eq!(ready["account"], "123456789012");
    assert_eq!(ready["region"], "ap-southeast-1");
    assert!(
        ready["downstream"]
            .as_str()
            .unwrap()
            .starts_with("http://127.0.0.1:")
    );
    assert!(!ready["queues"].as_object().unwrap().is_empty(), "{ready}");
    let buses = ready["buses"].as_array().unwrap();
    assert!(buses.contains(&json!("default")), "{ready}");
    sim.stop().await;
}

#[tokio::test]
async fn a_template_that_is_none_and_an_unknown_parameter_are_told() {
    let options = SimOptions {
        templates: vec!["no/such/file.json".into()],
        ..SimOptions::default()
    };
    let problem = Sim::start(options).await.unwrap_err();
    assert_eq!(problem.place, "no/such/file.json");
    let options = SimOptions {
        params: [("Nonsense".to_owned(), "1".to_owned())].into(),
        ..SimOptions::default()
    };
    let problem = Sim::start(options).await.unwrap_err();
    assert_eq!(problem.what, "no template has the parameter `Nonsense`");
}

#[tokio::test]
async fn an_event_that_the_endpoint_refuses_becomes_a_dead_letter() {
    let sim = Sim::start(SimOptions::default()).await.unwrap();
    let ready = sim.ready();
    let queues = ready["queues"].as_object().unwrap();
    let dead = queues.values().next().unwrap().as_str().unwrap();
    for host in ["api.example.com", "audit.example.com"] {
        let answer = json!({"status": 400, "body": "{\"error\":\"bad\"}"});
        control(&sim, "PUT", &format!("downstream/{host}"), answer).await;
    }
    let detail = json!({"event": "user_login", "properties": {}}).to_string();
    let entry =
        json!({"Source": "userService.tracking", "DetailType": "user_activity", "Detail": detail});
    let answer = sim
        .events()
        .call("PutEvents", json!({"Entries": [entry]}))
        .await
        .unwrap();
    assert_eq!(answer["FailedEntryCount"], 0);
    let got = client(&sim)
        .receive_message()
        .queue_url(dead)
        .wait_time_seconds(20)
        .message_attribute_names("All")
        .message_system_attribute_names(MessageSystemAttributeName::All)
        .send()
        .await
        .unwrap();
    let letter = &got.messages()[0];
    let attributes = letter.message_attributes().unwrap();
    let message = attributes["ERROR_MESSAGE"].string_value().unwrap();
    assert!(message.contains("HTTP status 400"), "{message}");
    let system = letter.attributes().unwrap();
    assert_eq!(
        system[&MessageSystemAttributeName::SenderId],
        "AIDAIDYJ7RPI7CT46XWPK"
    );
    let requests = control(&sim, "GET", "requests", json!({})).await;
    assert_eq!(requests[0]["answer"]["status"], 400);
    control(&sim, "POST", "reset", json!({})).await;
    let ready = sim.ready();
    assert_eq!(ready["queues"][dead_name(dead)], dead, "built anew");
    sim.stop().await;
}

fn dead_name(url: &str) -> &str {
    url.rsplit('/').next().unwrap()
}
