//! The thread that runs jq programs over letters. The newest job wins.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel};
use std::thread;
use std::time::Duration;

use super::happened::Happened;
use crate::tui::msg::Msg;
use crate::tui::options::Jq;
use crate::tui::transform::{Job, Said, transform};

/// While a program is typed it is run when nothing was typed for so long.
const PATIENCE: Duration = Duration::from_millis(150);
/// How many letters are done between two reports.
const REPORT: usize = 50;

/// The loop's end of the thread, which ends with it.
pub struct Transformer {
    jobs: Sender<Job>,
    /// The revision of the job that is wanted; no other is gone on with.
    wanted: Arc<AtomicU64>,
}

impl Transformer {
    /// Starts the thread.
    ///
    /// # Errors
    /// When no thread can be had.
    pub fn start(jq: Arc<Jq>, to: SyncSender<Happened>) -> io::Result<Self> {
        let (jobs, asked) = channel();
        let wanted = Arc::new(AtomicU64::new(0));
        let worker = Worker {
            asked,
            wanted: Arc::clone(&wanted),
            jq,
            to,
        };
        thread::Builder::new()
            .name("transform".into())
            .spawn(move || worker.work())?;
        Ok(Self { jobs, wanted })
    }

    /// Runs that job instead of whatever is run.
    pub fn ask(&self, job: Job) {
        self.wanted.store(job.revision, Ordering::SeqCst);
        if self.jobs.send(job).is_err() {
            tracing::error!("the thread that runs jq programs is gone");
        }
    }

    /// Runs nothing any more.
    pub fn stop(&self) {
        self.wanted.store(0, Ordering::SeqCst);
    }
}

struct Worker {
    asked: Receiver<Job>,
    wanted: Arc<AtomicU64>,
    jq: Arc<Jq>,
    to: SyncSender<Happened>,
}

impl Worker {
    fn work(self) {
        while let Ok(mut job) = self.asked.recv() {
            while job.preview {
                match self.asked.recv_timeout(PATIENCE) {
                    Ok(newer) => job = newer,
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
            self.run(&job);
        }
    }

    fn run(&self, job: &Job) {
        let mut go_on = |done: usize| {
            if done > 0 && done.is_multiple_of(REPORT) {
                self.tell(job, Said::Done(done));
            }
            self.wanted.load(Ordering::SeqCst) == job.revision
        };
        match transform(job, &*self.jq, &mut go_on) {
            Ok(None) => {}
            Ok(Some(made)) => self.tell(job, Said::Over(Ok(made))),
            Err(why) => self.tell(job, Said::Over(Err(why))),
        }
    }

    fn tell(&self, job: &Job, said: Said) {
        let told = Happened::Told(Msg::Transformed(job.revision, said));
        if self.to.send(told).is_err() {
            tracing::debug!("the screen is gone before the transform was done");
        }
    }
}
