//! An event as values by path. Only the paths that are asked for are kept.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::json::{Doc, Kind, Node};

use super::alternative::double;

/// The array elements that a value lies in, outermost first: (the array's number in the event, the element's index).
/// A scalar that is itself an element does not lie in its array.
pub(super) type Membership = Vec<(u32, u32)>;

/// A leaf of the event.
#[derive(Clone, Debug)]
pub(super) struct Value<'d> {
    pub(super) kind: Kind,
    /// A string's text; the literal of anything else.
    pub(super) text: Cow<'d, str>,
    pub(super) number: Option<f64>,
    pub(super) inside: Membership,
}

/// The paths that are asked for, each with its slot.
#[derive(Clone, Debug, Default)]
pub(super) struct Paths {
    slots: HashMap<String, usize>,
    /// Every path above them, so that the rest of an event is passed over.
    above: HashSet<String>,
}

impl Paths {
    /// The slot of `path`, a new one if it was not asked for before.
    pub(super) fn slot(&mut self, path: &str) -> usize {
        if let Some(slot) = self.slots.get(path) {
            return *slot;
        }
        for (dot, _) in path.match_indices('.') {
            self.above.insert(path[..dot].to_owned());
        }
        let slot = self.slots.len();
        self.slots.insert(path.to_owned(), slot);
        slot
    }

    /// The values of an event, by slot; nothing if it is not an object.
    pub(super) fn of<'d>(&self, event: &'d Doc<'_>) -> Vec<Vec<Value<'d>>> {
        let mut walk = Walk {
            paths: self,
            values: vec![Vec::new(); self.slots.len()],
            arrays: 0,
            path: String::new(),
            inside: Membership::new(),
        };
        if event.root().kind() == Kind::Object {
            walk.all(event.root());
        }
        walk.values
    }
}

/// A container that is not walked to its end, and what to go back to after it.
struct Open<'d> {
    children: Box<dyn Iterator<Item = Node<'d>> + 'd>,
    array: Option<u32>,
    next: u32,
    /// The length of the path, and of the membership, outside it.
    path: usize,
    inside: usize,
}

struct Walk<'p, 'd> {
    paths: &'p Paths,
    values: Vec<Vec<Value<'d>>>,
    arrays: u32,
    path: String,
    inside: Membership,
}

impl<'d> Walk<'_, 'd> {
    fn all(&mut self, root: Node<'d>) {
        let mut open = vec![self.open(root)];
        loop {
            let below_root = open.len() > 1;
            let Some(container) = open.last_mut() else {
                return;
            };
            self.path.truncate(container.path);
            self.inside.truncate(container.inside);
            let Some(child) = container.children.next() else {
                open.pop();
                continue;
            };
            if let Some(name) = child.key() {
                if below_root {
                    self.path.push('.');
                }
                self.path.push_str(&name);
            }
            let (array, index) = (container.array, container.next);
            container.next += 1;
            if !matches!(child.kind(), Kind::Object | Kind::Array) {
                self.leaf(child);
                continue;
            }
            // an array's elements have the array's own path, so that too leads on
            let leads_on = self.paths.above.contains(&self.path)
                || (child.kind() == Kind::Array && self.paths.slots.contains_key(&self.path));
            if leads_on {
                self.inside.extend(array.map(|a| (a, index)));
                open.push(self.open(child));
            }
        }
    }

    fn open(&mut self, node: Node<'d>) -> Open<'d> {
        let array = (node.kind() == Kind::Array).then_some(self.arrays);
        self.arrays += u32::from(array.is_some());
        Open {
            children: Box::new(node.children()),
            array,
            next: 0,
            path: self.path.len(),
            inside: self.inside.len(),
        }
    }

    fn leaf(&mut self, node: Node<'d>) {
        let Some(slot) = self.paths.slots.get(&self.path) else {
            return;
        };
        self.values[*slot].push(Value {
            kind: node.kind(),
            text: node.string().unwrap_or(Cow::Borrowed(node.raw())),
            number: (node.kind() == Kind::Number)
                .then(|| double(node.raw()))
                .flatten(),
            inside: self.inside.clone(),
        });
    }
}
