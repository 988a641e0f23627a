//! Makes the documentation's pictures from the real program: a pty, typed keys, the screen drawn as SVG. One of them
//! is a recorded session, which plays by itself.
//!
//! `cargo run --example shots -- target/release/dlq-tui docs` (build the release first).

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

/// A picture: its name, its size in cells, and the way to it: keys to type, each after a text to wait for. `#` stands
/// for the number that a plan asks for.
struct Shot {
    name: &'static str,
    columns: u16,
    rows: u16,
    steps: &'static [(&'static str, &'static str)],
    until: &'static str,
}

/// The slowest of the demo's failures: once it is there, all are.
const ALL_THERE: &str = "no answer within 5 s";

const SHOTS: &[Shot] = &[
    Shot {
        name: "screen",
        columns: 160,
        rows: 44,
        steps: &[(ALL_THERE, "j"), ("live", "k")],
        until: "live",
    },
    Shot {
        name: "narrow",
        columns: 80,
        rows: 24,
        steps: &[(ALL_THERE, "j"), ("live", "k")],
        until: "live",
    },
    Shot {
        name: "letter",
        columns: 80,
        rows: 24,
        steps: &[(ALL_THERE, "\r"), ("user_activity", "\r")],
        until: "It answered",
    },
    Shot {
        name: "plan",
        columns: 160,
        rows: 44,
        steps: &[(ALL_THERE, "a"), ("marked", "r")],
        until: "to start",
    },
];

/// What is recorded: each screen is kept for a while before the next keys are typed.
const SESSION: Shot = Shot {
    name: "session",
    columns: 100,
    rows: 30,
    steps: &[
        (ALL_THERE, "j"),
        ("live", "\r"),
        ("user_activity", "\r"),
        ("It answered", "l"),
        ("[event]", "w"),
        ("▾", "1:heal"),
        ("heal▏", "\r"),
        ("answer again", "r"),
        ("to start", "#\r"),
        ("Redriving", "v"),
    ],
    until: "stayed away",
};
/// Seconds that a recorded screen is shown; the last one longer.
const SHOWN: f64 = 2.4;
const LAST: f64 = 6.0;

/// What the program writes after each frame: the end of a synchronised update.
const FRAME_END: &[u8] = b"\x1b[?2026l";

const PATIENCE: Duration = Duration::from_secs(60);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(program), Some(folder)) = (args.next(), args.next()) else {
        return Err("usage: shots PROGRAM FOLDER".into());
    };
    let program = std::fs::canonicalize(program)?;
    for shot in SHOTS {
        let frames = take(&program.to_string_lossy(), shot)?;
        let last = frames.last().ok_or("no frame")?;
        let svg = draw(last, shot.columns, shot.rows);
        std::fs::write(format!("{folder}/{}.svg", shot.name), svg)?;
    }
    let frames = take(&program.to_string_lossy(), &SESSION)?;
    std::fs::write(
        format!("{folder}/{}.svg", SESSION.name),
        film(&frames, &SESSION),
    )?;
    Ok(())
}

/// The screens on the way, each as it was when the next keys were typed, and the last.
fn take(program: &str, shot: &Shot) -> Result<Vec<vt100::Screen>, Box<dyn std::error::Error>> {
    let size = PtySize {
        rows: shot.rows,
        cols: shot.columns,
        pixel_width: 0,
        pixel_height: 0,
    };
    let pty = native_pty_system().openpty(size)?;
    let state = std::env::temp_dir().join(format!("dlq-tui-shots-{}", std::process::id()));
    let mut command = CommandBuilder::new(program);
    command.arg("demo");
    command.env("TERM", "xterm-256color");
    command.env("COLORTERM", "truecolor");
    command.env("DLQ_TUI_STATE", &state);
    command.env("DLQ_TUI_CONFIG", state.join("none.toml"));
    let mut child = pty.slave.spawn_command(command)?;
    drop(pty.slave);
    let screen = Screen::watch(pty.master.try_clone_reader()?, shot)?;
    let mut keys = pty.master.take_writer()?;
    let mut frames = Vec::new();
    for (text, typed) in shot.steps {
        screen.wait_for(text)?;
        frames.extend(screen.now());
        let typed = typed.replace('#', &screen.number());
        keys.write_all(typed.as_bytes())?;
        keys.flush()?;
    }
    screen.wait_for(shot.until)?;
    frames.extend(screen.now());
    child.kill()?;
    child.wait()?;
    if state.exists() {
        std::fs::remove_dir_all(&state)?;
    }
    Ok(frames)
}

/// What the program drew so far.
struct Screen(Arc<(Mutex<vt100::Parser>, Condvar)>);

impl Screen {
    fn watch(
        mut reader: Box<dyn Read + Send>,
        shot: &Shot,
    ) -> Result<Self, std::num::TryFromIntError> {
        let parser = vt100::Parser::new(shot.rows.try_into()?, shot.columns.try_into()?, 0);
        let shared = Arc::new((Mutex::new(parser), Condvar::new()));
        let theirs = Arc::clone(&shared);
        std::thread::spawn(move || {
            let (mut bytes, mut unseen) = ([0; 8192], Vec::new());
            while let Ok(n @ 1..) = reader.read(&mut bytes) {
                unseen.extend_from_slice(&bytes[..n]);
                let whole = whole_frames(&unseen);
                if let Ok(mut parser) = theirs.0.lock() {
                    parser.process(&unseen[..whole]);
                }
                unseen.drain(..whole);
                theirs.1.notify_all();
            }
        });
        Ok(Self(shared))
    }

    fn wait_for(&self, text: &str) -> Result<(), String> {
        let end = Instant::now() + PATIENCE;
        let mut parser = self.0.0.lock().map_err(|e| e.to_string())?;
        while !parser.screen().contents().contains(text) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(format!(
                    "{text:?} never came:\n{}",
                    parser.screen().contents()
                ));
            }
            parser = self
                .0
                .1
                .wait_timeout(parser, left)
                .map_err(|e| e.to_string())?
                .0;
        }
        Ok(())
    }

    fn now(&self) -> Option<vt100::Screen> {
        self.0.0.lock().ok().map(|parser| parser.screen().clone())
    }

    /// The number that a plan asks for.
    fn number(&self) -> String {
        let text = self
            .now()
            .map_or_else(String::new, |screen| screen.contents());
        let asked = text.split("Type ").nth(1).unwrap_or_default();
        asked.chars().take_while(char::is_ascii_digit).collect()
    }
}

/// How many of the bytes end with a frame: half of one is on no picture.
fn whole_frames(bytes: &[u8]) -> usize {
    let end = bytes
        .windows(FRAME_END.len())
        .rposition(|part| part == FRAME_END);
    end.map_or(0, |at| at + FRAME_END.len())
}

const CELL: (f64, f64) = (8.4, 18.0);
const BACKGROUND: &str = "#14161a";

type Style = (vt100::Color, vt100::Color, bool, bool, bool, bool);

fn style(cell: &vt100::Cell) -> Style {
    (
        cell.fgcolor(),
        cell.bgcolor(),
        cell.bold(),
        cell.dim(),
        cell.inverse(),
        cell.underline(),
    )
}

fn head(columns: u16, rows: u16) -> String {
    let (width, height) = (
        f64::from(columns) * CELL.0 + 24.0,
        f64::from(rows) * CELL.1 + 24.0,
    );
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="'DejaVu Sans Mono','SF Mono',Menlo,Consolas,monospace" font-size="14"><rect width="100%" height="100%" rx="8" fill="{BACKGROUND}"/><g transform="translate(12,12)">"#
    )
}

/// One screen after the other, again and again. Rows that are the same in several screens are there once.
fn film(frames: &[vt100::Screen], shot: &Shot) -> String {
    let mut rows: Vec<String> = Vec::new();
    let mut shown = String::new();
    let all = SHOWN * (frames.len().saturating_sub(1)) as f64 + LAST;
    for (at, screen) in frames.iter().enumerate() {
        let (from, end) = (SHOWN * at as f64 / all, SHOWN * (at + 1) as f64 / all);
        let (first, last) = (at == 0, at + 1 == frames.len());
        let (seen, values, times) = match (first, last) {
            (true, _) => ("visible", "visible;hidden", format!("0;{end:.4}")),
            (_, true) => ("hidden", "hidden;visible", format!("0;{from:.4}")),
            _ => (
                "hidden",
                "hidden;visible;hidden",
                format!("0;{from:.4};{end:.4}"),
            ),
        };
        shown += &format!(
            r#"<g visibility="{seen}"><animate attributeName="visibility" calcMode="discrete" dur="{all:.1}s" repeatCount="indefinite" values="{values}" keyTimes="{times}"/>"#
        );
        for y in 0..shot.rows {
            let row = drawn_row(screen, y, shot.columns);
            if row.is_empty() {
                continue;
            }
            let known = rows.iter().position(|known| *known == row);
            let number = known.unwrap_or_else(|| {
                rows.push(row);
                rows.len() - 1
            });
            let top = f64::from(y) * CELL.1;
            shown += &format!(r##"<use href="#r{number}" y="{top}"/>"##);
        }
        shown += "</g>";
    }
    let mut out = head(shot.columns, shot.rows) + "<defs>";
    for (number, row) in rows.iter().enumerate() {
        out += &format!(r#"<g id="r{number}">{row}</g>"#);
    }
    out + "</defs>" + &shown + "</g></svg>\n"
}

/// A row as it is drawn at the top.
fn drawn_row(screen: &vt100::Screen, row: u16, columns: u16) -> String {
    let (mut column, mut out) = (0, String::new());
    while column < columns {
        column = run_of_cells(screen, (row, column, 0), columns, &mut out);
    }
    out
}

fn draw(screen: &vt100::Screen, columns: u16, rows: u16) -> String {
    let mut out = head(columns, rows);
    for row in 0..rows {
        let mut column = 0;
        while column < columns {
            column = run_of_cells(screen, (row, column, row), columns, &mut out);
        }
    }
    out + "</g></svg>\n"
}

/// Draws the cells of one style from `column` on; a wide or non-ASCII cell ends the run, so that columns stay true.
fn run_of_cells(
    screen: &vt100::Screen,
    (row, start, top): (u16, u16, u16),
    columns: u16,
    out: &mut String,
) -> u16 {
    let Some(first) = screen
        .cell(row, start)
        .filter(|c| !c.is_wide_continuation())
    else {
        return start + 1;
    };
    let (mut column, mut text) = (start, String::new());
    while let Some(cell) = screen
        .cell(row, column)
        .filter(|c| column < columns && style(c) == style(first))
    {
        let plain = cell.contents().is_ascii();
        if column > start && !plain {
            break;
        }
        text.push_str(if cell.contents().is_empty() {
            " "
        } else {
            cell.contents()
        });
        column += 1 + u16::from(cell.is_wide());
        if !plain {
            break;
        }
    }
    paint(style(first), &text, (top, start, column), out);
    column
}

fn paint(
    (fg, bg, bold, dim, inverse, underline): Style,
    text: &str,
    (row, start, end): (u16, u16, u16),
    out: &mut String,
) {
    let (mut fg, mut bg) = (colour(fg, "#d5d8dc"), colour(bg, ""));
    if inverse {
        (fg, bg) = (if bg.is_empty() { BACKGROUND.into() } else { bg }, fg);
    }
    let (x, y, wide) = (
        f64::from(start) * CELL.0,
        f64::from(row) * CELL.1,
        f64::from(end - start) * CELL.0,
    );
    let mut add = |element: std::fmt::Arguments<'_>| {
        // writing into a String can't fail
        out.write_fmt(element).ok();
    };
    if !bg.is_empty() {
        add(format_args!(
            r#"<rect x="{x:.1}" y="{y}" width="{wide:.1}" height="{}" fill="{bg}"/>"#,
            CELL.1
        ));
    }
    if text.trim().is_empty() {
        return;
    }
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    let weight = if bold { r#" font-weight="bold""# } else { "" };
    let opacity = if dim { r#" opacity="0.6""# } else { "" };
    let line = if underline {
        r#" text-decoration="underline""#
    } else {
        ""
    };
    add(format_args!(
        r#"<text xml:space="preserve" x="{x:.1}" y="{:.1}" textLength="{wide:.1}" lengthAdjust="spacingAndGlyphs" fill="{fg}"{weight}{opacity}{line}>{escaped}</text>"#,
        y + 13.5
    ));
}

fn colour(colour: vt100::Color, default: &str) -> String {
    const NAMED: [&str; 16] = [
        "#1d1f21", "#cc6666", "#b5bd68", "#f0c674", "#81a2be", "#b294bb", "#8abeb7", "#c5c8c6",
        "#707880", "#ff7b7b", "#d0e070", "#ffe08a", "#9fc7ee", "#d7b5e0", "#a5e5dd", "#ffffff",
    ];
    match colour {
        vt100::Color::Default => default.into(),
        vt100::Color::Idx(i @ 0..16) => NAMED[usize::from(i)].into(),
        vt100::Color::Idx(i @ 232..) => format!("#{0:02x}{0:02x}{0:02x}", 8 + 10 * (i - 232)),
        vt100::Color::Idx(i) => {
            let part = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
            let i = i - 16;
            format!(
                "#{:02x}{:02x}{:02x}",
                part(i / 36),
                part(i / 6 % 6),
                part(i % 6)
            )
        }
        vt100::Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
    }
}
