//! How long a filter takes over letters that are held, on one core.
//!
//! `cargo run --release --example filter_bench [letters]`: dead letters of 2 KiB with six attributes.

use std::collections::HashSet;
use std::io::Write as _;
use std::time::{Duration, Instant};

use dlq_tui::cause::Tally;
use dlq_tui::filter::{Filter, Subject};
use dlq_tui::letter::{Decoder, LetterId};
use dlq_tui::time::Time;

use shared::{cpu, message};

mod shared;

/// What is asked: field terms, paths into the event, and texts anywhere.
const FILTERS: [&str; 10] = [
    "status:5*",
    "rule:Example* status:429,500",
    "-type:user_login age:>2h",
    "id:*4242",
    "message:\"order ORD-4242\"",
    "(code:SDK* or code:NO_*) attempts:>100",
    "detail.n:4242",
    "detail.items.sku:A-3-4242",
    "user_login",
    "nowhere-to-be-found",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let count: u32 = std::env::args().nth(1).map_or(Ok(100_000), |n| n.parse())?;
    let (mut decoder, mut tally, mut names) =
        (Decoder::default(), Tally::default(), HashSet::new());
    let mut held = Vec::new();
    for id in 0..count {
        let letter = decoder.decode(LetterId(id), message(id, &mut names));
        held.push((tally.add(&letter), letter));
    }
    let mut out = std::io::stdout();
    writeln!(
        out,
        "| filter | let through | by CPU time | by the clock |\n| --- | --: | --: | --: |"
    )?;
    for text in FILTERS {
        let filter = Filter::parse(text)?;
        let (begin, busy) = (Instant::now(), cpu());
        let through = held.iter().filter(|(cause, letter)| {
            filter.matches(&Subject {
                letter,
                cause: *cause,
                now: Time(1_764_000_000_000),
                retention: Duration::from_secs(345_600),
                account: "123456789012",
                region: "ap-southeast-1",
                states: &["held"],
            })
        });
        let through = through.count();
        let (took, busy) = (begin.elapsed(), cpu().saturating_sub(busy));
        writeln!(out, "| `{text}` | {through} | {busy:.1?} | {took:.1?} |")?;
    }
    Ok(())
}
