//! Plans that faces ask for.

use std::sync::Arc;

use super::state::State;
use crate::engine::command::PlanRequest;
use crate::engine::planner::Asked;
use crate::engine::snapshot::{Mode, Phase, Planned, RuleFacts};
use crate::letter::LetterId;
use crate::plan::{Plan, World};
use crate::problem::Problem;

impl State {
    /// Begins to work out a plan. The newest request wins.
    pub(super) fn plan(&mut self, request: PlanRequest) {
        let newer = self.planned.as_ref();
        if newer.is_some_and(|planned| planned.revision > request.revision) {
            return;
        }
        let revision = request.revision;
        let at = usize::from(request.queue.0);
        let (Some(desk), Some(sight)) = (self.queues.get(at), self.sights().into_iter().nth(at))
        else {
            let problem = Problem::usage("that queue is not one of this session");
            self.planned = Some(Planned {
                revision,
                outcome: Some(Err(problem)),
            });
            return;
        };
        let whole = desk.state.phase == Phase::Live && desk.state.scan.complete;
        let open = matches!(desk.state.phase, Phase::Full | Phase::Scanning);
        let asked = Asked {
            request,
            source: self.ports.queues.get(at).filter(|_| whole).cloned(),
            open: self.ports.queues.get(at).filter(|_| open).cloned(),
            queue_url: desk.state.url.clone(),
            queue_arn: desk.state.arn.clone(),
            first: LetterId(self.table.end()),
            letters: self.table.letters().clone(),
            sight,
            read_only: self.mode == Mode::ReadOnly,
            executable: self.settings.executable.clone(),
        };
        self.planned = Some(Planned {
            revision,
            outcome: None,
        });
        self.planner.ask(&self.runtime, asked);
    }

    /// Begins to read what is known of a rule's targets; what is known of it stays until then.
    pub(super) fn read_rule(&mut self, rule_arn: Arc<str>, bus: Arc<str>) {
        if self.rule.as_ref().is_none_or(|r| r.rule_arn != rule_arn) {
            self.rule = Some(RuleFacts {
                rule_arn: Arc::clone(&rule_arn),
                world: None,
            });
        }
        let now = self.now();
        self.planner.read_rule(&self.runtime, (rule_arn, bus), now);
    }

    /// A rule was read; one that nobody looks at is dropped.
    pub(super) fn rule_read(&mut self, rule_arn: &str, world: Arc<World>) {
        self.table.know(rule_arn, Arc::clone(&world));
        if let Some(rule) = self.rule.as_mut().filter(|r| *r.rule_arn == *rule_arn) {
            rule.world = Some(world);
        }
    }

    /// A plan was worked out; one that nobody waits for is dropped.
    pub(super) fn planned(&mut self, revision: u64, outcome: Result<Arc<Plan>, Problem>) {
        if let Some(planned) = self.planned.as_mut().filter(|p| p.revision == revision) {
            planned.outcome = Some(outcome);
        }
    }
}
