//! The engine with the terminal as its face.

use std::time::Duration;

use tokio::runtime::Runtime;

use super::hands::hands;
use super::session::{self, Asked, Opening, Session};
use super::signals;
use crate::arn::QueueRef;
use crate::cli::{Invocation, Needs};
use crate::problem::{Exit, Problem};
use crate::repair::Redaction;
use crate::tui::{self, Ended, Extra, Options, Stop, Theme, Who};

/// How long the giving back may take before the program ends anyway.
const PATIENCE: Duration = Duration::from_secs(10);

/// Opens the terminal interface on the queues of the arguments.
///
/// # Errors
/// What stands in the way before anything is drawn.
pub fn run(runtime: &Runtime, invocation: &Invocation) -> Result<Exit, Problem> {
    let asked = Asked::read(&invocation.global)?;
    let queues = match invocation.needs()? {
        Needs::Queues(queues) if !queues.is_empty() => queues,
        _ => {
            return Err(Problem::usage("no queue is named").remedy(
                "give --queue URL, ARN or NAME; or see it work without an account: dlq-tui demo",
            ));
        }
    };
    let journal = asked.journal();
    show(runtime, &asked, (queues, &journal), Vec::new())
}

/// Opens the terminal interface on `queues`, with `extras` in the palette.
///
/// # Errors
/// What stands in the way before anything is drawn.
pub fn show(
    runtime: &Runtime,
    asked: &Asked,
    (queues, journal): (Vec<QueueRef>, &std::path::Path),
    extras: Vec<Extra>,
) -> Result<Exit, Problem> {
    if !tui::on_a_terminal() {
        return Err(Problem::usage("standard input and output are no terminal")
            .remedy("the subcommands work without one; see dlq-tui --help"));
    }
    // a mistake in the config is told before anything is leased
    let (theme, ask_background) = theme(asked)?;
    let keys = tui::keymap(&asked.config.keys)
        .map_err(|problem| problem.at(asked.places.config.display().to_string()))?;
    let first_time = !journal.exists();
    let opening = Opening {
        queues,
        read_only: false,
        screen: true,
        journal,
    };
    let session = session::open(runtime, asked, opening)?;
    let stop = Stop::new();
    {
        let _inside = runtime.enter();
        let told = stop.clone();
        // the face ends by `stop`; nobody waits on the flag
        drop(signals::listen(move || told.now()));
    }
    let options = Options {
        theme,
        ask_background,
        keys,
        redaction: Redaction::new(&asked.config.redact),
        who: who(&session),
        catalogue: std::sync::Arc::clone(&asked.catalogue),
        extras,
        hands: hands(asked, &session, runtime.handle()),
        first_time,
        patience: PATIENCE,
    };
    let ended = tui::run(session.handle.clone(), options, &stop);
    // a face that could not close gave nothing back yet
    session::close(&session.handle);
    match ended {
        Ended::Panicked => Err(Problem::internal(
            "the terminal interface broke down; all leases were given back",
        )
        .remedy("start again; what was sent or deleted is in the journal")),
        Ended::Quit => Ok(Exit::Done),
        Ended::Interrupted | Ended::HungUp => Ok(Exit::Interrupted),
        Ended::NoTerminal => Err(Problem::usage("the terminal could not be set up")
            .remedy("the subcommands work without one; see dlq-tui --help")),
    }
}

fn who(session: &Session) -> Who {
    Who {
        account_label: String::new(),
        production: session.settings.production,
        profile: session.settings.said.profile.clone().unwrap_or_default(),
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
