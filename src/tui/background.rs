//! Asks the terminal how light its background is (OSC 11), where nothing else tells.
//!
//! A terminal that answers too late, over a slow line, would seem to type its answer: [`Late`] keeps that away.

use std::io::{self, Write as _};
use std::time::{Duration, Instant};

use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use rustix::event::PollFlags;

use crate::tui::hangup::{self, Seen};

/// The question; and one that every terminal answers, so that nobody waits for those that do not know the first.
const QUESTION: &[u8] = b"\x1b]11;?\x1b\\\x1b[c";
/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_millis(200);
/// Longest answer that is read.
const LONGEST: usize = 256;
/// Keys of a late answer come in one burst.
const BURST: Duration = Duration::from_millis(100);

/// Whether the background is light; `None` when the terminal does not say. The terminal must be in our hands, and
/// nobody else may be reading it.
#[must_use]
pub fn is_light() -> Option<bool> {
    light(&ask().ok()?)
}

fn ask() -> io::Result<Vec<u8>> {
    let mut stdout = io::stdout();
    stdout.write_all(QUESTION)?;
    stdout.flush()?;
    let end = Instant::now() + PATIENCE;
    let mut answer = Vec::new();
    while answer.len() < LONGEST && !is_whole(&answer) {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() || hangup::look(PollFlags::IN, left)? != Seen::Something {
            break;
        }
        let mut bytes = [0; 64];
        let count = rustix::io::read(io::stdin(), &mut bytes)?;
        answer.extend_from_slice(&bytes[..count]);
    }
    Ok(answer)
}

/// Whether the answer to the second question is there.
fn is_whole(answer: &[u8]) -> bool {
    let text = String::from_utf8_lossy(answer);
    text.rsplit_once("\x1b[?")
        .is_some_and(|(_, rest)| rest.contains('c'))
}

/// Reads `]11;rgb:RRRR/GGGG/BBBB`, one to four digits each.
fn light(answer: &[u8]) -> Option<bool> {
    let text = String::from_utf8_lossy(answer);
    let rgb = text.split_once("]11;rgb:")?.1;
    let rgb = rgb.split(['\x07', '\x1b']).next()?;
    let mut parts = rgb.split('/').map(|digits| {
        let most = 16_u32.checked_pow(u32::try_from(digits.len()).ok()?)? - 1;
        let value = u32::from_str_radix(digits, 16).ok()?;
        (most > 0).then(|| f64::from(value) / f64::from(most))
    });
    let [red, green, blue] = [parts.next()??, parts.next()??, parts.next()??];
    // how bright the three seem to an eye: ITU-R BT.601
    Some(0.299 * red + 0.587 * green + 0.114 * blue > 0.5)
}

/// Keeps away what is no key but an answer that came late: `alt-]`, then signs up to its end.
#[derive(Debug, Default)]
pub struct Late {
    until: Option<Instant>,
}

impl Late {
    /// Whether `event`, read at `now`, is a piece of a late answer.
    pub fn is_answer(&mut self, event: &Event, now: Instant) -> bool {
        let Event::Key(KeyEvent {
            code, modifiers, ..
        }) = event
        else {
            return false;
        };
        if *code == KeyCode::Char(']') && modifiers.contains(KeyModifiers::ALT) {
            self.until = Some(now + BURST);
            return true;
        }
        if self.until.is_none_or(|until| now >= until) {
            self.until = None;
            return false;
        }
        let end = match code {
            KeyCode::Char('\\') => modifiers.contains(KeyModifiers::ALT),
            KeyCode::Char('g') => modifiers.contains(KeyModifiers::CONTROL),
            _ => false,
        };
        if end {
            self.until = None;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};

    use crate::tui::background::{Late, is_whole, light};

    #[test]
    fn answers_of_all_lengths_are_read() {
        for (answer, expected) in [
            ("\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?62c", Some(true)),
            ("\x1b]11;rgb:14/16/1a\x07\x1b[?6c", Some(false)),
            ("\x1b]11;rgb:fdf6/e3e3/0000\x1b\\", Some(true)),
            ("\x1b[?62;22c", None),
            ("\x1b]11;rgb:zz/00/00\x1b\\", None),
            ("\x1b]11;rgb:/1/1\x1b\\", None),
            ("", None),
        ] {
            assert_eq!(light(answer.as_bytes()), expected, "{answer:?}");
        }
        assert!(is_whole(b"\x1b]11;rgb:14/16/1a\x07\x1b[?6c"));
        assert!(!is_whole(b"\x1b]11;rgb:1c/16/1a\x07"));
    }

    #[test]
    fn a_late_answer_is_no_keys() {
        let now = Instant::now();
        let mut late = Late::default();
        let key = |code, modifiers| Event::Key(KeyEvent::new(code, modifiers));
        let plain = |c| key(KeyCode::Char(c), KeyModifiers::NONE);
        assert!(!late.is_answer(&plain('r'), now));
        assert!(late.is_answer(&key(KeyCode::Char(']'), KeyModifiers::ALT), now));
        for c in "11;rgb:1414/1616/1a1a".chars() {
            assert!(late.is_answer(&plain(c), now), "{c}");
        }
        assert!(late.is_answer(&key(KeyCode::Char('\\'), KeyModifiers::ALT), now));
        assert!(!late.is_answer(&plain('r'), now), "the answer is over");
        assert!(late.is_answer(&key(KeyCode::Char(']'), KeyModifiers::ALT), now));
        let later = now + Duration::from_secs(1);
        assert!(!late.is_answer(&plain('r'), later), "nobody types so fast");
    }
}
