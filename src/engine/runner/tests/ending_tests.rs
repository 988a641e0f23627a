//! Orders, and how runs end: by themselves, with the desk, with the disk.

use super::world_tests::*;

#[tokio::test(start_paused = true)]
async fn a_call_that_panics_is_in_doubt() {
    let (_dir, path) = fresh();
    let scribe = open(&path);
    let aws = Aws::with(20, |call| {
        if call == 0 {
            Script::Panic
        } else {
            Script::Well
        }
    });
    let plan = plan(&aws, &scribe, redrive(), InDoubt::Leave).await;
    let end = run("r1", plan, &aws, &scribe).task.await.unwrap();
    assert_eq!((end.in_doubt, end.deleted), (10, 10));
}

#[tokio::test(start_paused = true)]
async fn a_run_whose_task_dies_is_interrupted_and_its_letters_are_free() {
    let (_dir, path) = fresh();
    let (scribe, aws) = (open(&path), Aws::with(20, |_| Script::Well));
    let plan = plan(&aws, &scribe, redrive(), InDoubt::Leave).await;
    let queue: Arc<dyn Queue> = Arc::new(TestQueue(Arc::clone(&aws)));
    let asked = AtomicUsize::new(0);
    let job = Job {
        run: RunId("r1".into()),
        consent: Arc::new(plan).consent(Given::Yes, false).unwrap(),
        queue: Arc::clone(&queue),
        ports: Ports {
            queues: vec![queue],
            buses: Arc::clone(&aws) as Arc<dyn Buses>,
            scratches: Arc::new(NoDirectory),
            directory: Arc::new(NoDirectory),
        },
        scribe: scribe.clone(),
        now: Arc::new(move || {
            assert!(asked.fetch_add(1, Ordering::SeqCst) < 4, "the clock breaks");
            Time(1)
        }),
        seed: 3,
    };
    let (news, _told) = mpsc::channel(64);
    let (_orders, ordered) = mpsc::channel(64);
    assert!(start(job, news, ordered).await.unwrap_err().is_panic());
    let row = scribe.run(RunId("r1".into())).await.unwrap().unwrap();
    assert_eq!(row.end, RunEnd::Interrupted);
    assert_eq!(row.unfinished(), 20, "{row:?}");
}

#[tokio::test(start_paused = true)]
async fn when_the_desk_goes_the_run_ends_and_deletes_nothing_more() {
    let (_dir, path) = fresh();
    let (scribe, aws) = (open(&path), Aws::with(50, |_| Script::Well));
    let plan = plan(&aws, &scribe, redrive(), InDoubt::Leave).await;
    let running = run("r1", plan, &aws, &scribe);
    running.desk.abort();
    drop(running.orders);
    let end = running.task.await.unwrap();
    assert_eq!(end.stopped_by, Some(StoppedBy::Interrupt));
    assert_eq!(end.sent + end.left, 50);
}

#[tokio::test(start_paused = true)]
async fn orders_are_obeyed() {
    let (_dir, path) = fresh();
    let (scribe, aws) = (open(&path), Aws::with(500, |_| Script::Well));
    let mut slow = plan(&aws, &scribe, redrive(), InDoubt::Leave).await;
    slow.options.rate = Some(10);
    let mut running = run("r1", slow, &aws, &scribe);
    running.orders.send(RunOrder::Pause).await.unwrap();
    until(&mut running, |p| p.state == State::Paused).await;
    running.orders.send(RunOrder::Resume).await.unwrap();
    running.orders.send(RunOrder::Rate(20)).await.unwrap();
    until(&mut running, |p| p.deleted >= 20).await;
    running.orders.send(RunOrder::Abort).await.unwrap();
    let end = running.task.await.unwrap();
    assert_eq!(end.stopped_by, Some(StoppedBy::Interrupt));
    assert!(end.left > 100 && end.sent == end.deleted, "{end:?}");
}

/// A journal whose disk is full after so many writes.
struct FullDisk {
    inner: crate::journal::SqliteJournal,
    writes: usize,
}

impl Journal for FullDisk {
    fn write(&mut self, groups: &[Vec<Record>]) -> Result<Vec<Written>, JournalError> {
        if self.writes == 0 {
            let path = self.inner.path().to_owned();
            return Err(JournalError::Full { path });
        }
        self.writes -= 1;
        self.inner.write(groups)
    }
    fn fates(&mut self, q: &str, ids: &[Arc<str>]) -> Result<Vec<Option<Fate>>, JournalError> {
        self.inner.fates(q, ids)
    }
    fn runs(&mut self) -> Result<Vec<RunRow>, JournalError> {
        self.inner.runs()
    }
    fn run(&mut self, run: &RunId) -> Result<Option<RunRow>, JournalError> {
        self.inner.run(run)
    }
    fn unfinished(&mut self, queue: &str) -> Result<Vec<RunRow>, JournalError> {
        self.inner.unfinished(queue)
    }
    fn items(&mut self, run: &RunId) -> Result<Vec<ItemRow>, JournalError> {
        self.inner.items(run)
    }
    fn lineage(&mut self, ids: &[Arc<str>]) -> Result<Vec<Vec<Ancestor>>, JournalError> {
        self.inner.lineage(ids)
    }
    fn kept(&mut self, run: &RunId) -> Result<Vec<Kept>, JournalError> {
        self.inner.kept(run)
    }
    fn drafts(&mut self, queue: &str) -> Result<Vec<Draft>, JournalError> {
        self.inner.drafts(queue)
    }
    fn scratches(&mut self) -> Result<Vec<ScratchRow>, JournalError> {
        self.inner.scratches()
    }
    fn prune(&mut self, keep: Retention, now: Time) -> Result<usize, JournalError> {
        self.inner.prune(keep, now)
    }
}

#[tokio::test(start_paused = true)]
async fn a_full_disk_stops_the_run_before_the_deed() {
    for writes in 0..8 {
        let (_dir, path) = fresh();
        let inner = crate::journal::SqliteJournal::open(&path).unwrap();
        let scribe = Scribe::with(Box::new(FullDisk { inner, writes })).unwrap();
        let aws = Aws::with(3_000, |_| Script::Well);
        let plan = plan(&aws, &scribe, redrive(), InDoubt::Leave).await;
        let end = run("r1", plan, &aws, &scribe).task.await.unwrap();
        assert_eq!(end.stopped_by, Some(StoppedBy::Error), "{writes}: {end:?}");
        assert!(end.last_error.contains("the disk is full"), "{end:?}");
        let sent = aws.accepted.lock().unwrap().len();
        assert!(writes > 0 || sent == 0, "sent with no journal at all");
        let items = scribe.items(RunId("r1".into())).await.unwrap();
        let begun = items
            .iter()
            .filter(|i| !matches!(i.state, ItemState::Planned | ItemState::Left));
        assert!(begun.count() >= sent, "sent without an intent on disk");
        let deleted = 3_000 - aws.left();
        let known = items.iter().filter(|i| i.new_event_id.is_some()).count();
        assert!(known >= deleted, "deleted without an outcome on disk");
    }
}
