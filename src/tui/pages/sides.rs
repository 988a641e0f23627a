//! Lines that went and lines that came, with the words that differ: one below the other, or side by side where there is
//! room.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::repair::{self, Mark};
use crate::text;
use crate::tui::page::Source;
use crate::tui::theme::Role;
use crate::tui::widgets::span::say;

/// Cells from which both texts stand side by side.
const WIDE: usize = 100;
/// Cells between the two.
const BETWEEN: &str = " │ ";

/// A row of one side: pieces with their styles, and how many cells they take.
type Piece = (Vec<Span<'static>>, usize);

/// At most `most` of these lines of a difference.
pub fn lines(source: &Source<'_>, all: &[repair::Line], most: usize) -> Vec<Line<'static>> {
    let all = &all[..all.len().min(most)];
    if source.cells < WIDE {
        let one = all.iter().flat_map(|line| rows(source, line, source.cells));
        return one.map(|(spans, _)| Line::from(spans)).collect();
    }
    let cells = (source.cells - BETWEEN.chars().count()) / 2;
    let mut out = Vec::new();
    let mut rest = all;
    while let Some(first) = rest.first() {
        if first.mark == Mark::Same {
            let both = rows(source, first, cells);
            out.extend(beside(source, (&both, &both), cells));
            rest = &rest[1..];
            continue;
        }
        let gone = rest
            .iter()
            .take_while(|line| line.mark == Mark::Gone)
            .count();
        let (gone, after) = rest.split_at(gone);
        let come = after
            .iter()
            .take_while(|line| line.mark == Mark::Come)
            .count();
        let (come, after) = after.split_at(come);
        let side = |lines: &[repair::Line]| -> Vec<Piece> {
            lines
                .iter()
                .flat_map(|line| rows(source, line, cells))
                .collect()
        };
        out.extend(beside(source, (&side(gone), &side(come)), cells));
        rest = after;
    }
    out
}

/// Two sides, row by row.
fn beside(
    source: &Source<'_>,
    (left, right): (&[Piece], &[Piece]),
    cells: usize,
) -> Vec<Line<'static>> {
    let rule = source.theme.style(Role::Rule);
    let empty: Piece = (Vec::new(), 0);
    (0..left.len().max(right.len()))
        .map(|nth| {
            let (mut spans, used) = left.get(nth).unwrap_or(&empty).clone();
            spans.push(say(" ".repeat(cells.saturating_sub(used)), rule));
            spans.push(say(BETWEEN, rule));
            spans.extend(right.get(nth).unwrap_or(&empty).0.iter().cloned());
            Line::from(spans)
        })
        .collect()
}

/// One line in as many rows as it needs, its sign before each.
fn rows(source: &Source<'_>, line: &repair::Line, cells: usize) -> Vec<Piece> {
    let (sign, role) = match line.mark {
        Mark::Same => ("  ", Role::Muted),
        Mark::Gone => ("- ", Role::Removed),
        Mark::Come => ("+ ", Role::Added),
    };
    let style = source.theme.style(role);
    // where the whole line is another one, a mark on all of it tells nothing
    let all = line.parts.iter().all(|(changed, _)| *changed);
    let mut rows: Vec<Piece> = vec![(vec![say(sign, style)], 2)];
    for (changed, piece) in &line.parts {
        let style = if *changed && !all {
            style.reversed()
        } else {
            style
        };
        fill(&mut rows, &text::safe(piece), (sign, style), cells.max(10));
    }
    rows
}

/// Puts text at the end of the last row, and goes on in new ones.
fn fill(rows: &mut Vec<Piece>, text: &str, (sign, style): (&str, Style), cells: usize) {
    let mut from = 0;
    for (at, c) in text.char_indices() {
        let wide = text::width(c.encode_utf8(&mut [0; 4]));
        let used = rows.last().map_or(0, |(_, used)| *used);
        if used + wide > cells {
            if let Some((spans, _)) = rows.last_mut() {
                spans.push(say(&text[from..at], style));
            }
            from = at;
            rows.push((
                vec![say(
                    sign,
                    Style {
                        add_modifier: ratatui::style::Modifier::empty(),
                        ..style
                    },
                )],
                2,
            ));
        }
        if let Some((_, used)) = rows.last_mut() {
            *used += wide;
        }
    }
    if let Some((spans, _)) = rows.last_mut() {
        spans.push(say(&text[from..], style));
    }
}
