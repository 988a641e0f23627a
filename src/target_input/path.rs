//! The subset of JSONPath that EventBridge takes: names after dots, indices, `*`.

use std::borrow::Cow;

use crate::json::{Doc, Node};

/// A path such as `$.detail.items[0].sku`.
///
/// EventBridge checks no path when it is set; one that it does not understand finds nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    text: String,
    /// `None` where the text is no path.
    steps: Option<Vec<Step>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Name(String),
    Index(usize),
    Every,
}

impl Path {
    /// Reads a path.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            steps: steps(text),
        }
    }

    /// As it was given.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it finds, as JSON text byte for byte; an array of all that it finds where it has a `*`. `None` if
    /// there is nothing.
    #[must_use]
    pub fn find<'d>(&self, event: &'d Doc<'_>) -> Option<Cow<'d, str>> {
        let steps = self.steps.as_ref()?;
        let mut found = vec![event.root()];
        for step in steps {
            found = found.into_iter().flat_map(|node| step.from(node)).collect();
        }
        if !steps.contains(&Step::Every) {
            return found.first().map(|node| Cow::Borrowed(node.raw()));
        }
        let found: Vec<&str> = found.into_iter().map(Node::raw).collect();
        (!found.is_empty()).then(|| Cow::Owned(format!("[{}]", found.join(","))))
    }
}

impl Step {
    fn from<'d>(&self, node: Node<'d>) -> Vec<Node<'d>> {
        match self {
            Self::Name(name) => node.get(name).into_iter().collect(),
            Self::Index(index) => node.item(*index).into_iter().collect(),
            Self::Every => node.children().collect(),
        }
    }
}

fn steps(text: &str) -> Option<Vec<Step>> {
    let mut rest = text.strip_prefix('$')?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if let Some(bracket) = rest.strip_prefix('[') {
            let (inside, after) = bracket.split_once(']')?;
            steps.push(subscript(inside)?);
            rest = after;
            continue;
        }
        rest = rest.strip_prefix('.')?;
        if rest.is_empty() {
            // `$.` is the whole event
            return steps.is_empty().then_some(steps);
        }
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        steps.push(match name {
            "" => return None,
            "*" => Step::Every,
            name => Step::Name(name.to_owned()),
        });
        rest = after;
    }
    Some(steps)
}

fn subscript(inside: &str) -> Option<Step> {
    let quoted = |mark: char| inside.strip_prefix(mark)?.strip_suffix(mark);
    if let Some(name) = quoted('\'').or_else(|| quoted('"')) {
        return Some(Step::Name(name.to_owned()));
    }
    match inside {
        "*" => Some(Step::Every),
        digits => digits.parse().ok().map(Step::Index),
    }
}
