//! `demo`: the whole pipeline in this process, in trouble, with a face on it.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Runtime;

use super::session::{Asked, Opening};
use super::{headless, session, terminal};
use crate::arn::QueueRef;
use crate::cli::{self, DemoArgs, Global, Invocation, Output};
use crate::config::Config;
use crate::problem::{Exit, Problem};
use crate::sim::scenario::{Scenario, ScenarioOptions};
use crate::sim::{Sim, SimOptions};
use crate::tui::Extra;

/// Waits between delivery retries are shortened by this, so that a newcomer need not wait a minute.
const BACKOFF_SCALE: f64 = 0.02;
/// The dead-letter queue of the built-in stack.
const QUEUE: &str = "ExampleEventDeadLetterQueue";
/// How long the story without a terminal waits for deliveries to fail, or to arrive.
const STORY: Duration = Duration::from_secs(40);

/// Runs the demo.
///
/// # Errors
/// No such scenario, no port, no terminal.
pub fn run(
    runtime: &Runtime,
    global: &Global,
    args: &DemoArgs,
    output: &Output,
) -> Result<Exit, Problem> {
    let stage = Stage::set(runtime, args)?;
    let ended = if args.headless {
        stage.tell(runtime, global, output)
    } else {
        stage.show(runtime, global)
    };
    stage.strike(runtime);
    ended
}

/// The pipeline, the producer, and a journal of the demo's own.
struct Stage {
    sim: Sim,
    scenario: Arc<Scenario>,
    folder: PathBuf,
}

impl Stage {
    fn set(runtime: &Runtime, args: &DemoArgs) -> Result<Self, Problem> {
        let options = SimOptions {
            backoff_scale: BACKOFF_SCALE,
            ..SimOptions::default()
        };
        let sim = runtime.block_on(Sim::start(options))?;
        let defaults = ScenarioOptions::default();
        let options = ScenarioOptions {
            messages: args.messages.unwrap_or(defaults.messages),
            trickle: !args.headless,
            ..defaults
        };
        let name = args
            .scenario
            .as_deref()
            .or_else(|| Scenario::names().next())
            .unwrap_or_default();
        let scenario = runtime
            .block_on(Scenario::start(
                name,
                options,
                sim.events(),
                sim.downstream(),
            ))
            .map_err(|e| Problem::usage(e.to_string()))?;
        let folder = std::env::temp_dir().join(format!("dlq-tui-demo-{}", std::process::id()));
        Ok(Self {
            sim,
            scenario: Arc::new(scenario),
            folder,
        })
    }

    /// Where the demo's journal lies; it goes with the demo.
    fn journal(&self) -> PathBuf {
        self.folder.join("journal.db")
    }

    fn queue(&self) -> Result<QueueRef, Problem> {
        QueueRef::parse(&self.url())
    }

    fn url(&self) -> String {
        format!(
            "{}/{}/{QUEUE}",
            self.sim.endpoint(),
            SimOptions::default().account
        )
    }

    /// The user's own settings, but for where AWS is.
    fn asked(&self, global: &Global) -> Result<Asked, Problem> {
        let here = Global {
            endpoint_url: Some(self.sim.endpoint().to_owned()),
            region: Some(SimOptions::default().region),
            profile: None,
            ..global.clone()
        };
        let mut asked = Asked::read(&here)?;
        // sections by queue and account are about real ones
        let theirs = std::mem::take(&mut asked.config);
        asked.config = Config {
            theme: theirs.theme,
            keys: theirs.keys,
            redact: theirs.redact,
            ..Config::default()
        };
        Ok(asked)
    }

    fn show(&self, runtime: &Runtime, global: &Global) -> Result<Exit, Problem> {
        let asked = self.asked(global)?;
        let journal = self.journal();
        terminal::show(
            runtime,
            &asked,
            terminal::Show {
                queues: vec![self.queue()?],
                journal: &journal,
                extras: &|| self.extras(runtime),
            },
        )
    }

    fn extras(&self, runtime: &Runtime) -> Vec<Extra> {
        let (heal, again, send) = (
            Arc::clone(&self.scenario),
            Arc::clone(&self.scenario),
            Arc::clone(&self.scenario),
        );
        let tasks = runtime.handle().clone();
        let (healing, breaking) = (tasks.clone(), tasks.clone());
        vec![
            Extra {
                name: "demo: heal the downstream".into(),
                help: "The endpoints answer again; what is redriven arrives".into(),
                act: Box::new(move || {
                    let _inside = healing.enter();
                    heal.heal();
                    "the endpoints answer again: redrive what failed".into()
                }),
            },
            Extra {
                name: "demo: break it again".into(),
                help: "The endpoints are in trouble again".into(),
                act: Box::new(move || {
                    let _inside = breaking.enter();
                    again.break_again();
                    "the endpoints are in trouble again".into()
                }),
            },
            Extra {
                name: "demo: send events".into(),
                help: "The producer sends twenty more events".into(),
                act: Box::new(move || match tasks.block_on(send.send(20)) {
                    Ok(()) => "twenty events more".into(),
                    Err(e) => format!("the producer was refused: {}", e.message),
                }),
            },
        ]
    }

    /// The same story as text: what failed, heal, redrive, what is left.
    fn tell(&self, runtime: &Runtime, global: &Global, output: &Output) -> Result<Exit, Problem> {
        output.text(
            "A producer put events on the bus `default`; its rule's endpoints are in trouble.",
        );
        runtime.block_on(self.settle());
        let arrived = self.arrived();
        self.command(runtime, global, &["causes"], output)?;
        output.text("\nThe endpoints answer again. What a plain redrive can help is sent back:");
        {
            let _inside = runtime.enter();
            self.scenario.heal();
        }
        let redrive = [
            "redrive",
            "--where",
            "status:503,429 or \"socket closed\" or \"cannot be reached\"",
            "--yes",
        ];
        self.command(runtime, global, &redrive, output)?;
        runtime.block_on(self.settle());
        let more = self.arrived() - arrived;
        output.text(&format!(
            "\nThe endpoints received {more} requests more. What is left needs a repair:"
        ));
        self.command(runtime, global, &["causes"], output)
    }

    /// Runs one command line, as a user would.
    fn command(
        &self,
        runtime: &Runtime,
        global: &Global,
        words: &[&str],
        output: &Output,
    ) -> Result<Exit, Problem> {
        let shown: Vec<String> = words.iter().map(|w| quoted(w)).collect();
        output.text(&format!("\n$ dlq-tui {} --queue {QUEUE}", shown.join(" ")));
        let url = self.url();
        let line = [&["dlq-tui"], words, &["--queue", url.as_str()]]
            .concat()
            .into_iter()
            .map(OsString::from);
        let invocation: Invocation = cli::parse(line)
            .map_err(|e| Problem::internal(format!("the demo's own command line: {e:?}")))?;
        let asked = self.asked(global)?;
        let journal = self.journal();
        let opening = Opening {
            queues: vec![self.queue()?],
            read_only: !invocation.request.changes(),
            screen: false,
            journal: &journal,
        };
        let session = session::open(runtime, &asked, opening)?;
        match headless::with(runtime, (&invocation, &asked), &session, output)? {
            // letters that need a repair stay behind: that is the story
            Exit::Incomplete => Ok(Exit::Done),
            exit => Ok(exit),
        }
    }

    /// Waits until no delivery is under way.
    async fn settle(&self) {
        let idle = async {
            while self.sim.events().deliveries_under_way() > 0 {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        if tokio::time::timeout(STORY, idle).await.is_err() {
            tracing::warn!("deliveries are still under way");
        }
    }

    fn arrived(&self) -> usize {
        self.sim.downstream().received()
    }

    fn strike(self, runtime: &Runtime) {
        drop(self.scenario);
        runtime.block_on(self.sim.stop());
        if self.folder.exists()
            && let Err(error) = std::fs::remove_dir_all(&self.folder)
        {
            tracing::warn!(%error, "the demo's journal could not be removed");
        }
    }
}

fn quoted(word: &str) -> String {
    if word.contains([' ', '"']) {
        format!("'{word}'")
    } else {
        word.to_owned()
    }
}
