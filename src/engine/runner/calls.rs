//! Puts, sends and deletes, as the ports have them.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc::Sender;
use tokio::sync::oneshot;

use super::held::Held;
use crate::engine::news::RunNews;
use crate::engine::ports::{Fault, FaultKind, Parcel, Ports, Queue};
use crate::letter::LetterId;
use crate::repair::Outgoing;
use crate::run::{Event, NotDone, Ticket};

pub(super) type Queues = Arc<Mutex<HashMap<Arc<str>, Arc<dyn Queue>>>>;

/// Makes the calls of one run.
pub(super) struct Calls {
    pub(super) queue: Arc<dyn Queue>,
    pub(super) ports: Ports,
    news: Sender<RunNews>,
    /// Queues that letters go to, by URL, and those of scratch buses, by name.
    pub(super) others: Queues,
}

impl Calls {
    pub(super) fn new(queue: Arc<dyn Queue>, ports: Ports, news: Sender<RunNews>) -> Self {
        Self {
            queue,
            ports,
            news,
            others: Arc::default(),
        }
    }

    pub(super) fn put(
        &self,
        call: Ticket,
        bus: Arc<str>,
        (entries, letters): (Vec<Outgoing>, Vec<LetterId>),
    ) -> impl Future<Output = Event> + Send + 'static {
        let (buses, news) = (Arc::clone(&self.ports.buses), self.news.clone());
        async move {
            let held = Held::of(&news, letters, entries.len()).await;
            let entries = held.only(entries);
            let outcome = if entries.is_empty() {
                Ok(Vec::new())
            } else {
                answers(buses.put(&bus, &entries).await)
            };
            let outcome = outcome.map(|answers| held.spread(answers));
            Event::Answered { call, outcome }
        }
    }

    pub(super) fn send(
        &self,
        call: Ticket,
        url: Arc<str>,
        (parcels, letters): (Vec<Parcel>, Vec<LetterId>),
    ) -> impl Future<Output = Event> + Send + 'static {
        let (own, ports) = (Arc::clone(&self.queue), self.ports.clone());
        let (others, news) = (Arc::clone(&self.others), self.news.clone());
        async move {
            let outcome = match queue(own, &ports, &others, &url).await {
                Ok(queue) => {
                    // after the look-up, which takes a while
                    let held = Held::of(&news, letters, parcels.len()).await;
                    let parcels = held.only(parcels);
                    send(&*queue, parcels)
                        .await
                        .map(|answers| held.spread(answers))
                }
                Err(fault) => Err(never_sent(fault)),
            };
            Event::Answered { call, outcome }
        }
    }

    pub(super) fn delete(
        &self,
        call: Ticket,
        letters: Vec<LetterId>,
    ) -> impl Future<Output = Event> + Send + 'static {
        let (queue, news) = (Arc::clone(&self.queue), self.news.clone());
        async move {
            let receipts = receipts(&news, letters).await;
            let outcome = delete(&*queue, receipts).await;
            Event::Deleted { call, outcome }
        }
    }
}

async fn send(
    queue: &dyn Queue,
    parcels: Vec<Parcel>,
) -> Result<Vec<Result<Arc<str>, NotDone>>, Fault> {
    if parcels.is_empty() {
        return Ok(Vec::new());
    }
    answers(queue.send(&parcels).await)
}

/// Which receipts count now, as the desk knows; none when the desk is gone.
pub(super) async fn receipts(
    news: &Sender<RunNews>,
    letters: Vec<LetterId>,
) -> Vec<Option<Arc<str>>> {
    let count = letters.len();
    let (reply, answer) = oneshot::channel();
    let asked = news.send(RunNews::Receipts { letters, reply }).await;
    let mut receipts = match asked {
        Ok(()) => answer.await.unwrap_or_default(),
        Err(_) => Vec::new(),
    };
    receipts.resize(count, None);
    receipts
}

async fn delete(
    queue: &dyn Queue,
    receipts: Vec<Option<Arc<str>>>,
) -> Result<Vec<Result<(), NotDone>>, Fault> {
    let known: Vec<Arc<str>> = receipts.iter().flatten().cloned().collect();
    let answers = if known.is_empty() {
        Vec::new()
    } else {
        queue.delete(&known).await?
    };
    let mut answers = answers.into_iter();
    let of = |receipt: Option<Arc<str>>| match receipt {
        None => Err(NotDone::NotHeld),
        Some(_) => match answers.next() {
            Some(answer) => answer.map_err(NotDone::Fault),
            None => Err(NotDone::NotHeld),
        },
    };
    Ok(receipts.into_iter().map(of).collect())
}

pub(super) async fn queue(
    own: Arc<dyn Queue>,
    ports: &Ports,
    others: &Queues,
    url: &Arc<str>,
) -> Result<Arc<dyn Queue>, Fault> {
    if own.url() == &**url {
        return Ok(own);
    }
    let known = others
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get(url)
        .cloned();
    if let Some(queue) = known {
        return Ok(queue);
    }
    let queue = ports.directory.queue(url).await?;
    others
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(Arc::clone(url), Arc::clone(&queue));
    Ok(queue)
}

fn answers<T>(
    answer: Result<Vec<Result<T, Fault>>, Fault>,
) -> Result<Vec<Result<T, NotDone>>, Fault> {
    let entries = answer?.into_iter();
    Ok(entries.map(|e| e.map_err(NotDone::Fault)).collect())
}

/// A queue that could not be looked up: whatever the answer, nothing was sent.
fn never_sent(mut fault: Fault) -> Fault {
    if fault.kind == FaultKind::Ambiguous {
        fault.kind = FaultKind::Unreachable;
    }
    fault
}
