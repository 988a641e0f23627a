//! One request, from selection to plan.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::earlier::{Earlier, to_resume, to_undo};
use super::scope::Scope;
use super::select::{Selected, select};
use super::world::Atlas;
use crate::engine::command::PlanRequest;
use crate::engine::event::Event;
use crate::engine::letters::Letters;
use crate::engine::ports::{Directory, Queue};
use crate::engine::scribe::Scribe;
use crate::engine::sight::Sight;
use crate::letter::LetterId;
use crate::plan::{Deed, Plan, Request, Skip, Skipped, build};
use crate::problem::Problem;
use crate::time::Time;

/// A request with what it is asked about.
pub(in crate::engine) struct Asked {
    pub request: PlanRequest,
    /// The queue, where all of it was read.
    pub source: Option<Arc<dyn Queue>>,
    /// The queue, where letters may come that were not seen yet and that are not new.
    pub open: Option<Arc<dyn Queue>>,
    pub queue_url: String,
    /// Empty until known.
    pub queue_arn: String,
    pub letters: Letters,
    pub sight: Sight,
    /// Letters from this number on are not among `letters`.
    pub first: LetterId,
    pub read_only: bool,
    /// See `Settings`.
    pub executable: PathBuf,
}

/// Works out plans beside the desk.
pub(in crate::engine) struct Planner {
    atlas: Arc<Atlas>,
    scribe: Option<Scribe>,
    desk: mpsc::Sender<Event>,
}

impl Planner {
    pub(in crate::engine) fn new(
        directory: Arc<dyn Directory>,
        scribe: Option<Scribe>,
        desk: mpsc::Sender<Event>,
    ) -> Self {
        Self {
            atlas: Arc::new(Atlas::new(directory)),
            scribe,
            desk,
        }
    }

    /// Begins to work out a plan; the desk hears of it.
    pub(in crate::engine) fn ask(&self, runtime: &Handle, asked: Asked) {
        let (atlas, scribe) = (Arc::clone(&self.atlas), self.scribe.clone());
        let desk = self.desk.clone();
        runtime.spawn(async move {
            let revision = asked.request.revision;
            let outcome = plan(asked, &atlas, scribe.as_ref()).await.map(Arc::new);
            if desk.send(Event::Planned(revision, outcome)).await.is_err() {
                tracing::debug!("the desk is gone before the plan was made");
            }
        });
    }
}

impl Planner {
    pub(super) fn atlas(&self) -> Arc<Atlas> {
        Arc::clone(&self.atlas)
    }

    pub(super) fn scribe(&self) -> Option<Scribe> {
        self.scribe.clone()
    }

    pub(super) fn desk(&self) -> mpsc::Sender<Event> {
        self.desk.clone()
    }

    /// Begins to read what is known of a rule's targets; the desk hears of it.
    pub(in crate::engine) fn read_rule(
        &self,
        runtime: &Handle,
        (rule_arn, bus): (Arc<str>, Arc<str>),
        now: Time,
    ) {
        let (atlas, desk) = (Arc::clone(&self.atlas), self.desk.clone());
        runtime.spawn(async move {
            let world = atlas.rule(&rule_arn, &bus, now).await;
            let told = Event::RuleRead(rule_arn, Arc::new(world));
            if desk.send(told).await.is_err() {
                tracing::debug!("the desk is gone before the rule was read");
            }
        });
    }
}

async fn plan(asked: Asked, atlas: &Atlas, scribe: Option<&Scribe>) -> Result<Plan, Problem> {
    let now = asked.sight.now;
    let deed = asked.request.deed.clone();
    let options = asked.request.options.clone();
    let queue_url = asked.queue_url.clone();
    let scope = Scope::of(&asked);
    let earlier = selected(asked, scribe).await?;
    let request = Request {
        queue_url,
        candidates: earlier.selected.candidates,
        deed,
        original: earlier.original,
        options,
        fence: None,
    };
    let done = request.deed().clone();
    let (request, wanted) = beside(move || {
        let wanted = request.wanted();
        (request, wanted)
    })
    .await?;
    let world = atlas.read(&wanted, now).await;
    let mut plan = beside(move || build(request, &world)).await?;
    for scratch in &mut plan.scratches {
        scratch.name = earlier.scratches.get(&scratch.to).cloned();
    }
    for (to, name) in &earlier.scratches {
        if !plan.scratches.iter().any(|scratch| scratch.to == *to) {
            plan.warnings.push(format!(
                "no letter needs the scratch bus {name} of that run any more: `dlq-tui doctor --clean` removes it"
            ));
        }
    }
    plan.warnings.extend(earlier.warnings);
    plan.skipped.extend(earlier.skipped);
    if !earlier.selected.loose.is_empty() {
        plan.skipped.push(Skipped {
            skip: Skip::HeldBack,
            reason: "not leased any more: it must be received again first".into(),
            letters: earlier.selected.loose,
        });
    }
    plan.move_task = scope.move_task(&plan);
    scope.extend(&mut plan, &done, earlier.rest).await;
    Ok(plan)
}

async fn selected(asked: Asked, scribe: Option<&Scribe>) -> Result<Earlier, Problem> {
    let journal =
        || scribe.ok_or_else(|| Problem::refused("without a journal there are no earlier runs"));
    match &asked.request.deed {
        Deed::Undo { run } => to_undo(journal()?, run, &asked).await,
        Deed::Resume { run } => to_resume(journal()?, run, &asked).await,
        Deed::Redrive(_) | Deed::Delete => {
            let selected: Selected = beside(move || {
                let Asked {
                    letters,
                    request,
                    sight,
                    read_only,
                    executable,
                    ..
                } = &asked;
                select(letters, request, sight, (*read_only, executable))
            })
            .await??;
            Ok(Earlier {
                selected,
                ..Earlier::default()
            })
        }
    }
}

/// A hundred thousand letters take a while: not on a worker that calls wait for.
pub(super) async fn beside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Problem::internal(format!("the plan could not be worked out: {error}")))
}
