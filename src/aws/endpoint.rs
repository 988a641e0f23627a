//! Where calls go when it is not AWS itself: an emulator, a proxy, a VPC endpoint.

use super::clients::is_loopback;
use crate::arn::QueueRef;

/// What the SDK's chain reads for all services.
const ALL: &str = "AWS_ENDPOINT_URL";
/// The same for SQS alone.
const SQS: &str = "AWS_ENDPOINT_URL_SQS";

/// The endpoint of a session.
pub(super) struct Endpoint {
    /// For all services; `None` is AWS, or what the profile says.
    pub(super) url: Option<String>,
    /// It was named by a person. Then it holds for every call, as with the AWS CLI: the host of a queue's URL may be
    /// one that only an emulator's own network knows, or one that a proxy was put before.
    given: bool,
}

impl Endpoint {
    /// `--endpoint-url`, else the environment's, else that of the first queue's URL on this machine: an emulator plays
    /// all services.
    pub(super) fn of(option: Option<&str>, queues: &[QueueRef]) -> Self {
        let variable = |name| std::env::var(name).ok();
        Self::from(option, variable, queues)
    }

    fn from(
        option: Option<&str>,
        variable: impl Fn(&'static str) -> Option<String>,
        queues: &[QueueRef],
    ) -> Self {
        let said = |url: &String| !url.is_empty();
        let given = option
            .map(str::to_owned)
            .filter(said)
            .or_else(|| variable(ALL).filter(said));
        let for_sqs = variable(SQS).filter(said).is_some();
        let local = |queue| own_endpoint(queue).filter(|url| is_loopback(url));
        Self {
            given: given.is_some() || for_sqs,
            url: given.or_else(|| queues.iter().find_map(local)),
        }
    }

    /// The endpoint for the calls of one queue, where it differs from the session's.
    pub(super) fn for_queue(&self, queue: &QueueRef) -> Option<String> {
        if self.given {
            None
        } else {
            own_endpoint(queue)
        }
    }
}

/// A queue's URL that is not one of AWS's public hosts says where its own calls go.
fn own_endpoint(queue: &QueueRef) -> Option<String> {
    let QueueRef::Url { url, .. } = queue else {
        return None;
    };
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split('/').next()?;
    let public = (host.starts_with("sqs") || host.contains(".queue."))
        && (host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn"));
    (!public).then(|| format!("{scheme}://{host}"))
}

#[cfg(test)]
mod tests {
    use super::Endpoint;
    use crate::arn::QueueRef;

    const EMULATOR: &str = "http://sqs.eu-west-1.localhost.emulator.test:4566/000000000000/dlq";
    const LOOPBACK: &str = "http://127.0.0.1:4566/000000000000/dlq";

    fn queue(url: &str) -> QueueRef {
        QueueRef::parse(url).unwrap()
    }

    #[test]
    fn an_endpoint_that_is_given_holds_for_every_queue_whatever_host_its_url_names() {
        let queues = [queue(EMULATOR), queue(LOOPBACK)];
        let option = Endpoint::from(Some("http://proxy:9999"), |_| None, &queues);
        let variable = Endpoint::from(
            None,
            |name| (name == "AWS_ENDPOINT_URL").then(|| "http://proxy:9999".into()),
            &queues,
        );
        for endpoint in [option, variable] {
            assert_eq!(endpoint.url.as_deref(), Some("http://proxy:9999"));
            for queue in &queues {
                assert_eq!(endpoint.for_queue(queue), None);
            }
        }
    }

    #[test]
    fn without_one_a_queues_url_says_where_its_calls_go() {
        let public = queue("https://sqs.eu-west-1.amazonaws.com/123456789012/dlq");
        let queues = [public.clone(), queue(LOOPBACK)];
        let endpoint = Endpoint::from(None, |_| None, &queues);
        assert_eq!(endpoint.url.as_deref(), Some("http://127.0.0.1:4566"));
        assert_eq!(endpoint.for_queue(&public), None);
        let emulator = endpoint.for_queue(&queue(EMULATOR));
        assert_eq!(
            emulator.as_deref(),
            Some("http://sqs.eu-west-1.localhost.emulator.test:4566")
        );
    }
}
