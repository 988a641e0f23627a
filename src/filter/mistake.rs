//! What is said of a field that there is not.

use super::fields::FIELDS;

/// That there is no field `name`, and which may be meant.
pub(super) fn no_field(name: &str) -> String {
    let near = FIELDS
        .iter()
        .map(|f| f.name)
        .filter(|known| distance(name, known) * 3 <= name.chars().count())
        .min_by_key(|known| distance(name, known));
    match near {
        Some(near) => format!("there is no field `{name}`; did you mean `{near}`?"),
        None => {
            let names: Vec<_> = FIELDS.iter().map(|f| f.name).collect();
            format!(
                "there is no field `{name}`; fields are {} and detail.a.b (to search for text with a colon, quote it)",
                names.join(", ")
            )
        }
    }
}

/// How many letters to add, drop or change to come from one word to the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(32).enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}
