use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use super::policy::{Again, Condition, Failure, Next, RetryPolicy, next};
use super::*;
use crate::sim::events::check::Constraints;
use crate::time::Time;

fn policy(attempts: u32) -> RetryPolicy {
    RetryPolicy {
        attempts,
        ..RetryPolicy::default()
    }
}

#[test]
fn a_policy_is_read_with_its_defaults_and_its_bounds() {
    let mut broken = Constraints::default();
    let read = RetryPolicy::read(&json!({"MaximumRetryAttempts": 1}), "t", &mut broken);
    assert_eq!((read.attempts, read.age), (1, Duration::from_secs(86_400)));
    assert!(broken.finish().is_ok());
    let mut broken = Constraints::default();
    let given = json!({"MaximumRetryAttempts": 186, "MaximumEventAgeInSeconds": 59});
    RetryPolicy::read(&given, "targets.1.member", &mut broken);
    assert_eq!(
        broken.finish().unwrap_err().message,
        "2 validation errors detected: Value '186' at 'targets.1.member.retryPolicy.maximumRetryAttempts' failed to satisfy constraint: Member must have value less than or equal to 185; Value '59' at 'targets.1.member.retryPolicy.maximumEventAgeInSeconds' failed to satisfy constraint: Member must have value greater than or equal to 60"
    );
}

#[test]
fn the_attempts_end_the_retries_and_a_refusal_ends_them_at_once() {
    let passing = Failure::passing("X", "x");
    assert!(matches!(next(policy(1), &passing, 0, 0.5), Next::Wait(_)));
    let exhausted = Next::GiveUp(Some(Condition::Attempts));
    assert_eq!(next(policy(1), &passing, 1, 0.5), exhausted);
    assert_eq!(next(policy(0), &passing, 0, 0.5), exhausted);
    let permanent = Failure::permanent("X", "x");
    assert_eq!(next(policy(185), &permanent, 0, 0.5), Next::GiveUp(None));
}

#[test]
fn waits_double_with_jitter_up_to_a_limit_and_retry_after_lengthens_them() {
    let passing = Failure::passing("X", "x");
    let wait = |retries, chance| match next(policy(185), &passing, retries, chance) {
        Next::Wait(wait) => wait.as_secs_f64(),
        other => panic!("{other:?}"),
    };
    assert_eq!((wait(0, 0.0), wait(0, 1.0)), (0.5, 1.0));
    assert_eq!((wait(3, 0.0), wait(3, 1.0)), (4.0, 8.0));
    assert_eq!((wait(100, 0.0), wait(100, 1.0)), (450.0, 900.0));
    let asked = |seconds| {
        let failure = Failure {
            again: Again::NotBefore(Duration::from_secs(seconds)),
            ..passing.clone()
        };
        next(policy(9), &failure, 3, 1.0)
    };
    assert_eq!(asked(30), Next::Wait(Duration::from_secs(30)));
    assert_eq!(
        asked(1),
        Next::Wait(Duration::from_secs(8)),
        "the more conservative of the two"
    );
}

#[test]
fn a_day_of_default_policy_has_about_as_many_retries_as_the_recorded_letter() {
    let passing = Failure::passing("X", "x");
    let mut elapsed = Duration::ZERO;
    let mut retries = 0;
    while let Next::Wait(wait) = next(RetryPolicy::default(), &passing, retries, 0.5) {
        // five seconds until the endpoint's time is up
        elapsed += wait + Duration::from_secs(5);
        if elapsed > RetryPolicy::default().age {
            break;
        }
        retries += 1;
    }
    assert!((120..=140).contains(&retries), "{retries}, recorded: 129");
}

#[tokio::test(start_paused = true)]
async fn turns_are_spread_at_the_rate_of_each_destination() {
    let (pace, start) = (Pace::default(), Instant::now());
    let at = |arn: &str, rate| (pace.turn(arn, rate) - start).as_millis();
    assert_eq!((at("a", 100), at("a", 100), at("a", 100)), (0, 10, 20));
    assert_eq!(at("b", 1), 0);
    tokio::time::advance(Duration::from_secs(5)).await;
    assert_eq!(
        (at("a", 100), at("a", 100)),
        (5000, 5010),
        "unused turns are not saved up"
    );
    pace.reset();
    assert_eq!(at("b", 1), 5000);
}

#[test]
fn retry_after_is_seconds_or_a_date_and_a_negative_one_ends_the_retries() {
    let now = Time::parse("2015-10-21T07:27:00Z").unwrap();
    let of = |header: &str| retry_after::again(Some(header), now);
    let after = |seconds| Again::NotBefore(Duration::from_secs(seconds));
    assert_eq!(retry_after::again(None, now), Again::Backoff);
    assert_eq!(of(" 30 "), after(30));
    assert_eq!(of("-1"), Again::Never);
    assert_eq!(of("Wed, 21 Oct 2015 07:28:00 GMT"), after(60));
    assert_eq!(of("Wed, 21 Oct 2015 07:20:00 GMT"), after(0), "in the past");
    for odd in [
        "soon",
        "",
        "Wed, 41 Oct 2015 07:28:00 GMT",
        "99999999999999999999",
    ] {
        assert_eq!(of(odd), Again::Backoff, "{odd}");
    }
}
