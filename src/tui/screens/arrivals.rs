//! When letters arrived: bars over a span of time that suits all causes.

use std::time::Duration;

use crate::cause::Cause;
use crate::text;
use crate::tui::model::Model;

/// Bars of a sparkline.
pub const BARS: usize = 16;
/// Spans of time that a sparkline may cover: the shortest that holds all arrivals.
const WINDOWS: [(i64, &str); 6] = [
    (16, "16 min"),
    (60, "1 h"),
    (6 * 60, "6 h"),
    (24 * 60, "24 h"),
    (4 * 24 * 60, "4 d"),
    (14 * 24 * 60, "14 d"),
];

/// The shortest window that holds all arrivals: minutes, and its name.
pub fn window(model: &Model) -> (i64, &'static str) {
    let first = model
        .snapshot
        .causes
        .iter()
        .filter_map(|c| c.first_sent)
        .min();
    let age = first.map_or(Duration::ZERO, |first| model.now.since(first));
    let minutes = i64::try_from(age.as_secs() / 60).unwrap_or(i64::MAX);
    WINDOWS
        .into_iter()
        .find(|window| window.0 > minutes)
        .unwrap_or(WINDOWS[WINDOWS.len() - 1])
}

/// The arrivals of a cause in the last `minutes`, as bars.
pub fn sparkline(model: &Model, cause: &Cause, minutes: i64) -> String {
    text::sparkline(&counts(model, cause, (minutes, BARS)))
}

/// The arrivals of a cause in the last `minutes`, in so many equal parts, the newest last.
pub fn counts(model: &Model, cause: &Cause, (minutes, parts): (i64, usize)) -> Vec<u32> {
    let mut bars = vec![0_u32; parts];
    let now = model.now.0 / 60_000;
    let wide = i64::try_from(parts).unwrap_or(i64::MAX);
    for (minute, count) in cause.arrivals.iter() {
        let age = (now - minute).clamp(0, minutes - 1);
        let from_right = usize::try_from(age * wide / minutes).unwrap_or(0);
        if let Some(bar) = bars.iter_mut().rev().nth(from_right) {
            *bar = bar.saturating_add(*count);
        }
    }
    bars
}
