//! The documents at the top say what is true, as far as a machine can tell.

use std::io::Write as _;
use std::net::TcpStream;
use std::path::Path;

use serde_json::{Value, json};

use crate::world::World;

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

/// What a table of the simulator's page says in the first cells below that head.
fn simulators(head: &str) -> Vec<String> {
    let page = include_str!("../../docs/simulator.md");
    let table = page.split(&format!("| {head} |")).nth(1).unwrap();
    let rows = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    rows.map(|row| row.split('`').nth(1).unwrap().to_owned())
        .collect()
}

#[test]
fn the_simulators_page_names_every_fault_and_no_other() {
    let world = World::new();
    // the answer to a fault that does not exist lists those that do
    let host = world.endpoint().replace("http://", "");
    let mut stream = TcpStream::connect(&host).unwrap();
    let body = r#"{"fault":"nope"}"#;
    let request = format!(
        "POST /_sim/faults HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let refusal = std::io::read_to_string(stream).unwrap();
    let known = refusal.split("expected one of").nth(1).unwrap();
    let mut known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
    let mut told = simulators("fault");
    known.sort_unstable();
    told.sort_unstable();
    assert_eq!(told, known);
}

#[test]
fn the_simulator_does_every_request_of_its_page() {
    let world = World::new();
    for request in simulators("request") {
        let (method, path) = request.split_once(' ').unwrap();
        let body = match request.as_str() {
            "POST /_sim/faults" => json!({"fault": "delay", "operation": "Nothing"}),
            _ => json!({}),
        };
        let answer = world.control(method, &path.replace("HOST", "api.example.com"), &body);
        assert_eq!(answer["message"], Value::Null, "{request}: {answer}");
    }
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
        assert!(root.join(link).exists(), "{link}");
    }
}

#[test]
fn no_test_file_is_forgotten() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let listed = include_str!("main.rs");
    let forgotten: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("mod.rs").exists() || path.extension().is_some_and(|e| e == "rs"))
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .filter(|name| name != "main" && !listed.contains(&format!("mod {name};")))
        .collect();
    assert!(
        forgotten.is_empty(),
        "not in tests/it/main.rs: {forgotten:?}"
    );
}

#[test]
fn the_page_of_keys_is_the_table_of_keys() {
    let page = include_str!("../../docs/keys.md");
    let table = dlq_tui::tui::key_table();
    assert!(
        page.trim_end().ends_with(table.trim_end()),
        "docs/keys.md is to end with this table:\n{table}"
    );
}
