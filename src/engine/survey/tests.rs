//! What a survey knows, in which order it asks, and what it does when it may not.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::Instant;

use super::{Account, Depth, Feeder, Listed, Page, Survey, Surveyed, Undelivered};
use crate::engine::ports::{Answer, Fault, FaultKind, QueueFacts};

const PAGE: usize = 100;

/// An account whose queue `n` holds `n` messages.
#[derive(Default)]
struct Fake {
    queues: usize,
    /// Rules of the bus `default`, each with one target.
    rules: usize,
    /// The dead-letter queue of every rule, by ARN.
    dead: String,
    denied: &'static [&'static str],
    silent: AtomicBool,
    /// Queues that were asked for their attributes, in order.
    asked: Mutex<Vec<usize>>,
}

fn url(n: usize) -> String {
    format!("https://sqs.eu-west-1.amazonaws.com/123456789012/q-{n}")
}

fn arn(name: &str) -> String {
    format!("arn:aws:sqs:eu-west-1:123456789012:{name}")
}

fn page<T>(all: Vec<T>, from: Option<String>) -> Page<T> {
    let from: usize = from.map_or(0, |token| token.parse().unwrap());
    let more = all.len() > from + PAGE;
    Page {
        items: all.into_iter().skip(from).take(PAGE).collect(),
        next: more.then(|| (from + PAGE).to_string()),
    }
}

impl Fake {
    fn answer<'a, T: Send + 'a>(&self, operation: &str, value: T) -> Answer<'a, T> {
        let kind = if self.silent.load(Ordering::SeqCst) {
            Some((FaultKind::Unreachable, "io"))
        } else if self.denied.contains(&operation) {
            Some((FaultKind::Denied, "AccessDeniedException"))
        } else {
            None
        };
        let answer = match kind {
            None => Ok(value),
            Some((kind, code)) => Err(Fault {
                kind,
                code: code.into(),
                message: String::new(),
            }),
        };
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(5)).await;
            answer
        })
    }
}

impl Account for Fake {
    fn place(&self) -> String {
        "123456789012 · eu-west-1".into()
    }

    fn queues(&self, from: Option<String>) -> Answer<'_, Page<String>> {
        let all = (0..self.queues).map(url).collect();
        self.answer("ListQueues", page(all, from))
    }

    fn buses(&self, from: Option<String>) -> Answer<'_, Page<String>> {
        self.answer("ListEventBuses", page(vec!["default".into()], from))
    }

    fn rules<'a>(&'a self, bus: &'a str, from: Option<String>) -> Answer<'a, Page<String>> {
        assert_eq!(bus, "default");
        let all = (0..self.rules).map(|n| format!("rule-{n}")).collect();
        self.answer("ListRules", page(all, from))
    }

    fn targets<'a>(
        &'a self,
        (_, rule): (&'a str, &'a str),
        from: Option<String>,
    ) -> Answer<'a, Page<Undelivered>> {
        let target = Undelivered {
            target_arn: format!(
                "arn:aws:events:eu-west-1:123456789012:api-destination/{rule}-api/1"
            ),
            queue_arn: self.dead.clone(),
        };
        self.answer("ListTargetsByRule", page(vec![target], from))
    }

    fn sources<'a>(&'a self, queue: &'a str, from: Option<String>) -> Answer<'a, Page<String>> {
        // queue 7 gets the dead letters of queue 8
        let all = if queue == url(7) {
            vec![url(8)]
        } else {
            vec![]
        };
        self.answer("ListDeadLetterSourceQueues", page(all, from))
    }

    fn facts<'a>(&'a self, queue: &'a str) -> Answer<'a, QueueFacts> {
        let n: usize = queue.rsplit('-').next().unwrap().parse().unwrap();
        self.asked.lock().unwrap().push(n);
        let policy = format!(
            r#"{{"deadLetterTargetArn":"{}","maxReceiveCount":3}}"#,
            arn("q-4")
        );
        let facts = QueueFacts {
            visible: n as u64,
            redrive_policy: (n == 3).then_some(policy),
            ..QueueFacts::default()
        };
        self.answer("GetQueueAttributes", facts)
    }
}

fn named<'a>(shown: &'a Surveyed, name: &str) -> &'a Listed {
    shown.queues.iter().find(|q| &*q.name == name).unwrap()
}

async fn until(survey: &Survey, holds: impl Fn(&Surveyed) -> bool) -> Arc<Surveyed> {
    for _ in 0..100_000 {
        let shown = survey.shown();
        if holds(&shown) {
            return shown;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{:?}", survey.shown());
}

fn all_is_known(shown: &Surveyed) -> bool {
    let known = |queue: &Arc<Listed>| queue.depth != Depth::Unasked;
    shown.listed && shown.rules_listed && shown.queues.iter().all(known)
}

#[tokio::test(start_paused = true)]
async fn every_page_is_read_and_dead_letter_queues_are_known_by_rule_and_by_policy() {
    let fake = Fake {
        queues: 1200,
        rules: 230,
        dead: arn("q-900"),
        ..Fake::default()
    };
    let survey = Survey::start(Arc::new(fake), &Handle::current());
    let shown = until(&survey, all_is_known).await;
    assert_eq!(shown.queues.len(), 1200);
    assert_eq!((shown.rules, shown.rules_read), (230, 230));
    assert_eq!(named(&shown, "q-900").feeders.len(), 230);
    assert_eq!(named(&shown, "q-4").feeders, [Feeder::Queue("q-3".into())]);
    assert_eq!(named(&shown, "q-900").messages(), 900);
    assert!(!named(&shown, "q-5").gets_dead_letters());
    assert!(shown.unknown.is_empty(), "{:?}", shown.unknown);
}

#[tokio::test(start_paused = true)]
async fn the_dead_letter_queues_come_first_then_what_is_looked_at_and_the_rest_at_leisure() {
    let fake = Arc::new(Fake {
        queues: 1200,
        rules: 1,
        dead: arn("q-900"),
        ..Fake::default()
    });
    let survey = Survey::start(Arc::clone(&fake) as Arc<dyn Account>, &Handle::current());
    until(&survey, |shown| shown.listed).await;
    let began = Instant::now();
    survey.look_at((700..720).collect());
    until(&survey, |shown| named(shown, "q-715").messages() > 0).await;
    let took = began.elapsed();
    assert!(took < Duration::from_secs(1), "{took:?}");
    tokio::time::sleep(Duration::from_secs(1)).await;
    let asked = fake.asked.lock().unwrap().clone();
    let place = |n: usize| asked.iter().position(|asked| *asked == n).unwrap();
    assert!(place(900) < 12, "{asked:?}");
    let rest = asked.iter().filter(|n| **n < 700).count();
    assert!(
        rest < 60,
        "{rest} of the rest were asked within two seconds"
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_looked_at_is_asked_again_and_again() {
    let fake = Arc::new(Fake {
        queues: 1,
        ..Fake::default()
    });
    let survey = Survey::start(Arc::clone(&fake) as Arc<dyn Account>, &Handle::current());
    survey.look_at(vec![0]);
    until(&survey, |shown| shown.listed).await;
    survey.look_at(vec![0]);
    tokio::time::sleep(Duration::from_secs(60)).await;
    let asked = fake.asked.lock().unwrap().len();
    assert!((5..9).contains(&asked), "{asked}");
}

#[tokio::test(start_paused = true)]
async fn queues_whose_sources_are_asked_name_them() {
    let fake = Fake {
        queues: 10,
        ..Fake::default()
    };
    let survey = Survey::start(Arc::new(fake), &Handle::current());
    until(&survey, |shown| shown.listed).await;
    survey.look_at(vec![7]);
    let shown = until(&survey, |shown| named(shown, "q-7").gets_dead_letters()).await;
    assert_eq!(named(&shown, "q-7").feeders, [Feeder::Queue("q-8".into())]);
}

#[tokio::test(start_paused = true)]
async fn what_may_not_be_asked_is_said_and_the_queues_are_there_all_the_same() {
    let fake = Fake {
        queues: 3,
        denied: &[
            "ListEventBuses",
            "ListRules",
            "ListDeadLetterSourceQueues",
            "GetQueueAttributes",
        ],
        ..Fake::default()
    };
    let survey = Survey::start(Arc::new(fake), &Handle::current());
    survey.look_at(vec![0, 1, 2]);
    let shown = until(&survey, all_is_known).await;
    assert_eq!(shown.queues.len(), 3);
    let said = shown.unknown.join("\n");
    assert!(
        said.contains("ListRules was refused (AccessDeniedException)"),
        "{said}"
    );
    assert!(said.contains("ListEventBuses"), "{said}");
    let denied = Depth::Unknown("AccessDeniedException".into());
    assert!(shown.queues.iter().all(|q| q.depth == denied));
}

#[tokio::test(start_paused = true)]
async fn without_a_list_the_queues_that_rules_name_are_there() {
    let fake = Fake {
        queues: 3,
        rules: 1,
        dead: "arn:aws:sqs:eu-west-1:999999999999:theirs".into(),
        denied: &["ListQueues"],
        ..Fake::default()
    };
    let survey = Survey::start(Arc::new(fake), &Handle::current());
    let shown = until(&survey, |shown| shown.rules_read == 1).await;
    let theirs = named(&shown, "theirs");
    assert!(!theirs.listed);
    assert_eq!(&*theirs.id, "arn:aws:sqs:eu-west-1:999999999999:theirs");
    assert!(shown.unknown[0].starts_with("ListQueues was refused"));
}

#[tokio::test(start_paused = true)]
async fn without_an_answer_it_says_so_and_goes_on_by_itself() {
    let fake = Arc::new(Fake {
        queues: 3,
        ..Fake::default()
    });
    fake.silent.store(true, Ordering::SeqCst);
    let survey = Survey::start(Arc::clone(&fake) as Arc<dyn Account>, &Handle::current());
    until(&survey, |shown| shown.trouble.is_some()).await;
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert!(!survey.shown().listed);
    fake.silent.store(false, Ordering::SeqCst);
    let shown = until(&survey, all_is_known).await;
    assert_eq!((shown.queues.len(), &shown.trouble), (3, &None));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_asked_after_its_end() {
    let fake = Arc::new(Fake {
        queues: 1200,
        ..Fake::default()
    });
    let survey = Survey::start(Arc::clone(&fake) as Arc<dyn Account>, &Handle::current());
    until(&survey, |shown| shown.listed).await;
    drop(survey);
    tokio::time::sleep(Duration::from_millis(200)).await;
    let asked = fake.asked.lock().unwrap().len();
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert_eq!(fake.asked.lock().unwrap().len(), asked);
}
