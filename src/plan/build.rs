//! A request and what is known of the world become a plan. Nothing is done here.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::count::{Counted, Skips, Why};
use super::deed::{Deed, Destination, InDoubt};
use super::estimate::{self, Load};
use super::facts::World;
use super::outline::{Item, Plan, Skip};
use super::reach::Reach;
use super::request::{Before, Candidate, Request};
use super::route::{Router, is_queue, spoken};
use super::scratch::{Copies, explained};
use super::still_broken::Failed;
use crate::letter::Letter;
use crate::limits::SQS_MESSAGE_BYTES;
use crate::repair::{Refusal, outgoing};

/// Works out what would happen. Complete for what `world` knows; what it does not know is among the warnings.
#[must_use]
pub fn build(request: Request, world: &World) -> Plan {
    let mut builder = Builder {
        router: Router::new(&request.queue_url),
        world,
        skips: Skips::default(),
        items: Vec::new(),
        blockers: BTreeSet::new(),
        warnings: Counted::default(),
        reach: Reach::new(world, request.fence.as_ref()),
        copies: Copies::new(world, &request.queue_url, request.options.watch),
        failed: Failed::default(),
        load: Load::default(),
        request: &request,
    };
    for candidate in &request.candidates {
        builder.candidate(candidate);
    }
    builder.plan()
}

struct Builder<'a> {
    request: &'a Request,
    world: &'a World,
    router: Router,
    skips: Skips,
    items: Vec<Item>,
    blockers: BTreeSet<String>,
    warnings: Counted,
    reach: Reach<'a>,
    copies: Copies<'a>,
    failed: Failed,
    load: Load,
}

impl Builder<'_> {
    fn candidate(&mut self, candidate: &Candidate) {
        let limit = self.request.options.limit.unwrap_or(usize::MAX);
        let item = if self.items.len() >= limit {
            Err(Why {
                skip: Skip::BeyondLimit,
                reason: format!("beyond the limit of {limit}"),
            })
        } else {
            self.item(candidate)
        };
        match item {
            Ok(item) => self.items.push(item),
            Err(why) => self.skips.add(why, candidate.letter.id),
        }
    }

    fn item(&mut self, candidate: &Candidate) -> Result<Item, Why> {
        let redrive = match self.request.deed() {
            Deed::Redrive(to) => Some(to),
            Deed::Delete | Deed::Undo { .. } | Deed::Resume { .. } => None,
        };
        let sent = self.sent_before(candidate, redrive.is_some())?;
        let letter = &candidate.letter;
        let to = match (redrive, self.request.deed()) {
            (Some(_), _) if sent.is_some() && !watched(candidate) => Arc::default(),
            (Some(Destination::FailedTarget), _) => self.failed_target(candidate)?,
            (Some(to), _) => self.destination(candidate, to)?,
            (None, Deed::Undo { .. }) => {
                self.load.message(letter.message.size());
                self.request.queue_url.as_str().into()
            }
            (None, _) => {
                self.load.weigh(letter.message.size());
                Arc::default()
            }
        };
        if !matches!(self.request.deed(), Deed::Undo { .. }) {
            self.load.delete();
        }
        Ok(Item {
            letter: Arc::clone(letter),
            edit: candidate.edit.clone(),
            sent,
            to,
        })
    }

    /// The id under which it was sent before; or why it can't be in this run.
    fn sent_before(&self, c: &Candidate, redrive: bool) -> Result<Option<Arc<str>>, Why> {
        match (&c.before, redrive) {
            (None, _) => Ok(None),
            (Some(Before::Busy), _) => Err(Why::from("in another run".to_owned())),
            (Some(_), false) => Ok(None),
            (Some(Before::Sent(id) | Before::Watched(id)), true) => Ok(Some(Arc::clone(id))),
            (Some(Before::Deleted), true) => Ok(Some(Arc::default())),
            (Some(Before::InDoubt), true) => match self.request.options.in_doubt {
                InDoubt::Leave => Err(Why {
                    skip: Skip::InDoubt,
                    reason: "in doubt: it may have been sent (--in-doubt decides)".into(),
                }),
                InDoubt::Resend => Ok(None),
                InDoubt::Delete => Ok(Some(Arc::default())),
            },
        }
    }

    fn destination(&mut self, c: &Candidate, to: &Destination) -> Result<Arc<str>, String> {
        let letter = &c.letter;
        let to = self.router.route(letter, to)?;
        self.was_named(&to)?;
        if is_queue(&to) {
            let bytes = message_bytes(letter, c.edit.as_ref().map(|e| &*e.text));
            if bytes > SQS_MESSAGE_BYTES {
                return Err(format!(
                    "the message has more than the {SQS_MESSAGE_BYTES} bytes that SQS takes"
                ));
            }
            self.load.message(bytes);
            return Ok(to);
        }
        self.bus_exists(&to)?;
        let event = outgoing(letter, c.edit.as_deref()).map_err(|r| first(&r))?;
        self.reach.add(&to, letter, &event)?;
        self.load.event(event.size());
        self.failed.add(letter);
        Ok(to)
    }

    /// The copy of the target that failed, and nothing else.
    fn failed_target(&mut self, c: &Candidate) -> Result<Arc<str>, String> {
        let letter = &c.letter;
        let bus = self.router.route(letter, &Destination::FailedTarget)?;
        let event = outgoing(letter, c.edit.as_deref()).map_err(|r| first(&r))?;
        let to = self.copies.add(&bus, letter)?;
        self.was_named(&to)?;
        if !watched(c) {
            self.load.event(event.size());
        }
        self.failed.add(letter);
        Ok(to)
    }

    /// What an earlier plan was agreed to for goes where that plan said.
    fn was_named(&self, to: &str) -> Result<(), String> {
        let fence = self.request.fence.as_ref();
        if fence.is_none_or(|named| named.destinations.contains(to)) {
            return Ok(());
        }
        Err(format!(
            "it goes to {}, which the plan did not name: plan again for it",
            spoken(to)
        ))
    }

    /// PutEvents to a bus that does not exist answers with success and drops the event (DOMAIN 4.2).
    fn bus_exists(&mut self, to: &str) -> Result<(), String> {
        match self.world.buses.get(to) {
            Some(Ok(Some(_))) => Ok(()),
            Some(Ok(None)) => {
                let what = format!(
                    "the event bus {to} does not exist, and PutEvents would swallow the events"
                );
                self.blockers.insert(what.clone());
                Err(what)
            }
            Some(Err(why)) => {
                self.warnings.once(format!(
                    "whether the event bus {to} exists is not known: {why}"
                ));
                Ok(())
            }
            None => {
                self.warnings
                    .once(format!("whether the event bus {to} exists is not known"));
                Ok(())
            }
        }
    }

    fn plan(mut self) -> Plan {
        order(&mut self.items);
        let mut options = self.request.options.clone();
        options.watch = self.copies.watch();
        let rate = options.rate.or_else(|| self.failed.lowest_rate(self.world));
        let fires = [self.reach.fires(), self.copies.fires()].concat();
        let mut warnings = healthy(&fires);
        warnings.extend(only_deleted(&self.items));
        warnings.extend(std::mem::take(&mut self.copies.warnings).into_list());
        self.blockers.extend(self.copies.refusals());
        let extra = self.copies.extra(options.watch);
        let scratches = self.copies.into_list();
        warnings.extend(explained(&scratches, options.watch));
        warnings.extend(self.failed.warnings(self.world));
        warnings.extend(self.reach.warnings.into_list());
        warnings.extend(self.warnings.into_list());
        let estimate = estimate::of(&self.load, rate, &options);
        Plan {
            deed: self.request.deed.clone(),
            queue_url: self.request.queue_url.clone(),
            destination: destination(self.request, &self.items),
            items: self.items,
            skipped: self.skips.into_list(),
            scratches,
            fires,
            blockers: self.blockers.into_iter().collect(),
            warnings,
            events: self.load.events(),
            bytes: self.load.bytes(),
            rate_per_second: rate,
            eta_seconds: estimate.seconds + extra.0,
            requests: estimate.requests + extra.1,
            cost_dollars: estimate.dollars,
            options,
            beyond: None,
            move_task: None,
        }
    }
}

/// Whether an earlier run sent it to the failed target alone, and it is watched on.
fn watched(c: &Candidate) -> bool {
    matches!(c.before, Some(Before::Watched(_)))
}

/// Letters for one destination go one after the other; those for a FIFO queue in the order of their queue.
fn order(items: &mut [Item]) {
    let sequence = |item: &Item| {
        item.to.ends_with(".fifo").then(|| {
            let number = item.letter.message.system("SequenceNumber");
            number.and_then(|n| n.parse::<u128>().ok())
        })
    };
    items.sort_by(|a, b| (&a.to, sequence(a)).cmp(&(&b.to, sequence(b))));
}

fn message_bytes(letter: &Letter, edit: Option<&str>) -> usize {
    let size = letter.message.size();
    edit.map_or(size, |text| size - letter.message.body.len() + text.len())
}

fn first(refusals: &[Refusal]) -> String {
    let what = refusals.first().map(ToString::to_string);
    what.unwrap_or_else(|| "PutEvents would refuse it".into())
}

/// Targets that did not fail and would fire again: in plain sight, before everything else.
fn healthy(fires: &[super::outline::Fires]) -> Vec<String> {
    let healthy = fires.iter().filter(|f| !f.failed);
    healthy
        .map(|f| {
            let letters = if f.count == 1 { "letter" } else { "letters" };
            format!(
                "{} of rule {} fires again for {} {letters} for which it did not fail",
                f.target_arn, f.rule, f.count
            )
        })
        .collect()
}

/// That some are not sent again, so that nobody takes them for events that fire once more.
fn only_deleted(items: &[Item]) -> Option<String> {
    let n = items
        .iter()
        .filter(|i| i.sent.is_some() && i.to.is_empty())
        .count();
    match n {
        0 => None,
        1 => Some("1 letter counts as sent already: it is only deleted".into()),
        n => Some(format!(
            "{n} letters count as sent already: they are only deleted"
        )),
    }
}

/// For people: where the letters go.
fn destination(request: &Request, items: &[Item]) -> String {
    if let Deed::Delete = request.deed() {
        return format!("deleted from {}", spoken(&request.queue_url));
    }
    if items.is_empty() {
        return "nowhere: there is nothing to send".into();
    }
    let to: BTreeSet<&str> = items
        .iter()
        .map(|i| &*i.to)
        .filter(|t| !t.is_empty())
        .collect();
    let mut names = to.iter().map(|to| spoken(to));
    match (names.next(), to.len()) {
        (None, _) => "nowhere: they were sent before, and are only deleted".into(),
        (Some(one), 1) => one,
        (Some(one), 2) => format!("{one} and {}", names.next().unwrap_or_default()),
        (Some(one), n) => format!("{one} and {} others", n - 1),
    }
}
