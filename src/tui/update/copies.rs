//! What can be copied of a letter.

use std::sync::Arc;

use super::settle;
use crate::arn::Arn;
use crate::engine::{Row, Weight};
use crate::letter::Redaction;
use crate::plan::{self, Gets};
use crate::repair::{self, AwsFlags, Edit};
use crate::target_input::curl;
use crate::text;
use crate::tui::layer::{Layer, Menu, MenuEntry, Pick};
use crate::tui::model::Model;
use crate::tui::msg::Ask;
use crate::tui::shown;

/// Characters of a text that its entry shows.
const SHOWN_CHARS: usize = 200;
/// Bytes that every terminal takes for its clipboard.
const SURE_TO_COPY: usize = 4096;
/// Why a command is not offered.
const HIDDEN_FIELDS: &str =
    "Not copied: fields of it are hidden by the config (redact), and a command would need them";

/// Opens the menu of what can be copied of the letter under the cursor.
pub fn copy(model: &mut Model, asks: &mut Vec<Ask>) {
    let Some(row) = model.row().cloned() else {
        return model.say(Weight::Note, "There is no letter under the cursor");
    };
    settle::read_rule(model, asks);
    let mut entries = texts(&row, &model.redaction);
    entries.push(put_events(model, &row));
    entries.extend(curls(model, &row));
    entries.push(MenuEntry {
        name: "message as JSON".to_owned(),
        shown: "with its attributes, as an export writes it and an import takes it".to_owned(),
        pick: Pick::CopyMessage(row),
    });
    model.layers.push(Layer::Menu(Menu {
        title: "Copy",
        entries,
        at: 0,
    }));
}

/// Says that something went to the terminal, whose limit nobody knows.
pub fn tell(model: &mut Model, name: &str, bytes: usize) {
    if bytes > SURE_TO_COPY {
        let size = text::bytes(bytes as u64);
        let words = format!("{name} sent to the terminal, but it has {size}: many cut it");
        return model.say(Weight::Warning, words);
    }
    let words = format!("{name} sent to the terminal's clipboard");
    model.say(Weight::Done, words);
}

/// Puts in what waited for the rule, once that is known.
pub fn renew(model: &mut Model) {
    let Some(Layer::Menu(menu)) = model.layers.last() else {
        return;
    };
    let waits = menu
        .entries
        .iter()
        .position(|e| matches!(e.pick, Pick::Awaited(_)));
    let Some((at, Pick::Awaited(letter))) = waits.map(|at| (at, &menu.entries[at].pick)) else {
        return;
    };
    let Some(row) = model.snapshot.letters.get(*letter).cloned() else {
        return;
    };
    let known = curls(model, &row);
    if let Some(Layer::Menu(menu)) = model.layers.last_mut() {
        menu.entries.splice(at..=at, known);
        menu.at = menu.at.min(menu.entries.len().saturating_sub(1));
    }
}

fn entry(name: impl Into<String>, pick: Pick) -> MenuEntry {
    let shown = match &pick {
        Pick::Copy(text) | Pick::Not(text) => text.chars().take(SHOWN_CHARS).collect(),
        _ => String::new(),
    };
    MenuEntry {
        name: name.into(),
        shown,
        pick,
    }
}

/// Names and texts, byte for byte but for what the config hides.
fn texts(row: &Row, redaction: &Redaction) -> Vec<MenuEntry> {
    let letter = redaction.letter(&row.letter);
    let hidden = shown::redacted(row, redaction);
    let edit = hidden.as_deref().or(row.edit.as_deref());
    let failure = &letter.failure;
    let event = letter.event.as_ref();
    let owned = |t: &Arc<str>| t.to_string();
    let known = [
        ("body", Some(owned(&letter.message.body))),
        (
            "edited text",
            edit.filter(|_| row.edit.is_some()).map(|e| owned(&e.text)),
        ),
        ("detail", event.map(|event| event.detail().to_owned())),
        (
            "event id",
            event.and_then(|e| e.id()).map(|id| id.into_owned()),
        ),
        ("message id", Some(owned(&letter.message.id))),
        ("rule ARN", failure.rule_arn.as_ref().map(owned)),
        ("target ARN", failure.target_arn.as_ref().map(owned)),
        ("error message", failure.message.as_ref().map(owned)),
    ];
    known
        .into_iter()
        .filter_map(|(name, text)| Some(entry(name, Pick::Copy(text?))))
        .collect()
}

/// The letter as a command of the AWS CLI, edited as it is.
fn put_events(model: &Model, row: &Row) -> MenuEntry {
    let name = "aws command";
    if shown::redacted(row, &model.redaction).is_some() {
        return entry(name, Pick::Not(HIDDEN_FIELDS.to_owned()));
    }
    let failure = &row.letter.failure;
    let rule = failure.rule_arn.as_deref().and_then(Arn::parse);
    let flags = AwsFlags {
        // the rule's bus is where the rule is
        region: rule.map_or_else(|| model.aws_flags.region.clone(), |rule| rule.region),
        ..model.aws_flags.clone()
    };
    let edit: Option<&Edit> = row.edit.as_deref();
    entry(
        name,
        match repair::outgoing(&row.letter, edit) {
            Ok(out) => Pick::Copy(repair::put_events(&out, failure.bus.as_deref(), &flags)),
            Err(refusals) => {
                let why: Vec<String> = refusals.iter().map(ToString::to_string).collect();
                Pick::Not(format!("PutEvents would refuse it: {}", why.join("; ")))
            }
        },
    )
}

/// What each target that is an API destination gets of the letter, as curl; nothing where no rule sent it.
fn curls(model: &Model, row: &Row) -> Vec<MenuEntry> {
    let name = "as curl";
    let Some(rule) = &row.letter.failure.rule_arn else {
        return Vec::new();
    };
    if shown::redacted(row, &model.redaction).is_some() {
        return vec![entry(name, Pick::Not(HIDDEN_FIELDS.to_owned()))];
    }
    let facts = model
        .snapshot
        .rule
        .as_ref()
        .filter(|facts| facts.rule_arn == *rule);
    let Some(world) = facts.and_then(|facts| facts.world.as_deref()) else {
        return vec![MenuEntry {
            shown: "reading the rule …".to_owned(),
            ..entry(name, Pick::Awaited(row.letter.id))
        }];
    };
    match plan::gets(world, rule, (&row.letter, row.edit.as_deref()), model.now) {
        Err(why) => vec![entry(name, Pick::Not(format!("Not known: {why}")))],
        Ok(all) => {
            let many = all.len() > 1;
            all.iter().filter_map(|gets| one(gets, many)).collect()
        }
    }
}

fn one(gets: &Gets, many: bool) -> Option<MenuEntry> {
    let arn = Arn::parse(&gets.target_arn);
    let target = arn.as_ref().map_or(&*gets.target_arn, Arn::name);
    let name = match many {
        true => format!("as curl: {target}"),
        false => "as curl".to_owned(),
    };
    let pick = match &gets.outcome {
        Err(why) => Pick::Not(format!("The target gets nothing: {why}")),
        Ok(preview) => match preview.request.as_ref().map(curl) {
            Some(Ok(command)) => Pick::Copy(command),
            Some(Err(why)) => Pick::Not(format!("No curl: {why}")),
            // no API destination
            None if gets.unknown.is_empty() => return None,
            None => Pick::Not(format!("Not known: {}", gets.unknown.join("; "))),
        },
    };
    Some(entry(name, pick))
}
