//! How fast letters are decoded and grouped, on one core.
//!
//! `cargo run --release --example decode_bench [letters]`: dead letters of 2 KiB with six attributes, ids and numbers of
//! their own in every error message. The first pass is cold: nothing of it was seen before.

use std::collections::HashSet;
use std::io::Write as _;
use std::time::{Duration, Instant};

use dlq_tui::cause::Tally;
use dlq_tui::letter::{Decoder, Letter, LetterId, Message};

use shared::{cpu, message};

mod shared;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let letters: u32 = std::env::args().nth(1).map_or(Ok(100_000), |n| n.parse())?;
    let mut out = std::io::stdout();
    for pass in ["cold", "again", "again"] {
        let mut names = HashSet::new();
        let messages: Vec<Message> = (0..letters).map(|n| message(n, &mut names)).collect();
        let (mut decoder, mut tally) = (Decoder::default(), Tally::default());
        let mut kept: Vec<Letter> = Vec::with_capacity(messages.len());
        let (begin, busy) = (Instant::now(), cpu());
        for (id, message) in messages.into_iter().enumerate() {
            let letter = decoder.decode(LetterId(u32::try_from(id)?), message);
            tally.add(&letter);
            kept.push(letter);
        }
        let (took, busy) = (begin.elapsed(), cpu().checked_sub(busy));
        let rate = |time: Duration| f64::from(letters) / time.as_secs_f64();
        writeln!(
            out,
            "{pass}: {:.0} letters/s by CPU time, {:.0} by the clock, {} causes",
            rate(busy.unwrap_or(took)),
            rate(took),
            tally.len()
        )?;
    }
    Ok(())
}
