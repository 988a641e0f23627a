//! A row of small bars.

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// One bar a value, the greatest of them full; a blank where there is nothing, so that one letter still shows.
#[must_use]
pub fn sparkline(values: &[u32]) -> String {
    let greatest = u64::from(values.iter().copied().max().unwrap_or(0));
    values
        .iter()
        .map(|value| match u64::from(*value) {
            0 => ' ',
            value => {
                let step = (value * 8).div_ceil(greatest.max(1)).clamp(1, 8) - 1;
                BARS[usize::try_from(step).unwrap_or(7)]
            }
        })
        .collect()
}
