use std::borrow::Cow;
use std::time::Duration;

use proptest::prelude::*;

use crate::text::*;

fn secs(s: u64) -> Duration {
    Duration::from_secs(s)
}

#[test]
fn what_a_terminal_would_obey_becomes_visible() {
    assert_eq!(safe("\u{1b}[31mred\u{7}"), "␛[31mred␇");
    assert_eq!(safe("a\tb\r\nc\u{0}"), "a␉b␍␊c␀");
    assert_eq!(safe("\u{9b}2J\u{7f}"), "\\u{9b}2J␡");
    assert_eq!(
        safe("a\u{202e}b\u{200b}c\u{2066}"),
        "a\\u{202e}b\\u{200b}c\\u{2066}"
    );
    assert_eq!(safe("\u{301}e"), "\\u{301}e", "nothing carries the mark");
    assert_eq!(
        safe("\u{e0041}\u{feff}\u{2028}"),
        "\\u{e0041}\\u{feff}\\u{2028}"
    );
}

#[test]
fn honest_text_is_left_alone() {
    for text in [
        "plain",
        "Ünïcödé e\u{301}",
        "日本語 🧾 ❤\u{fe0f}",
        "مرحبا",
        "हिन्दी",
    ] {
        assert!(matches!(safe(text), Cow::Borrowed(_)), "{text}");
    }
}

#[test]
fn marks_do_not_pile_up() {
    let pile = format!("a{}", "\u{301}".repeat(50));
    assert!(safe(&pile).chars().filter(|c| *c == '\u{301}').count() < 10);
}

#[test]
fn a_long_line_is_cut_and_says_so() {
    assert_eq!(safe_line("short", 5), "short");
    assert_eq!(safe_line("longer", 5), "long…");
    assert_eq!(safe_line("\u{202e}x", 4), "\\u{…");
    assert_eq!(safe_line("x", 0), "");
    assert_eq!(safe_line(&"y".repeat(1 << 20), 3), "yy…");
}

#[test]
fn text_is_fitted_into_cells_by_graphemes() {
    assert_eq!(fit("abc", 5), "abc  ");
    assert_eq!(fit("abcdef", 5), "abcd…");
    assert_eq!(fit("日本語", 5), "日本…");
    assert_eq!(fit("日本語", 4), "日… ");
    assert_eq!(fit("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
    assert_eq!(fit("abc", 0), "");
    assert_eq!(pad_left("42", 5), "   42");
    assert_eq!(pad_left("123456", 4), "123…");
}

#[test]
fn ages_and_counts_are_said_as_a_person_would() {
    assert_eq!(
        [
            ago(secs(2)),
            ago(secs(190)),
            ago(secs(7300)),
            ago(secs(864_000))
        ],
        ["2s", "3m", "2h", "10d"]
    );
    assert_eq!(
        [
            left(secs(17)),
            left(secs(730)),
            left(secs(18_720)),
            left(secs(273_600))
        ],
        ["17 s", "12 min", "5h 12m", "3d 4h"]
    );
    assert_eq!(duration(Duration::from_millis(430)), "0.4 s");
    assert_eq!(duration(Duration::from_millis(7)), "7 ms");
    assert_eq!(duration(secs(86_750)), "1 d");
    assert_eq!(duration(secs(125)), "2 min 5 s");
    assert_eq!(
        [count(0), count(4212), count(1_000_000)],
        ["0", "4,212", "1,000,000"]
    );
    assert_eq!(
        [bytes(812), bytes(1234), bytes(36_000_000)],
        ["812 B", "1.2 KiB", "34 MiB"]
    );
    assert_eq!(bytes(u64::MAX), "15 EiB");
    assert_eq!(
        [rate(96.2), rate(0.64), rate(4.5), rate(0.0), rate(f64::NAN)],
        ["96/s", "38/min", "4.5/s", "0/s", "0/s"]
    );
}

#[test]
fn one_arrival_among_many_still_shows() {
    assert_eq!(sparkline(&[0, 1, 500, 1000]), " ▁▄█");
    assert_eq!(sparkline(&[7]), "█");
    assert_eq!(sparkline(&[]), "");
    assert_eq!(sparkline(&[u32::MAX, 0]), "█ ");
}

proptest! {
    #[test]
    fn nothing_that_a_terminal_obeys_or_hides_comes_through(text in any::<String>()) {
        let shown = safe(&text);
        for c in shown.chars() {
            prop_assert!(!c.is_control(), "{c:?}");
            let hidden = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{61c}' | '\u{feff}');
            prop_assert!(!hidden, "{c:?}");
        }
    }

    #[test]
    fn what_is_safe_stays_as_it_is(text in any::<String>()) {
        let once = safe(&text).into_owned();
        prop_assert_eq!(safe(&once), once.as_str());
    }

    #[test]
    fn a_fitted_text_takes_its_cells(text in any::<String>(), cells in 0usize..40) {
        let shown = safe(&text);
        prop_assert_eq!(width(&fit(&shown, cells)), cells);
        prop_assert_eq!(width(&pad_left(&shown, cells)), cells);
    }

    #[test]
    fn a_line_is_never_longer_than_asked(text in any::<String>(), max in 0usize..40) {
        prop_assert!(safe_line(&text, max).chars().count() <= max);
    }
}

/// What a shell prints of these words, a NUL after each.
fn out_of_shell(command: &str) -> Vec<u8> {
    let out = std::process::Command::new("sh")
        .arg("-c")
        .arg(command)
        .output()
        .unwrap();
    assert!(out.status.success(), "{command}");
    out.stdout
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_word_comes_out_of_the_shell_as_it_was(text in "[\u{1}-\u{7f}\u{80}-\u{a0}'\"$`\\\\!\n%-]{0,40}") {
        let word = shell_word(&text).unwrap();
        prop_assert!(!word.chars().any(|c| c.is_control() && c != '\n'));
        prop_assert_eq!(out_of_shell(&format!("printf '%s' {word}")), text.as_bytes());
    }

    #[test]
    fn a_printed_text_comes_out_of_the_shell_as_it_was(text in "[\u{0}-\u{7f}'%\\\\\n-]{0,40}") {
        let command = shell_print(&text);
        prop_assert!(!command.chars().any(|c| c.is_control() && c != '\n'));
        prop_assert_eq!(out_of_shell(&command), text.as_bytes());
    }
}

#[test]
fn a_word_is_quoted_only_where_it_must_be_and_holds_no_nul() {
    assert_eq!(shell_word("a/b:c-1.0").unwrap(), "a/b:c-1.0");
    assert_eq!(shell_word("").unwrap(), "''");
    assert_eq!(shell_word("it's").unwrap(), r"'it'\''s'");
    assert_eq!(shell_word("a\tb").unwrap(), "'a'\"$(printf '\\011')\"'b'");
    assert_eq!(shell_word("a\0b"), None);
}
