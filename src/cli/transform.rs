//! `--jq`: one program over many letters, each an ordinary edit.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::documents::{ReasonDocument, TransformDocument};
use super::session::{Session, Stop};
use crate::engine::{Command, Row, Snapshot};
use crate::letter::{Letter, LetterId, Redaction};
use crate::problem::Problem;
use crate::repair::{Edit, save, source_text, why_not_editable};

/// Runs a jq program over texts: one result a text, the new text or why it failed; or a problem with the program.
pub type JqRun<'a> = dyn Fn(&str, &[Arc<str>]) -> Result<Vec<Result<String, String>>, Problem> + 'a;

/// What a program made of letters.
#[derive(Default)]
pub(super) struct Transformed {
    /// Changed or not, in the order given; those on which it failed are left out.
    pub letters: Vec<LetterId>,
    pub document: TransformDocument,
    /// What each edited letter had before, to be put back when nothing is done.
    pub before: Vec<(LetterId, Option<Arc<Edit>>)>,
}

/// Runs `program` over these letters and hands the edits to the engine.
pub(super) fn transform(
    session: &Session<'_>,
    snapshot: &Snapshot,
    ids: &[LetterId],
    program: &str,
) -> Result<Transformed, Stop> {
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows = Vec::new();
    for row in ids.iter().filter_map(|id| snapshot.letters.get(*id)) {
        match why_not_editable(&row.letter) {
            Some(why) => *reasons.entry(why.to_owned()).or_default() += 1,
            None => rows.push(row),
        }
    }
    let mut out = Transformed::default();
    let (done, rows) = apart(session, rows, program)?;
    out.document.unchanged += done.len();
    out.document.before += done.len();
    out.letters.extend(done);
    let texts: Vec<Arc<str>> = rows
        .iter()
        .map(|row| source_text(&row.letter, row.edit.as_deref()))
        .collect();
    let results = (session.jq)(program, &texts)?;
    let redaction = Redaction::new(session.redact);
    let mut edits = Vec::new();
    for (row, result) in rows.iter().zip(results) {
        let id = row.letter.id;
        match result.and_then(|text| edit(&row.letter, &text)) {
            Err(why) => {
                let why = redaction.said(&why, &row.letter).into_owned();
                *reasons.entry(why).or_default() += 1;
            }
            Ok(edit) if edit == row.edit.as_deref().cloned() => {
                out.document.unchanged += 1;
                out.letters.push(id);
            }
            Ok(edit) => {
                out.document.changed += 1;
                out.letters.push(id);
                out.before.push((id, row.edit.clone()));
                edits.push((id, edit.map(Arc::new)));
            }
        }
    }
    out.document.failed = reasons
        .into_iter()
        .map(|(reason, count)| ReasonDocument { reason, count })
        .collect();
    apply(session, &edits)?;
    Ok(out)
}

/// Letters whose edit is what the program makes of their own text, and the others. A run with the program that was killed
/// leaves such edits; run again, it would change them twice.
fn apart<'a>(
    session: &Session<'_>,
    rows: Vec<&'a Arc<Row>>,
    program: &str,
) -> Result<(Vec<LetterId>, Vec<&'a Arc<Row>>), Stop> {
    let (edited, mut rest): (Vec<_>, Vec<_>) = rows.into_iter().partition(|r| r.edit.is_some());
    let own: Vec<Arc<str>> = edited
        .iter()
        .map(|row| source_text(&row.letter, None))
        .collect();
    let mut done = Vec::new();
    for (row, result) in edited.into_iter().zip((session.jq)(program, &own)?) {
        let made = result.and_then(|text| edit(&row.letter, &text));
        if made.is_ok_and(|made| made.as_ref() == row.edit.as_deref()) {
            done.push(row.letter.id);
        } else {
            rest.push(row);
        }
    }
    Ok((done, rest))
}

/// Hands edits to the engine, and waits until it has taken them.
pub(super) fn apply(
    session: &Session<'_>,
    edits: &[(LetterId, Option<Arc<Edit>>)],
) -> Result<(), Stop> {
    for (letter, edit) in edits {
        session.send(&Command::Edit {
            letter: *letter,
            edit: edit.clone(),
        })?;
    }
    session.wait(|snapshot| {
        let taken = |(id, edit): &(LetterId, Option<Arc<Edit>>)| {
            // a letter that left meanwhile is the plan's business
            snapshot
                .letters
                .get(*id)
                .is_none_or(|row| row.edit == *edit)
        };
        edits.iter().all(taken).then_some(())
    })
}

fn edit(letter: &Letter, text: &str) -> Result<Option<Edit>, String> {
    let saved = save(letter, text).map_err(|e| e.to_string())?;
    Ok(saved.into_edit())
}
