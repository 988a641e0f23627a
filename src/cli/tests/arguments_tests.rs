use std::ffi::OsString;
use std::time::Duration;

use crate::cli::*;
use crate::plan::Destination;
use crate::problem::Exit;

fn read(line: &[&str]) -> Result<Invocation, Early> {
    let args = std::iter::once(&"dlq-tui").chain(line);
    parse(args.map(OsString::from))
}

fn wrong(line: &[&str]) -> String {
    match read(line) {
        Err(Early::Wrong { problem, .. }) => problem.what,
        other => panic!("{other:?}"),
    }
}

fn redrive(line: &[&str]) -> RedriveArgs {
    let line: Vec<&str> = ["redrive", "-q", "q"].iter().chain(line).copied().collect();
    match read(&line).unwrap().request {
        Request::Redrive(args) => *args,
        other => panic!("{other:?}"),
    }
}

#[test]
fn without_a_subcommand_it_is_the_terminal_interface() {
    let invocation = read(&["--queue", "a", "--queue", "b"]).unwrap();
    assert!(matches!(invocation.request, Request::Tui));
    assert!(matches!(invocation.needs().unwrap(), Needs::Queues(q) if q.len() == 2));
}

#[test]
fn global_options_may_stand_before_or_after_the_subcommand() {
    for line in [
        ["--lease", "2m", "causes", "-q", "q"],
        ["causes", "-q", "q", "--lease", "2m"],
    ] {
        let invocation = read(&line).unwrap();
        assert_eq!(
            invocation.global.settings().lease,
            Some(Duration::from_secs(120))
        );
    }
}

#[test]
fn a_filter_may_begin_with_a_negation() {
    let args = redrive(&["--where", "-status:503", "--jq", "-1"]);
    assert_eq!(args.filter.unwrap().text(), "-status:503");
    assert_eq!(args.jq.as_deref(), Some("-1"));
}

#[test]
fn a_filters_program_that_can_not_be_run_is_told_before_anything_is_read() {
    let what = wrong(&["causes", "-q", "q", "--where", "jq:.["]);
    assert!(what.contains("column 3"), "{what}");
}

#[test]
fn a_redrive_is_read_with_all_its_options() {
    let args = redrive(&[
        "--to",
        "bus=other",
        "--rate",
        "5",
        "--ramp",
        "1,10,50",
        "--canary",
        "3",
        "--watch",
        "1m 30s",
        "--max-bounce",
        "2.5%",
        "--in-doubt",
        "resend",
        "--limit",
        "7",
        "--follow",
        "-y",
    ]);
    assert_eq!(args.to, Some(Destination::NamedBus("other".into())));
    assert_eq!(
        (args.rate, args.canary, args.limit),
        (Some(5), Some(3), Some(7))
    );
    assert_eq!(args.ramp, [1, 10, 50]);
    assert_eq!(args.watch, Some(Duration::from_secs(90)));
    assert_eq!(args.max_bounce, Some(2.5));
    assert!(args.follow && args.yes && !args.dry_run);
    assert_eq!(
        redrive(&["--to", "queue=http://x/1/q"]).to,
        Some(Destination::Queue("http://x/1/q".into()))
    );
}

#[test]
fn what_is_wrong_is_said_in_words() {
    let cases: [(&[&str], &str); 8] = [
        (&["redrive", "--rate", "0"], "0 is not in 1.."),
        (&["redrive", "--to", "moon"], "give auto, bus, bus=NAME|ARN"),
        (&["redrive", "--watch", "5"], "`5` needs a unit"),
        (
            &["redrive", "--max-bounce", "120"],
            "a percentage from 0 to 100",
        ),
        (&["causes", "--lease", "13h"], "a lease lasts 10 s to 12 h"),
        (
            &["redrive", "--plan", "f", "--rate", "3"],
            "cannot be used with",
        ),
        (&["delete", "-q", "q"], "--where <FILTER>"),
        (&["sim", "--account", "12"], "twelve digits"),
    ];
    for (line, words) in cases {
        assert!(wrong(line).contains(words), "{line:?}: {}", wrong(line));
    }
}

#[test]
fn a_slip_in_a_subcommand_gets_a_suggestion() {
    let Err(Early::Wrong { problem, json, .. }) = read(&["--output", "json", "redrvie"]) else {
        panic!("accepted");
    };
    assert!(json && problem.remedy.contains("redrive"), "{problem:?}");
}

#[test]
fn headless_subcommands_want_exactly_one_queue() {
    let none = read(&["causes"]).unwrap().needs();
    // a variable of the environment may name one
    if std::env::var_os("DLQ_TUI_QUEUE").is_none() {
        assert!(none.unwrap_err().what.contains("needs a queue"));
    }
    let two = read(&["check", "-q", "a", "-q", "b"]).unwrap().needs();
    assert!(
        two.unwrap_err()
            .what
            .contains("works on one queue, 2 are given")
    );
    assert_eq!(read(&["history"]).unwrap().needs().unwrap(), Needs::Journal);
    assert_eq!(read(&["sim"]).unwrap().needs().unwrap(), Needs::Nothing);
    assert!(
        read(&["causes", "-q", "no queue!"])
            .unwrap()
            .needs()
            .is_err()
    );
}

#[test]
fn undo_and_resume_find_their_queue_by_the_run() {
    for line in [&["undo", "r-1"][..], &["redrive", "--resume", "r-1"]] {
        let needs = read(line).unwrap().needs().unwrap();
        if std::env::var_os("DLQ_TUI_QUEUE").is_none() {
            assert_eq!(needs, Needs::QueueOfRun("r-1".into()));
        }
    }
}

#[test]
fn only_what_changes_something_asks_for_leases_that_stay() {
    let changes = |line: &[&str]| read(line).unwrap().request.changes();
    assert!(changes(&["redrive"]) && changes(&["delete", "--where", ""]) && changes(&[]));
    assert!(!changes(&["causes"]) && !changes(&["redrive", "--dry-run"]) && !changes(&["doctor"]));
    // the edits of a jq program are taken and given back
    assert!(changes(&["redrive", "--dry-run", "--jq", "."]));
}

#[test]
fn help_and_version_are_no_errors() {
    let (output, captured) = Output::captured(Format::Text);
    for line in [&["--help"][..], &["--version"], &["redrive", "--help"]] {
        let early = read(line).unwrap_err();
        assert_eq!(output.early(&early), Exit::Done);
    }
    assert!(captured.out().contains(env!("CARGO_PKG_VERSION")) && captured.err().is_empty());
}

#[test]
fn wrong_arguments_are_a_document_where_json_is_asked_for() {
    let (output, captured) = Output::captured(Format::Json);
    let early = read(&["causes", "--output=json", "--nope"]).unwrap_err();
    assert_eq!(output.early(&early), Exit::Usage);
    let document: serde_json::Value = serde_json::from_str(&captured.out()).unwrap();
    assert_eq!(document["error"]["kind"], "usage");
}

/// The help texts are documentation: a change shows in review.
#[test]
fn help_says_what_it_said() {
    let mut all = String::new();
    let subcommands = [
        "",
        "demo",
        "sim",
        "causes",
        "export",
        "watch",
        "check",
        "redrive",
        "delete",
        "import",
        "history",
        "undo",
        "doctor",
        "completions",
        "man",
    ];
    for name in subcommands {
        let mut command = crate::cli::args::command().term_width(100);
        let help = if name.is_empty() {
            command.render_long_help()
        } else {
            command.build();
            command.find_subcommand_mut(name).unwrap().render_help()
        };
        let text = help.to_string();
        // the options of every subcommand stand once, at the top
        let own = if name.is_empty() {
            &text
        } else {
            text.split("\nGlobal:").next().unwrap()
        };
        all += &format!("$ dlq-tui {name} --help\n{own}\n");
    }
    // what the environment holds is no part of the text
    let lines: Vec<String> = all.lines().map(|l| l.trim_end().to_owned()).collect();
    let stable: Vec<String> = lines
        .into_iter()
        .map(|l| match l.find("[env: ") {
            Some(at) => {
                let (head, tail) = l.split_at(at);
                let name: String = tail.chars().take_while(|c| *c != '=').collect();
                format!("{head}{name}]")
            }
            None => l,
        })
        .collect();
    insta::assert_snapshot!("help", stable.join("\n"));
}

#[test]
fn completions_and_manual_name_every_subcommand() {
    let (output, captured) = Output::captured(Format::Text);
    assert_eq!(completions(clap_complete::Shell::Bash, &output), Exit::Done);
    assert_eq!(man(&output), Exit::Done);
    let text = captured.out();
    for name in ["redrive", "causes", "doctor"] {
        assert!(text.contains(name));
        assert!(text.contains(&format!(".SH \"DLQ-TUI {}\"", name.to_uppercase())));
    }
    assert!(!text.contains("DLQ-TUI __JQ"));
}
