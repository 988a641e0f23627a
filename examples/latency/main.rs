//! How long a key's answer takes until it is drawn, how many bytes a frame has, and what an idle screen costs.
//!
//! `cargo run --release --example latency [LETTERS [TIMES]]` prints the rows of docs/benchmarks.md. The real loop runs in
//! a process of its own on a pseudo-terminal of 200x60: the real engine over a queue in memory, 1,000 letters
//! arriving a second, a redrive going. This process types, and notes when the frame with the answer was read.

mod face;
mod watch;

use std::io::Write as _;
use std::time::Duration;

use watch::Watch;

pub type Failure = Box<dyn std::error::Error + Send + Sync>;

const LETTERS: u32 = 100_000;
/// Keys of a kind.
const TIMES: usize = 100;
/// How long an idle screen is watched.
const IDLE: Duration = Duration::from_secs(20);
/// How long the reading of all letters, and the plan, may take; a debug build takes its time.
const READING: Duration = Duration::from_secs(900);
const SOON: Duration = Duration::from_secs(30);

/// Keys of a kind: what they are called, what is typed in turn, and what tells the answer.
struct Kind {
    name: &'static str,
    keys: &'static [&'static str],
    /// What of the screen is another one once the key is answered.
    seen: fn(&str) -> String,
}

const KINDS: &[Kind] = &[
    Kind {
        name: "`j`, `k` in the letters",
        keys: &["j", "j", "j", "k"],
        seen: letter_under_cursor,
    },
    Kind {
        name: "PgDn, PgUp",
        keys: &["\x1b[6~", "\x1b[6~", "\x1b[5~"],
        seen: letter_under_cursor,
    },
    Kind {
        name: "`G`, `g`",
        keys: &["G", "g"],
        seen: letter_under_cursor,
    },
    Kind {
        name: "`space`",
        keys: &[" "],
        seen: letter_under_cursor,
    },
    Kind {
        name: "`s`",
        keys: &["s"],
        seen: |screen| line_with(screen, "Sorted by"),
    },
    Kind {
        name: "`?`, esc",
        keys: &["?", "\x1b"],
        seen: |screen| line_with(screen, "Help"),
    },
    Kind {
        name: "`:`, esc",
        keys: &[":", "\x1b"],
        seen: |screen| line_with(screen, "Commands"),
    },
    Kind {
        name: "typing in the filter",
        keys: &["/", "s", "t", "a", "t", "u", "s", ":", "4", "*", "\x1b"],
        seen: |screen| {
            screen
                .lines()
                .last()
                .unwrap_or_default()
                .trim_end()
                .to_owned()
        },
    },
    Kind {
        name: "`l`, `h` between tabs",
        keys: &["3", "l", "l", "h", "h", "2"],
        seen: |screen| line_with(screen, "[") + screen.lines().last().unwrap_or_default(),
    },
    Kind {
        name: "`1`, `2` between panes",
        keys: &["1", "2"],
        seen: |screen| {
            screen
                .lines()
                .last()
                .unwrap_or_default()
                .trim_end()
                .to_owned()
        },
    },
];

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let ["face", letters, folder] = args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        return face::run(letters.parse()?, folder);
    }
    let number = |at: usize| args.get(at).map(|text| text.parse()).transpose();
    let letters = number(0)?.unwrap_or(LETTERS);
    let times = number(1)?.map_or(TIMES, |n| n as usize);
    let folder = std::env::temp_dir().join(format!("dlq-tui-latency-{}", std::process::id()));
    let measured = measure(letters, times, &folder.to_string_lossy());
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    measured
}

fn measure(letters: u32, times: usize, folder: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout();
    let mut watch = Watch::start(letters, folder)?;
    watch.wait_for("● live", READING)?;
    let idle = watch.cost(IDLE)?;
    writeln!(out, "idle, {letters} letters held: {idle}")?;
    redrive(&mut watch)?;
    watch.keys(":")?;
    watch.wait_for("Commands", SOON)?;
    watch.keys("bench\r")?;
    watch.wait_for("Letters arrive", SOON)?;
    watch.keys("j\r")?;
    watch.wait_for("Letters of this cause", SOON)?;
    let busy = watch.cost(IDLE)?;
    writeln!(out, "1,000 a second arriving, a run going: {busy}\n")?;
    writeln!(
        out,
        "| key | p50 | p99 | longest | no answer |\n| --- | --: | --: | --: | --: |"
    )?;
    for kind in KINDS {
        writeln!(out, "{}", row(&mut watch, kind, times)?)?;
        out.flush()?;
    }
    watch.keys("1a2")?;
    watch.wait_for("marked", SOON)?;
    let marked = Kind {
        name: "`j`, `k` with a whole cause marked",
        ..Kind { ..KINDS[0] }
    };
    writeln!(out, "{}", row(&mut watch, &marked, times)?)?;
    if !watch.shows("Run") {
        return Err("the run was over too soon".into());
    }
    writeln!(out, "\nframes: {}", watch.frames())?;
    Ok(())
}

/// Starts a redrive of the first cause that lasts.
fn redrive(watch: &mut Watch) -> Result<(), Failure> {
    watch.keys("1gr")?;
    watch.wait_for("to start", READING)?;
    watch.keys("c")?;
    watch.wait_without("canary 5", READING)?;
    watch.wait_for("to start", READING)?;
    let screen = watch.screen();
    let asked = screen
        .split("Type ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next());
    let asked = asked.ok_or("no number is asked for")?.to_owned();
    watch.keys(&format!("{asked}\r"))?;
    watch.wait_for("at work", READING)
}

fn row(watch: &mut Watch, kind: &Kind, times: usize) -> Result<String, Failure> {
    let mut took = Vec::new();
    let mut missed = 0;
    for turn in 0..times {
        let key = kind.keys[turn % kind.keys.len()];
        // frames come every 33 ms: keys are to fall anywhere between two
        std::thread::sleep(Duration::from_millis(40 + (turn as u64 * 7) % 33));
        match watch.answer(key, kind.seen)? {
            Some(time) => took.push(time),
            None => missed += 1,
        }
    }
    while watch.shows("esc leaves") {
        watch.keys("\x1b")?;
        std::thread::sleep(Duration::from_millis(100));
        watch.catch_up()?;
    }
    took.sort_unstable();
    let at = |percent: usize| {
        let time = took.get((took.len() * percent / 100).min(took.len().saturating_sub(1)));
        time.map_or_else(
            || "–".into(),
            |t| format!("{:.1} ms", t.as_secs_f64() * 1e3),
        )
    };
    let (name, p50, p99, most) = (kind.name, at(50), at(99), at(100));
    Ok(format!("| {name} | {p50} | {p99} | {most} | {missed} |"))
}

fn line_with(screen: &str, text: &str) -> String {
    let line = screen.lines().find(|line| line.contains(text));
    line.unwrap_or_default().to_owned()
}

/// The number of the letter under the cursor, and its mark.
fn letter_under_cursor(screen: &str) -> String {
    let line = screen.lines().rfind(|line| line.starts_with('▌'));
    let line = line.unwrap_or_default();
    let number = line.split("letter-").nth(1).and_then(|rest| rest.get(..8));
    format!("{} {}", number.unwrap_or_default(), line.contains('●'))
}
