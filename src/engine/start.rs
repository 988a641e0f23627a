//! Starting a session.

use std::sync::Arc;

use tokio::runtime;
use tokio::sync::{Notify, mpsc, watch};

use super::desk::{QueueDesk, State, Table, Turn};
use super::event::Event;
use super::handle::Handle;
use super::keeper::Keeper;
use super::ports::{Ports, Queue};
use super::scan::{Scan, ScanOrder, Window};
use super::scribe::Scribe;
use super::settings::Settings;
use super::snapshot::QueueId;
use super::watch::watch;
use crate::journal::Retention;
use crate::lease::Book;
use crate::problem::Problem;
use crate::time::Time;

/// Events that may wait for the desk; then tasks wait.
const EVENTS: usize = 256;

/// Starts a session over `ports`; its tasks run on `runtime`. It ends after `Command::Close`, or when the last
/// handle is gone, with everything given back.
///
/// # Errors
/// When the operating system gives no thread.
pub fn start(
    ports: Ports,
    settings: Settings,
    runtime: &runtime::Handle,
) -> Result<Handle, Problem> {
    let (handle, desk) = Handle::pair();
    let bell = Arc::new(Notify::new());
    let rung = Arc::clone(&bell);
    desk.on_command(move || rung.notify_one());
    let (sender, events) = mpsc::channel(EVENTS);
    let window = Arc::new(Window::new(settings.max_messages, settings.max_memory));
    let queues = ports
        .queues
        .iter()
        .zip(0..)
        .map(|(queue, n)| open(queue, QueueId(n), &settings, (&window, &sender, runtime)))
        .collect();
    let table = Table::new(window, Arc::clone(&settings.catalogue));
    if let Some(scribe) = settings.scribe.clone().filter(|_| !settings.read_only) {
        runtime.spawn(prune(scribe, settings.clock.now()));
    }
    let state = State::new(settings, (ports, runtime.clone()), sender, (table, queues));
    let turn = Turn {
        state,
        desk,
        events,
        bell,
    };
    std::thread::Builder::new()
        .name("desk".into())
        .spawn(move || turn.work())
        .map_err(|error| Problem::internal(format!("no thread could be started: {error}")))?;
    Ok(handle)
}

/// Drops what the journal need not keep any longer.
async fn prune(scribe: Scribe, now: Time) {
    match scribe.prune(Retention::default(), now).await {
        Ok(0) => {}
        Ok(runs) => tracing::info!(runs, "the journal dropped old runs"),
        Err(problem) => tracing::warn!(%problem, "the journal could not drop old runs"),
    }
}

/// Starts the tasks of one queue.
fn open(
    queue: &Arc<dyn Queue>,
    id: QueueId,
    settings: &Settings,
    (window, desk, runtime): (&Arc<Window>, &mpsc::Sender<Event>, &runtime::Handle),
) -> QueueDesk {
    let book = Book::new(settings.lease);
    let keeper = Keeper::new(
        id,
        Arc::clone(queue),
        book.lease(),
        (settings.clock.clone(), desk.clone()),
    );
    if let Some(scribe) = settings.scribe.clone() {
        runtime.spawn(drafts(id, queue.url().to_owned(), scribe, desk.clone()));
    }
    let (orders, ordered) = watch::channel(ScanOrder::Go);
    let scan = Scan {
        id,
        queue: Arc::clone(queue),
        window: Arc::clone(window),
        lease: book.lease(),
        clock: settings.clock.clone(),
        orders: ordered,
        desk: desk.clone(),
    };
    runtime.spawn(scan.run());
    runtime.spawn(watch(id, Arc::clone(queue), desk.clone()));
    QueueDesk::new(id, queue.url(), (book, keeper), orders)
}

/// Fetches what the journal has of edits that were not sent.
async fn drafts(id: QueueId, url: String, scribe: Scribe, desk: mpsc::Sender<Event>) {
    match scribe.drafts(&url).await {
        Ok(drafts) if drafts.is_empty() => {}
        Ok(drafts) => {
            if desk.send(Event::Drafts(id, drafts)).await.is_err() {
                tracing::debug!("the desk is gone before the journal answered");
            }
        }
        Err(problem) => tracing::warn!(%problem, "edits of earlier sessions can't be read"),
    }
}
