//! The scribe through its face.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use crate::engine::scribe::Scribe;
use crate::journal::{
    Ancestor, Draft, ItemRow, Journal, JournalError, Kept, Retention, RunRow, ScratchRow, Written,
};
use crate::run::{Fate, Record, RunId};
use crate::time::Time;

/// A journal that holds its first write until it is let go, and counts commits.
#[derive(Clone, Default)]
struct Slow {
    commits: Arc<AtomicUsize>,
    texts: Arc<Mutex<Vec<String>>>,
    gate: Arc<(Mutex<bool>, Condvar)>,
}

impl Slow {
    fn let_go(&self) {
        *self.gate.0.lock().unwrap() = true;
        self.gate.1.notify_all();
    }
}

impl Journal for Slow {
    fn write(&mut self, groups: &[Vec<Record>]) -> Result<Vec<Written>, JournalError> {
        let mut open = self.gate.0.lock().unwrap();
        while !*open {
            open = self.gate.1.wait(open).unwrap();
        }
        self.commits.fetch_add(1, Ordering::SeqCst);
        for record in groups.iter().flatten() {
            if let Record::Draft {
                text: Some(text), ..
            } = record
            {
                self.texts.lock().unwrap().push(text.to_string());
            }
        }
        Ok(vec![Written::default(); groups.len()])
    }
    fn fates(&mut self, _: &str, ids: &[Arc<str>]) -> Result<Vec<Option<Fate>>, JournalError> {
        Ok(vec![None; ids.len()])
    }
    fn runs(&mut self) -> Result<Vec<RunRow>, JournalError> {
        Ok(Vec::new())
    }
    fn run(&mut self, _: &RunId) -> Result<Option<RunRow>, JournalError> {
        Ok(None)
    }
    fn unfinished(&mut self, _: &str) -> Result<Vec<RunRow>, JournalError> {
        Ok(Vec::new())
    }
    fn items(&mut self, _: &RunId) -> Result<Vec<ItemRow>, JournalError> {
        Ok(Vec::new())
    }
    fn lineage(&mut self, _: &[Arc<str>]) -> Result<Vec<Vec<Ancestor>>, JournalError> {
        Ok(Vec::new())
    }
    fn kept(&mut self, _: &RunId) -> Result<Vec<Kept>, JournalError> {
        Ok(Vec::new())
    }
    fn drafts(&mut self, _: &str) -> Result<Vec<Draft>, JournalError> {
        Ok(Vec::new())
    }
    fn scratches(&mut self) -> Result<Vec<ScratchRow>, JournalError> {
        Ok(Vec::new())
    }
    fn prune(&mut self, _: Retention, _: Time) -> Result<usize, JournalError> {
        Ok(0)
    }
}

fn draft(text: &str) -> Vec<Record> {
    vec![Record::Draft {
        queue: "q".into(),
        message_id: "m".into(),
        text: Some(text.into()),
        at: Time(1),
    }]
}

#[tokio::test]
async fn what_gathers_while_a_commit_is_going_is_committed_together_and_in_order() {
    let slow = Slow::default();
    let scribe = Scribe::with(Box::new(slow.clone())).unwrap();
    let mut replies = Vec::new();
    for n in 0..100 {
        replies.push(scribe.enqueue(draft(&n.to_string())).await.unwrap());
    }
    slow.let_go();
    for reply in replies {
        assert!(reply.await.unwrap().is_ok());
    }
    let told: Vec<String> = (0..100).map(|n| n.to_string()).collect();
    assert_eq!(*slow.texts.lock().unwrap(), told);
    let commits = slow.commits.load(Ordering::SeqCst);
    assert!(commits <= 100, "{commits}");
}

#[tokio::test]
async fn a_question_sees_all_that_was_handed_over_before_it() {
    let slow = Slow::default();
    slow.let_go();
    let scribe = Scribe::with(Box::new(slow.clone())).unwrap();
    let reply = scribe.enqueue(draft("one")).await.unwrap();
    let texts = Arc::clone(&slow.texts);
    let seen = scribe
        .ask(move |_| Ok(texts.lock().unwrap().len()))
        .await
        .unwrap();
    assert_eq!(seen, 1);
    assert!(reply.await.unwrap().is_ok());
    assert!(scribe.record(draft("two")).await.is_ok());
    assert!(scribe.post(draft("three")).unwrap().await.unwrap().is_ok());
}

#[tokio::test]
async fn a_journal_that_cant_be_opened_is_a_problem_in_words() {
    let dir = tempfile::tempdir().unwrap();
    let problem = Scribe::open(dir.path()).unwrap_err();
    assert!(problem.to_string().contains("the journal"), "{problem}");
}
