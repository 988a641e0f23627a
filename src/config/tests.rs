use std::path::Path;
use std::time::Duration;

use crate::config::*;

const FILE: &str = r#"
theme = "dark"
redact = ["detail.user.email"]

[defaults]
lease = "10m"
region = "eu-west-1"

[queue.orders-dlq]
profile = "prod"
rate = 50
max_memory = "512 MiB"
read_only = false

[profile.prod]
production = true
read_only = true
region = "us-east-1"

[account.123456789012]
production = true
watch = "1h 30m"

[keys]
redrive = "R"
quit = ["q", "ctrl-c"]
"#;

fn wrong(text: &str) -> String {
    Config::read(text, "config.toml").unwrap_err().to_string()
}

#[test]
fn the_nearest_section_says_what_holds() {
    let config = Config::read(FILE, "f").unwrap();
    let asked = Settings {
        rate: Some(7),
        ..Settings::default()
    };
    let got = config.settings(asked, &["orders-dlq"], Some("123456789012"));
    assert_eq!(got.rate, Some(7));
    assert_eq!(got.max_memory, Some(512 << 20));
    assert_eq!(got.region.as_deref(), Some("us-east-1"));
    assert_eq!(got.lease, Some(Duration::from_secs(600)));
    assert_eq!(got.watch, Some(Duration::from_secs(5400)));
    assert_eq!(config.keys["redrive"], Keys::One("R".into()));
}

#[test]
fn a_section_that_demands_read_only_is_not_overruled() {
    let config = Config::read(FILE, "f").unwrap();
    let got = config.settings(Settings::default(), &["orders-dlq"], None);
    assert_eq!(got.read_only, Some(true));
    assert!(got.effective().production);
}

#[test]
fn what_nobody_says_has_a_default() {
    let got = Config::default()
        .settings(Settings::default(), &["q"], None)
        .effective();
    assert_eq!(got.lease, Duration::from_secs(300));
    assert_eq!(got.max_messages, 100_000);
    assert_eq!(got.max_memory, 1 << 30);
    assert!(!got.read_only && !got.production);
}

#[test]
fn an_unknown_key_is_refused_with_its_line_and_the_one_that_was_meant() {
    assert_eq!(
        wrong("theme = \"x\"\n[profile.prod]\nread_olny = true\n"),
        "the config has an unknown key `read_olny` (config.toml, line 3); did you mean `read_only`?"
    );
    assert!(wrong("colours = 1").contains("known here: defaults, queue"));
}

#[test]
fn a_wrong_value_is_refused_with_its_line() {
    assert_eq!(
        wrong("\n\n[defaults]\nlease = \"5 parsecs\"\n"),
        "the config is wrong: `parsecs` is no unit of time: use ms, s, m, h, d or w (config.toml, line 4)"
    );
    assert!(wrong("theme = ").contains("line 1"));
}

#[test]
fn durations_and_sizes_are_read_as_people_write_them() {
    let seconds = |text| parse_duration(text).map(|d| d.as_secs_f64());
    assert_eq!(seconds("5m"), Ok(300.0));
    assert_eq!(seconds("1h 30m"), Ok(5400.0));
    assert_eq!(seconds("1h30m"), Ok(5400.0));
    assert_eq!(seconds("1.5s"), Ok(1.5));
    assert_eq!(seconds("0"), Ok(0.0));
    assert!(seconds("5").unwrap_err().contains("needs a unit"));
    assert!(seconds("").is_err() && seconds("m").is_err() && seconds("9999999999d").is_err());
    assert_eq!(parse_size("1GiB"), Ok(1 << 30));
    assert_eq!(parse_size("1.5 kb"), Ok(1500));
    assert!(parse_size("-1").is_err() && parse_size("3 apples").is_err());
}

#[test]
fn a_file_that_is_not_there_matters_only_when_it_was_asked_for() {
    let path = tempfile::tempdir().unwrap().path().join("none.toml");
    assert_eq!(Config::load(&path, false).unwrap(), Config::default());
    let problem = Config::load(&path, true).unwrap_err();
    assert!(problem.place.ends_with("none.toml"));
}

#[test]
fn a_config_named_on_the_command_line_is_the_one() {
    let places = Places::find(Some(Path::new("my.toml"))).unwrap();
    assert_eq!(places.config, Path::new("my.toml"));
    assert!(places.config_asked && places.journal().starts_with(&places.state));
}

#[test]
fn a_slip_finds_the_word_that_was_meant() {
    assert_eq!(suggest("redirve", ["redrive", "delete"]), Some("redrive"));
    assert_eq!(suggest("read-only", ["read_only"]), Some("read_only"));
    assert_eq!(suggest("banana", ["redrive", "delete"]), None);
}
