//! The bracket that belongs to one: in JSON no string spans lines, so each line is read alone.

/// A line and a character in it, from 0.
pub type Spot = (usize, usize);

/// The bracket at `at`, or the one before it, and its other half; `None` where there is none, or it has none.
#[must_use]
pub fn pair(lines: &[String], at: Spot) -> Option<(Spot, Spot)> {
    let (row, column) = at;
    let here = brackets(lines.get(row)?);
    let found = |column: usize| here.iter().position(|(c, _)| *c == column);
    let nth = found(column).or_else(|| found(column.checked_sub(1)?))?;
    let (column, bracket) = here[nth];
    let opens = matches!(bracket, '{' | '[');
    let other = if opens {
        forth(lines, (row, nth))
    } else {
        back(lines, (row, nth))
    };
    Some(((row, column), other?))
}

/// The closing half of the opening bracket of that number in its row.
fn forth(lines: &[String], (row, nth): Spot) -> Option<Spot> {
    let mut depth = 0_usize;
    for (row, line) in lines.iter().enumerate().skip(row) {
        let skipped = if depth == 0 { nth } else { 0 };
        for (column, bracket) in brackets(line).into_iter().skip(skipped) {
            match bracket {
                '{' | '[' => depth += 1,
                _ if depth == 1 => return Some((row, column)),
                _ => depth -= 1,
            }
        }
    }
    None
}

/// The opening half of the closing bracket of that number in its row.
fn back(lines: &[String], (row, nth): Spot) -> Option<Spot> {
    let mut depth = 0_usize;
    for (row, line) in lines.iter().enumerate().take(row + 1).rev() {
        let mut here = brackets(line);
        if depth == 0 {
            here.truncate(nth + 1);
        }
        for (column, bracket) in here.into_iter().rev() {
            match bracket {
                '}' | ']' => depth += 1,
                _ if depth == 1 => return Some((row, column)),
                _ => depth -= 1,
            }
        }
    }
    None
}

/// The brackets of a line that are in no string, with their columns in characters.
fn brackets(line: &str) -> Vec<(usize, char)> {
    let mut found = Vec::new();
    // most lines have none, and this finds that out fastest
    if !['{', '}', '[', ']']
        .iter()
        .any(|bracket| line.contains(*bracket))
    {
        return found;
    }
    let (mut inside, mut escaped) = (false, false);
    for (column, c) in line.chars().enumerate() {
        match c {
            _ if escaped => escaped = false,
            '\\' if inside => escaped = true,
            '"' => inside = !inside,
            '{' | '}' | '[' | ']' if !inside => found.push((column, c)),
            _ => {}
        }
    }
    found
}
