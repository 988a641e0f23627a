//! The worker's side of the pipe.

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, channel};

use super::frame::{self, Answer};
use super::program::{Program, STACK};

/// The only argument that the worker is started with.
pub const WORKER_ARGUMENT: &str = "__jq-worker";

/// Memory beside what the program may use: the thread's stack, and the binary with its own.
const OWN_MEMORY: u64 = STACK as u64 + (64 << 20);

/// Reads a program and payloads from standard input and writes results to standard output, until standard input
/// ends. The exit code is 0 then, and 70 if the stream breaks.
#[must_use]
pub fn worker_main() -> u8 {
    match serve(io::stdin().lock(), io::stdout(), cap) {
        Ok(()) => 0,
        Err(_) => 70,
    }
}

/// Serves until `from` ends, which it does when the parent has gone; a program that still runs is left then.
///
/// The first frame is the memory that the program may use, as eight bytes, and the program.
pub(super) fn serve(
    mut from: impl Read,
    to: impl Write + Send + 'static,
    cap: fn(u64) -> io::Result<()>,
) -> io::Result<()> {
    let Some(first) = frame::read(&mut from)? else {
        return Ok(());
    };
    let (memory, code) = first
        .split_first_chunk()
        .ok_or_else(|| io::Error::other("the first frame is too short"))?;
    cap(u64::from_le_bytes(*memory))?;
    let code = String::from_utf8(code.to_vec()).map_err(io::Error::other)?;
    let (payloads, todo) = channel();
    std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || run(&code, &todo, to))?;
    while let Some(payload) = frame::read(&mut from)? {
        if payloads.send(payload).is_err() {
            break;
        }
    }
    Ok(())
}

fn run(code: &str, payloads: &Receiver<Vec<u8>>, mut to: impl Write) -> io::Result<()> {
    let program = match Program::compile(code) {
        Ok(program) => program,
        Err(e) => return frame::write(&mut to, &Answer::Failed(e.to_string()).to_bytes()),
    };
    frame::write(&mut to, &Answer::Ready.to_bytes())?;
    for payload in payloads {
        let answer = match String::from_utf8(payload) {
            Ok(payload) => catch_unwind(AssertUnwindSafe(|| program.apply(&payload)))
                .unwrap_or_else(|_| Answer::Failed("the engine gave up".to_owned())),
            Err(_) => Answer::Failed("the payload is not text in UTF-8".to_owned()),
        };
        frame::write(&mut to, &answer.to_bytes())?;
    }
    Ok(())
}

/// Keeps the operating system from giving this process more memory, and from writing it to disk when it dies.
#[cfg(unix)]
fn cap(memory: u64) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = |n: u64| Rlimit {
        current: Some(n),
        maximum: Some(n),
    };
    setrlimit(Resource::Core, limit(0))?;
    // where anonymous mappings don't count as data, the address space is what can be limited
    setrlimit(Resource::Data, limit(memory + OWN_MEMORY))?;
    setrlimit(Resource::As, limit(memory + OWN_MEMORY + (1 << 30)))?;
    Ok(())
}

/// No cap: the deadline is what holds a program here.
#[cfg(not(unix))]
fn cap(_memory: u64) -> io::Result<()> {
    Ok(())
}
