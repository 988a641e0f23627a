//! jq over many payloads, in a child process of this program.

use std::sync::Arc;

use crate::jq::{Applied, JqError, Limits, Run};
use crate::problem::Problem;

/// Runs `program` over each text; the new text, or why there is none.
///
/// # Errors
/// A mistake in the program, or a child that can't be started.
pub fn jq(program: &str, texts: &[Arc<str>]) -> Result<Vec<Result<String, String>>, Problem> {
    jq_while(program, texts, &mut |_| true)
}

/// The same as long as `go_on` says so, which is told how many are done; those that are not are left out.
///
/// # Errors
/// As [`jq`].
pub fn jq_while(
    program: &str,
    texts: &[Arc<str>],
    go_on: &mut dyn FnMut(usize) -> bool,
) -> Result<Vec<Result<String, String>>, Problem> {
    let executable = std::env::current_exe()
        .map_err(|e| Problem::internal(format!("this program can't find itself: {e}")))?;
    let mut run = Run::start(&executable, program, Limits::default()).map_err(problem)?;
    let mut done = Vec::with_capacity(texts.len());
    for text in texts {
        if !go_on(done.len()) {
            break;
        }
        done.push(match run.apply(text).map_err(problem)? {
            Applied::Changed(new) => Ok(new),
            Applied::Unchanged => Ok(text.to_string()),
            Applied::Failed(why) => Err(why),
        });
    }
    Ok(done)
}

fn problem(error: JqError) -> Problem {
    match error {
        JqError::Worker(_) => Problem::internal(error.to_string()),
        _ => Problem::usage(format!("the jq program: {error}")),
    }
}
