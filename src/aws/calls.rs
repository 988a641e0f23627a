//! The last calls that were made to AWS, for `@`.

use std::collections::VecDeque;
use std::error::Error;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sqs::operation::RequestId;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use super::fault::fault;
use super::identities::Identities;
use super::parameters::{Heard, listening};
use crate::engine::ports::Fault;

/// Calls that are kept.
const KEPT: usize = 500;

/// One call that was made, retries of the SDK included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// `ReceiveMessage`.
    pub operation: &'static str,
    /// What it was about: a queue's URL, a bus, a rule's name.
    pub subject: Arc<str>,
    /// What it asked for beside that, payloads left out; empty when it was never sent.
    pub parameters: String,
    /// How often it was sent, the SDK's retries included.
    pub attempts: u32,
    /// When it began, counted from the start of the session.
    pub began: Duration,
    /// How long it took.
    pub took: Duration,
    /// AWS's id of the request; empty when there was no answer.
    pub request_id: String,
    /// What went wrong.
    pub fault: Option<Fault>,
}

/// A ring of the last calls. Clones share it.
#[derive(Clone, Debug)]
pub struct Calls {
    start: Instant,
    ring: Arc<Mutex<VecDeque<Call>>>,
    identities: Identities,
}

impl Default for Calls {
    fn default() -> Self {
        Self {
            start: Instant::now(),
            ring: Arc::default(),
            identities: Identities::default(),
        }
    }
}

impl Calls {
    /// The calls that are kept, oldest first.
    #[must_use]
    pub fn list(&self) -> Vec<Call> {
        let ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        ring.iter().cloned().collect()
    }

    /// How long ago that call began.
    #[must_use]
    pub fn age(&self, call: &Call) -> Duration {
        self.start.elapsed().saturating_sub(call.began)
    }

    /// The credentials that sign the calls: a call that is told that they expired makes the next ask for them anew.
    pub(super) fn identities(&self) -> Identities {
        self.identities.clone()
    }

    /// Makes a call, keeps a note of it, and reads its fault.
    pub(super) async fn make<O, E>(
        &self,
        operation: &'static str,
        subject: &str,
        call: impl Future<Output = Result<O, SdkError<E, HttpResponse>>>,
    ) -> Result<O, Fault>
    where
        O: RequestId,
        E: ProvideErrorMetadata + Error + 'static,
    {
        let began = Instant::now();
        let (answer, heard) = listening(call).await;
        let Heard {
            parameters,
            attempts,
        } = heard;
        let request_id = match &answer {
            Ok(answer) => answer.request_id(),
            Err(SdkError::ServiceError(answered)) => {
                answered.raw().headers().get("x-amzn-requestid")
            }
            Err(_) => None,
        };
        let request_id = request_id.unwrap_or_default().to_owned();
        let answer = answer.map_err(fault);
        if answer.as_ref().is_err_and(|f| f.code.contains("Expired")) {
            self.identities.forget();
        }
        self.note(Call {
            operation,
            subject: Arc::from(subject),
            parameters,
            attempts,
            began: began.duration_since(self.start),
            took: began.elapsed(),
            request_id,
            fault: answer.as_ref().err().cloned(),
        });
        answer
    }

    fn note(&self, call: Call) {
        if let Some(fault) = &call.fault {
            tracing::warn!(
                operation = call.operation,
                code = fault.code,
                message = fault.message,
                "call failed"
            );
        }
        let mut ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        if ring.len() == KEPT {
            ring.pop_front();
        }
        ring.push_back(call);
    }
}
