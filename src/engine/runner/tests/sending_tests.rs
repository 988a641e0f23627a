//! What is sent and deleted, under faults and after kills.

use super::world_tests::*;

#[tokio::test(start_paused = true)]
async fn a_redrive_sends_every_letter_once_deletes_it_and_writes_it_all_down() {
    let (_dir, path) = fresh();
    let (scribe, aws) = (open(&path), Aws::with(1_000, |_| Script::Well));
    let plan = plan(&aws, &scribe, redrive(), InDoubt::Leave).await;
    let running = run("r1", plan, &aws, &scribe);
    let end = running.task.await.unwrap();
    assert!(end.all_done(), "{end:?}");
    assert_eq!(aws.left(), 0);
    assert!(aws.accepted.lock().unwrap().values().all(|n| *n == 1));
    let items = scribe.items(RunId("r1".into())).await.unwrap();
    assert_eq!(items.len(), 1_000);
    assert!(items.iter().all(|i| i.state == ItemState::Deleted));
    let new: HashSet<_> = items
        .iter()
        .map(|i| i.new_event_id.clone().unwrap())
        .collect();
    assert_eq!(new.len(), 1_000);
    drop(running.orders);
    let fates = running.desk.await.unwrap();
    assert!(fates.len() == 1_000 && fates.values().all(|f| *f == Fate::Deleted));
}

#[tokio::test(start_paused = true)]
async fn under_faults_everything_is_sent_once_or_known_to_be_in_doubt() {
    let (_dir, path) = fresh();
    let script = |call: usize| match call % 7 {
        1 => Script::Half,
        2 => Script::Throttle,
        4 => Script::DoneAndLost,
        5 => Script::Lost,
        _ => Script::Well,
    };
    let (scribe, aws) = (open(&path), Aws::with(600, script));
    let plan = plan(&aws, &scribe, redrive(), InDoubt::Leave).await;
    let end = run("r1", plan, &aws, &scribe).task.await.unwrap();
    let played = aws.played.lock().unwrap().clone();
    for fault in [
        Script::Half,
        Script::Throttle,
        Script::DoneAndLost,
        Script::Lost,
    ] {
        assert!(played.contains(&fault), "{fault:?} did not happen");
    }
    assert_eq!(end.deleted + end.in_doubt, 600, "{end:?}");
    assert!(end.in_doubt > 0 && !end.all_done());
    assert_eq!(aws.left(), end.in_doubt);
    let items = scribe.items(RunId("r1".into())).await.unwrap();
    for item in items {
        let accepted = aws
            .accepted
            .lock()
            .unwrap()
            .get(&item.number)
            .copied()
            .unwrap_or(0);
        let doubt = item.state == ItemState::InDoubt;
        assert!(
            accepted == 1 || (doubt && accepted == 0),
            "{item:?} {accepted}"
        );
    }
}

/// Breaks a run off once so many more puts were made, as a kill would; `false` when it came to its end before.
async fn kill(running: Running, aws: &Aws, puts: usize) -> bool {
    let Running {
        orders,
        mut task,
        desk,
        ..
    } = running;
    let mut calls = aws.calls.subscribe();
    let target = *calls.borrow() + puts;
    let killed = tokio::select! {
        _ = &mut task => false,
        reached = calls.wait_for(|calls| *calls >= target) => reached.is_ok(),
    };
    if killed {
        task.abort();
        // an aborted task answers with an error
        drop(task.await);
    }
    drop(orders);
    drop(desk.await);
    killed
}

#[tokio::test(start_paused = true)]
async fn after_kills_at_many_moments_nothing_is_missing_and_nothing_is_there_twice() {
    let (_dir, path) = fresh();
    let half = |call: usize| {
        if call % 9 == 3 {
            Script::Half
        } else {
            Script::Well
        }
    };
    let aws = Aws::with(800, half);
    let mut killed = 0;
    for round in 0..200 {
        let scribe = open(&path);
        let mut plan = plan_of_what_is_free(&aws, &scribe).await;
        // few at a time, so that there are many moments to be killed at
        plan.items.truncate(60);
        if plan.items.is_empty() {
            break;
        }
        let running = run(&format!("r{round}"), plan, &aws, &scribe);
        killed += usize::from(kill(running, &aws, 1 + round * 5 % 7).await);
    }
    assert!(killed > 3, "killed {killed} times only");
    let scribe = open(&path);
    plan_of_what_is_free(&aws, &scribe).await;
    let fates = scribe
        .fates(URL, (0..800).map(|n| format!("m{n}").into()).collect())
        .await
        .unwrap();
    let accepted = aws.accepted.lock().unwrap().clone();
    let left = aws.left.lock().unwrap().clone();
    for (n, fate) in (0u32..).zip(fates) {
        let times = accepted.get(&n).copied().unwrap_or(0);
        assert!(times <= 1, "letter {n} was sent {times} times");
        if left.contains(&n) {
            assert_eq!(fate, Some(Fate::InDoubt), "letter {n}");
        } else {
            assert_eq!(times, 1, "letter {n} is lost");
        }
    }
}

/// A plan, once the journal's thread of the process that was killed has let go of its session.
async fn plan_of_what_is_free(aws: &Aws, scribe: &Scribe) -> Plan {
    loop {
        let plan = plan(aws, scribe, redrive(), InDoubt::Leave).await;
        if plan.skipped.iter().all(|s| s.reason != "in another run") {
            return plan;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn two_processes_on_one_queue_and_one_journal_never_send_a_letter_twice() {
    let (_dir, path) = fresh();
    let (one, two) = (open(&path), open(&path));
    let aws = Aws::with(400, |_| Script::Well);
    let first = plan(&aws, &one, redrive(), InDoubt::Leave).await;
    let second = plan(&aws, &two, redrive(), InDoubt::Leave).await;
    assert_eq!(
        (first.items.len(), second.items.len()),
        (400, 400),
        "both saw all"
    );
    let (a, b) = (run("r1", first, &aws, &one), run("r2", second, &aws, &two));
    let (a, b) = (a.task.await.unwrap(), b.task.await.unwrap());
    assert_eq!(a.deleted + b.deleted, 400);
    assert_eq!(
        a.failed + b.failed,
        400,
        "each letter was in one run, and taken in the other"
    );
    assert!(aws.accepted.lock().unwrap().values().all(|n| *n == 1));
}

#[tokio::test(start_paused = true)]
async fn what_is_in_doubt_is_sent_again_only_by_decision() {
    let (_dir, path) = fresh();
    let scribe = open(&path);
    let aws = Aws::with(10, |call| {
        if call == 0 {
            Script::Lost
        } else {
            Script::Well
        }
    });
    let first = plan(&aws, &scribe, redrive(), InDoubt::Leave).await;
    let end = run("r1", first, &aws, &scribe).task.await.unwrap();
    assert_eq!(end.in_doubt, 10);
    assert!(
        plan(&aws, &scribe, redrive(), InDoubt::Leave)
            .await
            .items
            .is_empty()
    );
    let again = plan(&aws, &scribe, redrive(), InDoubt::Resend).await;
    let end = run("r2", again, &aws, &scribe).task.await.unwrap();
    assert!(end.all_done(), "{end:?}");
    assert!(aws.accepted.lock().unwrap().values().all(|n| *n == 1));
}

#[tokio::test(start_paused = true)]
async fn a_lease_that_ran_out_never_leads_to_a_delete_by_its_stale_handle() {
    let (_dir, path) = fresh();
    let (scribe, aws) = (open(&path), Aws::with(30, |_| Script::Well));
    let plan = plan(&aws, &scribe, redrive(), InDoubt::Leave).await;
    let receipt = |n: u32, times: usize| {
        let lapsed = n.is_multiple_of(3) && times < 4;
        (!lapsed).then(|| format!("good-{n}").into())
    };
    let running = with_receipts("r1", plan, &aws, &scribe, receipt);
    let end = running.task.await.unwrap();
    assert!(end.all_done(), "{end:?}");
    assert_eq!(aws.stale.load(Ordering::SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn a_letter_that_lapsed_before_its_put_is_not_put_until_it_is_held_again() {
    let (_dir, path) = fresh();
    let (scribe, aws) = (open(&path), Aws::with(30, |_| Script::Well));
    let plan = plan(&aws, &scribe, redrive(), InDoubt::Leave).await;
    let asked = Arc::new(AtomicUsize::new(0));
    let times_asked = Arc::clone(&asked);
    let receipt = move |n: u32, times: usize| {
        let lapsed = n == 5 || (n == 3 && times < 3);
        if lapsed {
            times_asked.fetch_add(1, Ordering::SeqCst);
        }
        (!lapsed).then(|| format!("good-{n}").into())
    };
    let end = with_receipts("r1", plan, &aws, &scribe, receipt)
        .task
        .await
        .unwrap();
    assert!(asked.load(Ordering::SeqCst) > 3, "they had lapsed");
    assert_eq!((end.deleted, end.left, end.in_doubt), (29, 1, 0), "{end:?}");
    assert!(end.last_error.contains("lease"), "{}", end.last_error);
    {
        let accepted = aws.accepted.lock().unwrap();
        assert!(accepted.values().all(|n| *n == 1) && !accepted.contains_key(&5));
    }
    let items = scribe.items(RunId("r1".into())).await.unwrap();
    assert_eq!(items[5].state, ItemState::Left);
}

#[tokio::test(start_paused = true)]
async fn attributes_of_every_type_survive_delete_and_undo() {
    let (_dir, path) = fresh();
    let (scribe, aws) = (open(&path), Aws::with(25, |_| Script::Well));
    let delete = plan(&aws, &scribe, Deed::Delete, InDoubt::Leave).await;
    let end = run("d1", delete, &aws, &scribe).task.await.unwrap();
    assert!(end.all_done() && aws.left() == 0);
    for (name, sent) in [("u1", 25), ("u2", 25)] {
        let kept = scribe.kept(RunId("d1".into())).await.unwrap();
        let candidates = kept.into_iter().map(|kept| Candidate {
            letter: Arc::new(Letter {
                id: LetterId(kept.number),
                message: kept.message,
                event: None,
                ..Letter::clone(&letter(kept.number))
            }),
            edit: None,
            before: None,
        });
        let request = Request {
            queue_url: URL.into(),
            candidates: candidates.collect(),
            deed: Deed::Undo { run: "d1".into() },
            original: None,
            options: Options::default(),
            fence: None,
        };
        let undo = build(request, &World::default());
        if undo.items.is_empty() {
            assert_eq!(name, "u2", "there is nothing to undo twice");
        } else {
            let end = run(name, undo, &aws, &scribe).task.await.unwrap();
            assert!(end.all_done(), "{end:?}");
        }
        assert_eq!(aws.sent.lock().unwrap().len(), sent);
    }
    let sent = aws.sent.lock().unwrap();
    let back = &sent[7];
    let was = &letter(7).message;
    assert_eq!((&back.body, &back.attributes), (&was.body, &was.attributes));
    assert_eq!(back.trace_header.as_deref(), Some("Root=1"));
}
