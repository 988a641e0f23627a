//! Letters that came after a run was planned, on their way into it.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::sync::OnceCell;

use super::belongs::Belongs;
use super::task::{Planner, beside};
use super::world::Atlas;
use crate::engine::event::Event;
use crate::engine::letters::Row;
use crate::engine::scribe::Scribe;
use crate::engine::sight::Sight;
use crate::letter::LetterId;
use crate::plan::{Deed, Named, Options, Plan, Request, Rest, Skip, build};
use crate::problem::Problem;
use crate::repair::Edit;
use crate::run::{More, RunId};

/// What a run takes in, and what it does with it.
#[derive(Debug)]
pub(in crate::engine) struct Walk {
    run: RunId,
    queue_url: String,
    /// What is really done.
    deed: Deed,
    /// The run that is gone on with.
    resumed: Option<RunId>,
    options: Options,
    rest: Rest,
    fence: Option<Named>,
    executable: PathBuf,
    belongs: OnceCell<Arc<Belongs>>,
}

/// Letters that came since the last look.
pub(in crate::engine) struct Fresh {
    pub rows: Vec<Arc<Row>>,
    pub sight: Sight,
    /// At most so many join.
    pub most: usize,
}

/// What belongs to the run of what came.
#[derive(Debug, Default)]
pub(in crate::engine) struct Joining {
    pub more: More,
    /// Why some are held back, and how many.
    pub reasons: Vec<(String, usize)>,
    /// Edits that a program made.
    pub edits: Vec<(LetterId, Arc<Edit>)>,
    /// Letters among these that the earlier run had not done.
    pub found: usize,
}

impl Walk {
    /// What a run of `plan` takes in; `None` where it takes in nothing.
    pub(in crate::engine) fn of(run: &RunId, plan: &Plan, executable: PathBuf) -> Option<Self> {
        let rest = plan.beyond.as_ref()?.rest.clone();
        let resumed = match &plan.deed {
            Deed::Resume { run } => Some(RunId(run.as_str().into())),
            _ => None,
        };
        Some(Self {
            run: run.clone(),
            queue_url: plan.queue_url.clone(),
            deed: rest.deed().unwrap_or_else(|| plan.deed.clone()),
            resumed,
            options: Options {
                rate: plan.rate_per_second,
                ..plan.options.clone()
            },
            // who follows a queue agreed to what nobody can name yet
            fence: (!plan.options.follow).then(|| rest.named.clone()),
            rest,
            executable,
            belongs: OnceCell::new(),
        })
    }

    /// The run.
    pub(in crate::engine) const fn run(&self) -> &RunId {
        &self.run
    }

    /// Works out which of `fresh` join, and how.
    async fn joining(
        self: &Arc<Self>,
        fresh: Fresh,
        atlas: &Atlas,
        scribe: &Scribe,
    ) -> Result<Joining, Problem> {
        let belongs = self.belongs.get_or_try_init(|| self.read(scribe)).await?;
        let (belongs, now, most) = (Arc::clone(belongs), fresh.sight.now, fresh.most);
        let picked = beside(move || belongs.pick(&fresh.rows, &fresh.sight)).await??;
        let mut joining = Joining {
            found: picked.found,
            ..Joining::default()
        };
        for skipped in &picked.skipped {
            joining.hold_back(&skipped.reason, skipped.letters.len());
        }
        if picked.candidates.is_empty() {
            return Ok(joining);
        }
        let edited = picked.candidates.iter().filter(|_| self.rest.jq.is_some());
        joining.edits = edited
            .filter_map(|c| Some((c.letter.id, c.edit.clone()?)))
            .collect();
        let request = Request {
            queue_url: self.queue_url.clone(),
            candidates: picked.candidates,
            deed: self.deed.clone(),
            original: None,
            options: Options {
                limit: Some(most),
                ..self.options.clone()
            },
            fence: self.fence.clone(),
        };
        let world = atlas.read(&request.wanted(), now).await;
        let plan = beside(move || build(request, &world)).await?;
        joining.take(plan);
        Ok(joining)
    }

    async fn read(&self, scribe: &Scribe) -> Result<Arc<Belongs>, Problem> {
        let belongs = Belongs::of(&self.rest, self.executable.clone())?;
        Ok(Arc::new(match &self.resumed {
            None => belongs,
            Some(run) => {
                let made = scribe.scratches().await?.into_iter();
                let made = made.filter(|s| s.run == *run || s.run == self.run);
                belongs
                    .with_earlier(scribe.items(run.clone()).await?)
                    .with_scratches(made.map(|s| s.to).collect())
            }
        }))
    }
}

impl Joining {
    fn hold_back(&mut self, reason: &str, letters: usize) {
        self.more.held_back += letters;
        self.reasons.push((reason.to_owned(), letters));
    }

    fn take(&mut self, plan: Plan) {
        for skipped in &plan.skipped {
            let letters = skipped.letters.len();
            match skipped.skip {
                Skip::InDoubt => self.more.in_doubt += letters,
                Skip::HeldBack | Skip::Undecided => self.hold_back(&skipped.reason, letters),
                Skip::BeyondLimit | Skip::Needless => {}
            }
        }
        self.more.items = plan.items;
    }
}

impl Planner {
    /// Begins to work out which of `fresh` join a run; the desk hears of it.
    pub(in crate::engine) fn ask_late(&self, runtime: &Handle, walk: &Arc<Walk>, fresh: Fresh) {
        let (atlas, scribe) = (self.atlas(), self.scribe());
        let (walk, desk) = (Arc::clone(walk), self.desk());
        runtime.spawn(async move {
            let joining = match &scribe {
                Some(scribe) => walk.joining(fresh, &atlas, scribe).await,
                None => Err(Problem::refused("without a journal nothing is run")),
            };
            let event = Event::Joining(walk.run().clone(), joining);
            if desk.send(event).await.is_err() {
                tracing::debug!("the desk is gone before letters could join a run");
            }
        });
    }
}
