//! Pages of the AWS console for a letter: addresses out of ARNs. Pure.
//!
//! The hosts are those of the partitions: <https://docs.aws.amazon.com/general/latest/gr/console-service.html>,
//! `console.amazonaws.cn` for China, `console.amazonaws-us-gov.com` for GovCloud. Whatever an ARN holds is encoded.

use std::fmt::Write as _;

use crate::arn::{Arn, rule_bus_and_name};
use crate::engine::QueueState;
use crate::letter::Letter;

/// A page: what it shows, its name, its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// `rule`, `target`, `queue`, `logs`.
    pub what: &'static str,
    /// What it is about.
    pub name: String,
    /// Its address.
    pub url: String,
}

/// Whether the queue is AWS's own: only then there is a console.
#[must_use]
pub fn has_console(queue: &QueueState) -> bool {
    let host = queue.url.split("://").nth(1).unwrap_or_default();
    let host = host.split(['/', ':']).next().unwrap_or_default();
    [".amazonaws.com", ".amazonaws.com.cn", ".api.aws"]
        .iter()
        .any(|end| host.ends_with(end))
}

/// The pages for a letter of that queue, or for the queue alone.
#[must_use]
pub fn pages(queue: &QueueState, letter: Option<&Letter>) -> Vec<Page> {
    let failure = letter.map(|letter| &letter.failure);
    let arn = |text: Option<&str>| text.and_then(Arn::parse);
    let rule = arn(failure.and_then(|f| f.rule_arn.as_deref()));
    let target = arn(failure.and_then(|f| f.target_arn.as_deref()));
    let of_rule = rule.as_ref().and_then(rule_page);
    let of_target = target.as_ref().and_then(target_page);
    let of_queue = Arn::parse(&queue.arn).and_then(|arn| {
        let path = format!("#/queues/{}", encoded(&queue.url));
        page("queue", &queue.name, &arn, ("sqs/v3", &path))
    });
    let logs = target
        .as_ref()
        .and_then(log_group)
        .map(|group| (target.as_ref(), group));
    let of_logs = logs.and_then(|(arn, group)| logs_page(arn?, &group));
    // a bus that keeps logs keeps them here, unless somebody chose another place
    let of_bus = rule.as_ref().and_then(|arn| {
        let (bus, _) = rule_bus_and_name(arn)?;
        logs_page(arn, &format!("/aws/vendedlogs/events/event-bus/{bus}"))
    });
    [of_rule, of_target, of_queue, of_logs, of_bus]
        .into_iter()
        .flatten()
        .collect()
}

fn rule_page(arn: &Arn) -> Option<Page> {
    let (bus, name) = rule_bus_and_name(arn)?;
    let path = format!("#/eventbus/{}/rules/{}", encoded(bus), encoded(name));
    page("rule", name, arn, ("events", &path))
}

fn target_page(arn: &Arn) -> Option<Page> {
    let name = encoded(arn.name());
    let whole = encoded(&written(arn));
    let kind = arn.resource.split(['/', ':']).next().unwrap_or_default();
    let place = match (arn.service.as_str(), kind) {
        ("events", "api-destination") => ("events", format!("#/apidestinations/{name}")),
        ("events", "event-bus") => ("events", format!("#/eventbus/{name}")),
        ("lambda", _) => ("lambda", format!("#/functions/{name}")),
        ("sns", _) => ("sns/v3", format!("#/topic/{whole}")),
        ("states", _) => ("states", format!("#/statemachines/view/{whole}")),
        ("sqs", _) => {
            let url = format!(
                "https://sqs.{}.{}/{}/{}",
                arn.region,
                api_domain(&arn.partition)?,
                arn.account,
                arn.resource
            );
            ("sqs/v3", format!("#/queues/{}", encoded(&url)))
        }
        ("logs", _) => return None,
        _ => return None,
    };
    page("target", arn.name(), arn, (place.0, &place.1))
}

/// Where a target writes its logs.
fn log_group(arn: &Arn) -> Option<String> {
    match arn.service.as_str() {
        "lambda" => Some(format!("/aws/lambda/{}", arn.name())),
        "logs" => {
            let group = arn.resource.strip_prefix("log-group:")?;
            Some(group.trim_end_matches(":*").to_owned())
        }
        _ => None,
    }
}

fn logs_page(arn: &Arn, group: &str) -> Option<Page> {
    // the console encodes the name twice and writes `$` for the outer `%`
    let name = encoded(&encoded(group)).replace('%', "$");
    let path = format!("#logsV2:log-groups/log-group/{name}");
    page("logs", group, arn, ("cloudwatch", &path))
}

/// The page at `path` of a service in the region of `arn`; `None` where the partition has no console that is known.
fn page(what: &'static str, name: &str, arn: &Arn, (service, path): (&str, &str)) -> Option<Page> {
    let host = console_host(&arn.partition)?;
    let region = &arn.region;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if region.is_empty() || !region.chars().all(plain) {
        return None;
    }
    Some(Page {
        what,
        name: name.to_owned(),
        url: format!("https://{region}.{host}/{service}/home?region={region}{path}"),
    })
}

fn console_host(partition: &str) -> Option<&'static str> {
    Some(match partition {
        "aws" => "console.aws.amazon.com",
        "aws-cn" => "console.amazonaws.cn",
        "aws-us-gov" => "console.amazonaws-us-gov.com",
        _ => return None,
    })
}

fn api_domain(partition: &str) -> Option<&'static str> {
    Some(match partition {
        "aws" | "aws-us-gov" => "amazonaws.com",
        "aws-cn" => "amazonaws.com.cn",
        _ => return None,
    })
}

fn written(arn: &Arn) -> String {
    let Arn {
        partition,
        service,
        region,
        account,
        resource,
    } = arn;
    format!("arn:{partition}:{service}:{region}:{account}:{resource}")
}

/// `text` so that no sign of it means anything in an address.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else if write!(out, "%{byte:02X}").is_err() {
            // writing into a String can't fail
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::arn::Arn;
    use crate::engine::{Others, Phase, QueueId, QueueState, Scan};
    use crate::tui::console::{has_console, log_group, logs_page, pages, rule_page, target_page};

    fn arn(text: &str) -> Arn {
        Arn::parse(text).unwrap()
    }

    fn queue(url: &str, arn: &str) -> QueueState {
        QueueState {
            id: QueueId(0),
            name: "orders-dlq".into(),
            url: url.into(),
            arn: arn.into(),
            region: String::new(),
            account: String::new(),
            visible: 0,
            others: Others::default(),
            in_flight: 0,
            delayed: 0,
            ours: 0,
            retention: Duration::ZERO,
            redrive_policy: None,
            oldest_expires: None,
            expiring_soon: 0,
            growth_per_minute: 0.0,
            phase: Phase::Live,
            scan: Scan::default(),
        }
    }

    #[test]
    fn each_partition_has_its_own_console() {
        for (partition, region, host) in [
            ("aws", "eu-west-1", "eu-west-1.console.aws.amazon.com"),
            ("aws-cn", "cn-north-1", "cn-north-1.console.amazonaws.cn"),
            (
                "aws-us-gov",
                "us-gov-west-1",
                "us-gov-west-1.console.amazonaws-us-gov.com",
            ),
        ] {
            let rule = arn(&format!(
                "arn:{partition}:events:{region}:1:rule/shop/orders"
            ));
            let url = rule_page(&rule).unwrap().url;
            assert_eq!(
                url,
                format!("https://{host}/events/home?region={region}#/eventbus/shop/rules/orders")
            );
        }
        assert_eq!(
            rule_page(&arn("arn:aws-iso:events:us-iso-east-1:1:rule/r")),
            None
        );
    }

    #[test]
    fn a_queue_is_found_by_its_url() {
        let queue = queue(
            "https://sqs.eu-west-1.amazonaws.com/123456789012/orders-dlq",
            "arn:aws:sqs:eu-west-1:123456789012:orders-dlq",
        );
        assert!(has_console(&queue));
        assert_eq!(
            pages(&queue, None)[0].url,
            "https://eu-west-1.console.aws.amazon.com/sqs/v3/home?region=eu-west-1#/queues/https%3A%2F%2Fsqs.eu-west-1.amazonaws.com%2F123456789012%2Forders-dlq"
        );
    }

    #[test]
    fn what_plays_aws_has_no_console() {
        for url in [
            "http://127.0.0.1:4566/123456789012/q",
            "https://amazonaws.com.example.org/1/q",
        ] {
            assert!(!has_console(&queue(url, "")), "{url}");
        }
    }

    #[test]
    fn targets_have_pages_of_their_own_and_functions_have_logs() {
        for (target, end) in [
            (
                "events:eu-west-1:1:api-destination/Api/4c0a",
                "events/home?region=eu-west-1#/apidestinations/Api",
            ),
            (
                "lambda:eu-west-1:1:function:pay",
                "lambda/home?region=eu-west-1#/functions/pay",
            ),
            (
                "sns:eu-west-1:1:topic",
                "sns/v3/home?region=eu-west-1#/topic/arn%3Aaws%3Asns%3Aeu-west-1%3A1%3Atopic",
            ),
        ] {
            let url = target_page(&arn(&format!("arn:aws:{target}"))).unwrap().url;
            assert!(url.ends_with(end), "{url}");
        }
        let function = arn("arn:aws:lambda:eu-west-1:1:function:pay");
        let group = log_group(&function).unwrap();
        let url = logs_page(&function, &group).unwrap().url;
        assert!(
            url.ends_with("#logsV2:log-groups/log-group/$252Faws$252Flambda$252Fpay"),
            "{url}"
        );
    }

    #[test]
    fn hostile_names_cannot_leave_their_place_in_the_address() {
        let rule = arn("arn:aws:events:eu-west-1:1:rule/bus/x?y=1#/../\u{1b}]\u{202e} \"'<é");
        let url = rule_page(&rule).unwrap().url;
        assert!(
            url.is_ascii() && url.bytes().all(|b| b.is_ascii_graphic()),
            "{url}"
        );
        assert_eq!(url.matches(['#', '?']).count(), 2, "{url}");
        for region in ["evil.example.org/", "eu west", ""] {
            let rule = arn(&format!("arn:aws:events:{region}:1:rule/r"));
            assert_eq!(rule_page(&rule), None, "{region}");
        }
    }
}
