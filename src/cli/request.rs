//! What the arguments ask for.

use clap::error::ErrorKind;
use clap_complete::Shell;

use super::args::{
    CausesArgs, CheckArgs, DeleteArgs, DemoArgs, DoctorArgs, ExportArgs, Global, HistoryArgs,
    ImportArgs, RedriveArgs, SimArgs, UndoArgs, WatchArgs,
};
use super::files::read_plan;
use crate::arn::QueueRef;
use crate::problem::Problem;

/// What the arguments ask for, and the options that hold for all.
#[derive(Clone, Debug)]
pub struct Invocation {
    /// Options of every subcommand.
    pub global: Global,
    /// The subcommand.
    pub request: Request,
}

/// A subcommand with its arguments.
#[derive(Clone, Debug)]
pub enum Request {
    /// The terminal interface.
    Tui,
    /// `demo`
    Demo(DemoArgs),
    /// `sim`
    Sim(SimArgs),
    /// `causes`
    Causes(CausesArgs),
    /// `export`
    Export(ExportArgs),
    /// `watch`
    Watch(WatchArgs),
    /// `check`
    Check(CheckArgs),
    /// `redrive`
    Redrive(Box<RedriveArgs>),
    /// `delete`
    Delete(DeleteArgs),
    /// `import`
    Import(ImportArgs),
    /// `history`, of one run if it is named.
    History(HistoryArgs),
    /// `undo`
    Undo(UndoArgs),
    /// `doctor`
    Doctor(DoctorArgs),
    /// `completions`
    Completions(Shell),
    /// `man`
    Man,
    /// The child process in which jq programs run.
    JqWorker,
}

/// What has to be there before a request can be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: completions, man, sim, demo, the jq worker.
    Nothing,
    /// The journal alone.
    Journal,
    /// An engine on these queues; none for the terminal's picker.
    Queues(Vec<QueueRef>),
    /// An engine on the queue of this run, which the journal knows.
    QueueOfRun(String),
}

impl Request {
    /// The word on the command line, as documents name it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Tui => "tui",
            Self::Demo(_) => "demo",
            Self::Sim(_) => "sim",
            Self::Causes(_) => "causes",
            Self::Export(_) => "export",
            Self::Watch(_) => "watch",
            Self::Check(_) => "check",
            Self::Redrive(_) => "redrive",
            Self::Delete(_) => "delete",
            Self::Import(_) => "import",
            Self::History(_) => "history",
            Self::Undo(_) => "undo",
            Self::Doctor(_) => "doctor",
            Self::Completions(_) => "completions",
            Self::Man => "man",
            Self::JqWorker => "__jq-worker",
        }
    }

    /// Whether it stays and keeps what it receives, so that what is new appears; what is given back at once can only
    /// be looked for again.
    #[must_use]
    pub const fn stays(&self) -> bool {
        matches!(self, Self::Watch(_))
    }

    /// Whether it may change anything in AWS; one that may not is served by a read-only engine.
    #[must_use]
    pub const fn changes(&self) -> bool {
        match self {
            Self::Redrive(a) if a.try_url.is_some() => false,
            // edits of a jq program are made to be planned, and taken back
            Self::Redrive(a) => !a.dry_run || a.jq.is_some(),
            Self::Delete(a) => !a.dry_run,
            Self::Undo(a) => !a.dry_run,
            Self::Doctor(a) => a.clean && a.yes,
            Self::Tui | Self::Import(_) => true,
            _ => false,
        }
    }
}

impl Invocation {
    /// What has to be there before it can be run.
    ///
    /// # Errors
    /// A usage problem: no queue, several where one is wanted, or a plan file that can't be read.
    pub fn needs(&self) -> Result<Needs, Problem> {
        match &self.request {
            Request::Demo(_)
            | Request::Sim(_)
            | Request::Completions(_)
            | Request::Man
            | Request::JqWorker => Ok(Needs::Nothing),
            Request::Doctor(a) if a.clean => Ok(Needs::Journal),
            Request::History(_) => Ok(Needs::Journal),
            Request::Tui => self.queues().map(Needs::Queues),
            Request::Undo(a) if self.global.queue.is_empty() => {
                Ok(Needs::QueueOfRun(a.run.clone()))
            }
            Request::Redrive(a) if self.global.queue.is_empty() => self.queue_of_redrive(a),
            _ => self.one_queue(),
        }
    }

    fn queue_of_redrive(&self, args: &RedriveArgs) -> Result<Needs, Problem> {
        if let Some(run) = &args.resume {
            return Ok(Needs::QueueOfRun(run.clone()));
        }
        let Some(path) = &args.plan else {
            return self.one_queue();
        };
        let plan = read_plan(path)?;
        Ok(Needs::Queues(vec![QueueRef::parse(plan.queue())?]))
    }

    fn queues(&self) -> Result<Vec<QueueRef>, Problem> {
        self.global
            .queue
            .iter()
            .map(|q| QueueRef::parse(q))
            .collect()
    }

    fn one_queue(&self) -> Result<Needs, Problem> {
        let queues = self.queues()?;
        let word = self.request.word();
        match queues.len() {
            1 => Ok(Needs::Queues(queues)),
            0 => Err(Problem::usage(format!("`{word}` needs a queue"))
                .remedy("give --queue URL, ARN or NAME, or set DLQ_TUI_QUEUE")),
            n => Err(
                Problem::usage(format!("`{word}` works on one queue, {n} are given"))
                    .remedy("give --queue once"),
            ),
        }
    }
}

/// An end before anything is begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Early {
    /// Help or version: goes to standard output, exit 0.
    Text(String),
    /// The arguments are wrong: clap's own words, and the problem; exit 2.
    Wrong {
        /// For people, with the usage line.
        text: String,
        /// For machines.
        problem: Problem,
        /// Whether JSON was asked for.
        json: bool,
    },
}

impl Early {
    pub(super) fn of(error: &clap::Error, json: bool) -> Self {
        let text = error.render().to_string();
        let asked = [ErrorKind::DisplayHelp, ErrorKind::DisplayVersion];
        if asked.contains(&error.kind()) {
            return Self::Text(text);
        }
        // clap tells what is missing in lines of their own, up to the first blank one
        let words: Vec<&str> = text
            .lines()
            .map(str::trim)
            .take_while(|l| !l.is_empty() && !l.starts_with("Usage:"))
            .collect();
        let all = words.join(" ");
        let what = all.strip_prefix("error: ").unwrap_or(&all).to_owned();
        let tip = text
            .lines()
            .find_map(|l| l.trim().strip_prefix("tip: "))
            .unwrap_or("see --help");
        Self::Wrong {
            problem: Problem::usage(what).remedy(tip),
            text,
            json,
        }
    }
}
