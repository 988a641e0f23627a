//! One exchange with a URL of the operator's, as long as somebody waits for it.

use std::time::Duration;

use tokio::runtime::Handle;

use crate::try_it::{Answer, Call, Failed, send};

/// How often it is looked whether somebody still waits.
const LOOK: Duration = Duration::from_millis(50);

/// Sends `call` and waits for its answer, at most as long as EventBridge would; `None` as soon as `wanted` says that
/// nobody waits any more.
pub fn try_it(
    runtime: &Handle,
    call: &Call,
    wanted: &dyn Fn() -> bool,
) -> Option<Result<Answer, Failed>> {
    runtime.block_on(async {
        tokio::select! {
            outcome = send(call) => Some(outcome),
            () = unwanted(wanted) => None,
        }
    })
}

async fn unwanted(wanted: &dyn Fn() -> bool) {
    let mut look = tokio::time::interval(LOOK);
    while wanted() {
        look.tick().await;
    }
}
