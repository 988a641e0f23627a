//! From what the user said to working ports, or to one clear problem.

use std::sync::Arc;

use futures_util::future::join_all;

use super::account::AwsAccount;
use super::buses::AwsBuses;
use super::calls::Calls;
use super::clients::{Clients, Wanted, is_loopback, load};
use super::directory::AwsDirectory;
use super::endpoint::Endpoint;
use super::gate::Gate;
use super::intern::Interner;
use super::queue::{AwsQueue, facts};
use super::refusals::{no_region, nobody, problem};
use super::scratches::AwsScratches;
use crate::arn::{Arn, QueueRef};
use crate::engine::ports::{Directory as _, Fault, FaultKind, Ports, Queue};
use crate::engine::survey::Account;
use crate::problem::Problem;

/// The region that requests to this machine are signed for when nothing names one.
const LOCAL_REGION: &str = "us-east-1";

/// What the user said.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// `--profile`.
    pub profile: Option<String>,
    /// `--region`.
    pub region: Option<String>,
    /// `--endpoint-url`.
    pub endpoint_url: Option<String>,
    /// `--queue`, in order.
    pub queues: Vec<QueueRef>,
    /// Where calls are noted.
    pub calls: Calls,
}

/// A session with AWS.
#[derive(Clone)]
pub struct Connected {
    /// The engine's ports.
    pub ports: Ports,
    /// The session's region: of `--region`, else of the first queue, else of the environment or profile.
    pub region: String,
    /// Where calls go instead of AWS: of `--endpoint-url`, a queue's URL on this machine, the environment or profile.
    pub endpoint_url: Option<String>,
    /// Account of the caller; empty when STS does not say.
    pub account: String,
    /// ARN of the caller; empty when STS does not say.
    pub caller: String,
    /// What else there is in the account.
    pub surroundings: Arc<dyn Account>,
}

/// Finds credentials, region and queues, and tries each queue once.
///
/// # Errors
/// No credentials, no region, no such queue, no permission, no connection: each one sentence and what to do.
pub async fn connect(settings: &Settings) -> Result<Connected, Problem> {
    let clients = session(settings).await?;
    let names = Arc::new(Interner::default());
    let gate = Arc::new(Gate::default());
    let directory = AwsDirectory {
        clients: Arc::clone(&clients),
        names: Arc::clone(&names),
        gate: Arc::clone(&gate),
    };
    let looks = settings
        .queues
        .iter()
        .map(|queue| first_look(&clients, &names, queue));
    let (looks, caller) = tokio::join!(join_all(looks), directory.caller());
    let mut queues: Vec<Arc<dyn Queue>> = Vec::with_capacity(looks.len());
    for (look, asked) in looks.into_iter().zip(&settings.queues) {
        queues.push(Arc::new(look.map_err(|fault| {
            problem(asked, settings, &clients.place(asked), fault)
        })?));
    }
    let (account, caller) = match caller {
        Ok(caller) => caller,
        Err(fault) if queues.is_empty() => return Err(nobody(settings, &fault)),
        Err(_) => Default::default(),
    };
    let surroundings = AwsAccount {
        clients: Arc::clone(&clients),
        gate,
        number: account.clone(),
    };
    Ok(Connected {
        region: clients.region().to_owned(),
        endpoint_url: clients.endpoint_url().map(str::to_owned),
        ports: Ports {
            queues,
            buses: Arc::new(AwsBuses {
                clients: Arc::clone(&clients),
            }),
            scratches: Arc::new(AwsScratches { clients }),
            directory: Arc::new(directory),
        },
        account,
        caller,
        surroundings: Arc::new(surroundings),
    })
}

/// Credentials, region and address; nothing is asked of AWS yet.
pub(super) async fn session(settings: &Settings) -> Result<Arc<Clients>, Problem> {
    let endpoint = Endpoint::of(settings.endpoint_url.as_deref(), &settings.queues);
    let wanted = Wanted {
        profile: settings.profile.as_deref(),
        region: region_wanted(settings),
        endpoint: endpoint.url.as_deref(),
    };
    let config = load(&wanted, settings.calls.identities()).await;
    let local = config.endpoint_url().is_some_and(is_loopback);
    let region = match config.region() {
        Some(region) => region.to_string(),
        None if local => LOCAL_REGION.to_owned(),
        None => return Err(no_region(settings)),
    };
    Ok(Arc::new(Clients::new(
        config,
        region,
        endpoint,
        settings.calls.clone(),
    )))
}

/// A queue by whatever names it; GetQueueUrl where that is not a URL.
pub(super) async fn queue_of(
    clients: &Clients,
    names: &Arc<Interner>,
    queue: &QueueRef,
) -> Result<AwsQueue, Fault> {
    let region = queue
        .region()
        .unwrap_or_else(|| clients.region())
        .to_owned();
    let url = match queue {
        QueueRef::Url { url, .. } => url.clone(),
        QueueRef::Arn(Arn { account, .. }) => {
            url_of(clients, queue, Some(account.as_str())).await?
        }
        QueueRef::Name(_) => url_of(clients, queue, None).await?,
    };
    Ok(AwsQueue {
        client: clients.sqs(&region, Some(queue)),
        once: clients.sqs_once(&region, Some(queue)),
        url,
        names: Arc::clone(names),
        calls: clients.calls().clone(),
    })
}

/// Opens a queue and asks for its attributes, so that a wrong name is told before anything is drawn.
async fn first_look(
    clients: &Clients,
    names: &Arc<Interner>,
    queue: &QueueRef,
) -> Result<AwsQueue, Fault> {
    let opened = queue_of(clients, names, queue).await?;
    let region = queue.region().unwrap_or_else(|| clients.region());
    let client = clients.sqs_first(region, Some(queue));
    facts(&client, &opened.url, clients.calls()).await?;
    Ok(opened)
}

async fn url_of(
    clients: &Clients,
    queue: &QueueRef,
    account: Option<&str>,
) -> Result<String, Fault> {
    let region = queue.region().unwrap_or_else(|| clients.region());
    let client = clients.sqs_first(region, Some(queue));
    let call = client
        .get_queue_url()
        .queue_name(queue.name())
        .set_queue_owner_aws_account_id(account.filter(|a| !a.is_empty()).map(str::to_owned));
    let calls = clients.calls();
    let answer = calls.make("GetQueueUrl", queue.name(), call.send()).await?;
    answer.queue_url.ok_or_else(|| Fault {
        kind: FaultKind::NotFound,
        code: "QueueDoesNotExist".into(),
        message: "GetQueueUrl answered no URL".into(),
    })
}

/// `--region`, else the region that the first queue names itself. The environment and the profile come after: a
/// queue's bus is where the queue is, whatever the shell says.
fn region_wanted(settings: &Settings) -> Option<&str> {
    let given = settings.region.as_deref().filter(|r| !r.is_empty());
    given.or_else(|| settings.queues.iter().find_map(QueueRef::region))
}
