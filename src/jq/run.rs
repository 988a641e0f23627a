//! Our side of the pipe.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use super::error::JqError;
use super::frame::{self, Answer};
use super::program::Program;
use super::worker::WORKER_ARGUMENT;

/// What a program may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Time for one payload.
    pub deadline: Duration,
    /// Bytes of memory.
    pub memory: u64,
}

impl Default for Limits {
    /// Two seconds a payload, 256 MiB.
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(2),
            memory: 256 << 20,
        }
    }
}

/// What a program did to one payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Applied {
    /// The result, as JSON on one line.
    Changed(String),
    /// The result is the payload, so its bytes stay as they are.
    Unchanged,
    /// There is no result, or not exactly one, for the reason in words.
    Failed(String),
}

/// Time that a worker has to start and compile; what it does not need it does not take.
const START: Duration = Duration::from_secs(20);

/// A program that is applied to payloads, one after the other. Blocking: call it from a thread that may wait.
#[derive(Debug)]
pub struct Run {
    executable: PathBuf,
    program: String,
    limits: Limits,
    worker: Option<Worker>,
}

impl Run {
    /// Checks the program and starts a worker from `executable`, which is this binary.
    ///
    /// # Errors
    /// A mistake in the program, or a worker that does not start.
    pub fn start(executable: &Path, program: &str, limits: Limits) -> Result<Self, JqError> {
        Program::check(program)?;
        let mut run = Self {
            executable: executable.to_owned(),
            program: program.to_owned(),
            limits,
            worker: None,
        };
        run.worker = Some(run.new_worker()?);
        Ok(run)
    }

    /// Runs the program over one payload.
    ///
    /// A worker that is killed at the deadline, or dies of too little memory, makes this payload `Failed`; the next
    /// one gets a new worker.
    ///
    /// # Errors
    /// Only if no worker can be started.
    pub fn apply(&mut self, payload: &str) -> Result<Applied, JqError> {
        let mut worker = match self.worker.take() {
            Some(worker) => worker,
            None => self.new_worker()?,
        };
        let answer = worker.ask(payload.as_bytes().to_vec(), self.limits.deadline);
        Ok(match answer {
            Ok(answer) => {
                self.worker = Some(worker);
                match answer {
                    Answer::Changed(text) => Applied::Changed(text),
                    Answer::Failed(why) => Applied::Failed(why),
                    Answer::Unchanged | Answer::Ready => Applied::Unchanged,
                }
            }
            Err(Silence::Late) => Applied::Failed(format!(
                "the program ran longer than {} s",
                self.limits.deadline.as_secs_f64()
            )),
            Err(Silence::Dead) => Applied::Failed(format!(
                "the program needed more than {} MiB of memory or called itself too often",
                self.limits.memory >> 20
            )),
        })
    }

    /// Whether the program's result for the payload is anything but `false` and `null`; or why there is none.
    ///
    /// # Errors
    /// As [`Run::apply`].
    pub fn holds(&mut self, payload: &str) -> Result<Result<bool, String>, JqError> {
        let is_true = |text: &str| !matches!(text.trim(), "false" | "null");
        Ok(match self.apply(payload)? {
            Applied::Changed(result) => Ok(is_true(&result)),
            Applied::Unchanged => Ok(is_true(payload)),
            Applied::Failed(why) => Err(why),
        })
    }

    fn new_worker(&self) -> Result<Worker, JqError> {
        let broken = |e: io::Error| JqError::Worker(e.to_string());
        let mut worker = Worker::start(&self.executable).map_err(broken)?;
        let mut first = self.limits.memory.to_le_bytes().to_vec();
        first.extend_from_slice(self.program.as_bytes());
        match worker.ask(first, START) {
            Ok(Answer::Ready) => Ok(worker),
            Ok(Answer::Failed(why)) => Err(JqError::Worker(why)),
            Ok(_) => Err(JqError::Worker("it does not speak our protocol".to_owned())),
            Err(Silence::Late) => Err(JqError::Worker("it does not start in time".to_owned())),
            Err(Silence::Dead) => Err(JqError::Worker("it ends at its start".to_owned())),
        }
    }
}

/// Why no answer comes.
enum Silence {
    Late,
    Dead,
}

/// A worker process, and the thread that talks to it so that nobody else waits on its pipes.
#[derive(Debug)]
struct Worker {
    process: Child,
    questions: Sender<Vec<u8>>,
    answers: Receiver<Answer>,
}

impl Worker {
    fn start(executable: &Path) -> io::Result<Self> {
        let mut process = Command::new(executable)
            .arg(WORKER_ARGUMENT)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (questions, to_ask) = channel();
        let (answered, answers) = channel();
        let pipes = process.stdin.take().zip(process.stdout.take());
        let (stdin, stdout) = pipes.ok_or_else(|| io::Error::other("no pipes"))?;
        std::thread::Builder::new()
            .name("jq worker".to_owned())
            .spawn(move || talk(stdin, stdout, &to_ask, &answered))?;
        Ok(Self {
            process,
            questions,
            answers,
        })
    }

    fn ask(&mut self, question: Vec<u8>, deadline: Duration) -> Result<Answer, Silence> {
        self.questions.send(question).map_err(|_| Silence::Dead)?;
        self.answers.recv_timeout(deadline).map_err(|e| match e {
            RecvTimeoutError::Timeout => Silence::Late,
            RecvTimeoutError::Disconnected => Silence::Dead,
        })
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // it may be gone already; waiting leaves no dead entry in the process table
        if self.process.kill().is_ok() {
            drop(self.process.wait());
        }
    }
}

/// Asks and hands on the answers until either side is gone.
fn talk(
    mut stdin: ChildStdin,
    mut stdout: ChildStdout,
    questions: &Receiver<Vec<u8>>,
    answers: &Sender<Answer>,
) {
    for question in questions {
        if frame::write(&mut stdin, &question).is_err() {
            return;
        }
        let answer = frame::read(&mut stdout).ok().flatten();
        let Some(answer) = answer.and_then(|bytes| Answer::from_bytes(&bytes)) else {
            return;
        };
        if answers.send(answer).is_err() {
            return;
        }
    }
}
