//! What a key in the editor takes of a processor, from the key to the drawn screen, with a payload of 1 MiB.
//!
//! `cargo run --release --example editor_bench [keys]` measures what docs/benchmarks.md has: the face's own update and
//! drawing on a screen of 200x60 in memory; no terminal is written to.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use dlq_tui::cause::{Catalogue, Tally};
use dlq_tui::engine::{
    Hold, Letters, Others, Phase, QueueId, QueueState, Row, Scan, Snapshot, View,
};
use dlq_tui::letter::{LetterId, decode};
use dlq_tui::time::Time;
use dlq_tui::tui::{Ask, Model, Msg, Theme, Who, draw, update};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

mod shared;

type Failure = Box<dyn std::error::Error>;

/// Bytes of a payload, about.
const PAYLOAD: usize = 1 << 20;
const LEASE: Duration = Duration::from_secs(300);

fn main() -> Result<(), Failure> {
    let keys: u32 = std::env::args().nth(1).map_or(Ok(200), |n| n.parse())?;
    let mut out = std::io::stdout();
    writeln!(out, "| payload | key | p50 | p99 | longest |")?;
    writeln!(out, "| --- | --- | --: | --: | --: |")?;
    for (name, detail) in [("many lines", many_lines()), ("one line", one_line())] {
        for (at, to) in [("top", KeyCode::Home), ("end", KeyCode::End)] {
            let mut face = Face::new(&detail)?;
            face.key(KeyCode::Char('e'), KeyModifiers::NONE)?;
            if !face.shows("column 1") {
                return Err("the editor did not open".into());
            }
            face.key(to, KeyModifiers::CONTROL)?;
            for (what, codes) in [
                ("letter", [KeyCode::Char('x'); 2]),
                ("backspace", [KeyCode::Backspace; 2]),
                ("left, right", [KeyCode::Left, KeyCode::Right]),
            ] {
                let row = face.row(&codes, keys)?;
                writeln!(out, "| {name} | {what}, {at} | {row} |")?;
            }
            face.key(KeyCode::Char('y'), KeyModifiers::NONE)?;
            let began = shared::cpu();
            face.tell(Msg::Clock(face.model.now))?;
            writeln!(
                out,
                "| {name} | a pause, {at} | {} | | |",
                millis(shared::cpu().saturating_sub(began))
            )?;
        }
    }
    Ok(())
}

fn many_lines() -> String {
    let mut detail = String::from(r#"{"items":["#);
    let mut n = 0;
    while detail.len() < PAYLOAD - 800 {
        let comma = if n > 0 { "," } else { "" };
        let long = "x".repeat(200);
        write!(detail, r#"{comma}{{"n":{n},"text":"{long}"}}"#).unwrap_or_default();
        n += 1;
    }
    detail + "]}"
}

fn one_line() -> String {
    format!(r#"{{"text":"{}"}}"#, "x".repeat(PAYLOAD - 500))
}

struct Face {
    model: Model,
    terminal: Terminal<TestBackend>,
}

impl Face {
    /// A face on one letter, that letter under the cursor.
    fn new(detail: &str) -> Result<Self, Failure> {
        let catalogue = Arc::new(Catalogue::own()?);
        let theme = Theme::named("dark").ok_or("no theme")?;
        let empty = Arc::new(Snapshot::default());
        let mut face = Self {
            model: Model::new(empty, (theme, Who::default()), Arc::clone(&catalogue)),
            terminal: Terminal::new(TestBackend::new(200, 60))?,
        };
        face.tell(Msg::Resize(200, 60))?;
        face.tell(Msg::Snapshot(Arc::new(snapshot(detail, catalogue))))?;
        face.key(KeyCode::Char('2'), KeyModifiers::NONE)?;
        Ok(face)
    }

    fn key(&mut self, code: KeyCode, modifiers: KeyModifiers) -> Result<(), Failure> {
        self.tell(Msg::Key(KeyEvent::new(code, modifiers)))
    }

    /// Lets the face do it and draws what came of it.
    fn tell(&mut self, msg: Msg) -> Result<(), Failure> {
        let asks: Vec<Ask> = update(&mut self.model, msg);
        drop(asks);
        let model = &self.model;
        self.terminal.draw(|frame| draw(model, frame))?;
        Ok(())
    }

    fn shows(&self, text: &str) -> bool {
        self.terminal.backend().to_string().contains(text)
    }

    fn row(&mut self, codes: &[KeyCode], keys: u32) -> Result<String, Failure> {
        let mut took = Vec::new();
        for n in 0..keys as usize {
            let began = shared::cpu();
            self.key(codes[n % codes.len()], KeyModifiers::NONE)?;
            took.push(shared::cpu().saturating_sub(began));
        }
        took.sort_unstable();
        let at = |percent: usize| {
            let nth = (took.len() * percent / 100).min(took.len().saturating_sub(1));
            took.get(nth).map_or_else(String::new, |time| millis(*time))
        };
        Ok(format!("{} | {} | {}", at(50), at(99), at(100)))
    }
}

fn millis(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}

fn snapshot(detail: &str, catalogue: Arc<Catalogue>) -> Snapshot {
    let now = Time(1_704_337_121_000);
    let mut message = shared::message(0, &mut HashSet::new());
    message.body = format!(
        r#"{{"version":"0","id":"00000000-1111-4111-8111-111111111111","detail-type":"user_activity","source":"shop","account":"123456789012","time":"2024-01-04T02:58:00Z","region":"eu-west-1","resources":[],"detail":{detail}}}"#
    )
    .into();
    let letter = Arc::new(decode(LetterId(0), message));
    let mut tally = Tally::new(catalogue);
    let cause = tally.add(&letter);
    let mut letters = Letters::default();
    letters.put(Arc::new(Row {
        queue: QueueId(0),
        letter,
        cause,
        hold: Hold::Held(now.plus(LEASE)),
        edit: None,
        fate: None,
        lineage: "".into(),
    }));
    Snapshot {
        revision: 1,
        now,
        queues: vec![queue(now)],
        letters,
        causes: tally.rows().into(),
        view: View {
            ids: vec![LetterId(0)].into(),
            ..View::default()
        },
        ..Snapshot::default()
    }
}

fn queue(now: Time) -> QueueState {
    QueueState {
        id: QueueId(0),
        name: "dlq".into(),
        url: "https://sqs.eu-west-1.amazonaws.com/123456789012/dlq".into(),
        arn: "arn:aws:sqs:eu-west-1:123456789012:dlq".into(),
        region: "eu-west-1".into(),
        account: "123456789012".into(),
        visible: 0,
        in_flight: 1,
        delayed: 0,
        ours: 1,
        retention: Duration::from_secs(4 * 86_400),
        redrive_policy: None,
        oldest_expires: Some(now.plus(Duration::from_secs(86_400))),
        expiring_soon: 0,
        growth_per_minute: 0.0,
        others: Others::default(),
        phase: Phase::Live,
        scan: Scan::default(),
    }
}
