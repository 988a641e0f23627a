//! A world for the terminal face: letters, causes, a snapshot, and keys typed into a model.

use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use dlq_tui::cause::{Catalogue, Tally};
use dlq_tui::engine::{
    Command, Hold, Letters, Others, Phase, QueueId, QueueState, Row, Scan, Snapshot, View,
    ViewRequest,
};
use dlq_tui::letter::{Attribute, AttributeData, Letter, LetterId, Message, decode};
use dlq_tui::time::Time;
use dlq_tui::tui::{Ask, Model, Msg, Theme, Who, draw, update};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use ratatui::style::{Color, Style};

pub const DETAIL: &str = r#"{"metadata":{"event_type":"user_login","country":"US"},"data":{"amount":12,"id":"a14f19ef-2b1c-4d55-9a0e-3f1f0a6f9c11"}}"#;

/// 2024-01-04T02:58:41Z.
pub fn now() -> Time {
    Time::parse("2024-01-04T02:58:41Z").unwrap()
}

/// A failed delivery to an API destination.
pub struct Failed {
    pub status: u16,
    pub said: &'static str,
    pub code: &'static str,
    pub destination: &'static str,
    pub count: u32,
    /// Minutes ago, of the newest.
    pub ago: i64,
}

pub const OUTAGE: [Failed; 4] = [
    Failed {
        status: 503,
        said: r#"{"error":"upstream overloaded","retry_in":30}"#,
        code: "SDK_CLIENT_ERROR",
        destination: "ExampleReportingAPI",
        count: 38,
        ago: 0,
    },
    Failed {
        status: 429,
        said: r#"{"message":"rate limit of 100/s exceeded"}"#,
        code: "SDK_CLIENT_ERROR",
        destination: "ExampleReportingAPI",
        count: 9,
        ago: 1,
    },
    Failed {
        status: 400,
        said: r#"{"error":"amount must be an integer"}"#,
        code: "SDK_CLIENT_ERROR",
        destination: "ExampleReportingAPI",
        count: 4,
        ago: 3,
    },
    Failed {
        status: 401,
        said: "",
        code: "SDK_CLIENT_ERROR",
        destination: "AuditAPI",
        count: 2,
        ago: 9,
    },
];

pub fn text(value: impl Into<Arc<str>>) -> Attribute {
    Attribute {
        data_type: "String".into(),
        data: AttributeData::Text(value.into()),
    }
}

pub fn message(number: u32, body: &str, sent: Time, attributes: &[(&str, &str)]) -> Message {
    let mut attributes: Vec<(Arc<str>, Attribute)> = attributes
        .iter()
        .map(|(name, value)| (Arc::from(*name), text(*value)))
        .collect();
    attributes.sort_by(|a, b| a.0.cmp(&b.0));
    Message {
        id: format!("{number:08x}-0000-4000-8000-000000000000").into(),
        body: body.into(),
        system: dlq_tui::letter::System::from([
            ("ApproximateReceiveCount".into(), "1".into()),
            ("SentTimestamp".into(), sent.0.to_string().into()),
        ]),
        attributes: attributes.into(),
    }
}

pub fn event(number: u32, detail: &str) -> String {
    format!(
        r#"{{"version":"0","id":"{number:08x}-1111-4111-8111-111111111111","detail-type":"user_activity","source":"com.example.app","account":"123456789012","time":"2024-01-04T02:58:00Z","region":"ap-southeast-1","resources":[],"detail":{detail}}}"#
    )
}

fn failed(number: u32, failure: &Failed) -> Message {
    let arn = format!(
        "arn:aws:events:ap-southeast-1:123456789012:api-destination/{}/4c0a1b62-6a1e-4c3b-9a62-111111111111",
        failure.destination
    );
    let said = format!(
        "ApiDestination returned HTTP status {} with payload: {}",
        failure.status, failure.said
    );
    let sent = now().minus(Duration::from_secs(
        u64::try_from(failure.ago).unwrap() * 60 + u64::from(number % 50) * 7,
    ));
    message(
        number,
        &event(number, DETAIL),
        sent,
        &[
            (
                "RULE_ARN",
                "arn:aws:events:ap-southeast-1:123456789012:rule/ExampleEventRule",
            ),
            ("TARGET_ARN", &arn),
            ("ERROR_CODE", failure.code),
            ("ERROR_MESSAGE", &said),
            ("RETRY_ATTEMPTS", "1"),
            ("EXHAUSTED_RETRY_CONDITION", "MaximumRetryAttempts"),
        ],
    )
}

pub fn catalogue() -> Arc<Catalogue> {
    static OWN: OnceLock<Arc<Catalogue>> = OnceLock::new();
    Arc::clone(OWN.get_or_init(|| Arc::new(Catalogue::own().unwrap())))
}

pub fn queue() -> QueueState {
    QueueState {
        id: QueueId(0),
        name: "ExampleEventDeadLetterQueue".into(),
        url: "https://sqs.ap-southeast-1.amazonaws.com/123456789012/ExampleEventDeadLetterQueue"
            .into(),
        arn: "arn:aws:sqs:ap-southeast-1:123456789012:ExampleEventDeadLetterQueue".into(),
        region: "ap-southeast-1".into(),
        account: "123456789012".into(),
        visible: 0,
        in_flight: 0,
        delayed: 0,
        ours: 0,
        retention: Duration::from_secs(4 * 86_400),
        redrive_policy: None,
        oldest_expires: None,
        expiring_soon: 0,
        growth_per_minute: 0.0,
        others: Others::default(),
        phase: Phase::Live,
        scan: Scan {
            complete: true,
            ..Scan::default()
        },
    }
}

/// A snapshot of these messages, all held, all shown, newest first.
pub fn snapshot(messages: Vec<Message>) -> Snapshot {
    let letters: Vec<Arc<Letter>> = messages
        .into_iter()
        .enumerate()
        .map(|(i, message)| Arc::new(decode(LetterId(u32::try_from(i).unwrap()), message)))
        .collect();
    let mut tally = Tally::new(catalogue());
    let mut rows = Letters::default();
    for letter in &letters {
        let cause = tally.add(letter);
        rows.put(Arc::new(Row {
            queue: QueueId(0),
            letter: Arc::clone(letter),
            cause,
            hold: Hold::Held(now().plus(Duration::from_secs(300))),
            edit: None,
            fate: None,
            lineage: "".into(),
        }));
    }
    let mut ids: Vec<LetterId> = letters.iter().map(|l| l.id).collect();
    ids.sort_by_key(|id| std::cmp::Reverse(rows.get(*id).unwrap().letter.sent()));
    let held = letters.len();
    let oldest = letters.iter().filter_map(|l| l.sent()).min();
    Snapshot {
        now: now(),
        queues: vec![QueueState {
            in_flight: held as u64,
            ours: held,
            oldest_expires: oldest.map(|t| t.plus(Duration::from_secs(4 * 86_400))),
            growth_per_minute: if held > 0 { 38.0 } else { 0.0 },
            scan: Scan {
                read: held,
                approximate: held as u64,
                complete: true,
                ..Scan::default()
            },
            ..queue()
        }],
        letters: rows,
        causes: tally.rows().into(),
        view: View {
            ids: ids.into(),
            ..View::default()
        },
        ..Snapshot::default()
    }
}

/// An outage with four causes.
pub fn outage() -> Snapshot {
    let mut messages = Vec::new();
    for failure in &OUTAGE {
        for _ in 0..failure.count {
            messages.push(failed(u32::try_from(messages.len()).unwrap(), failure));
        }
    }
    snapshot(messages)
}

/// A face of that size on that snapshot.
pub struct Face {
    pub model: Model,
    /// What it asked for so far.
    pub asks: Vec<Ask>,
}

impl Face {
    pub fn new(snapshot: Snapshot, size: (u16, u16), theme: &str) -> Self {
        let who = Who {
            account_label: "acme-prod".into(),
            production: true,
            profile: "OnCall".into(),
        };
        let theme = Theme::named(theme).unwrap();
        let model = Model::new(Arc::new(Snapshot::default()), (theme, who), catalogue());
        let mut face = Self {
            model,
            asks: Vec::new(),
        };
        face.tell(Msg::Resize(size.0, size.1));
        face.show(snapshot);
        face
    }

    pub fn tell(&mut self, msg: Msg) {
        let asks = update(&mut self.model, msg);
        for ask in asks {
            if let Ask::Command(Command::View(request)) = &ask {
                self.view(request.clone());
            }
            self.asks.push(ask);
        }
    }

    /// Answers a view as the engine would, but for the filter.
    fn view(&mut self, request: ViewRequest) {
        let mut snapshot = (*self.model.snapshot).clone();
        let of_cause = |row: &&Arc<Row>| request.cause.is_none_or(|cause| row.cause == cause);
        let mut rows: Vec<_> = snapshot.letters.iter().filter(of_cause).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.letter.sent()));
        let ids = rows.iter().map(|row| row.letter.id).collect();
        snapshot.view = View {
            request,
            ids,
            refused: None,
        };
        self.show(snapshot);
    }

    /// The engine shows something new; the view that was asked for last is answered.
    pub fn show(&mut self, mut snapshot: Snapshot) {
        snapshot.revision = self.model.snapshot.revision + 1;
        self.tell(Msg::Snapshot(Arc::new(snapshot)));
    }

    /// Types keys as the help writes them: `j`, `enter`, `ctrl-s`; words between blanks.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        for name in keys.split_whitespace() {
            self.key(name);
        }
        self
    }

    /// Types a text, letter by letter.
    pub fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.tell(Msg::Key(KeyEvent::new(
                KeyCode::Char(c),
                KeyModifiers::NONE,
            )));
        }
        self
    }

    fn key(&mut self, name: &str) {
        let (modifiers, name) = match name.strip_prefix("ctrl-") {
            Some(rest) => (KeyModifiers::CONTROL, rest),
            None => (KeyModifiers::NONE, name),
        };
        let code = match name {
            "enter" => KeyCode::Enter,
            "esc" => KeyCode::Esc,
            "tab" => KeyCode::Tab,
            "space" => KeyCode::Char(' '),
            "up" => KeyCode::Up,
            "down" => KeyCode::Down,
            "left" => KeyCode::Left,
            "right" => KeyCode::Right,
            "backspace" => KeyCode::Backspace,
            "pgdn" => KeyCode::PageDown,
            "pgup" => KeyCode::PageUp,
            "home" => KeyCode::Home,
            "end" => KeyCode::End,
            other => KeyCode::Char(other.chars().next().unwrap()),
        };
        let Event::Key(event) = Event::Key(KeyEvent::new(code, modifiers)) else {
            return;
        };
        self.tell(Msg::Key(event));
    }

    /// What it asked for since the last look.
    pub fn asked(&mut self) -> Vec<Ask> {
        std::mem::take(&mut self.asks)
    }

    pub fn terminal(&self) -> Terminal<TestBackend> {
        let (columns, rows) = self.model.size;
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        terminal.draw(|frame| draw(&self.model, frame)).unwrap();
        terminal
    }

    /// Where the screen is styled, and how: runs of cells that are not plain.
    pub fn styles(&self) -> String {
        let terminal = self.terminal();
        let buffer = terminal.backend().buffer();
        let mut out = String::new();
        for y in 0..buffer.area.height {
            let mut x = 0;
            while x < buffer.area.width {
                let style = buffer[(x, y)].style();
                let start = x;
                let mut text = String::new();
                while x < buffer.area.width && buffer[(x, y)].style() == style {
                    text.push_str(buffer[(x, y)].symbol());
                    x += 1;
                }
                if style != Style::reset() && !text.trim().is_empty() {
                    writeln!(out, "{y}:{start} {:?} {}", text.trim(), name(style)).unwrap();
                }
            }
        }
        out
    }

    /// The screen as text, blanks at the ends of lines left out.
    pub fn screen(&self) -> String {
        let terminal = self.terminal();
        let buffer = terminal.backend().buffer();
        let mut out = String::new();
        for y in 0..buffer.area.height {
            let mut line = String::new();
            let mut skip = 0;
            for x in 0..buffer.area.width {
                let symbol = buffer[(x, y)].symbol();
                if skip > 0 {
                    skip -= 1;
                    continue;
                }
                line.push_str(symbol);
                skip = dlq_tui::text::width(symbol).saturating_sub(1);
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}

/// A style in few words.
fn name(style: Style) -> String {
    let mut words = Vec::new();
    if let Some(fg) = style.fg.filter(|c| *c != Color::Reset) {
        words.push(fg.to_string());
    }
    if let Some(bg) = style.bg.filter(|c| *c != Color::Reset) {
        words.push(format!("on {bg}"));
    }
    if !style.add_modifier.is_empty() {
        words.push(format!("{:?}", style.add_modifier));
    }
    words.join(" ")
}
