//! Whose credentials sign the calls.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::time::Duration;

use crate::world::World;

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
