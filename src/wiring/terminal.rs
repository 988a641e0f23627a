//! The engine with the terminal as its face.

use std::path::Path;
use std::time::Duration;

use tokio::runtime::Runtime;

use super::filters;
use super::hands::hands;
use super::session::{self, Asked, Opening, Session};
use super::signals;
use crate::arn::QueueRef;
use crate::cli::{Invocation, Needs};
use crate::letter::Redaction;
use crate::problem::{Exit, Problem};
use crate::repair::AwsFlags;
use crate::tui::{self, Ended, Extra, Keymap, Options, Stop, Theme, Who};

/// How long the giving back may take before the program ends anyway.
const PATIENCE: Duration = Duration::from_secs(10);

/// What one session is opened with, and what the terminal has beside it.
pub struct Show<'a> {
    /// The queues; none to let the operator choose.
    pub queues: Vec<QueueRef>,
    /// The journal's file.
    pub journal: &'a Path,
    /// What the palette has beside the program's own.
    pub extras: &'a dyn Fn() -> Vec<Extra>,
}

/// Opens the terminal interface on the queues of the arguments; without one the operator chooses.
///
/// # Errors
/// What stands in the way before anything is drawn.
pub fn run(runtime: &Runtime, invocation: &Invocation) -> Result<Exit, Problem> {
    let asked = Asked::read(&invocation.global)?;
    let queues = match invocation.needs()? {
        Needs::Queues(queues) => queues,
        _ => Vec::new(),
    };
    if queues.is_empty() && !tui::on_a_terminal() {
        return Err(Problem::usage("no queue is named").remedy(
            "give --queue URL, ARN or NAME; or see it work without an account: dlq-tui demo",
        ));
    }
    let journal = asked.journal();
    let show = Show {
        queues,
        journal: &journal,
        extras: &Vec::new,
    };
    self::show(runtime, &asked, show)
}

/// Shows one session after the other: the operator may choose other queues.
///
/// # Errors
/// What stands in the way before anything is drawn.
pub fn show(runtime: &Runtime, asked: &Asked, mut show: Show<'_>) -> Result<Exit, Problem> {
    if !tui::on_a_terminal() {
        return Err(Problem::usage("standard input and output are no terminal")
            .remedy("the subcommands work without one; see dlq-tui --help"));
    }
    let stop = Stop::new();
    {
        let _inside = runtime.enter();
        let told = stop.clone();
        // the face ends by `stop`; nobody waits on the flag
        drop(signals::listen(move || told.now()));
    }
    let mut about = Beginning {
        first_time: !show.journal.exists(),
        chosen: false,
        warning: None,
        theme: None,
    };
    loop {
        let chosen = std::mem::take(&mut about.chosen);
        let session = match open(runtime, asked, &show) {
            Ok(session) => session,
            // what was chosen can't be opened: something else may be
            Err(problem) if chosen => {
                about.warning = Some(problem.to_string());
                show.queues.clear();
                continue;
            }
            Err(problem) => return Err(problem),
        };
        match look(runtime, asked, (&session, &show), (&mut about, &stop))? {
            Ended::Open { queues, theme } => {
                about.chosen = true;
                about.theme = Theme::named(theme);
                let queues = queues.iter().map(|queue| QueueRef::parse(queue));
                show.queues = queues.collect::<Result<_, _>>()?;
            }
            Ended::Quit => return Ok(Exit::Done),
            _ => return Ok(Exit::Interrupted),
        }
    }
}

/// How a session begins.
struct Beginning {
    /// The program was never used here.
    first_time: bool,
    /// The operator chose its queues.
    chosen: bool,
    /// What went wrong before.
    warning: Option<String>,
    /// How the session before looked.
    theme: Option<Theme>,
}

fn open(runtime: &Runtime, asked: &Asked, show: &Show<'_>) -> Result<Session, Problem> {
    // a mistake in the config is told before anything is leased
    theme(asked)?;
    keys(asked)?;
    let opening = Opening {
        queues: show.queues.clone(),
        read_only: false,
        // nothing is leased while nothing is open
        screen: !show.queues.is_empty(),
        journal: show.journal,
    };
    session::open(runtime, asked, opening)
}

/// One session on the screen.
fn look(
    runtime: &Runtime,
    asked: &Asked,
    (session, show): (&Session, &Show<'_>),
    (about, stop): (&mut Beginning, &Stop),
) -> Result<Ended, Problem> {
    let choose = show.queues.is_empty();
    let (theme, ask_background) = match about.theme.take() {
        Some(theme) => (theme, false),
        None => theme(asked)?,
    };
    let options = Options {
        theme,
        ask_background,
        keys: keys(asked)?,
        redaction: Redaction::new(&asked.config.redact),
        who: who(session),
        aws_flags: aws_flags(session),
        catalogue: std::sync::Arc::clone(&asked.catalogue),
        extras: (show.extras)(),
        hands: hands(runtime.handle(), asked, session, show.journal),
        filters: filters::read(&filters::file(show.journal)),
        choose,
        warning: about.warning.take(),
        first_time: about.first_time,
        patience: PATIENCE,
    };
    about.first_time &= choose;
    let ended = tui::run(session.handle.clone(), options, stop);
    // a face that could not close gave nothing back yet
    session::close(&session.handle);
    match ended {
        Ended::Panicked => Err(Problem::internal(
            "the terminal interface broke down; all leases were given back",
        )
        .remedy("start again; what was sent or deleted is in the journal")),
        Ended::NoTerminal => Err(Problem::usage("the terminal could not be set up")
            .remedy("the subcommands work without one; see dlq-tui --help")),
        ended => Ok(ended),
    }
}

fn keys(asked: &Asked) -> Result<Keymap, Problem> {
    tui::keymap(&asked.config.keys)
        .map_err(|problem| problem.at(asked.places.config.display().to_string()))
}

fn who(session: &Session) -> Who {
    Who {
        account_label: String::new(),
        production: session.settings.production,
        profile: session.settings.said.profile.clone().unwrap_or_default(),
    }
}

fn aws_flags(session: &Session) -> AwsFlags {
    let connected = &session.connected;
    AwsFlags {
        profile: session.settings.said.profile.clone().unwrap_or_default(),
        region: connected.region.clone(),
        endpoint_url: connected.endpoint_url.clone().unwrap_or_default(),
    }
}

/// The theme, and whether the terminal may still be asked for its background.
fn theme(asked: &Asked) -> Result<(Theme, bool), Problem> {
    let variable = |name| std::env::var(name).unwrap_or_default();
    let said = asked.settings(&[], None).color;
    let no_color = match said.as_deref() {
        Some("never") => true,
        Some("always") => false,
        _ => !variable("NO_COLOR").is_empty(),
    };
    match &asked.config.theme {
        Some(name) if !no_color => {
            Theme::named(name)
                .map(|theme| (theme, false))
                .ok_or_else(|| {
                    let known: Vec<&str> = tui::THEMES.iter().map(|t| t.name).collect();
                    Problem::usage(format!("there is no theme `{name}`"))
                        .at(asked.places.config.display().to_string())
                        .remedy(format!("there are {}", known.join(", ")))
                })
        }
        _ => {
            let background = variable("COLORFGBG");
            let theme = Theme::for_terminal(no_color, &variable("COLORTERM"), &background);
            Ok((theme, background.is_empty() && !no_color))
        }
    }
}
