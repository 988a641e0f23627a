//! Values in a detail, by path. The text was read as JSON when its letter was decoded, so it is skipped over
//! here without being checked, and no index is built.

/// Calls `each` with the raw text of every value under `path` in the JSON `text`, until it says true; whether it
/// did. An array on the way means each of its elements, or the one whose number is the next part. Of a key that
/// stands twice the last counts.
pub(super) fn any(text: &str, path: &[String], each: &mut dyn FnMut(&str) -> bool) -> bool {
    let start = blank(text.as_bytes(), 0);
    let text = text.get(start..).unwrap_or("").trim_end();
    let Some((key, rest)) = path.split_first() else {
        return each(text)
            || text.starts_with('[') && Members::of(text).any(|(_, element)| each(element));
    };
    match text.as_bytes().first() {
        Some(b'{') => Members::of(text)
            .filter(|(name, _)| is_key(name, key))
            .last()
            .is_some_and(|(_, value)| any(value, rest, each)),
        Some(b'[') => {
            if let Ok(n) = key.parse::<usize>() {
                return Members::of(text)
                    .nth(n)
                    .is_some_and(|(_, v)| any(v, rest, each));
            }
            // only elements that have the key go deeper, so the work stays within the path's length
            Members::of(text)
                .any(|(_, element)| element.starts_with('{') && any(element, path, each))
        }
        _ => false,
    }
}

/// The members of an object with their key literals; none of anything else.
pub(super) fn members(object: &str) -> impl Iterator<Item = (&str, &str)> {
    let text = if object.starts_with('{') { object } else { "{" };
    Members::of(text)
}

fn is_key(literal: &str, key: &str) -> bool {
    crate::json::unescape(literal) == key
}

/// Members of an object (with their key literals) or elements of an array (with none).
struct Members<'a> {
    text: &'a str,
    object: bool,
    at: usize,
}

impl<'a> Members<'a> {
    fn of(text: &'a str) -> Self {
        Self {
            text,
            object: text.starts_with('{'),
            at: 1,
        }
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.text.as_bytes();
        let mut at = blank(bytes, self.at);
        if bytes.get(at) == Some(&b',') {
            at = blank(bytes, at + 1);
        }
        if matches!(bytes.get(at), None | Some(b'}' | b']')) {
            return None;
        }
        let mut key = "";
        if self.object {
            let end = value_end(bytes, at);
            key = self.text.get(at..end)?;
            at = blank(bytes, end);
            at = blank(bytes, at + 1);
        }
        let end = value_end(bytes, at);
        if end <= at {
            return None;
        }
        self.at = end;
        Some((key, self.text.get(at..end)?))
    }
}

fn blank(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
        at += 1;
    }
    at
}

/// Where the value that begins at `at` ends.
fn value_end(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(b'"') => string_end(bytes, at),
        Some(b'{' | b'[') => {
            let (mut depth, mut i) = (0usize, at);
            while let Some(b) = bytes.get(i) {
                match b {
                    b'"' => {
                        i = string_end(bytes, i);
                        continue;
                    }
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth -= 1,
                    _ => {}
                }
                i += 1;
                if depth == 0 {
                    break;
                }
            }
            i
        }
        _ => {
            let len = bytes[at.min(bytes.len())..]
                .iter()
                .take_while(|b| !matches!(b, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t'))
                .count();
            at + len
        }
    }
}

fn string_end(bytes: &[u8], at: usize) -> usize {
    let mut i = at + 1;
    while i < bytes.len() {
        match memchr::memchr2(b'"', b'\\', &bytes[i..]) {
            Some(n) if bytes[i + n] == b'"' => return i + n + 1,
            Some(n) => i += n + 2,
            None => break,
        }
    }
    bytes.len()
}
