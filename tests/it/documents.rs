//! The documents at the top say what is true, as far as a machine can tell.

use std::path::Path;

const README: &str = include_str!("../../README.md");
const ARCHITECTURE: &str = include_str!("../../ARCHITECTURE.md");
const MANIFEST: &str = include_str!("../../Cargo.toml");

/// The first cells of all rows of tables, split at commas, less backticks and remarks in parentheses.
fn first_cells(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" |").next())
        .flat_map(|cell| cell.split(", "))
        .map(|word| {
            word.split(" (")
                .next()
                .unwrap()
                .trim_matches('`')
                .to_owned()
        })
        .collect()
}

#[test]
fn the_readme_begins_with_the_two_commands() {
    let commands: Vec<&str> = README
        .lines()
        .filter(|l| !l.is_empty())
        .skip(1)
        .take(2)
        .map(|l| l.split('#').next().unwrap().trim())
        .collect();
    assert_eq!(commands, ["cargo run --release -- demo", "cargo test"]);
}

#[test]
fn every_dependency_has_its_reason() {
    let rows = first_cells(ARCHITECTURE);
    let section = MANIFEST.split("[dependencies]").nth(1).unwrap();
    let section = section.split("[lints").next().unwrap();
    let missing: Vec<&str> = section
        .lines()
        .filter_map(|l| l.split_once(" = "))
        .map(|(name, _)| name)
        .filter(|name| !rows.iter().any(|row| row == name))
        .collect();
    assert!(
        missing.is_empty(),
        "without a reason in ARCHITECTURE.md: {missing:?}"
    );
}

#[test]
fn every_room_has_its_row() {
    let rows = first_cells(ARCHITECTURE);
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let missing: Vec<String> = std::fs::read_dir(source)
        .unwrap()
        .map(|entry| {
            entry
                .unwrap()
                .file_name()
                .to_string_lossy()
                .replace(".rs", "")
        })
        .filter(|room| room != "lib" && room != "main")
        .filter(|room| !rows.contains(room))
        .collect();
    assert!(
        missing.is_empty(),
        "without a row in ARCHITECTURE.md: {missing:?}"
    );
}

#[test]
fn the_files_that_the_readme_links_to_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let links = README
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    for link in links.filter(|l| !l.contains("://")) {
        // the picture is made from the real program, after it was built
        let made_later = link == "docs/screen.svg";
        assert!(made_later || root.join(link).exists(), "{link}");
    }
}
