//! Which checks there are, in order.

use std::collections::BTreeSet;

use super::finding::{Check, State};
use super::{bus, queue};
use crate::cause::Cause;
use crate::engine::ports::{Ports, Queue};

/// Asks AWS about the credentials, the queue, the buses of its letters (and `buses`), their rules and targets.
pub async fn examine(
    ports: &Ports,
    queue: &dyn Queue,
    causes: &[Cause],
    buses: &[String],
) -> Vec<Check> {
    let mut out = vec![credentials(ports).await];
    let arn = queue::examine(queue, &mut out).await;
    let named = causes.iter().filter_map(|c| c.bus.as_deref());
    let mut names: BTreeSet<&str> = named.chain(buses.iter().map(String::as_str)).collect();
    if names.is_empty() {
        names.insert("default");
    }
    for name in names {
        bus::examine(ports, name, &arn, causes, &mut out).await;
    }
    let permissions = permissions(&out);
    out.insert(1, permissions);
    out
}

/// What was asked shows what may be asked; what changes something can't be tried without doing it.
fn permissions(checks: &[Check]) -> Check {
    let refused: Vec<String> = checks
        .iter()
        .filter(|check| check.is_refused())
        .map(|check| format!("{} {}", check.check, check.subject))
        .collect();
    let check = Check::new("permissions", "", State::Ok);
    if refused.is_empty() {
        return check.found(
            "all that was asked here is allowed; PutEvents, DeleteMessage and SendMessage can't be tried without doing it",
        );
    }
    Check {
        state: State::Unknown,
        ..check
    }
    .found(format!("not allowed: {}", refused.join(", ")))
    .advise("the README has the policy that this program needs")
}

async fn credentials(ports: &Ports) -> Check {
    match ports.directory.caller().await {
        Ok((account, arn)) => Check::new("credentials", &account, State::Ok).found(arn),
        Err(fault) => {
            let mut check = Check::of_fault("credentials", "", &fault);
            check.state = State::Fail;
            check.advise("log in again, or name another --profile")
        }
    }
}
