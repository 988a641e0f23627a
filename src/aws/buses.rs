//! PutEvents over the SDK.

use std::sync::Arc;

use aws_sdk_eventbridge::primitives::DateTime;
use aws_sdk_eventbridge::types::PutEventsRequestEntry;

use super::clients::Clients;
use super::fault::{of_entry, unmentioned};
use crate::arn::Arn;
use crate::engine::ports::{Answer, Buses, Fault};
use crate::repair::Outgoing;

/// The buses of AWS.
pub(super) struct AwsBuses {
    /// A client for each region: the ARN of a bus names its own.
    pub clients: Arc<Clients>,
}

impl Buses for AwsBuses {
    fn put<'a>(
        &'a self,
        bus: &'a str,
        entries: &'a [Outgoing],
    ) -> Answer<'a, Vec<Result<Arc<str>, Fault>>> {
        Box::pin(async move {
            let arn = Arn::parse(bus);
            let region = arn.as_ref().map(|arn| arn.region.as_str());
            let client = self.clients.events_once(region);
            let call = client
                .put_events()
                .set_entries(Some(entries.iter().map(|e| entry(bus, e)).collect()));
            let calls = self.clients.calls();
            let answer = calls.make("PutEvents", bus, call.send()).await?;
            let results = answer.entries.unwrap_or_default();
            let mut out: Vec<_> = results
                .into_iter()
                .map(|result| match (result.event_id, result.error_code) {
                    (Some(id), None) => Ok(Arc::from(id)),
                    (_, Some(code)) => Err(of_entry(&code, result.error_message.as_deref())),
                    (None, None) => Err(unmentioned()),
                })
                .collect();
            out.resize_with(entries.len(), || Err(unmentioned()));
            Ok(out)
        })
    }
}

fn entry(bus: &str, outgoing: &Outgoing) -> PutEventsRequestEntry {
    let resources = outgoing.resources.iter().map(ToString::to_string).collect();
    PutEventsRequestEntry::builder()
        .event_bus_name(bus)
        .source(&*outgoing.source)
        .detail_type(&*outgoing.detail_type)
        .detail(&*outgoing.detail)
        .set_resources(Some(resources))
        .set_time(outgoing.time.map(|time| DateTime::from_millis(time.0)))
        .set_trace_header(outgoing.trace_header.as_deref().map(str::to_owned))
        .build()
}
