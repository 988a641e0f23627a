//! Scratch buses of a run, as the ports have them: made, listened to, removed.

use std::sync::Arc;
use std::time::Duration;

use super::calls::{Calls, queue};
use crate::engine::ports::{Fault, Queue, Received};
use crate::json::Doc;
use crate::letter::{Failure, LetterId, decode};
use crate::limits::SQS_BATCH;
use crate::plan::Scratch;
use crate::run::{DeadLetter, Event, Heard, Parcel, Ticket};

/// How long one receive of a scratch queue waits.
const POLL: Duration = Duration::from_secs(1);
/// What was received is seen again after this, also by a run that goes on after a crash.
const HIDDEN: Duration = Duration::from_secs(20);

impl Calls {
    pub(super) fn make(
        &self,
        call: Ticket,
        (name, scratch): (Arc<str>, Box<Scratch>),
    ) -> impl Future<Output = Event> + Send + 'static {
        let scratches = Arc::clone(&self.ports.scratches);
        async move {
            let outcome = scratches.make(&name, &scratch).await;
            Event::Made { call, outcome }
        }
    }

    pub(super) fn listen(
        &self,
        set: usize,
        name: Arc<str>,
    ) -> impl Future<Output = Event> + Send + 'static {
        let (own, ports) = (Arc::clone(&self.queue), self.ports.clone());
        let others = Arc::clone(&self.others);
        async move {
            let received = match queue(own, &ports, &others, &name).await {
                Ok(queue) => queue.receive(POLL, HIDDEN).await,
                Err(fault) => Err(fault),
            };
            let heard = received.map(|all| all.into_iter().filter_map(heard).collect());
            Event::Heard { set, heard }
        }
    }

    pub(super) fn remove(
        &self,
        call: Ticket,
        (name, back): (Arc<str>, Vec<Parcel>),
    ) -> impl Future<Output = Event> + Send + 'static {
        let (scratches, own) = (Arc::clone(&self.ports.scratches), Arc::clone(&self.queue));
        async move {
            let outcome = match send_back(&*own, back).await {
                Ok(()) => scratches.remove(&name).await,
                Err(fault) => Err(fault),
            };
            Event::Removed { call, outcome }
        }
    }
}

/// Sends dead letters to the letters' queue; what is not certainly sent keeps the scratch queue.
async fn send_back(queue: &dyn Queue, back: Vec<Parcel>) -> Result<(), Fault> {
    for parcels in back.chunks(SQS_BATCH) {
        for sent in queue.send(parcels).await? {
            sent?;
        }
    }
    Ok(())
}

/// What a message of a scratch queue tells; what is neither a receipt nor a dead letter tells nothing.
pub(in crate::engine) fn heard(received: Received) -> Option<Heard> {
    let message = received.message;
    if message.attributes.is_empty() {
        let doc = Doc::read(&*message.body).ok();
        let id = doc.as_ref().and_then(|doc| doc.root().string());
        return Some(Heard {
            event_id: id.as_deref().unwrap_or(&message.body).into(),
            dead: None,
        });
    }
    let letter = decode(LetterId(0), message);
    let event_id = letter.event.as_ref()?.id()?.into();
    let message = &letter.message;
    let parcel = Parcel {
        body: Arc::clone(&message.body),
        attributes: Arc::clone(&message.attributes),
        trace_header: message.system("AWSTraceHeader").map(Arc::from),
        group_id: None,
        deduplication_id: None,
    };
    let why = why(&letter.failure);
    let dead = Some(DeadLetter { why, parcel });
    Some(Heard { event_id, dead })
}

fn why(failure: &Failure) -> Arc<str> {
    match (&failure.code, &failure.message) {
        (Some(code), Some(message)) => format!("{code}: {message}").into(),
        (Some(one), None) | (None, Some(one)) => one.to_string().into(),
        (None, None) => "the target did not take it".into(),
    }
}
