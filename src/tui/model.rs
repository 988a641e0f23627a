//! All that the face knows: a value. Keys and snapshots change it in `update`, `screens` draw it.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

use crate::cause::{Catalogue, Cause, CauseId};
use crate::engine::{Mode, QueueId, Row, Snapshot};
use crate::letter::LetterId;
use crate::letter::Redaction;
use crate::repair::AwsFlags;
use crate::run::{Progress, State};
use crate::time::Time;
use crate::tui::keys::{Act, Keymap, Place};
use crate::tui::layer::Layer;
use crate::tui::options::Who;
use crate::tui::order::Order;
pub use crate::tui::parts::{
    Border, Borders, CauseList, Chosen, Edits, LetterList, Outside, Pane, Sheet, Step, Swept, Tab,
    Wanted,
};
use crate::tui::theme::Theme;
use crate::tui::toast::Toast;

/// The face's state.
pub struct Model {
    /// The newest snapshot.
    pub snapshot: Arc<Snapshot>,
    /// The order of its causes.
    pub order: Order,
    /// Now, as the engine counts it.
    pub now: Time,
    /// How meanings look.
    pub theme: Theme,
    /// What keys do.
    pub keys: Arc<Keymap>,
    /// Fields that are not shown.
    pub redaction: Arc<Redaction>,
    /// Who is asking.
    pub who: Who,
    /// Where the AWS CLI must go to do the same.
    pub aws_flags: AwsFlags,
    /// What is known of errors.
    pub catalogue: Arc<Catalogue>,
    /// Name and help of the session's own palette entries.
    pub extras: Vec<(String, String)>,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// The pane that has the keys.
    pub pane: Pane,
    /// That pane alone.
    pub zoom: bool,
    /// Where the borders between panes are.
    pub borders: Borders,
    /// The border that is being drawn with the mouse.
    pub drawn: Option<Border>,
    /// The list of causes.
    pub causes: CauseList,
    /// The list of letters.
    pub letters: LetterList,
    /// The letter.
    pub sheet: Sheet,
    /// Marked letters.
    pub marks: BTreeSet<LetterId>,
    /// Causes that a marked letter is of.
    pub marked_causes: BTreeSet<CauseId>,
    /// When marks were last compared with the letters.
    pub swept: Swept,
    /// What causes were called that letters were sent away of, for when those come back.
    pub titles: BTreeMap<CauseId, Arc<str>>,
    /// What the letters of this session's runs had died of, by message id.
    pub died_of: HashMap<Arc<str>, CauseId>,
    /// Which letters were last asked for.
    pub wanted: Wanted,
    /// The rule that was last asked about, and when.
    pub rule_asked: Option<(Arc<str>, Time)>,
    /// jq programs that were used, newest last.
    pub programs: VecDeque<String>,
    /// The newest transform that was asked for.
    pub transform_revision: u64,
    /// URLs that were tried, newest last.
    pub tried: VecDeque<String>,
    /// The newest exchange that was asked for.
    pub try_revision: u64,
    /// The newest filter whose program was asked to be checked.
    pub check_revision: u64,
    /// The newest plan that was asked for.
    pub plan_revision: u64,
    /// What lies on top of the panes; the last one has the keys.
    pub layers: Vec<Layer>,
    /// What was said last.
    pub toast: Option<Toast>,
    /// Letters that are edited together in the operator's editor.
    pub outside: Option<Outside>,
    /// Edits that can be taken back or done again.
    pub edits: Edits,
    /// The run's rate at each of the last seconds, newest last.
    pub rates: VecDeque<u32>,
    /// Filters that were used, newest last.
    pub filters: VecDeque<String>,
    /// Show what the first keys are.
    pub first_time: bool,
    /// A survey of the account's queues is going on.
    pub surveying: bool,
    /// The queues to open when this session has ended; none where the program ends.
    pub opens: Vec<String>,
    /// The operator quit: leases are being given back.
    pub closing: bool,
    /// When the engine was last told that somebody is there.
    pub touched: Time,
}

impl Model {
    /// The state at the start.
    #[must_use]
    pub fn new(
        snapshot: Arc<Snapshot>,
        (theme, who): (Theme, Who),
        catalogue: Arc<Catalogue>,
    ) -> Self {
        Self {
            now: snapshot.now,
            snapshot,
            theme,
            who,
            keys: Arc::default(),
            redaction: Arc::default(),
            aws_flags: AwsFlags::default(),
            catalogue,
            extras: Vec::new(),
            size: (80, 24),
            pane: Pane::default(),
            zoom: false,
            borders: Borders::default(),
            drawn: None,
            causes: CauseList::default(),
            letters: LetterList::default(),
            sheet: Sheet::default(),
            marks: BTreeSet::new(),
            marked_causes: BTreeSet::new(),
            swept: Swept::default(),
            titles: BTreeMap::new(),
            died_of: HashMap::new(),
            wanted: Wanted::default(),
            rule_asked: None,
            programs: VecDeque::new(),
            transform_revision: 0,
            tried: VecDeque::new(),
            try_revision: 0,
            check_revision: 0,
            plan_revision: 0,
            layers: Vec::new(),
            toast: None,
            outside: None,
            edits: Edits::default(),
            rates: VecDeque::new(),
            filters: VecDeque::new(),
            order: Order::default(),
            first_time: false,
            surveying: false,
            opens: Vec::new(),
            closing: false,
            touched: Time::default(),
        }
    }

    /// The row under the cursor among the causes; the number of causes stands for "all of them".
    #[must_use]
    pub fn cause_at(&self) -> usize {
        let causes = &self.snapshot.causes;
        match self.causes.chosen {
            Chosen::First => 0,
            Chosen::Cause(id) => causes.iter().position(|c| c.id == id).unwrap_or(0),
            Chosen::All => causes.len(),
        }
    }

    /// Rows of the list of causes: with more than one cause a last row for all of them.
    #[must_use]
    pub fn cause_rows(&self) -> usize {
        let causes = self.snapshot.causes.len();
        causes + usize::from(causes > 1)
    }

    /// The cause under the cursor; `None` for all of them, or when there is none.
    #[must_use]
    pub fn cause(&self) -> Option<&Cause> {
        self.snapshot.causes.get(self.cause_at())
    }

    /// The letters that are shown, in order.
    #[must_use]
    pub fn ids(&self) -> &[LetterId] {
        &self.snapshot.view.ids
    }

    /// The letter under the cursor, if it has not left.
    #[must_use]
    pub fn row(&self) -> Option<&Arc<Row>> {
        let id = self.ids().get(self.letters.at)?;
        self.snapshot.letters.get(*id)
    }

    /// The queue of the letter under the cursor, or the first one.
    #[must_use]
    pub fn queue(&self) -> QueueId {
        let first = self.snapshot.queues.first().map(|q| q.id);
        self.row()
            .map(|row| row.queue)
            .or(first)
            .unwrap_or_default()
    }

    /// Whether nothing may be changed.
    #[must_use]
    pub fn read_only(&self) -> bool {
        self.snapshot.mode == Mode::ReadOnly
    }

    /// The run that is going.
    #[must_use]
    pub fn going(&self) -> Option<&Progress> {
        self.snapshot
            .runs
            .iter()
            .rev()
            .find(|run| run.state != State::Finished)
    }

    /// The letter that lies on top, whose keys count.
    #[must_use]
    pub fn layer(&self) -> Option<&Layer> {
        self.layers.last()
    }

    /// The key of a command, as a sentence names it.
    #[must_use]
    pub fn key(&self, act: Act) -> String {
        self.keys.key_of(act)
    }

    /// Where keys count now, first place first.
    #[must_use]
    pub fn places(&self) -> Vec<Place> {
        if let Some(layer) = self.layer() {
            return vec![layer.place()];
        }
        let pane = match self.pane {
            Pane::Causes => Place::Causes,
            Pane::Letters => Place::Letters,
            Pane::Letter => Place::Letter,
        };
        let mut places = vec![pane, Place::Panes];
        if self.going().is_some() {
            places.insert(0, Place::Run);
        }
        places
    }
}
