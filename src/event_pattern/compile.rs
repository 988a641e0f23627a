//! From JSON to branches: lists of fields that must all match, one list for each combination of `$or` arms.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::json::{Doc, Kind, Node};

use super::alternative::Alternative;
use super::error::PatternError;
use super::operator::{Read, Source, alternative};
use super::place::{broken, opened, past};

/// The fields of a branch: what each path wants. A path that stands twice keeps what it wants last.
pub(super) type Branch = BTreeMap<Arc<str>, Arc<[Alternative]>>;

/// Combinations of `$or` arms of one pattern. (EventBridge User Guide, "Or matching")
const BRANCHES: usize = 1000;
/// Levels of nesting that are read: far more than events have, and few enough to recurse on any stack. The service's
/// reader takes 1000, of which the 4096 characters of a pattern allow some 680.
const DEPTH: u32 = 300;

/// Names that may not be fields in an arm of `$or`.
const RESERVED: &[&str] = &[
    "exactly",
    "equals-ignore-case",
    "prefix",
    "suffix",
    "anything-but",
    "exists",
    "wildcard",
    "numeric",
    "cidr",
    "=",
    "<",
    "<=",
    ">",
    ">=",
    "regex",
    "not-wildcard",
    "not-equals-ignore-case",
    "date-after",
    "date-on-or-after",
    "date-before",
    "date-on-or-before",
    "in-date-range",
    "ip-address-in-range",
    "ip-address-not-in-range",
];

/// Reads a pattern.
///
/// # Errors
/// The first mistake. Where `$or` is not written as one, the pattern is read again with `$or` as a name like any
/// other, as the service does, and the mistake is that of the second reading.
pub(super) fn branches(text: &str) -> Read<Vec<Branch>> {
    let doc = Doc::read(text).map_err(|e| broken(text, &e))?;
    let source = Source(text);
    let root = doc.root();
    if root.kind() != Kind::Object {
        return source.wrong("Filter is not an object", opened(root));
    }
    if doc.depth() > DEPTH {
        return Err(PatternError::nowhere(format!(
            "Document nesting depth ({}) exceeds the maximum allowed ({DEPTH})",
            doc.depth()
        )));
    }
    match compile(source, root, true) {
        Err(e) if e.has_place() => compile(source, root, false),
        result => result,
    }
}

fn compile(source: Source<'_>, root: Node<'_>, with_or: bool) -> Read<Vec<Branch>> {
    let mut compiler = Compiler {
        source,
        with_or,
        path: String::new(),
        names: 0,
        branches: Vec::new(),
    };
    compiler.object(root, false)?;
    Ok(compiler.branches)
}

struct Compiler<'s> {
    source: Source<'s>,
    with_or: bool,
    /// The names from the root down to here, joined by dots.
    path: String,
    /// How many names that are.
    names: usize,
    branches: Vec<Branch>,
}

impl Compiler<'_> {
    fn object(&mut self, object: Node<'_>, in_arm: bool) -> Read<()> {
        let mut empty = true;
        for member in object.children() {
            empty = false;
            let name = member.key().unwrap_or_default();
            if self.with_or && name == "$or" {
                self.arms(member)?;
                continue;
            }
            if in_arm && RESERVED.contains(&name.as_ref()) {
                let reason =
                    format!("{name} is Ruler reserved fieldName which cannot be used inside $or.");
                return self.source.wrong(reason, opened(member));
            }
            self.member(&name, member, in_arm)?;
        }
        if empty {
            return self
                .source
                .wrong("Empty objects are not allowed", past(object));
        }
        Ok(())
    }

    fn member(&mut self, name: &str, member: Node<'_>, in_arm: bool) -> Read<()> {
        let outer = self.path.len();
        if self.names > 0 {
            self.path.push('.');
        }
        self.path.push_str(name);
        self.names += 1;
        match member.kind() {
            Kind::Object => self.object(member, in_arm)?,
            Kind::Array => self.leaf(member)?,
            _ => {
                let reason = format!("\"{name}\" must be an object or an array");
                return self.source.wrong(reason, opened(member));
            }
        }
        self.path.truncate(outer);
        self.names -= 1;
        Ok(())
    }

    fn leaf(&mut self, array: Node<'_>) -> Read<()> {
        let mut wanted = Vec::new();
        for element in array.children() {
            wanted.push(alternative(self.source, element)?);
        }
        if wanted.is_empty() {
            return self
                .source
                .wrong("Empty arrays are not allowed", past(array));
        }
        if self.branches.is_empty() {
            self.branches.push(Branch::new());
        }
        let path: Arc<str> = self.path.as_str().into();
        let wanted: Arc<[Alternative]> = wanted.into();
        for branch in &mut self.branches {
            branch.insert(Arc::clone(&path), Arc::clone(&wanted));
        }
        Ok(())
    }

    /// Each arm goes on from every branch so far.
    fn arms(&mut self, or: Node<'_>) -> Read<()> {
        if or.kind() != Kind::Array {
            return self
                .source
                .wrong("It must be an Array followed with $or.", opened(or));
        }
        let mut before = std::mem::take(&mut self.branches);
        if before.is_empty() {
            before.push(Branch::new());
        }
        let (mut all, mut arms) = (Vec::new(), 0);
        for arm in or.children() {
            arms += 1;
            if arm.kind() != Kind::Object {
                let reason = "Only JSON object is allowed in array of $or relationship.";
                return self.source.wrong(reason, opened(arm));
            }
            self.branches.clone_from(&before);
            self.object(arm, true)?;
            all.append(&mut self.branches);
            if all.len() > BRANCHES {
                return Err(PatternError::nowhere(format!(
                    "Rule is too complex - its $or conditions combine to more than {BRANCHES}"
                )));
            }
        }
        if arms < 2 {
            let reason = "There must have at least 2 Objects in $or relationship.";
            return self.source.wrong(reason, past(or));
        }
        self.branches = all;
        Ok(())
    }
}
