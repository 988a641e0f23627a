//! What a plan is built of.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::beyond::Named;
use super::deed::{Deed, Options};
use super::route::Router;
use crate::arn::Arn;
use crate::letter::Letter;
use crate::repair::Edit;

/// What is asked for: letters, what to do with them, how.
#[derive(Clone, Debug)]
pub struct Request {
    /// URL of the queue that the letters are in.
    pub queue_url: String,
    /// The letters, in the order in which they go.
    pub candidates: Vec<Candidate>,
    /// What to do with them.
    pub deed: Deed,
    /// Of a [`Deed::Resume`]: what the run that it goes on with did.
    pub original: Option<Deed>,
    /// How.
    pub options: Options,
    /// What was agreed to; letters that would go or fire elsewhere are held back. `None`: nothing yet.
    pub fence: Option<Named>,
}

/// A letter that was selected.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The letter.
    pub letter: Arc<Letter>,
    /// Its edit, if it is edited.
    pub edit: Option<Arc<Edit>>,
    /// What the journal knows that stands in the way.
    pub before: Option<Before>,
}

/// What an earlier or another run made of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before {
    /// A run that is not over has it.
    Busy,
    /// It was sent, under that id, and not deleted.
    Sent(Arc<str>),
    /// It was sent to a failed target alone, under that id, and the run was not seen to the end of its watch.
    Watched(Arc<str>),
    /// It was asked for and never answered.
    InDoubt,
    /// It was deleted, and is seen all the same (SQS may hand out a deleted message again).
    Deleted,
}

/// What must be looked up in AWS before a plan can be built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Buses, with their rules: keys of `World::buses` and `World::rules`.
    pub buses: BTreeSet<String>,
    /// ARNs of API destinations that failed: keys of `World::destinations`. Their connections are wanted too.
    pub destinations: BTreeSet<String>,
}

impl Request {
    /// What is really to be done: of a run that is gone on with, what it did.
    #[must_use]
    pub fn deed(&self) -> &Deed {
        match (&self.deed, &self.original) {
            (Deed::Resume { .. }, Some(original)) => original,
            (deed, _) => deed,
        }
    }

    /// What must be looked up before [`super::build`] can say all.
    #[must_use]
    pub fn wanted(&self) -> Wanted {
        let mut wanted = Wanted::default();
        let Deed::Redrive(to) = self.deed() else {
            return wanted;
        };
        let router = Router::new(&self.queue_url);
        for candidate in &self.candidates {
            let letter = &candidate.letter;
            let Ok(to) = router.route(letter, to) else {
                continue;
            };
            if super::route::is_queue(&to) {
                continue;
            }
            if !wanted.buses.contains(&*to) {
                wanted.buses.insert(to.to_string());
            }
            if let Some(arn) = api_destination(letter)
                && !wanted.destinations.contains(arn)
            {
                wanted.destinations.insert(arn.to_owned());
            }
        }
        wanted
    }
}

/// The ARN of the API destination that failed, where it was one.
pub(super) fn api_destination(letter: &Letter) -> Option<&str> {
    let arn = letter.failure.target_arn.as_deref()?;
    Arn::parse(arn)
        .is_some_and(|a| a.service == "events" && a.resource.starts_with("api-destination/"))
        .then_some(arn)
}
