//! What one PutEvents entry says.

use std::sync::Arc;

use crate::time::Time;

/// One entry of PutEvents, less the bus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// `Source`.
    pub source: Arc<str>,
    /// `DetailType`.
    pub detail_type: Arc<str>,
    /// `Detail`: of an unedited letter byte for byte what stands in its body.
    pub detail: Arc<str>,
    /// `Resources`.
    pub resources: Arc<[Arc<str>]>,
    /// `Time`; the time of the original event, so that lateness shows.
    pub time: Option<Time>,
    /// `TraceHeader`, from `AWSTraceHeader`.
    pub trace_header: Option<Arc<str>>,
}

impl Outgoing {
    /// Bytes as PutEvents counts them: 14 for a time, and the UTF-8 of source, detail-type, detail, resources.
    /// (EventBridge User Guide, PutEvents: calculating event entry size)
    #[must_use]
    pub fn size(&self) -> usize {
        let time = if self.time.is_some() { 14 } else { 0 };
        let resources: usize = self.resources.iter().map(|r| r.len()).sum();
        time + self.source.len() + self.detail_type.len() + self.detail.len() + resources
    }
}
