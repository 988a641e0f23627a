//! Colours by meaning. A theme is a table from role to style; "no colour" is one more theme.
//!
//! Nothing is told by colour alone: every role that means something also has a word or a sign on the screen.

use ratatui::style::{Color, Modifier, Style};

/// What a piece of the screen means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Ordinary text.
    Plain,
    /// Text that may be overlooked: column heads, units, hints.
    Muted,
    /// Rules between panes.
    Rule,
    /// The title of the pane that has the keys.
    Title,
    /// What the eye should find: the cursor, a key's letter, edit first.
    Accent,
    /// It is well: redrive, settled, live.
    Good,
    /// Take care: fix first, paused, expires soon.
    Caution,
    /// It is not well: bounced, failed, offline.
    Bad,
    /// A production account.
    Loud,
    /// The row under the cursor in the pane that has the keys.
    Cursor,
    /// The row under the cursor in another pane.
    Resting,
    /// A key of a JSON object.
    JsonKey,
    /// A JSON string.
    JsonText,
    /// A JSON number.
    JsonNumber,
    /// `true`, `false`, `null`.
    JsonWord,
    /// A line that is new.
    Added,
    /// A line that is gone.
    Removed,
}

/// How meanings look.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    /// The name in the config: `dark`, `light`, `sixteen`, `none`.
    pub name: &'static str,
    look: fn(Role) -> Style,
}

/// All themes.
pub const THEMES: [Theme; 4] = [
    Theme {
        name: "dark",
        look: dark,
    },
    Theme {
        name: "light",
        look: light,
    },
    Theme {
        name: "sixteen",
        look: sixteen,
    },
    Theme {
        name: "none",
        look: none,
    },
];

impl Theme {
    /// The theme of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        THEMES.into_iter().find(|theme| theme.name == name)
    }

    /// The theme for a terminal: `NO_COLOR` set, what `COLORTERM` and `COLORFGBG` say (empty when unset).
    #[must_use]
    pub fn for_terminal(no_color: bool, colorterm: &str, colorfgbg: &str) -> Self {
        let light = colorfgbg
            .rsplit(';')
            .next()
            .is_some_and(|background| matches!(background, "7" | "15"));
        let [dark_theme, light_theme, sixteen_theme, plain] = THEMES;
        match (no_color, colorterm, light) {
            (true, ..) => plain,
            (_, "truecolor" | "24bit", false) => dark_theme,
            (_, "truecolor" | "24bit", true) => light_theme,
            _ => sixteen_theme,
        }
    }

    /// How `role` looks.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        (self.look)(role)
    }
}

const fn rgb(hex: u32) -> Color {
    let [_, r, g, b] = hex.to_be_bytes();
    Color::Rgb(r, g, b)
}

const fn fg(hex: u32) -> Style {
    Style::new().fg(rgb(hex))
}

fn dark(role: Role) -> Style {
    match role {
        Role::Plain => Style::new(),
        Role::Muted => fg(0x8a_919c),
        Role::Rule => fg(0x4a_505a),
        Role::Title => fg(0xe6_e9ef).add_modifier(Modifier::BOLD),
        Role::Accent => fg(0x7a_b7ff),
        Role::Good => fg(0x8f_cf82),
        Role::Caution => fg(0xe8_b45a),
        Role::Bad => fg(0xf0_7b72),
        Role::Loud => Style::new()
            .fg(rgb(0xff_ffff))
            .bg(rgb(0xb3_3a30))
            .add_modifier(Modifier::BOLD),
        Role::Cursor => Style::new().bg(rgb(0x2b_3645)),
        Role::Resting => Style::new().bg(rgb(0x22_2730)),
        Role::JsonKey => fg(0x86_b8e8),
        Role::JsonText => fg(0xa9_cf9a),
        Role::JsonNumber => fg(0xe3_b778),
        Role::JsonWord => fg(0xc9_a2e0),
        Role::Added => fg(0x8f_cf82),
        Role::Removed => fg(0xf0_7b72),
    }
}

fn light(role: Role) -> Style {
    match role {
        Role::Plain => Style::new(),
        Role::Muted => fg(0x6a_7079),
        Role::Rule => fg(0xb9_bfc8),
        Role::Title => fg(0x1a_1e24).add_modifier(Modifier::BOLD),
        Role::Accent => fg(0x0b_5cad),
        Role::Good => fg(0x2a_7a2b),
        Role::Caution => fg(0x96_5d00),
        Role::Bad => fg(0xb3_2a22),
        Role::Loud => Style::new()
            .fg(rgb(0xff_ffff))
            .bg(rgb(0xb3_2a22))
            .add_modifier(Modifier::BOLD),
        Role::Cursor => Style::new().bg(rgb(0xd3_e3f6)),
        Role::Resting => Style::new().bg(rgb(0xe9_edf2)),
        Role::JsonKey => fg(0x1f_5a96),
        Role::JsonText => fg(0x2f_6b2a),
        Role::JsonNumber => fg(0x8a_5200),
        Role::JsonWord => fg(0x77_3a9e),
        Role::Added => fg(0x2a_7a2b),
        Role::Removed => fg(0xb3_2a22),
    }
}

fn sixteen(role: Role) -> Style {
    let plain = Style::new();
    match role {
        Role::Plain => plain,
        Role::Muted | Role::Rule => plain.fg(Color::DarkGray),
        Role::Title => plain.add_modifier(Modifier::BOLD),
        Role::Accent => plain.fg(Color::Cyan),
        Role::Good | Role::Added => plain.fg(Color::Green),
        Role::Caution => plain.fg(Color::Yellow),
        Role::Bad | Role::Removed => plain.fg(Color::Red),
        Role::Loud => plain
            .fg(Color::White)
            .bg(Color::Red)
            .add_modifier(Modifier::BOLD),
        Role::Cursor => plain.add_modifier(Modifier::REVERSED),
        Role::Resting => plain.add_modifier(Modifier::BOLD),
        Role::JsonKey => plain.fg(Color::Blue),
        Role::JsonText => plain.fg(Color::Green),
        Role::JsonNumber => plain.fg(Color::Yellow),
        Role::JsonWord => plain.fg(Color::Magenta),
    }
}

fn none(role: Role) -> Style {
    let plain = Style::new();
    match role {
        Role::Title | Role::Accent | Role::Resting | Role::Bad => {
            plain.add_modifier(Modifier::BOLD)
        }
        Role::Muted | Role::Rule => plain.add_modifier(Modifier::DIM),
        Role::Loud | Role::Cursor => plain.add_modifier(Modifier::REVERSED),
        _ => plain,
    }
}
