//! How fast letters are decoded and grouped, on one core.
//!
//! `cargo run --release --example decode_bench [letters]`: dead letters of 2 KiB with six attributes, ids and numbers of
//! their own in every error message. The first pass is cold: nothing of it was seen before. The last line is of as many
//! letters that each died of something else.

use std::collections::HashSet;
use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use dlq_tui::cause::Tally;
use dlq_tui::letter::{AttributeData, Decoder, Letter, LetterId, Message};

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
    all_different(letters, &mut out)
}

/// How long a count of the causes takes where there are as many as letters.
fn all_different(letters: u32, out: &mut impl Write) -> Result<(), Box<dyn std::error::Error>> {
    let mut names = HashSet::new();
    let word = |n: u32| -> String {
        let letter =
            |at: u32| char::from(b'a' + u8::try_from(n / 26_u32.pow(at) % 26).unwrap_or(0));
        (0..5).map(letter).collect()
    };
    let (mut decoder, mut tally) = (Decoder::default(), Tally::default());
    for n in 0..letters {
        let mut message = message(n, &mut names);
        let error = format!("the gadget {} is {} today", word(n), word(n / 7));
        for (name, attribute) in Arc::make_mut(&mut message.attributes) {
            if **name == *"ERROR_MESSAGE" {
                attribute.data = AttributeData::Text(error.as_str().into());
            }
        }
        tally.add(&decoder.decode(LetterId(n), message));
    }
    let begin = Instant::now();
    let rows = tally.rows();
    let took = begin.elapsed();
    writeln!(
        out,
        "{} causes counted in {took:.1?}; memory {} KiB",
        rows.len(),
        resident()
    )?;
    Ok(())
}

/// Memory of the process, where the system tells.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|l| l.trim().trim_end_matches(" kB").trim().parse().ok())
        .unwrap_or(0)
}
