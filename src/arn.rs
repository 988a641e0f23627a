//! ARNs, regions and accounts; names for people out of ARNs; a queue as the user may name it.

use crate::problem::Problem;

/// An Amazon Resource Name, split at its first five colons.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Arn {
    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: String,
    /// `sqs`, `events`, `lambda`.
    pub service: String,
    /// `ap-southeast-1`; empty for global services.
    pub region: String,
    /// Twelve digits; empty for some services.
    pub account: String,
    /// All after the fifth colon: `rule/tracking-bus/UserActivity`, `orders-queue`.
    pub resource: String,
}

impl Arn {
    /// Reads an ARN. `None` when `text` has not the six parts or does not begin with `arn`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let [partition, service, region, account, resource] = parts(text)?.map(str::to_owned);
        Some(Self {
            partition,
            service,
            region,
            account,
            resource,
        })
    }

    /// The name a person uses for this resource: the part after the last `/` or `:`, except that an API
    /// destination and a connection are named before their uuid.
    #[must_use]
    pub fn name(&self) -> &str {
        name(&self.service, &self.resource)
    }
}

/// [`Arn::name`] of an ARN that is text; `None` when it is none.
#[must_use]
pub fn name_of(text: &str) -> Option<&str> {
    let [_, service, _, _, resource] = parts(text)?;
    Some(name(service, resource))
}

/// [`rule_bus_and_name`] of an ARN that is text.
#[must_use]
pub fn bus_and_rule(text: &str) -> Option<(&str, &str)> {
    let [.., resource] = parts(text)?;
    of_rule(resource)
}

/// The bus and the name of a rule, out of its ARN: `rule/NAME` is on `default`, otherwise split at the LAST
/// slash, since names of partner buses contain slashes (DOMAIN 1.1).
#[must_use]
pub fn rule_bus_and_name(arn: &Arn) -> Option<(&str, &str)> {
    of_rule(&arn.resource)
}

/// Partition, service, region, account and resource.
fn parts(text: &str) -> Option<[&str; 5]> {
    let mut rest = text.strip_prefix("arn:")?;
    let mut parts = [""; 5];
    for part in &mut parts[..4] {
        let end = rest.bytes().position(|b| b == b':')?;
        (*part, rest) = (&rest[..end], &rest[end + 1..]);
    }
    parts[4] = rest;
    Some(parts)
}

fn name<'a>(service: &str, resource: &'a str) -> &'a str {
    let mut parts = resource.split('/');
    match parts.next() {
        Some("api-destination" | "connection" | "event-busv2" | "subscriber") => {
            parts.next().unwrap_or(resource)
        }
        Some("event-bus") => resource.split_once('/').map_or("", |x| x.1),
        _ if service == "lambda" => resource
            .strip_prefix("function:")
            .map_or(resource, |f| f.split(':').next().unwrap_or(f)),
        _ => resource.rsplit(['/', ':']).next().unwrap_or(resource),
    }
}

fn of_rule(resource: &str) -> Option<(&str, &str)> {
    let rest = resource.strip_prefix("rule/")?;
    Some(rest.rsplit_once('/').unwrap_or(("default", rest)))
}

/// A queue as the user names it: a URL, an ARN or a bare name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum QueueRef {
    /// `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`, or any endpoint's URL that ends in `/ACCOUNT/NAME`.
    Url {
        /// As given.
        url: String,
        /// From the host name, where it is AWS's.
        region: Option<String>,
        /// The last part but one, where it is digits.
        account: Option<String>,
        /// The last part.
        name: String,
    },
    /// `arn:aws:sqs:REGION:ACCOUNT:NAME`.
    Arn(Arn),
    /// A name in the account and region of the credentials.
    Name(String),
}

impl QueueRef {
    /// Reads what the user wrote.
    ///
    /// # Errors
    /// A usage problem when it can be none of the three.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let wrong = |why: &str| {
            Err(Problem::usage(format!("`{text}` names no queue: {why}"))
                .remedy("give a queue URL, an ARN or a name"))
        };
        if text.starts_with("http://") || text.starts_with("https://") {
            return Self::from_url(text)
                .map_or_else(|| wrong("a queue URL ends in /ACCOUNT/NAME"), Ok);
        }
        if text.starts_with("arn:") {
            return match Arn::parse(text) {
                Some(arn) if arn.service == "sqs" && is_queue_name(&arn.resource) => {
                    Ok(Self::Arn(arn))
                }
                Some(_) => wrong("the ARN is not one of an SQS queue"),
                None => wrong("the ARN has not six parts"),
            };
        }
        if is_queue_name(text) {
            Ok(Self::Name(text.to_owned()))
        } else {
            wrong(
                "a queue name has at most 80 letters, digits, hyphens and underscores, and may end in .fifo",
            )
        }
    }

    fn from_url(url: &str) -> Option<Self> {
        let (_, rest) = url.split_once("://")?;
        let (host, path) = rest.split_once('/')?;
        let mut parts = path.trim_end_matches('/').rsplit('/');
        let name = parts.next().filter(|name| is_queue_name(name))?;
        let account = parts
            .next()
            .filter(|a| !a.is_empty() && a.bytes().all(|b| b.is_ascii_digit()));
        Some(Self::Url {
            url: url.to_owned(),
            region: region_of_host(host),
            account: account.map(str::to_owned),
            name: name.to_owned(),
        })
    }

    /// The queue's name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Url { name, .. } | Self::Name(name) => name,
            Self::Arn(arn) => &arn.resource,
        }
    }

    /// The region that it names itself, if any.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        match self {
            Self::Url { region, .. } => region.as_deref(),
            Self::Arn(arn) => Some(&arn.region),
            Self::Name(_) => None,
        }
    }
}

/// `sqs.eu-west-1.amazonaws.com[.cn]`, the older `eu-west-1.queue.amazonaws.com`, and VPC endpoints.
fn region_of_host(host: &str) -> Option<String> {
    let host = host.split(':').next()?;
    let labels: Vec<&str> = host.split('.').collect();
    let aws = labels.iter().position(|l| *l == "amazonaws")?;
    labels[..aws]
        .iter()
        .find(|l| {
            l.matches('-').count() >= 2
                && l.ends_with(|c: char| c.is_ascii_digit())
                && !l.starts_with("vpce")
        })
        .map(|l| (*l).to_owned())
}

fn is_queue_name(name: &str) -> bool {
    let stem = name.strip_suffix(".fifo").unwrap_or(name);
    !stem.is_empty()
        && name.len() <= 80
        && stem
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

#[cfg(test)]
mod tests {
    use crate::arn::*;

    #[test]
    fn names_are_read_out_of_arns() {
        let name = |t: &str| Arn::parse(t).unwrap().name().to_owned();
        assert_eq!(
            name("arn:aws:events:eu-west-1:1:api-destination/Rep/7e08279e"),
            "Rep"
        );
        assert_eq!(name("arn:aws:sqs:eu-west-1:1:orders"), "orders");
        assert_eq!(name("arn:aws:lambda:eu-west-1:1:function:f:$LATEST"), "f");
        assert_eq!(
            name("arn:aws:events:eu-west-1:1:event-bus/aws.partner/x/y"),
            "aws.partner/x/y"
        );
        assert_eq!(Arn::parse("arn:aws:sqs"), None);
    }

    #[test]
    fn a_rule_is_split_at_its_last_slash() {
        let of = |t: &str| {
            let arn = Arn::parse(t).unwrap();
            rule_bus_and_name(&arn).map(|(b, n)| (b.to_owned(), n.to_owned()))
        };
        assert_eq!(
            of("arn:aws:events:r:1:rule/R").unwrap(),
            ("default".into(), "R".into())
        );
        assert_eq!(
            of("arn:aws:events:r:1:rule/b/R").unwrap(),
            ("b".into(), "R".into())
        );
        assert_eq!(
            of("arn:aws:events:r:1:rule/aws.partner/x.com/1/R").unwrap(),
            ("aws.partner/x.com/1".into(), "R".into())
        );
        assert_eq!(of("arn:aws:sqs:r:1:q"), None);
    }

    #[test]
    fn a_queue_may_be_named_three_ways() {
        let q = QueueRef::parse("https://sqs.eu-west-1.amazonaws.com/123456789012/dlq").unwrap();
        assert_eq!((q.name(), q.region()), ("dlq", Some("eu-west-1")));
        let q = QueueRef::parse("http://127.0.0.1:4566/123456789012/dlq").unwrap();
        assert_eq!((q.name(), q.region()), ("dlq", None));
        let q = QueueRef::parse("arn:aws:sqs:us-east-2:1:dlq.fifo").unwrap();
        assert_eq!((q.name(), q.region()), ("dlq.fifo", Some("us-east-2")));
        assert!(QueueRef::parse("my queue").is_err());
        assert!(QueueRef::parse("arn:aws:sns:us-east-2:1:t").is_err());
        assert!(QueueRef::parse("https://example.com/").is_err());
    }
}
