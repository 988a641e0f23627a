use super::api::Endpoint;
use super::run::Job;
use crate::sim::downstream::Call;
pub(super) fn build(endpoint: &Endpoint, _job: &Job, body: String, _token: Option<&str>) -> Call {
    Call {
        method: endpoint.method.clone(),
        url: endpoint.url.clone(),
        headers: vec![],
        body,
    }
}
