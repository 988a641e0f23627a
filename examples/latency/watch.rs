//! Who measures: types on the pseudo-terminal, reads frames, looks at what they show.

use std::io::{Read as _, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::Failure;

const COLUMNS: u16 = 200;
const ROWS: u16 = 60;
/// The end of a synchronised update: a frame is whole.
const END: &[u8] = b"\x1b[?2026l";
/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(3);

pub struct Watch {
    chunks: Receiver<(Instant, Vec<u8>)>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
    parser: vt100::Parser,
    pending: Vec<u8>,
    /// When the last of them was read.
    read: Instant,
    sizes: Vec<usize>,
    since: Instant,
}

impl Watch {
    pub fn start(letters: u32, folder: &str) -> Result<Self, Failure> {
        let size = PtySize {
            rows: ROWS,
            cols: COLUMNS,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pty = native_pty_system().openpty(size)?;
        let mut command = CommandBuilder::new(std::env::current_exe()?);
        command.args(["face", &letters.to_string(), folder]);
        command.env("TERM", "xterm-256color");
        let child = pty.slave.spawn_command(command)?;
        drop(pty.slave);
        let mut reader = pty.master.try_clone_reader()?;
        let keys = pty.master.take_writer()?;
        let (sender, chunks) = channel();
        // read and time-stamped here, looked at elsewhere: a slow look must not hold up who draws
        std::thread::spawn(move || {
            let mut bytes = [0; 1 << 16];
            while let Ok(n @ 1..) = reader.read(&mut bytes) {
                if sender.send((Instant::now(), bytes[..n].to_vec())).is_err() {
                    return;
                }
            }
        });
        Ok(Self {
            chunks,
            keys,
            child,
            _master: pty.master,
            parser: vt100::Parser::new(ROWS.try_into()?, COLUMNS.try_into()?, 0),
            pending: Vec::new(),
            read: Instant::now(),
            sizes: Vec::new(),
            since: Instant::now(),
        })
    }

    pub fn keys(&mut self, keys: &str) -> Result<(), Failure> {
        self.keys.write_all(keys.as_bytes())?;
        Ok(self.keys.flush()?)
    }

    /// The next whole frame: when its last byte was read. `None` when none comes before `end`.
    fn frame(&mut self, end: Instant) -> Result<Option<Instant>, Failure> {
        loop {
            if let Some(found) = self.pending.windows(END.len()).position(|w| w == END) {
                let rest = self.pending.split_off(found + END.len());
                let frame = std::mem::replace(&mut self.pending, rest);
                self.sizes.push(frame.len());
                self.parser.process(&frame);
                return Ok(Some(self.read));
            }
            let wait = end.saturating_duration_since(Instant::now());
            match self.chunks.recv_timeout(wait) {
                Ok((read, bytes)) => {
                    self.read = read;
                    self.pending.extend_from_slice(&bytes);
                }
                Err(RecvTimeoutError::Timeout) => return Ok(None),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(format!("the face has ended:\n{}", self.screen()).into());
                }
            }
        }
    }

    /// Looks at all that was drawn so far.
    pub fn catch_up(&mut self) -> Result<(), Failure> {
        while self.frame(Instant::now())?.is_some() {}
        Ok(())
    }

    pub fn screen(&self) -> String {
        self.parser.screen().contents()
    }

    pub fn shows(&self, text: &str) -> bool {
        self.screen().contains(text)
    }

    pub fn wait_for(&mut self, text: &str, patience: Duration) -> Result<(), Failure> {
        let end = Instant::now() + patience;
        while !self.shows(text) {
            if self.frame(end)?.is_none() {
                return Err(format!("{text:?} never came:\n{}", self.screen()).into());
            }
        }
        Ok(())
    }

    pub fn wait_without(&mut self, text: &str, patience: Duration) -> Result<(), Failure> {
        let end = Instant::now() + patience;
        while self.shows(text) {
            if self.frame(end)?.is_none() {
                return Err(format!("{text:?} never went:\n{}", self.screen()).into());
            }
        }
        Ok(())
    }

    /// Types a key; how long it took until a frame was there in which `seen` is another.
    pub fn answer(
        &mut self,
        key: &str,
        seen: fn(&str) -> String,
    ) -> Result<Option<Duration>, Failure> {
        self.catch_up()?;
        let before = seen(&self.screen());
        let typed = Instant::now();
        self.keys(key)?;
        while let Some(at) = self.frame(typed + PATIENCE)? {
            if seen(&self.screen()) != before {
                return Ok(Some(at.saturating_duration_since(typed)));
            }
        }
        Ok(None)
    }

    /// What the process and its screen's thread take of a core, and what they write, over `time`.
    pub fn cost(&mut self, time: Duration) -> Result<String, Failure> {
        self.catch_up()?;
        let id = self.child.process_id().ok_or("no process")?;
        let paths = [
            format!("/proc/{id}/stat"),
            format!("/proc/{id}/task/{id}/stat"),
        ];
        let cpu = || -> Result<[f64; 2], Failure> { Ok([ticks(&paths[0])?, ticks(&paths[1])?]) };
        let (before, frames) = (cpu()?, self.sizes.len());
        std::thread::sleep(time);
        let after = cpu()?;
        self.catch_up()?;
        let share = |at: usize| (after[at] - before[at]) / time.as_secs_f64();
        let drawn = &self.sizes[frames..];
        let bytes: usize = drawn.iter().sum();
        let said = format!(
            "the screen's thread takes {:.1} % of a core, the whole process {:.1} %; {:.1} frames and {:.1} KiB a second",
            share(1),
            share(0),
            drawn.len() as f64 / time.as_secs_f64(),
            bytes as f64 / 1024.0 / time.as_secs_f64(),
        );
        self.sizes.clear();
        self.since = Instant::now();
        Ok(said)
    }

    /// How large the frames were since the cost was last looked at.
    pub fn frames(&mut self) -> String {
        let mut sizes = std::mem::take(&mut self.sizes);
        sizes.sort_unstable();
        let at = |percent: usize| {
            let nth = (sizes.len() * percent / 100).min(sizes.len().saturating_sub(1));
            sizes.get(nth).copied().unwrap_or(0)
        };
        let a_second = sizes.len() as f64 / self.since.elapsed().as_secs_f64();
        format!(
            "{:.1} a second, bytes p50 {}, p99 {}, most {}",
            a_second,
            at(50),
            at(99),
            at(100)
        )
    }
}

/// CPU time so far, in hundredths of a second: user and system. (proc(5), stat)
fn ticks(path: &str) -> Result<f64, Failure> {
    let text = std::fs::read_to_string(path)?;
    let fields = text.rsplit_once(')').ok_or("no name")?.1;
    let mut ticks = 0_u32;
    for field in fields.split_whitespace().skip(11).take(2) {
        ticks += field.parse::<u32>()?;
    }
    Ok(f64::from(ticks))
}

impl Drop for Watch {
    fn drop(&mut self) {
        if self.child.kill().and_then(|()| self.child.wait()).is_err() {
            tracing::warn!("the face had ended already");
        }
    }
}
