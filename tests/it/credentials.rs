//! Whose credentials sign the calls.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::time::Duration;

use serde_json::json;

use crate::world::{Terminal, World};

const FILE: &str = "[default]\naws_access_key_id = AKIDDEFAULT\naws_secret_access_key = s\n
[prod]\naws_access_key_id = AKIDPROD\naws_secret_access_key = s\n";

/// What signed a call that goes through a proxy, with keys of another account in the environment.
fn signed_by(args: &[&str], env: &[(&str, &str)]) -> String {
    let world = World::new();
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", proxy.local_addr().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let credentials = folder.path().join("credentials");
    std::fs::write(&credentials, FILE).unwrap();
    let mut command = world.command(&["causes", "--queue", "q"]);
    command
        .args(args)
        .env("AWS_ENDPOINT_URL", "http://sqs.example.com")
        .env("HTTP_PROXY", address)
        .env("AWS_SHARED_CREDENTIALS_FILE", credentials)
        .env("AWS_CONFIG_FILE", folder.path().join("config"))
        .env("AWS_ACCESS_KEY_ID", "AKIDENVIRONMENT");
    for (name, value) in env {
        command.env(name, value);
    }
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || tell.send(key_of(proxy.accept().unwrap().0)));
    let ended = child.stderr.take().unwrap();
    let key = told.recv_timeout(Duration::from_secs(30));
    child.kill().unwrap();
    child.wait().unwrap();
    key.unwrap_or_else(|_| std::io::read_to_string(ended).unwrap())
}

/// The access key in the `Authorization` header of the request that comes in.
fn key_of(mut stream: TcpStream) -> String {
    let lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let header = lines
        .map(Result::unwrap)
        .find(|line| line.to_ascii_lowercase().starts_with("authorization:"))
        .unwrap();
    stream.write_all(b"HTTP/1.1 503 no\r\n\r\n").unwrap();
    let key = header.split_once("Credential=").unwrap().1;
    key.split('/').next().unwrap().to_owned()
}

#[test]
fn a_profile_that_is_named_wins_over_keys_in_the_environment() {
    assert_eq!(signed_by(&["--profile", "prod"], &[]), "AKIDPROD");
    assert_eq!(signed_by(&[], &[]), "AKIDENVIRONMENT");
}

#[test]
fn keys_in_the_environment_win_over_its_profile_as_with_the_aws_cli() {
    let environment = [("AWS_PROFILE", "prod")];
    assert_eq!(signed_by(&[], &environment), "AKIDENVIRONMENT");
}

#[test]
fn a_profile_that_does_not_exist_is_told_and_nothing_else_is_used() {
    let world = World::new();
    let mut command = world.command(&["causes", "--queue", "q", "--profile", "prdo"]);
    let out = command
        .env("AWS_ENDPOINT_URL", "http://sqs.example.com")
        .output()
        .unwrap();
    let told = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(4), "{told}");
    assert!(told.contains("prdo"), "{told}");
}

/// A folder with the keys of a profile `work`, and the arguments and environment of who works with it.
struct Login(tempfile::TempDir);

impl Login {
    fn new() -> Self {
        let login = Self(tempfile::tempdir().unwrap());
        login.write("AKIDOLD");
        login
    }

    fn file(&self) -> String {
        let path = self.0.path().join("credentials");
        path.to_str().unwrap().to_owned()
    }

    /// As a login writes new keys: no word of when they end.
    fn write(&self, key: &str) {
        let keys = format!("[work]\naws_access_key_id = {key}\naws_secret_access_key = s\n");
        std::fs::write(self.file(), keys).unwrap();
    }
}

#[test]
fn expired_credentials_at_the_start_are_said_in_one_sentence() {
    let world = World::new();
    let fault = json!({"fault": "expire"});
    world.control("POST", "/_sim/faults", &fault);
    let (code, document) = world.json(&["causes", "--queue", &world.queue_url()]);
    assert_eq!((code, &document["error"]["kind"]), (4, &"denied".into()));
    let message = document["error"]["message"].as_str().unwrap();
    assert!(message.contains("credentials expired"), "{document}");
    let hint = document["error"]["hint"].as_str().unwrap();
    assert!(hint.contains("aws sso login"), "{document}");
}

/// From now on the old keys are refused, and wait until one was.
fn expire(world: &World) {
    let fault = json!({"fault": "expire", "access_key": "AKIDOLD"});
    world.control("POST", "/_sim/faults", &fault);
    while world.sim_state()["faults"][0]["happened"] == 0 {}
}

#[test]
fn expired_credentials_are_said_on_the_screen_and_a_login_lets_it_go_on() {
    let world = World::new();
    world.dead_letter(1, "ApiDestination returned HTTP status 503 with payload: x");
    let login = Login::new();
    let args = ["--queue", &world.queue_url(), "--profile", "work"];
    let env = [("AWS_SHARED_CREDENTIALS_FILE", &*login.file())];
    let mut terminal = Terminal::with(&world, &args, (120, 40), &env);
    terminal.wait_for("503 from ExampleReportingAPI");
    terminal.wait_for("● live");
    expire(&world);
    terminal.wait_for("credentials expired");
    terminal.wait_until("it is not live", |screen| {
        !screen.contents().contains("● live")
    });
    login.write("AKIDNEW");
    world.dead_letter(2, "ApiDestination returned HTTP status 404 with payload: x");
    terminal.wait_for("404 from ExampleReportingAPI");
    terminal.wait_for("● live");
    terminal.keys("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(world.depth(), (2, 0));
}

#[test]
fn a_run_whose_credentials_expire_waits_for_a_login_and_sends_nothing_twice() {
    let world = World::new();
    for id in 0..12 {
        world.dead_letter(
            id,
            "ApiDestination returned HTTP status 503 with payload: x",
        );
    }
    let login = Login::new();
    let queue = world.queue_url();
    let args = [
        "redrive",
        "--queue",
        &queue,
        "--profile",
        "work",
        "--rate",
        "4",
        "--yes",
    ];
    let mut command = world.command(&args);
    command.env("AWS_SHARED_CREDENTIALS_FILE", login.file());
    let child = command.stdout(Stdio::piped()).spawn().unwrap();
    while world.requests().is_empty() {}
    expire(&world);
    login.write("AKIDNEW");
    let out = child.wait_with_output().unwrap();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stdout)
    );
    assert_eq!(world.deliveries(12), vec![1; 12]);
    assert_eq!(world.depth(), (0, 0));
}
