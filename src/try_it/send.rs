//! One exchange with whatever listens at a URL.

use std::time::{Duration, Instant};

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::{Connector, tls};
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorSettings};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use http_body_util::BodyExt;

use super::answer::{Answer, Failed, Head};
use super::prepare::Call;

/// How long a call may take, the whole of it: EventBridge waits as long. (DOMAIN 7.1)
pub const PATIENCE: Duration = Duration::from_secs(5);
/// Bytes of a body that are read: EventBridge asks for `bytes=0-1048575`. (DOMAIN 7.1)
const BODY_BYTES: usize = 1 << 20;

/// Sends `call` over a connection of its own and reads the answer. To be run on a tokio runtime.
///
/// # Errors
/// What of it no HTTP takes; that nobody answers, or not in time.
pub async fn send(call: &Call) -> Result<Answer, Failed> {
    let begun = Instant::now();
    let mut head = None;
    let mut body = Vec::new();
    let exchange = exchange(call, &mut head, &mut body);
    let outcome = match tokio::time::timeout(PATIENCE, exchange).await {
        Ok(outcome) => outcome,
        Err(_) => Err(format!(
            "no whole answer within {} s, and EventBridge waits no longer",
            PATIENCE.as_secs()
        )),
    };
    let took = begun.elapsed();
    match outcome {
        Ok(is_cut) => Ok(Answer {
            head: head.unwrap_or_default(),
            body,
            is_cut,
            took,
        }),
        Err(why) => Err(Failed { why, head, took }),
    }
}

/// The answer goes into `head` and `body` as it comes; whether there was more of the body.
async fn exchange(
    call: &Call,
    head: &mut Option<Head>,
    body: &mut Vec<u8>,
) -> Result<bool, String> {
    let request = request(call)?;
    let mut response = connector().call(request).await.map_err(|e| words(&e))?;
    *head = Some(head_of(&response));
    while let Some(frame) = response.body_mut().frame().await {
        let frame = frame.map_err(|e| format!("the answer broke off: {e}"))?;
        body.extend_from_slice(frame.data_ref().map_or(&[], |data| &data[..]));
        if body.len() > BODY_BYTES {
            body.truncate(BODY_BYTES);
            return Ok(true);
        }
    }
    Ok(false)
}

fn connector() -> Connector {
    Connector::builder()
        .connector_settings(
            HttpConnectorSettings::builder()
                .connect_timeout(PATIENCE)
                .build(),
        )
        .proxy_config(ProxyConfig::disabled())
        .tls_provider(tls::Provider::Rustls(
            tls::rustls_provider::CryptoMode::Ring,
        ))
        .build()
}

fn request(call: &Call) -> Result<HttpRequest, String> {
    let mut request = HttpRequest::new(call.body.clone().into());
    request
        .set_method(&call.method)
        .map_err(|_| format!("{:?} is no method of HTTP", call.method))?;
    request
        .set_uri(call.url.as_str())
        .map_err(|_| format!("{} is no URL", call.url))?;
    for (name, value) in &call.headers {
        request
            .headers_mut()
            .try_append(name.to_ascii_lowercase(), value.clone())
            .map_err(|_| format!("HTTP does not take the header {name} with its value"))?;
    }
    Ok(request)
}

fn head_of(response: &HttpResponse) -> Head {
    let headers = response.headers().iter();
    Head {
        status: response.status().as_u16(),
        headers: headers.map(|(n, v)| (n.to_owned(), v.to_owned())).collect(),
    }
}

/// The innermost reason says most: `Connection refused`.
fn words(error: &ConnectorError) -> String {
    let mut reason: &dyn std::error::Error = error;
    while let Some(source) = reason.source() {
        reason = source;
    }
    let reason = reason.to_string();
    // what rustls says is for those who write TLS
    if reason.starts_with("invalid peer certificate") {
        return format!(
            "its certificate is not trusted here, and EventBridge trusts public ones only: {reason}"
        );
    }
    if reason.contains("corrupt message") {
        return format!("it does not speak TLS, perhaps an http:// URL is meant: {reason}");
    }
    format!("no answer: {reason}")
}
