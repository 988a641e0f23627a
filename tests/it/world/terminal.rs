//! The real binary in a real pseudo-terminal, read by a terminal emulator. Waits for text, never sleeps.

use std::io::{Read, Write};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::World;

/// How long a test waits for what must come. Only a broken program makes it wait so long.
const PATIENCE: Duration = Duration::from_secs(30);

struct Seen {
    parser: vt100::Parser,
    raw: Vec<u8>,
    /// Nobody is to read on.
    leave: bool,
    ended: bool,
}

pub struct Terminal {
    seen: Arc<(Mutex<Seen>, Condvar)>,
    keys: Option<Box<dyn Write + Send>>,
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
}

impl Terminal {
    pub fn start(world: &World, args: &[&str], (columns, rows): (u16, u16)) -> Self {
        Self::with(world, args, (columns, rows), &[])
    }

    pub fn with(world: &World, args: &[&str], size: (u16, u16), env: &[(&str, &str)]) -> Self {
        let mut command = command(world, args);
        for (name, value) in env {
            command.env(name, value);
        }
        Self::spawn(command, size)
    }

    /// On a terminal that sends no signal when it goes away.
    pub fn without_signal(world: &World, args: &[&str], size: (u16, u16)) -> Self {
        let mut command = command(world, args);
        command.set_controlling_tty(false);
        Self::spawn(command, size)
    }

    fn spawn(command: CommandBuilder, (columns, rows): (u16, u16)) -> Self {
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pty = native_pty_system().openpty(size).unwrap();
        let child = pty.slave.spawn_command(command).unwrap();
        drop(pty.slave);
        let mut reader = pty.master.try_clone_reader().unwrap();
        let keys = pty.master.take_writer().unwrap();
        let parser = vt100::Parser::new(rows.try_into().unwrap(), columns.try_into().unwrap(), 0);
        let seen = Arc::new((
            Mutex::new(Seen {
                parser,
                raw: Vec::new(),
                leave: false,
                ended: false,
            }),
            Condvar::new(),
        ));
        let theirs = Arc::clone(&seen);
        std::thread::spawn(move || {
            let mut bytes = [0; 8192];
            loop {
                let n = reader.read(&mut bytes).unwrap_or(0);
                let mut seen = theirs.0.lock().unwrap();
                seen.raw.extend_from_slice(&bytes[..n]);
                seen.parser.process(&bytes[..n]);
                seen.ended = n == 0 || seen.leave;
                if seen.ended {
                    // whoever waits for the end may rely on the terminal's being closed
                    reader = Box::new(std::io::empty());
                }
                theirs.1.notify_all();
                if seen.ended {
                    return;
                }
            }
        });
        Self {
            seen,
            keys: Some(keys),
            child,
            master: Some(pty.master),
        }
    }

    /// All bytes that the program wrote so far.
    pub fn raw(&self) -> Vec<u8> {
        self.seen.0.lock().unwrap().raw.clone()
    }

    /// Waits until `holds` is true of the screen.
    pub fn wait_until(&self, what: &str, holds: impl Fn(&vt100::Screen) -> bool) {
        let end = Instant::now() + PATIENCE;
        let mut seen = self.seen.0.lock().unwrap();
        while !holds(seen.parser.screen()) {
            let left = end.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero() && !seen.ended,
                "{what} never came; the screen:\n{}",
                seen.parser.screen().contents()
            );
            seen = self.seen.1.wait_timeout(seen, left).unwrap().0;
        }
    }

    /// Waits until the screen shows `text`.
    pub fn wait_for(&self, text: &str) {
        self.wait_until(text, |screen| screen.contents().contains(text));
    }

    /// Types.
    pub fn keys(&mut self, keys: &str) {
        let terminal = self.keys.as_mut().unwrap();
        terminal.write_all(keys.as_bytes()).unwrap();
        terminal.flush().unwrap();
    }

    /// Another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        self.seen
            .0
            .lock()
            .unwrap()
            .parser
            .screen_mut()
            .set_size(rows.try_into().unwrap(), columns.try_into().unwrap());
        self.master.as_ref().unwrap().resize(size).unwrap();
    }

    /// Sends a signal.
    pub fn signal(&self, signal: rustix::process::Signal) {
        let id = i32::try_from(self.child.process_id().unwrap()).unwrap();
        rustix::process::kill_process(rustix::process::Pid::from_raw(id).unwrap(), signal).unwrap();
    }

    /// Takes the terminal away, as when an ssh connection drops.
    pub fn hang_up(&mut self) {
        self.keys = None;
        self.seen.0.lock().unwrap().leave = true;
        // the reader has a hold on the terminal too, and lets go of it with the next frame
        self.resize(90, 30);
        let end = Instant::now() + PATIENCE;
        let mut seen = self.seen.0.lock().unwrap();
        while !seen.ended {
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "no frame came");
            seen = self.seen.1.wait_timeout(seen, left).unwrap().0;
        }
        self.master = None;
    }

    /// Waits for the end of the program; answers its exit code.
    pub fn end(&mut self) -> u32 {
        let end = Instant::now() + PATIENCE;
        let mut seen = self.seen.0.lock().unwrap();
        let code = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status.exit_code();
            }
            assert!(
                Instant::now() < end,
                "the program does not end; the screen:\n{}",
                seen.parser.screen().contents()
            );
            let look = Duration::from_millis(20);
            seen = self.seen.1.wait_timeout(seen, look).unwrap().0;
        };
        while !seen.ended && self.master.is_some() && Instant::now() < end {
            // some systems keep the master open: what was written is there once the child is gone
            seen = self
                .seen
                .1
                .wait_timeout(seen, Duration::from_millis(200))
                .unwrap()
                .0;
        }
        code
    }

    /// Whether the terminal is as it was found: main screen, cursor shown, no mouse, no paste mode.
    pub fn is_restored(&self) -> bool {
        let seen = self.seen.0.lock().unwrap();
        let screen = seen.parser.screen();
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && !screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    }
}

/// The binary, with nothing of the machine's own in its environment but a terminal of many colours.
fn command(world: &World, args: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_dlq-tui"));
    command.args(args);
    command.env_clear();
    command.cwd(std::env::temp_dir());
    for (name, value) in world.environment() {
        command.env(name, value);
    }
    command.env("TERM", "xterm-256color");
    command.env("COLORTERM", "truecolor");
    command
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // a test that failed must not leave its program behind; one that ended is already gone
        if matches!(self.child.try_wait(), Ok(None)) {
            self.child.kill().ok();
            self.child.wait().ok();
        }
    }
}
