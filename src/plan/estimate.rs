//! How much a plan takes: requests, money, time.

use std::time::Duration;

use super::deed::Options;
use crate::limits::SQS_BATCH;

/// Events a second without any limit, about: what the journal and a few calls at a time let through.
const UNLIMITED: f64 = 5_000.0;
/// Priced in chunks of so many bytes. (Amazon EventBridge and Amazon SQS pricing)
const CHUNK: usize = 64 * 1024;
/// Dollars for one custom event chunk. (Amazon EventBridge pricing)
const EVENT: f64 = 1.00e-6;
/// Dollars for one SQS request chunk. (Amazon SQS pricing)
const REQUEST: f64 = 0.40e-6;
/// A step of the ramp when no watch time was given.
const RAMP_STEP: Duration = Duration::from_secs(60);

/// What there is to do, counted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Load {
    events: usize,
    messages: usize,
    deletes: usize,
    bytes: u64,
    chunks: usize,
}

impl Load {
    pub(super) fn event(&mut self, bytes: usize) {
        self.events += 1;
        self.add(bytes);
    }

    pub(super) fn message(&mut self, bytes: usize) {
        self.messages += 1;
        self.add(bytes);
    }

    pub(super) fn delete(&mut self) {
        self.deletes += 1;
    }

    /// Bytes that are only deleted.
    pub(super) fn weigh(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
    }

    fn add(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
        self.chunks += bytes.div_ceil(CHUNK).max(1);
    }

    /// What is put or sent.
    pub(super) fn events(&self) -> usize {
        self.events + self.messages
    }

    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }
}

pub(super) struct Estimate {
    pub(super) seconds: u64,
    pub(super) requests: u64,
    pub(super) dollars: f64,
}

pub(super) fn of(load: &Load, rate: Option<u32>, options: &Options) -> Estimate {
    // no fewer than ten go in a call, or about a megabyte
    let by_count = load.events().div_ceil(SQS_BATCH) as u64;
    let puts = if load.events() == 0 {
        0
    } else {
        by_count.max(load.bytes.div_ceil(1_000_000))
    };
    let deletes = load.deletes.div_ceil(SQS_BATCH) as u64;
    let events = if load.messages == 0 {
        load.chunks as f64 * EVENT
    } else {
        0.0
    };
    let sends = if load.messages == 0 { 0 } else { puts };
    Estimate {
        seconds: seconds(load, rate, options),
        requests: puts + deletes,
        dollars: events + (sends + deletes) as f64 * REQUEST,
    }
}

fn seconds(load: &Load, rate: Option<u32>, options: &Options) -> u64 {
    let mut left = load.events().max(load.deletes) as f64;
    let mut seconds = 0.0;
    let step = if options.watch.is_zero() {
        RAMP_STEP
    } else {
        options.watch
    };
    let mut last = rate.map(f64::from);
    for rate in &options.ramp {
        let rate = f64::from((*rate).max(1));
        last = Some(rate);
        let here = (left / rate).min(step.as_secs_f64());
        seconds += here;
        left -= here * rate;
    }
    seconds += left.max(0.0) / last.unwrap_or(UNLIMITED);
    if load.events > 0 {
        seconds += options.watch.as_secs_f64();
        if options.canary > 0 {
            seconds += options.watch.as_secs_f64();
        }
    }
    seconds.ceil() as u64
}
