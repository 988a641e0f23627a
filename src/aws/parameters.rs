//! What a call asked for, and how often it was sent: heard from the SDK while it makes the call.
//!
//! Does not know: payloads. Of what may hold one only the number of entries is kept.

use std::cell::RefCell;
use std::future::Future;

use aws_sdk_sqs::config::interceptors::BeforeTransmitInterceptorContextRef;
use aws_sdk_sqs::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_sqs::error::BoxError;

use crate::json::{Doc, Kind, Node};

/// A larger request is not read: it holds nothing but entries.
const MOST_BYTES: usize = 64 << 10;
/// A longer text is not a parameter that a person would read.
const VALUE_BYTES: usize = 80;
/// Receipts are long, and mean nothing to people; the queue is told beside the call.
const LEFT_OUT: [&str; 2] = ["QueueUrl", "ReceiptHandle"];

/// What was heard of a call.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// `MaxNumberOfMessages 10, WaitTimeSeconds 20`.
    pub parameters: String,
    /// How often it was sent; 0 when it never was.
    pub attempts: u32,
}

tokio::task_local! {
    static HEARD: RefCell<Heard>;
}

/// Makes a call, and tells beside its outcome what was heard of it.
pub(super) async fn listening<T>(call: impl Future<Output = T>) -> (T, Heard) {
    let made = async {
        let outcome = call.await;
        (outcome, HEARD.with(RefCell::take))
    };
    HEARD.scope(RefCell::default(), made).await
}

/// Is told by the SDK of each attempt.
#[derive(Debug)]
pub(super) struct Listener;

impl Intercept for Listener {
    fn name(&self) -> &'static str {
        "parameters"
    }

    fn read_before_attempt(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let hear = |heard: &RefCell<Heard>| {
            let mut heard = heard.borrow_mut();
            heard.attempts += 1;
            if heard.attempts == 1 {
                let body = context.request().body().bytes().unwrap_or_default();
                heard.parameters = parameters(body);
            }
        };
        // a call that nobody listens to is none of `@`'s
        HEARD.try_with(hear).unwrap_or_default();
        Ok(())
    }
}

/// The members of a request's JSON, for people.
fn parameters(body: &[u8]) -> String {
    let text = Some(body).filter(|body| body.len() <= MOST_BYTES);
    let text = text.and_then(|body| std::str::from_utf8(body).ok());
    let Some(doc) = text.and_then(|text| Doc::read(text).ok()) else {
        return String::new();
    };
    let told = doc.root().children().filter_map(told);
    told.collect::<Vec<_>>().join(", ")
}

fn told(member: Node<'_>) -> Option<String> {
    let name = member.key()?;
    if LEFT_OUT.contains(&&*name) {
        return None;
    }
    let value = match member.kind() {
        Kind::Array => list(member),
        Kind::Object | Kind::Null => return None,
        _ => plain(member)?,
    };
    Some(format!("{name} {value}"))
}

/// The values of a list of names; of entries, their number.
fn list(member: Node<'_>) -> String {
    let values: Option<Vec<String>> = member.children().map(plain).collect();
    match values {
        Some(values) if values.len() <= 3 => values.join(" "),
        _ => format!("×{}", member.children().count()),
    }
}

fn plain(node: Node<'_>) -> Option<String> {
    if matches!(node.kind(), Kind::Object | Kind::Array | Kind::Null) {
        return None;
    }
    let value = node.string().unwrap_or_else(|| node.raw().into());
    (value.len() <= VALUE_BYTES).then(|| value.into_owned())
}

#[cfg(test)]
mod tests {
    use crate::aws::parameters::parameters;

    #[test]
    fn what_a_call_asks_for_is_told_without_payloads_and_receipts() {
        let receive = r#"{"QueueUrl":"u","MaxNumberOfMessages":10,"MessageAttributeNames":["All"],"WaitTimeSeconds":20}"#;
        assert_eq!(
            parameters(receive.as_bytes()),
            "MaxNumberOfMessages 10, MessageAttributeNames All, WaitTimeSeconds 20"
        );
        let put = r#"{"Entries":[{"Detail":"{\"card\":\"4111\"}"},{"Detail":"{}"}]}"#;
        assert_eq!(parameters(put.as_bytes()), "Entries ×2");
        let delete = r#"{"QueueUrl":"u","ReceiptHandle":"r"}"#;
        assert_eq!(parameters(delete.as_bytes()), "");
        assert_eq!(parameters(b"Action=GetCallerIdentity"), "");
        let pattern = format!(r#"{{"EventPattern":"{}"}}"#, "x".repeat(100));
        assert_eq!(parameters(pattern.as_bytes()), "");
    }
}
