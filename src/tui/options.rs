//! What the wiring gives the face, and what it gets back.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::cause::Catalogue;
use crate::engine::Row;
use crate::engine::survey::Survey;
use crate::letter::Redaction;
use crate::repair::AwsFlags;
use crate::try_it::{Answer, Call, Failed};
use crate::tui::keys::Keymap;
use crate::tui::past::Past;
use crate::tui::theme::Theme;

/// What the face is started with.
pub struct Options {
    /// How meanings look.
    pub theme: Theme,
    /// Nobody chose the theme: the terminal may be asked how light its background is.
    pub ask_background: bool,
    /// What keys do.
    pub keys: Keymap,
    /// Fields that are neither shown nor copied.
    pub redaction: Redaction,
    /// Who is asking, for the header.
    pub who: Who,
    /// Where the AWS CLI must go to do the same, for commands that are copied.
    pub aws_flags: AwsFlags,
    /// What is known of errors: the program's own, or with the user's before it.
    pub catalogue: Arc<Catalogue>,
    /// Entries of the palette that only this session has.
    pub extras: Vec<Extra>,
    /// What the session can do beside the engine.
    pub hands: Hands,
    /// Filters of earlier sessions, the newest last.
    pub filters: Vec<String>,
    /// Begin with the queues of the account, to choose from.
    pub choose: bool,
    /// What went wrong before, to be told first.
    pub warning: Option<String>,
    /// Show what the first keys are, until a key is pressed.
    pub first_time: bool,
    /// How long to wait for the leases to be given back before ending anyway.
    pub patience: Duration,
}

/// What the session can do beside the engine. Each may wait, and none is called on the screen's thread but `calls`,
/// `exported` and `remember`.
pub struct Hands {
    /// The calls that were made to AWS, newest first; must not wait.
    pub calls: Box<dyn Fn() -> Vec<Called> + Send>,
    /// Writes letters to a new file of that name; says what was written, or why it was not.
    pub export: Arc<Export>,
    /// A message with its attributes as an export writes it, less what the config hides; must not wait.
    pub exported: Box<dyn Fn(&Row) -> String + Send>,
    /// Remembers a filter for later sessions; must not wait.
    pub remember: Box<dyn Fn(&str) + Send>,
    /// Runs a jq program over texts.
    pub jq: Arc<Jq>,
    /// The journal.
    pub past: Arc<dyn Past>,
    /// Begins to find out which queues the account has; must not wait.
    pub survey: Box<dyn Fn() -> Survey + Send>,
    /// Sends what a target would get to a URL.
    pub try_it: Arc<Try>,
}

/// Sends a call and waits for the answer as long as the last parameter says so; `None` when it no longer does.
pub type Try = dyn Fn(&Call, &dyn Fn() -> bool) -> Option<Result<Answer, Failed>> + Send + Sync;

/// Writes letters to a new file of that name; says what was written, or why it was not.
pub type Export = dyn Fn(&str, &[Arc<Row>]) -> Result<String, String> + Send + Sync;

/// Runs a jq program over texts: the new text, or why there is none. The last parameter is told how many are done
/// and answers whether to go on; what was not done then is left out. A mistake in the program is an error.
pub type Jq = dyn Fn(
        &str,
        &[Arc<str>],
        &mut dyn FnMut(usize) -> bool,
    ) -> Result<Vec<Result<String, String>>, String>
    + Send
    + Sync;

/// A call that was made to AWS.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Called {
    /// `ReceiveMessage`.
    pub operation: String,
    /// What it was about.
    pub subject: String,
    /// What it asked for beside that; no payloads.
    pub parameters: String,
    /// How often the SDK sent it again.
    pub retries: u32,
    /// How long ago it began.
    pub age: Duration,
    /// How long it took.
    pub took: Duration,
    /// AWS's id of the request; empty when there was no answer.
    pub request_id: String,
    /// What went wrong; empty when nothing did.
    pub error: String,
}

/// Who is asking, as the header shows it.
#[derive(Clone, Debug, Default)]
pub struct Who {
    /// The account's name from the config; empty when it has none.
    pub account_label: String,
    /// Whether the account or profile is marked as production.
    pub production: bool,
    /// The profile or role; empty when unknown.
    pub profile: String,
}

/// An entry of the palette that only this session has, e.g. "demo: heal the downstream".
pub struct Extra {
    /// Its name in the palette.
    pub name: String,
    /// One sentence.
    pub help: String,
    /// Does it, away from the screen's thread, and says what was done.
    pub act: Box<dyn Fn() -> String + Send>,
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// How the face ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The operator quit, and every lease was given back or is known to stay hidden.
    Quit,
    /// The operator chose other queues for the next session; every lease of this one was given back or is known to
    /// stay hidden.
    Open {
        /// What opens them.
        queues: Vec<String>,
        /// The theme of now, which may not be the config's.
        theme: &'static str,
    },
    /// The operator would not wait for the leases, or a signal came.
    Interrupted,
    /// The terminal is gone.
    HungUp,
    /// A thread panicked: the terminal was given back, and nothing is drawn over the message.
    Panicked,
    /// Standard input or output is no terminal, or it could not be set up; nothing was drawn.
    NoTerminal,
}
