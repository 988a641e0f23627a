//! What the letter's pane shows: some lines of our own, then perhaps a long text.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use ratatui::text::Line;

use crate::cause::Catalogue;
use crate::engine::Row;
use crate::letter::{Letter, Redaction};
use crate::plan::World;
use crate::time::Time;
use crate::tui::keys::Keymap;
use crate::tui::laid::Laid;
use crate::tui::model::{Model, Tab};
use crate::tui::pages;
use crate::tui::theme::Theme;
use crate::tui::tree::Tree;

/// A page, laid out for a width.
pub struct Page {
    of: Key,
    head: Vec<Line<'static>>,
    body: Option<Laid>,
    tree: Option<Tree>,
}

/// What a page was made from; another key, another page.
struct Key {
    row: Arc<Row>,
    tab: Tab,
    cells: usize,
    theme: &'static str,
    /// The event is shown as a tree.
    tree: bool,
    /// Ages are told in minutes.
    minute: i64,
    /// What is known of the letter's rule.
    world: Option<Arc<World>>,
}

/// What a page is made from.
pub struct Source<'a> {
    /// The letter.
    pub row: &'a Row,
    /// Cells of a line.
    pub cells: usize,
    /// How meanings look.
    pub theme: &'a Theme,
    /// Now.
    pub now: Time,
    /// How long its queue keeps a message; zero when unknown.
    pub retention: Duration,
    /// What is known of errors.
    pub catalogue: &'a Catalogue,
    /// Fields that are not shown.
    pub redaction: &'a Redaction,
    /// What keys do.
    pub keys: &'a Keymap,
}

impl<'a> Source<'a> {
    /// What a page of that row is made from.
    #[must_use]
    pub fn of(model: &'a Model, row: &'a Row, cells: usize) -> Self {
        let queue = model.snapshot.queues.iter().find(|q| q.id == row.queue);
        Self {
            row,
            cells,
            theme: &model.theme,
            now: model.now,
            retention: queue.map(|q| q.retention).unwrap_or_default(),
            catalogue: &model.catalogue,
            redaction: &model.redaction,
            keys: &model.keys,
        }
    }
}

impl Source<'_> {
    /// The letter as it may be seen.
    #[must_use]
    pub fn seen(&self) -> Cow<'_, Letter> {
        self.redaction.letter(&self.row.letter)
    }
}

impl Page {
    /// The page for the letter under the cursor; the old one where nothing changed.
    #[must_use]
    pub fn renewed(old: Option<Self>, model: &Model, cells: usize) -> Option<Self> {
        let row = model.row()?;
        let key = Key {
            row: Arc::clone(row),
            tab: model.sheet.tab,
            cells,
            theme: model.theme.name,
            tree: model.sheet.tree && model.sheet.tab == Tab::Event,
            minute: model.now.0 / 60_000,
            world: world(model, row),
        };
        if let Some(page) = old.filter(|page| page.of.same(&key)) {
            return Some(page);
        }
        let source = Source::of(model, row, cells);
        let (head, body) = match key.tab {
            Tab::Failure => (pages::failure::lines(&source, key.world.as_deref()), None),
            Tab::Event => pages::event::page(&source),
            Tab::Target => (pages::target::lines(&source, key.world.as_deref()), None),
            Tab::Diff => (pages::diff::lines(&source), None),
            Tab::Raw => pages::raw::page(&source),
            Tab::Lineage => (pages::lineage::lines(&source), None),
        };
        let tree = if key.tree {
            Tree::read(&pages::event::text(&source))
        } else {
            None
        };
        Some(Self {
            of: key,
            head,
            body: body.filter(|_| tree.is_none()),
            tree,
        })
    }

    /// Lines of the page.
    #[must_use]
    pub fn len(&self) -> usize {
        let tree = self.tree.as_ref().map_or(0, Tree::len);
        self.head.len() + self.body.as_ref().map_or(0, Laid::len) + tree
    }

    /// The tree, where the page is one.
    #[must_use]
    pub const fn tree(&self) -> Option<&Tree> {
        self.tree.as_ref()
    }

    /// The same, to fold it and to move in it.
    pub const fn tree_mut(&mut self) -> Option<&mut Tree> {
        self.tree.as_mut()
    }

    /// The line under the cursor of a tree.
    #[must_use]
    pub fn cursor(&self) -> Option<usize> {
        self.tree.as_ref().map(|tree| self.head.len() + tree.at())
    }

    /// Puts the cursor of a tree on a line of the page.
    pub fn put_cursor(&mut self, line: usize) {
        let at = line.saturating_sub(self.head.len());
        if let Some(tree) = &mut self.tree {
            tree.put(at);
        }
    }

    /// The first line from `from` on that holds `text`, small letters like capitals; before it where not `forth`.
    /// Round about: the last one looked at is the one before `from`.
    #[must_use]
    pub fn find(&self, text: &str, from: usize, forth: bool) -> Option<usize> {
        let text = text.to_ascii_lowercase();
        let len = self.len();
        let from = from.min(len);
        let holds = |at: &usize| match self.head.get(*at) {
            Some(line) => line.to_string().to_ascii_lowercase().contains(&text),
            None => self
                .body
                .as_ref()
                .is_some_and(|body| body.holds(at - self.head.len(), &text)),
        };
        if forth {
            (from..len).chain(0..from).find(holds)
        } else {
            (0..from).rev().chain((from..len).rev()).find(holds)
        }
    }

    /// The line of that number.
    #[must_use]
    pub fn line(&self, at: usize, theme: &Theme) -> Line<'static> {
        if let Some(line) = self.head.get(at) {
            return line.clone();
        }
        let at = at - self.head.len();
        match (&self.tree, &self.body) {
            (Some(tree), _) => tree.line(at, (theme, self.of.cells)),
            (None, Some(body)) => body.line(at, theme),
            (None, None) => Line::default(),
        }
    }
}

/// What is known of the rule of that letter, where its tab shows it.
fn world(model: &Model, row: &Row) -> Option<Arc<World>> {
    let facts = model.snapshot.rule.as_ref()?;
    let same = row.letter.failure.rule_arn.as_ref() == Some(&facts.rule_arn);
    let shown = same && matches!(model.sheet.tab, Tab::Target | Tab::Failure);
    facts.world.clone().filter(|_| shown)
}

impl Key {
    fn same(&self, other: &Self) -> bool {
        let aged = self.tab == Tab::Failure && self.minute != other.minute;
        Arc::ptr_eq(&self.row, &other.row)
            && self.tab == other.tab
            && self.cells == other.cells
            && self.theme == other.theme
            && self.tree == other.tree
            && self.world.as_ref().map(Arc::as_ptr) == other.world.as_ref().map(Arc::as_ptr)
            && !aged
    }
}
