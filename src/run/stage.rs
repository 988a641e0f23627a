//! The stages of an item, and the only ways from one to the next.

/// Where an item of a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(usize)]
pub enum Stage {
    /// Not on disk yet.
    Unlisted,
    /// On disk as planned, not begun; or begun and certainly not done.
    Waiting,
    /// Its intent is being written.
    Intending,
    /// It is being put or sent.
    Putting,
    /// It was accepted; that is being written.
    Recording,
    /// A scratch bus accepted it, that is on disk; it may still come back.
    Watched,
    /// It was accepted, that is on disk; now it may be deleted.
    Undeleted,
    /// It is being deleted.
    Deleting,
    /// It is deleted; that is being written.
    Noting,
    /// End: gone from the queue.
    Deleted,
    /// End: accepted; still in the queue (or, for an undo, where it belongs).
    Sent,
    /// End: refused for good.
    Failed,
    /// End: asked for, never answered.
    InDoubt,
    /// End: not begun.
    Left,
}

/// What moves an item on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cue {
    /// It is on disk as planned.
    Listed,
    /// It is on disk as planned, and an earlier run sent it.
    ListedAsSent,
    /// It is on disk as watched by an earlier run.
    ListedAsWatched,
    /// Another run has its message.
    Taken,
    /// The pace lets it begin.
    Admitted,
    /// Its intent is on disk: put it.
    Put,
    /// Its intent is on disk: delete it.
    Delete,
    /// The destination accepted it.
    Accepted,
    /// Certainly not done; it may be tried again.
    NotDone,
    /// Refused for good.
    Refused,
    /// Never answered.
    Unanswered,
    /// What became of it is on disk: sent, to be deleted.
    SentOnDisk,
    /// What became of it is on disk, and it may still come back.
    WatchBegun,
    /// It did not come back.
    WatchOver,
    /// It came back.
    CameBack,
    /// It can't be watched to the end.
    CutShort,
    /// What became of it is on disk, and that was all.
    AllOnDisk,
    /// The queue deleted it.
    Gone,
    /// The queue still has it; it was accepted before.
    Kept,
    /// It can't be deleted in this run.
    GivenUp,
    /// The run stops before it began.
    Stopped,
    /// The journal can't be written any more.
    Unwritten,
}

/// Every way from a stage to another. What is not here can't happen.
pub const WAYS: &[(Stage, Cue, Stage)] = &[
    (Stage::Unlisted, Cue::Listed, Stage::Waiting),
    (Stage::Unlisted, Cue::ListedAsSent, Stage::Undeleted),
    (Stage::Unlisted, Cue::ListedAsWatched, Stage::Watched),
    (Stage::Unlisted, Cue::Taken, Stage::Failed),
    (Stage::Unlisted, Cue::Unwritten, Stage::Left),
    (Stage::Waiting, Cue::Admitted, Stage::Intending),
    (Stage::Waiting, Cue::Refused, Stage::Failed),
    (Stage::Waiting, Cue::Stopped, Stage::Left),
    (Stage::Intending, Cue::Put, Stage::Putting),
    (Stage::Intending, Cue::Delete, Stage::Deleting),
    (Stage::Intending, Cue::NotDone, Stage::Waiting),
    (Stage::Intending, Cue::Unwritten, Stage::Left),
    (Stage::Putting, Cue::Accepted, Stage::Recording),
    (Stage::Putting, Cue::NotDone, Stage::Waiting),
    (Stage::Putting, Cue::Refused, Stage::Failed),
    (Stage::Putting, Cue::Unanswered, Stage::InDoubt),
    (Stage::Recording, Cue::SentOnDisk, Stage::Undeleted),
    (Stage::Recording, Cue::WatchBegun, Stage::Watched),
    (Stage::Recording, Cue::AllOnDisk, Stage::Sent),
    (Stage::Recording, Cue::Unwritten, Stage::Sent),
    (Stage::Watched, Cue::WatchOver, Stage::Recording),
    (Stage::Watched, Cue::CameBack, Stage::Failed),
    (Stage::Watched, Cue::CutShort, Stage::InDoubt),
    (Stage::Undeleted, Cue::Delete, Stage::Deleting),
    (Stage::Undeleted, Cue::GivenUp, Stage::Sent),
    (Stage::Undeleted, Cue::Unwritten, Stage::Sent),
    (Stage::Deleting, Cue::Gone, Stage::Noting),
    (Stage::Deleting, Cue::Kept, Stage::Undeleted),
    (Stage::Deleting, Cue::NotDone, Stage::Waiting),
    (Stage::Noting, Cue::AllOnDisk, Stage::Deleted),
    (Stage::Noting, Cue::Unwritten, Stage::Deleted),
];

impl Stage {
    /// How many stages there are.
    pub const COUNT: usize = Self::Left as usize + 1;

    /// Where `cue` leads from here; `None` when it leads nowhere.
    #[must_use]
    pub fn after(self, cue: Cue) -> Option<Self> {
        let way = WAYS
            .iter()
            .find(|(from, by, _)| (*from, *by) == (self, cue));
        way.map(|(_, _, to)| *to)
    }

    /// Whether nothing can follow.
    #[must_use]
    pub const fn is_end(self) -> bool {
        matches!(
            self,
            Self::Deleted | Self::Sent | Self::Failed | Self::InDoubt | Self::Left
        )
    }

    /// Whether it is known what the destination made of it, or that it will never be asked.
    #[must_use]
    pub const fn is_resolved(self) -> bool {
        self.is_end()
            || matches!(
                self,
                Self::Watched | Self::Undeleted | Self::Deleting | Self::Noting
            )
    }
}
