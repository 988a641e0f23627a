//! An engine over AWS (or what plays it), with journal and settings.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;

use crate::arn::QueueRef;
use crate::aws::{self, Calls, Connected};
use crate::cause::Catalogue;
use crate::cli::Global;
use crate::config::{Config, Effective, Places, Settings};
use crate::engine::scribe::Scribe;
use crate::engine::{self, Command, Handle, Untouched};
use crate::letter::Redaction;
use crate::problem::Problem;

/// How long the giving back may take before the program ends anyway.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the arguments, the environment and the config file say together.
pub struct Asked {
    /// The config file.
    pub config: Config,
    /// Where config and state lie.
    pub places: Places,
    /// What the user knows of errors, before the program's own.
    pub catalogue: Arc<Catalogue>,
    global: Global,
}

impl Asked {
    /// Reads the config file and what lies beside it.
    ///
    /// # Errors
    /// A mistake in one of the files.
    pub fn read(global: &Global) -> Result<Self, Problem> {
        let places = Places::find(global.config.as_deref())?;
        let config = Config::load(&places.config, places.config_asked)?;
        let redaction = Redaction::new(&config.redact);
        let catalogue = Arc::new(catalogue(&places.config)?.hiding(redaction));
        let asked = Self {
            config,
            places,
            catalogue,
            global: global.clone(),
        };
        asked.journal_is_a_file()?;
        Ok(asked)
    }

    /// A shared journal that is asked for and silently not used would send twice.
    fn journal_is_a_file(&self) -> Result<(), Problem> {
        let journal = self.settings(&[], None).journal;
        let Some(elsewhere) = journal.filter(|journal| journal.contains("://")) else {
            return Ok(());
        };
        Err(
            Problem::usage(format!("the journal `{elsewhere}` is not a file, and only files are known"))
                .remedy("name a file; machines can't share one journal yet, so let one of them work on a queue at a time"),
        )
    }

    /// The settings for these queues, as far as they can be known before AWS was asked.
    #[must_use]
    pub fn settings(&self, queues: &[QueueRef], account: Option<&str>) -> Settings {
        let names: Vec<&str> = queues.iter().flat_map(names_of).collect();
        self.config
            .settings(self.global.settings(), &names, account)
    }

    /// The journal's file.
    #[must_use]
    pub fn journal(&self) -> PathBuf {
        let asked = self.settings(&[], None).journal;
        asked.map_or_else(|| self.places.journal(), PathBuf::from)
    }
}

/// Names by which a section of the config may mean this queue.
fn names_of(queue: &QueueRef) -> Vec<&str> {
    match queue {
        QueueRef::Url { url, name, .. } => vec![url, name],
        QueueRef::Arn(arn) => vec![arn.resource.as_str()],
        QueueRef::Name(name) => vec![name],
    }
}

/// `errors.toml` beside the config file wins over the program's own catalogue.
fn catalogue(config: &Path) -> Result<Catalogue, Problem> {
    let path = config.with_file_name("errors.toml");
    let wrong =
        |e: &dyn std::fmt::Display| Problem::usage(e.to_string()).at(path.display().to_string());
    match std::fs::read_to_string(&path) {
        Ok(text) => Catalogue::with(&text).map_err(|e| wrong(&e)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            Catalogue::own().map_err(|e| wrong(&e))
        }
        Err(e) => Err(wrong(&e)),
    }
}

/// A session: an engine at work.
pub struct Session {
    /// The face's end of the engine.
    pub handle: Handle,
    /// Its journal.
    pub scribe: Scribe,
    /// Its ports, region, account.
    pub connected: Connected,
    /// The calls that it makes to AWS.
    pub calls: Calls,
    /// Its settings.
    pub settings: Effective,
}

/// How a session is opened.
pub struct Opening<'a> {
    /// The queues.
    pub queues: Vec<QueueRef>,
    /// Nothing will be changed, whatever the settings say.
    pub read_only: bool,
    /// Somebody sits before a screen.
    pub screen: bool,
    /// The journal's file.
    pub journal: &'a Path,
}

/// Connects, opens the journal, starts the engine.
///
/// # Errors
/// Each of the three in one sentence.
pub fn open(runtime: &Runtime, asked: &Asked, opening: Opening<'_>) -> Result<Session, Problem> {
    let said = asked.settings(&opening.queues, None);
    let calls = Calls::default();
    let connected = runtime.block_on(aws::connect(&aws::Settings {
        profile: said.profile.clone(),
        region: said.region.clone(),
        endpoint_url: said.endpoint_url.clone(),
        queues: opening.queues.clone(),
        calls: calls.clone(),
    }))?;
    let settings = asked
        .settings(&opening.queues, Some(connected.account.as_str()))
        .effective();
    let scribe = Scribe::open(opening.journal)?;
    let ask = settings.idle;
    let untouched = Untouched {
        ask,
        give_back: ask + Untouched::GRACE,
    };
    let handle = engine::start(
        connected.ports.clone(),
        engine::Settings {
            max_messages: settings.max_messages,
            max_memory: settings.max_memory,
            lease: settings.lease,
            read_only: settings.read_only || opening.read_only,
            untouched: opening.screen.then_some(untouched),
            scribe: Some(scribe.clone()),
            catalogue: Arc::clone(&asked.catalogue),
            ..engine::Settings::default()
        },
        runtime.handle(),
    )?;
    Ok(Session {
        handle,
        scribe,
        connected,
        calls,
        settings,
    })
}

/// Gives every lease back and ends the engine, as far as it goes; nothing happens when a face has seen to that
/// already: it has also waited for it.
pub fn close(handle: &Handle) {
    if handle.snapshot().closing.is_some() || !handle.send(Command::Close) {
        return;
    }
    let end = Instant::now() + PATIENCE;
    let mut seen = 0;
    while Instant::now() < end {
        let snapshot = handle.wait(seen, Duration::from_millis(100));
        if snapshot
            .closing
            .as_ref()
            .is_some_and(|closing| closing.done)
        {
            return;
        }
        seen = snapshot.revision;
    }
}
