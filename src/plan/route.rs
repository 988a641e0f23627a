//! Where a letter goes.

use std::sync::Arc;

use super::deed::Destination;
use super::scratch::is_failed_target;
use crate::arn::{Arn, QueueRef, rule_bus_and_name};
use crate::letter::{Letter, Route};

/// Whether a destination (`Item::to`) is a queue's URL; everything else is the name or ARN of a bus. A bus name has
/// no colon. (EventBridge API Reference, CreateEventBus)
#[must_use]
pub fn is_queue(to: &str) -> bool {
    to.starts_with("http://") || to.starts_with("https://")
}

/// Finds destinations for the letters of one queue.
pub(super) struct Router {
    queue_url: String,
    account: Option<String>,
    region: Option<String>,
}

impl Router {
    pub(super) fn new(queue_url: &str) -> Self {
        let (account, region) = match QueueRef::parse(queue_url) {
            Ok(QueueRef::Url {
                account, region, ..
            }) => (account, region),
            _ => (None, None),
        };
        Self {
            queue_url: queue_url.to_owned(),
            account,
            region,
        }
    }

    /// Where `letter` goes when `to` is asked for: a bus by name or ARN, or a queue by URL.
    ///
    /// Fails with the reason, in words.
    pub(super) fn route(&self, letter: &Letter, to: &Destination) -> Result<Arc<str>, String> {
        let route = letter.origin.0.route;
        if let Route::Nowhere(why) = route {
            return Err(why.to_owned());
        }
        match (to, route) {
            (Destination::Auto, Route::SourceQueue) | (Destination::Source, _) => {
                self.source(letter)
            }
            (Destination::Auto, Route::RuleBus) | (Destination::Bus, _) => self.bus(letter),
            (Destination::Auto, _) => Err(format!(
                "a letter of {} has no bus of its own: name one with --to bus=NAME",
                letter.origin.0.label
            )),
            (Destination::FailedTarget, _) => self.bus(letter),
            (Destination::NamedBus(bus), _) => bus_takes_puts(bus),
            (Destination::Queue(queue), _) => self.queue(queue),
        }
    }

    fn bus(&self, letter: &Letter) -> Result<Arc<str>, String> {
        let failure = &letter.failure;
        if let Some(arn) = failure.rule_arn.as_deref().and_then(Arn::parse)
            && let Some((bus, _)) = rule_bus_and_name(&arn)
        {
            return self.bus_of(&arn, bus);
        }
        if let Some(bus) = failure.bus_arn.as_deref().or(failure.bus.as_deref()) {
            return bus_takes_puts(bus);
        }
        Err("the message names no bus".into())
    }

    /// By name where the rule is of our account and region, else by ARN: the same name here is another bus.
    fn bus_of(&self, rule: &Arn, bus: &str) -> Result<Arc<str>, String> {
        bus_takes_puts(bus)?;
        let ours = |known: &Option<String>, of: &str| {
            known.as_deref().is_none_or(|k| of.is_empty() || k == of)
        };
        if ours(&self.account, &rule.account) && ours(&self.region, &rule.region) {
            return Ok(bus.into());
        }
        let Arn {
            partition,
            region,
            account,
            ..
        } = rule;
        Ok(format!("arn:{partition}:events:{region}:{account}:event-bus/{bus}").into())
    }

    fn source(&self, letter: &Letter) -> Result<Arc<str>, String> {
        match &letter.failure.source_queue_arn {
            Some(arn) => self.queue(arn),
            None => Err("the message names no queue that it was moved from".into()),
        }
    }

    /// A queue's URL out of a URL, an ARN or a name; one of another account or region has another host.
    fn queue(&self, queue: &str) -> Result<Arc<str>, String> {
        let url = match QueueRef::parse(queue).map_err(|problem| problem.what)? {
            QueueRef::Url { url, .. } => url,
            QueueRef::Name(name) => self.beside(None, &name)?,
            QueueRef::Arn(arn) => {
                let here = self.region.as_deref().is_none_or(|r| r == arn.region);
                if here {
                    self.beside(Some(&arn.account), &arn.resource)?
                } else {
                    let end = if arn.partition == "aws-cn" { ".cn" } else { "" };
                    let (region, account, name) = (arn.region, arn.account, arn.resource);
                    format!("https://sqs.{region}.amazonaws.com{end}/{account}/{name}")
                }
            }
        };
        if url == self.queue_url {
            return Err("the destination is the dead-letter queue itself".into());
        }
        Ok(url.into())
    }

    /// The URL of another queue at the endpoint of ours.
    fn beside(&self, account: Option<&str>, name: &str) -> Result<String, String> {
        let unknown = || {
            format!(
                "the URL of the queue {name} can't be told from {}",
                self.queue_url
            )
        };
        let (rest, _) = self.queue_url.rsplit_once('/').ok_or_else(unknown)?;
        let Some(account) = account else {
            return Ok(format!("{rest}/{name}"));
        };
        let (host, _) = rest.rsplit_once('/').ok_or_else(unknown)?;
        Ok(format!("{host}/{account}/{name}"))
    }
}

/// A partner's bus takes no PutEvents (DOMAIN 4.4).
fn bus_takes_puts(bus: &str) -> Result<Arc<str>, String> {
    let name = Arn::parse(bus).map_or_else(|| bus.to_owned(), |arn| arn.name().to_owned());
    if name.contains('/') {
        return Err(format!(
            "{name} is a partner's bus, and PutEvents takes no partner's bus: replay it from an archive"
        ));
    }
    Ok(bus.into())
}

/// For people: `event bus default`, `queue orders`.
pub(super) fn spoken(to: &str) -> String {
    if is_queue(to) {
        let name = to.rsplit('/').next().unwrap_or(to);
        return format!("queue {name}");
    }
    if is_failed_target(to) {
        let arn = to.rsplit(' ').next().and_then(Arn::parse);
        let name = arn.map_or_else(|| to.to_owned(), |arn| arn.name().to_owned());
        return format!("the failed target {name} alone");
    }
    let name = Arn::parse(to).map(|arn| arn.name().to_owned());
    format!("event bus {}", name.as_deref().unwrap_or(to))
}
