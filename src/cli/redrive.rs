//! `redrive`: send letters back to where they came from, then delete them from the queue.

use std::collections::HashMap;

use super::args::RedriveArgs;
use super::files::read_plan;
use super::order::{Order, carry_out};
use super::session::{Session, Stop};
use super::transform::{apply, transform};
use super::tried;
use crate::filter::Filter;
use crate::letter::LetterId;
use crate::plan::{Deed, Destination, Options, PlanFile, Rest, Selection};
use crate::problem::{Exit, Problem};
use crate::text;

pub(super) fn run(session: &Session<'_>, args: &RedriveArgs) -> Result<Exit, Stop> {
    if let Some(url) = &args.try_url {
        return tried::run(session, args, url);
    }
    if let Some(path) = &args.plan {
        return planned(session, args, &read_plan(path)?);
    }
    if let Some(program) = &args.jq {
        let what = (args.filter.as_ref(), program.as_str());
        return transformed(session, order(session, args), what);
    }
    session.scanned()?;
    let mut order = order(session, args);
    if let Some(run) = &args.resume {
        order.deed = Deed::Resume { run: run.clone() };
    }
    carry_out(session, &order)
}

fn order<'a>(session: &Session<'_>, args: &'a RedriveArgs) -> Order<'a> {
    Order {
        word: "redrive",
        selection: Selection::Matching {
            cause: None,
            filter: args.filter.clone().unwrap_or_default(),
        },
        deed: Deed::Redrive(args.to.clone().unwrap_or(Destination::Auto)),
        options: options(session, args),
        dry_run: args.dry_run,
        yes: args.yes,
        details: args.details,
        transform: None,
        plan_out: args.plan_out.as_deref(),
        expected: None,
    }
}

/// The command line over the config over the defaults.
fn options(session: &Session<'_>, args: &RedriveArgs) -> Options {
    let (config, default) = (session.settings, Options::default());
    Options {
        rate: args.rate.or(config.rate),
        ramp: args.ramp.clone(),
        canary: args.canary.or(config.canary).unwrap_or(default.canary),
        watch: args.watch.or(config.watch).unwrap_or(default.watch),
        max_bounce: args
            .max_bounce
            .or(config.max_bounce)
            .unwrap_or(default.max_bounce),
        in_doubt: args.in_doubt.unwrap_or_default(),
        limit: args.limit,
        follow: args.follow,
        rest: None,
    }
}

/// With `--jq`: edits first; letters on which the program fails are left as they are, in the queue.
fn transformed(
    session: &Session<'_>,
    base: Order<'_>,
    (filter, program): (Option<&Filter>, &str),
) -> Result<Exit, Stop> {
    may_edit(session)?;
    let (snapshot, mut ids) = session.matching(filter)?;
    ids.truncate(base.options.limit.unwrap_or(usize::MAX));
    let made = transform(session, &snapshot, &ids, program)?;
    let document = &made.document;
    let failed: usize = document.failed.iter().map(|f| f.count).sum();
    session.output.note(&format!(
        "jq: {} changed, {} unchanged, {} failed",
        text::count(document.changed as u64),
        text::count(document.unchanged as u64),
        text::count(failed as u64)
    ));
    if document.before > 0 {
        session.output.note(&format!(
            "  {} carry this program's edit of an earlier run, and were not changed again",
            text::count(document.before as u64)
        ));
    }
    for reason in &document.failed {
        session
            .output
            .note(&format!("  {}: {}", reason.count, reason.reason));
    }
    let mut order = Order {
        selection: Selection::Letters(made.letters),
        transform: Some(made.document.clone()),
        ..base
    };
    // letters that come later are changed by the run
    let rest = Rest {
        filter: Some(filter.map_or_else(String::new, |f| f.text().to_owned())),
        jq: Some(program.to_owned()),
        ..Rest::default()
    };
    order.options.rest.get_or_insert_with(|| Box::new(rest));
    let exit = carry_out(session, &order);
    let done = order.yes && !order.dry_run && exit.is_ok();
    if !done {
        // nothing was done, so nothing of it is kept
        apply(session, &made.before)?;
    }
    match exit? {
        Exit::Done if failed > 0 => Ok(Exit::Incomplete),
        exit => Ok(exit),
    }
}

/// With `--plan`: exactly that plan, or none.
fn planned(session: &Session<'_>, args: &RedriveArgs, file: &PlanFile) -> Result<Exit, Stop> {
    let snapshot = session.scanned()?;
    if let Some(rest) = file.rest() {
        return walked(session, args, (file, rest));
    }
    let held: HashMap<&str, LetterId> = snapshot
        .letters
        .iter()
        .map(|row| (&*row.letter.message.id, row.letter.id))
        .collect();
    let mut letters = Vec::new();
    let mut edits = Vec::new();
    let mut gone = 0;
    for (message, edit) in file.messages() {
        let Some(id) = held.get(message) else {
            gone += 1;
            continue;
        };
        letters.push(*id);
        edits.extend(edit.map(|edit| (*id, Some(edit))));
    }
    if gone > 0 {
        let all = gone + letters.len();
        return Err(Problem::refused(format!(
            "the plan no longer holds: {gone} of its {all} letters are not in the queue"
        ))
        .remedy("make a new one with --plan-out")
        .into());
    }
    if !edits.is_empty() {
        may_edit(session)?;
        apply(session, &edits)?;
    }
    let order = Order {
        selection: Selection::Letters(letters),
        deed: file.deed()?,
        options: file.options(),
        expected: Some(file),
        ..order(session, args)
    };
    carry_out(session, &order)
}

/// With `--plan` of a queue that is longer than the window: the same filter and deed on the letters of then, whichever
/// of them are seen first.
fn walked(
    session: &Session<'_>,
    args: &RedriveArgs,
    (file, rest): (&PlanFile, &Rest),
) -> Result<Exit, Stop> {
    let text = rest.filter.as_deref().unwrap_or_default();
    let filter = Filter::parse(text)
        .map_err(|e| Problem::usage(format!("the plan file's filter is none: {e}")))?;
    let edited = file.messages().any(|(_, edit)| edit.is_some());
    if edited && rest.jq.is_none() {
        let what = "edited letters of a queue that is longer than the window can't be run from a plan file";
        return Err(Problem::refused(what)
            .remedy("raise --max-messages and make a new one with --plan-out")
            .into());
    }
    let order = Order {
        selection: Selection::Matching {
            cause: None,
            filter: filter.clone(),
        },
        deed: file.deed()?,
        options: file.options(),
        expected: Some(file),
        ..order(session, args)
    };
    match &rest.jq {
        Some(program) => transformed(session, order, (Some(&filter), program)),
        None => carry_out(session, &order),
    }
}

/// A read-only engine takes no edits, and would be waited for in vain.
fn may_edit(session: &Session<'_>) -> Result<(), Problem> {
    if session.read_only {
        return Err(
            Problem::refused("this session is read-only: letters can't be edited")
                .remedy("start without --read-only"),
        );
    }
    Ok(())
}
