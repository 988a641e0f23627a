//! A result written with the payload's own bytes wherever the program changed nothing.
//!
//! The engine keeps no spelling: `-0`, `1e2`, `\u00e9`, white space and keys that stand twice come out otherwise
//! than they went in. What was not edited must not change, so only what differs is written anew.

use std::borrow::Cow;
use std::collections::HashMap;

use jaq_json::{Map, Val, write};

use crate::json::Node;

/// The result as text; `None` if it is the payload.
///
/// # Errors
/// A text that is not UTF-8.
pub(super) fn weave(
    payload: Node<'_>,
    before: &Val,
    after: &Val,
) -> Result<Option<String>, String> {
    let mut weaver = Weaver { out: Vec::new() };
    let same = weaver.value(payload, before, after)?;
    Ok((!same).then(|| weaver.out.concat()))
}

struct Weaver<'d> {
    out: Vec<Cow<'d, str>>,
}

impl<'d> Weaver<'d> {
    /// Writes `after` and says whether it is what `node` holds, which the engine read as `before`.
    fn value(&mut self, node: Node<'d>, before: &Val, after: &Val) -> Result<bool, String> {
        let start = self.out.len();
        let same = match (before, after) {
            (Val::Obj(before), Val::Obj(after)) => self.object(node, before, after)?,
            (Val::Arr(before), Val::Arr(after)) => self.array(node, before, after)?,
            (before, after) if same_scalar(before, after) => true,
            (_, after) => {
                self.out.push(Cow::Owned(written(after)?));
                false
            }
        };
        if same {
            self.out.truncate(start);
            self.out.push(Cow::Borrowed(node.raw()));
        }
        Ok(same)
    }

    fn object(&mut self, node: Node<'d>, before: &Map, after: &Map) -> Result<bool, String> {
        // of keys that stand twice the last one counts, as it does for the engine
        let own: HashMap<Cow<'d, str>, Node<'d>> = node
            .children()
            .filter_map(|member| Some((member.key()?, member)))
            .collect();
        let mut same = before.len() == after.len() && before.keys().eq(after.keys());
        self.push("{");
        for (at, (key, new)) in after.iter().enumerate() {
            self.push(if at == 0 { "" } else { "," });
            let member = match key {
                Val::TStr(text) => own.get(String::from_utf8_lossy(text).as_ref()),
                _ => None,
            };
            match member.zip(before.get(key)) {
                Some((member, old)) => {
                    self.push(member.raw_key());
                    self.push(":");
                    same &= self.value(*member, old, new)?;
                }
                None => {
                    let text = format!("{}:{}", written(key)?, written(new)?);
                    self.out.push(Cow::Owned(text));
                    same = false;
                }
            }
        }
        self.push("}");
        Ok(same)
    }

    fn array(&mut self, node: Node<'d>, before: &[Val], after: &[Val]) -> Result<bool, String> {
        let mut same = before.len() == after.len();
        let mut own = node.children().zip(before);
        self.push("[");
        for (at, new) in after.iter().enumerate() {
            self.push(if at == 0 { "" } else { "," });
            match own.next() {
                Some((item, old)) => same &= self.value(item, old, new)?,
                None => self.out.push(Cow::Owned(written(new)?)),
            }
        }
        self.push("]");
        Ok(same)
    }

    fn push(&mut self, text: &'d str) {
        self.out.push(Cow::Borrowed(text));
    }
}

/// Numbers are the same if they are written the same: `1` and `1.0` are not.
fn same_scalar(before: &Val, after: &Val) -> bool {
    match (before, after) {
        (Val::Null, Val::Null) => true,
        (Val::Bool(a), Val::Bool(b)) => a == b,
        (Val::TStr(a), Val::TStr(b)) => a == b,
        (Val::Num(a), Val::Num(b)) => a.to_string() == b.to_string(),
        _ => false,
    }
}

fn written(value: &Val) -> Result<String, String> {
    let mut bytes = Vec::new();
    write::write(&mut bytes, &write::Pp::default(), 0, value).map_err(|e| e.to_string())?;
    String::from_utf8(bytes).map_err(|_| "the result is not text in UTF-8".to_owned())
}
