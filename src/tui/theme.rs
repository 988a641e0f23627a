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
    /// The name in the config: `dark`, `light`, `contrast`, `sixteen`, `none`.
    pub name: &'static str,
    /// One sentence for the palette.
    pub help: &'static str,
    look: fn(Role) -> Style,
    /// Foreground and background of cells that have none of their own; `None`: the terminal's.
    ground: Option<(Color, Color)>,
}

/// All themes.
pub const THEMES: [Theme; 5] = [
    Theme {
        name: "dark",
        help: "for a dark background",
        look: dark,
        ground: None,
    },
    Theme {
        name: "light",
        help: "for a light background",
        look: light,
        ground: None,
    },
    Theme {
        name: "contrast",
        help: "strong colours on a ground of its own, black",
        look: contrast,
        ground: Some((rgb(0xff_ffff), rgb(0x00_0000))),
    },
    Theme {
        name: "sixteen",
        help: "the terminal's own sixteen colours",
        look: sixteen,
        ground: None,
    },
    Theme {
        name: "none",
        help: "no colour, only bold, dim and reversed",
        look: none,
        ground: None,
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
        let [dark_theme, light_theme, _, sixteen_theme, plain] = THEMES;
        match (no_color, colorterm, light) {
            (true, ..) => plain,
            (_, "truecolor" | "24bit", false) => dark_theme,
            (_, "truecolor" | "24bit", true) => light_theme,
            _ => sixteen_theme,
        }
    }

    /// The theme for a background that turned out to be light or dark: of the two that differ by it, the right one.
    #[must_use]
    pub fn for_background(self, light: bool) -> Self {
        let [dark_theme, light_theme, ..] = THEMES;
        match (self.name, light) {
            ("dark", true) => light_theme,
            ("light", false) => dark_theme,
            _ => self,
        }
    }

    /// Foreground and background of cells that have none of their own; `None`: the terminal's.
    #[must_use]
    pub const fn ground(&self) -> Option<(Color, Color)> {
        self.ground
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

/// Every colour has at least seven times the light of the black ground (WCAG 2, AAA), and what matters is bold too.
fn contrast(role: Role) -> Style {
    match role {
        Role::Plain | Role::JsonText => Style::new(),
        Role::Muted => fg(0xc8_ccd2),
        Role::Rule => fg(0x9a_a0a8),
        Role::Title => fg(0xff_ffff).add_modifier(Modifier::BOLD),
        Role::Accent => fg(0x6f_d6ff).add_modifier(Modifier::BOLD),
        Role::Good | Role::Added => fg(0x6c_ff6c),
        Role::Caution => fg(0xff_d23f).add_modifier(Modifier::BOLD),
        Role::Bad | Role::Removed => fg(0xff_8f8f).add_modifier(Modifier::BOLD),
        Role::Loud => Style::new()
            .fg(rgb(0x00_0000))
            .bg(rgb(0xff_8f8f))
            .add_modifier(Modifier::BOLD),
        Role::Cursor => Style::new().bg(rgb(0x00_3f8f)).add_modifier(Modifier::BOLD),
        Role::Resting => Style::new().bg(rgb(0x2c_2c2c)),
        Role::JsonKey => fg(0x6f_d6ff),
        Role::JsonNumber => fg(0xff_d23f),
        Role::JsonWord => fg(0xf0_a8ff),
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

#[cfg(test)]
mod tests {
    use ratatui::style::Color;

    use crate::tui::theme::{Role, Theme};

    const ROLES: [Role; 16] = [
        Role::Plain,
        Role::Muted,
        Role::Rule,
        Role::Title,
        Role::Accent,
        Role::Good,
        Role::Caution,
        Role::Bad,
        Role::Loud,
        Role::Cursor,
        Role::JsonKey,
        Role::JsonText,
        Role::JsonNumber,
        Role::JsonWord,
        Role::Added,
        Role::Removed,
    ];

    /// Relative luminance (WCAG 2).
    fn light(colour: Color) -> f64 {
        let Color::Rgb(r, g, b) = colour else {
            panic!("{colour} has no known light");
        };
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
    }

    fn ratio(a: Color, b: Color) -> f64 {
        let (a, b) = (light(a), light(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Every text of the theme against its ground, or the usual one of a terminal.
    fn least(name: &str, text: Color, ground: Color, roles: &[Role]) -> f64 {
        let theme = Theme::named(name).unwrap();
        let (text, ground) = theme.ground().unwrap_or((text, ground));
        let of = |role: &Role| {
            let style = theme.style(*role);
            ratio(style.fg.unwrap_or(text), style.bg.unwrap_or(ground))
        };
        roles.iter().map(of).fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn every_text_can_be_read() {
        let (black, white) = (Color::Rgb(0x14, 0x16, 0x1a), Color::Rgb(255, 255, 255));
        // a rule is no text
        let texts: Vec<Role> = ROLES.into_iter().filter(|r| *r != Role::Rule).collect();
        assert!(least("contrast", white, black, &texts) >= 7.0);
        assert!(least("dark", Color::Rgb(0xd5, 0xd8, 0xdc), black, &texts) >= 4.5);
        assert!(least("light", Color::Rgb(0x1a, 0x1e, 0x24), white, &texts) >= 4.5);
    }

    #[test]
    fn the_background_chooses_between_dark_and_light_only() {
        let named = |name: &str| Theme::named(name).unwrap();
        assert_eq!(named("dark").for_background(true).name, "light");
        assert_eq!(named("light").for_background(false).name, "dark");
        assert_eq!(named("sixteen").for_background(true).name, "sixteen");
    }
}
