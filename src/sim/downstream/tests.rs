use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::*;

async fn downstream() -> Arc<Downstream> {
    Downstream::start(DownstreamOptions::default())
        .await
        .unwrap()
}

fn get(url: &str) -> Call {
    Call {
        method: "GET".to_owned(),
        url: url.to_owned(),
        ..Call::default()
    }
}

fn post(url: &str, body: &str) -> Call {
    Call {
        method: "POST".to_owned(),
        body: body.to_owned(),
        ..get(url)
    }
}

#[tokio::test]
async fn every_host_answers_and_what_it_got_is_shown() {
    let d = downstream().await;
    let mut call = post(
        "https://api.example.com/report?a=1&b=x%20y&a=2",
        r#"{"n":1.0}"#,
    );
    call.headers = vec![("X-Key".to_owned(), "é".to_owned())];
    let reply = d.call(call).await.unwrap();
    assert_eq!((reply.status, reply.body.as_str()), (200, r#"{"ok":true}"#));
    let shown = d.requests()[0].clone();
    let keys: Vec<&String> = shown.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "host", "method", "path", "query", "headers", "body", "at", "answer"
        ]
    );
    assert_eq!(shown["host"], "api.example.com");
    assert_eq!(shown["method"], "POST");
    assert_eq!(shown["path"], "/report");
    assert_eq!(shown["query"], json!({"a": "1, 2", "b": "x y"}));
    assert_eq!(shown["headers"]["x-key"], "é");
    assert_eq!(shown["body"], r#"{"n":1.0}"#);
    assert_eq!(
        shown["answer"],
        json!({"status": 200, "body": r#"{"ok":true}"#})
    );
    assert!(shown["at"].as_str().unwrap().ends_with('Z'));
    d.reset();
    assert_eq!(d.requests(), json!([]));
}

#[tokio::test]
async fn the_first_answer_that_applies_is_given_until_it_is_used_up() {
    let d = downstream().await;
    let list = json!([
        {"status": 503, "body": {"down": true}, "count": 1, "headers": {"Retry-After": "7"}},
        {"status": 400, "contains": "bad"},
        {"status": 418, "share": 0.0},
    ]);
    let control = d.control("PUT", "API.example.com", &list.to_string());
    assert_eq!(control.0, 200);
    let answer = async |body: &str| {
        d.call(post("https://api.example.com/", body))
            .await
            .unwrap()
    };
    let first = answer("bad").await;
    assert_eq!(
        (first.status, first.body.as_str()),
        (503, r#"{"down":true}"#)
    );
    assert_eq!(first.retry_after.as_deref(), Some("7"));
    assert_eq!(answer("bad").await.status, 400);
    assert_eq!(answer("good").await.status, 200);
    let ported = d
        .call(post("https://api.example.com:8443/", "bad"))
        .await
        .unwrap();
    assert_eq!(
        ported.status, 400,
        "a host without a port is that host on any port"
    );
    d.control("DELETE", "api.example.com", "");
    assert_eq!(answer("bad").await.status, 200);
}

#[tokio::test]
async fn a_wrong_control_body_is_refused_with_the_reason() {
    let d = downstream().await;
    let refused = |body: &str| {
        let (status, answer) = d.control("PUT", "h", body);
        assert_eq!(status, 400, "{body}");
        answer["error"].as_str().unwrap().to_owned()
    };
    assert!(refused("{").starts_with("not JSON"));
    assert!(refused(r#"{"statu":1}"#).contains("unknown field `statu`"));
    assert_eq!(
        refused(r#"{"status":99}"#),
        "status: 99 is not from 200 to 599"
    );
    assert_eq!(refused(r#"{"share":1.5}"#), "share: 1.5 is not from 0 to 1");
    assert!(refused(r#"{"headers":{"a b":"c"}}"#).starts_with("headers: `a b`"));
    assert_eq!(d.control("GET", "h", "").0, 405);
}

#[tokio::test]
async fn a_closed_connection_is_unreachable() {
    let d = downstream().await;
    d.control("PUT", "gone.example.com", r#"{"close":true}"#);
    let gone = d.call(get("https://gone.example.com/")).await;
    assert_eq!(gone, Err(CallError::Unreachable));
    assert_eq!(d.requests()[0]["answer"], Value::Null);
    assert_eq!(d.call(get("no url")).await, Err(CallError::Unreachable));
    let nobody = d.call(get("http://127.0.0.1:1/")).await;
    assert_eq!(nobody, Err(CallError::Unreachable));
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_not_waited_for() {
    let d = Downstream::start(DownstreamOptions {
        patience: Duration::from_millis(500),
        ..DownstreamOptions::default()
    })
    .await
    .unwrap();
    d.control("PUT", "slow.example.com", r#"{"delay_ms":3600000}"#);
    let slow = d.call(get("https://slow.example.com/")).await;
    assert_eq!(slow, Err(CallError::TimedOut));
    let answer = &d.requests()[0]["answer"];
    assert_eq!(answer["status"], 200, "what it would have said");
}

#[tokio::test]
async fn a_mapped_prefix_goes_to_the_users_server_with_the_original_host() {
    let users = downstream().await;
    let map = format!("https://api.example.com/v1={}/mine/", users.url());
    let d = Downstream::start(DownstreamOptions {
        maps: vec![Mapping::parse(&map).unwrap()],
        ..DownstreamOptions::default()
    })
    .await
    .unwrap();
    d.call(get("https://api.example.com/v1/report?x=1"))
        .await
        .unwrap();
    d.call(get("https://api.example.com/v10")).await.unwrap();
    let theirs = users.requests();
    assert_eq!(theirs.as_array().unwrap().len(), 1);
    assert_eq!(theirs[0]["host"], "api.example.com");
    assert_eq!(theirs[0]["path"], "/mine/report");
    assert_eq!(theirs[0]["query"], json!({"x": "1"}));
    assert_eq!(d.requests()[0]["path"], "/v10", "no prefix of whole parts");
    let direct = format!("{}/direct", users.url());
    d.call(get(&direct)).await.unwrap();
    assert_eq!(
        users.requests()[1]["path"],
        "/direct",
        "loopback needs no mapping"
    );
}

#[test]
fn a_mapping_leads_to_loopback_only() {
    for good in [
        "https://api.example.com=http://localhost:9000",
        "https://api.example.com/x?a=b=http://127.0.0.1:9000/",
        "https://api.example.com=http://[::1]:9000",
    ] {
        assert!(Mapping::parse(good).is_ok(), "{good}");
    }
    for away in [
        "https://a.example=http://192.0.2.1:80",
        "https://a.example=http://127.0.0.1.b.example",
    ] {
        assert!(
            matches!(Mapping::parse(away), Err(MappingError::NotLoopback(_))),
            "{away}"
        );
    }
    let tls = "https://a.example=https://localhost:9000";
    assert!(matches!(Mapping::parse(tls), Err(MappingError::NotHttp(_))));
    for shape in ["", "https://a.example", "a=b", "/x=http://localhost:1"] {
        assert!(
            matches!(Mapping::parse(shape), Err(MappingError::Shape(_))),
            "{shape}"
        );
    }
}

#[tokio::test]
async fn an_address_elsewhere_is_played_too_and_nothing_leaves_the_machine() {
    let d = downstream().await;
    for url in [
        "http://192.0.2.1/x",
        "https://[2001:db8::1]:8443/x",
        "http://user@10.0.0.1:1/x",
    ] {
        assert_eq!(d.call(get(url)).await.unwrap().status, 200, "{url}");
    }
    let hosts: Vec<Value> = d
        .requests()
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["host"].clone())
        .collect();
    assert_eq!(hosts, ["192.0.2.1", "[2001:db8::1]:8443", "10.0.0.1:1"]);
}

#[tokio::test]
async fn an_answer_may_have_no_body_or_a_large_one() {
    let d = downstream().await;
    d.control("PUT", "h", r#"{"status":204,"body":""}"#);
    assert_eq!(d.call(post("http://h/", "x")).await.unwrap().body, "");
    d.set("h", vec![Reaction::answer(500, &"y".repeat(3_000_000))]);
    let large = d.call(post("http://h/", "x")).await.unwrap();
    assert_eq!(
        (large.status, large.body.len()),
        (500, 1_048_576),
        "Range: bytes=0-1048575"
    );
}

#[tokio::test]
async fn a_token_endpoint_grants_tokens_unless_told_otherwise() {
    let d = downstream().await;
    let url = "https://login.example.com/oauth2/token";
    d.grants_tokens(url);
    let token = d.call(post(url, "")).await.unwrap();
    assert!(token.body.contains("access_token"), "{}", token.body);
    d.control("PUT", "login.example.com", r#"{"status":401}"#);
    assert_eq!(d.call(post(url, "")).await.unwrap().status, 401);
}

#[tokio::test]
async fn the_server_ends_with_its_owner() {
    let d = downstream().await;
    let url = d.url();
    let other = downstream().await;
    other.call(get(&url)).await.unwrap();
    drop(d);
    // the task that listens has yet to see it
    while other.call(get(&url)).await.is_ok() {
        tokio::task::yield_now().await;
    }
}
