//! How every host answers, and what it got.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::reaction::Reaction;
use super::requests::{Received, Requests};
use crate::sim::dice::Dice;

/// What a token endpoint answers unless told otherwise. (RFC 6749 5.1)
const TOKEN: &str = r#"{"access_token":"simulated-token","token_type":"Bearer","expires_in":3600}"#;

/// What the server and its owner share.
#[derive(Debug)]
pub(super) struct Shared {
    book: Mutex<Book>,
    dice: Dice,
}

/// Hosts are in lower case, with their port where the URL had one.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub reactions: BTreeMap<String, Vec<Reaction>>,
    pub requests: Requests,
    /// `host/path` of token endpoints.
    pub tokens: BTreeSet<String>,
}

impl Shared {
    pub fn new(seed: u64) -> Self {
        Self {
            book: Mutex::default(),
            dice: Dice::new(seed),
        }
    }

    pub fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Chooses the answer, and notes the request with it.
    pub fn react(&self, mut received: Received) -> Reaction {
        let mut book = self.book();
        let host = received.host.to_ascii_lowercase();
        let chosen = book.reactions_of(&host).and_then(|list| {
            let applies =
                |r: &mut Reaction| r.applies(&received.body, &self.dice).then(|| r.clone());
            list.iter_mut().find_map(applies)
        });
        let reaction = chosen.unwrap_or_else(|| {
            match book.tokens.contains(&format!("{host}{}", received.path)) {
                true => Reaction::answer(200, TOKEN),
                false => Reaction::default(),
            }
        });
        received.answer = (!reaction.close).then(|| (reaction.status, reaction.body.clone()));
        book.requests.add(received);
        reaction
    }
}

impl Book {
    /// Those of the host with its port, else those of the host on any port.
    fn reactions_of(&mut self, host: &str) -> Option<&mut Vec<Reaction>> {
        let any_port = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let key = if self.reactions.contains_key(host) {
            host
        } else {
            any_port
        };
        self.reactions.get_mut(key)
    }
}
