//! The fuzz targets' bodies over the corpus and some thousand mutations of it, the same in every run.

use std::path::PathBuf;

#[path = "../fuzz/bodies.rs"]
mod bodies;

/// Mutations of each target; `DLQ_TUI_FUZZ` asks for more.
const ROUNDS: usize = 1_000;
/// Pieces that break things.
const NASTY: [&str; 20] = [
    "\u{1b}[2J",
    "\u{202e}",
    "\u{200b}",
    "\u{0}",
    "\\ud800",
    "\\u0000",
    "\"",
    "\\",
    "{",
    "]",
    "[[[[[[[[",
    "{\"a\":",
    "1e999",
    "-0.00000000000000000000000000001",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "ﷺ",
    "🧾",
    "\n",
    ":>",
    "*,*",
];
const FILTERS: [&str; 10] = [
    "detail.",
    "detail.items.s",
    "status:5* rule:orders-*,pay -detail.user.country:US (age:>2h or attempts:<3) \"socket closed\"",
    "detail.items.0.sku:A*",
    "received:>2024-01-02T05:24",
    "size:>=1KiB state:held",
    "-(a or b) c,d",
    "message:*é*",
    "cause:0* id:\"\"",
    "expires:<1h",
];

/// Marsaglia's xorshift: what it gives is the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n.max(1) as u64).unwrap()
    }
}

fn seeds() -> Vec<Vec<u8>> {
    let corpus = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut out = Vec::new();
    for folder in std::fs::read_dir(&corpus).unwrap() {
        let folder = folder.unwrap().path();
        let Ok(files) = std::fs::read_dir(&folder) else {
            continue;
        };
        for file in files.map(|f| f.unwrap().path()) {
            if file.extension().is_some_and(|e| e == "json") {
                let value: serde_json::Value =
                    serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
                out.push([b"\0\0", value["Body"].as_str().unwrap().as_bytes()].concat());
                let values = value["MessageAttributes"]
                    .as_object()
                    .cloned()
                    .unwrap_or_default();
                for value in values.values().filter_map(|v| v["StringValue"].as_str()) {
                    out.push([b"\x01\x16", value.as_bytes()].concat());
                }
            }
        }
    }
    for file in ["messages.txt", "messages-2.txt"] {
        let messages = std::fs::read_to_string(corpus.join(file)).unwrap();
        out.extend(
            messages
                .lines()
                .map(|line| [b"\0\x02", line.as_bytes()].concat()),
        );
    }
    // the order of a folder is not the same everywhere
    out.sort();
    assert!(out.len() > 300, "{}", out.len());
    out
}

fn mutated(seed: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = seed.to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(out.len() + 1);
        match dice.below(5) {
            0 => out.truncate(at),
            1 if at < out.len() => out[at] = u8::try_from(dice.below(256)).unwrap(),
            2 if at < out.len() => drop(out.remove(at)),
            3 => {
                let to = (at + dice.below(40)).min(out.len());
                let piece = out[at..to].to_vec();
                out.splice(at..at, piece);
            }
            _ => drop(out.splice(at..at, NASTY[dice.below(NASTY.len())].bytes())),
        }
    }
    out
}

fn run(seeds: &[Vec<u8>], target: fn(&[u8])) {
    let rounds = std::env::var("DLQ_TUI_FUZZ")
        .ok()
        .and_then(|n| n.parse().ok());
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for seed in seeds {
        target(seed);
    }
    for _ in 0..rounds.unwrap_or(ROUNDS) {
        let input = mutated(&seeds[dice.below(seeds.len())], &mut dice);
        if let Err(panic) = std::panic::catch_unwind(|| target(&input)) {
            eprintln!("the input was {:?}", String::from_utf8_lossy(&input));
            std::panic::resume_unwind(panic);
        }
    }
}

#[test]
fn any_message_is_decoded() {
    run(&seeds(), bodies::decode);
}

#[test]
fn any_text_is_masked() {
    run(&seeds(), bodies::masked);
}

#[test]
fn any_filter_is_taken_or_its_mistake_is_named() {
    let seeds = seeds();
    let pairs = seeds.iter().zip(FILTERS.iter().cycle());
    let lines: Vec<Vec<u8>> = pairs
        .map(|(seed, filter)| [filter.as_bytes(), b"\n", seed].concat())
        .collect();
    run(&lines, bodies::filtered);
}

#[test]
fn nothing_shown_is_obeyed_by_a_terminal() {
    run(&seeds(), bodies::shown);
}
