//! The letters as faces see them: rows in shared chunks, cheap to hand out again and again.

use std::sync::Arc;

use super::snapshot::QueueId;
use crate::cause::CauseId;
use crate::letter::{Letter, LetterId};
use crate::repair::Edit;
use crate::run::Fate;
use crate::time::Time;

/// A letter with what the session knows of it.
#[derive(Clone, Debug)]
pub struct Row {
    /// The queue it is in.
    pub queue: QueueId,
    /// The letter.
    pub letter: Arc<Letter>,
    /// Its cause.
    pub cause: CauseId,
    /// Our hold on it.
    pub hold: Hold,
    /// The operator's edit, if any.
    pub edit: Option<Arc<Edit>>,
    /// What a run made of it, if it is or was in one.
    pub fate: Option<Fate>,
    /// How it came back, where the journal knows: "redriven twice, last by run … ". Empty otherwise.
    pub lineage: Arc<str>,
}

/// Our hold on a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// Leased until then.
    Held(Time),
    /// The lease ran out; it must be received again before anything is done with it.
    Lapsed,
    /// Given back (read-only looks).
    GivenBack,
}

const CHUNK: usize = 512;

type Chunk = Vec<Option<Arc<Row>>>;

/// All rows, by letter id. A clone shares every chunk.
#[derive(Clone, Debug, Default)]
pub struct Letters {
    chunks: Vec<Arc<Chunk>>,
    len: usize,
}

impl Letters {
    /// The row of that letter; `None` once it left.
    #[must_use]
    pub fn get(&self, id: LetterId) -> Option<&Arc<Row>> {
        let at = id.0 as usize;
        self.chunks.get(at / CHUNK)?.get(at % CHUNK)?.as_ref()
    }

    /// Rows that are there.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All rows, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Row>> {
        self.chunks.iter().flat_map(|chunk| chunk.iter().flatten())
    }

    /// Puts a row in, or takes its place; copies one chunk if a snapshot holds it.
    pub fn put(&mut self, row: Arc<Row>) {
        let at = row.letter.id.0 as usize;
        while self.chunks.len() <= at / CHUNK {
            self.chunks.push(Arc::new(vec![None; CHUNK]));
        }
        let slot = &mut Arc::make_mut(&mut self.chunks[at / CHUNK])[at % CHUNK];
        if slot.replace(row).is_none() {
            self.len += 1;
        }
    }

    /// Takes a row out.
    pub fn take(&mut self, id: LetterId) -> Option<Arc<Row>> {
        let at = id.0 as usize;
        let chunk = self.chunks.get_mut(at / CHUNK)?;
        chunk.get(at % CHUNK)?.as_ref()?;
        let row = Arc::make_mut(chunk)[at % CHUNK].take();
        self.len -= usize::from(row.is_some());
        row
    }
}
