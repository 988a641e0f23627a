//! Where something may go, and what becomes of an exchange.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread::JoinHandle;

use super::*;

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

#[test]
fn only_this_machine_is_loopback() {
    for here in [
        "http://localhost:8080/x",
        "https://127.0.0.1",
        "http://127.9.9.9:1",
        "http://[::1]:9000/a?b#c",
        "HTTP://LOCALHOST.",
        "http://app.localhost/",
        "http://[::ffff:127.0.0.1]/",
    ] {
        assert!(url(here).is_loopback(), "{here}");
    }
    for away in [
        "https://api.example.com/report",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://10.0.0.1",
        "http://0.0.0.0:80",
        "http://169.254.169.254/latest",
        "http://[fe80::1]/",
        "http://2130706433/",
        "http://notlocalhost",
    ] {
        assert!(!url(away).is_loopback(), "{away}");
    }
}

#[test]
fn what_is_no_url_says_why() {
    for (text, why) in [
        ("", UrlError::Scheme),
        ("localhost:80", UrlError::Scheme),
        ("ftp://localhost", UrlError::Scheme),
        ("file:///etc/passwd", UrlError::Scheme),
        ("http://", UrlError::Host),
        ("http:///x", UrlError::Host),
        ("http://[::1", UrlError::Host),
        ("http://localhost@example.com/", UrlError::User),
        ("http://user:pass@localhost/", UrlError::User),
        ("http://localhost:99999/", UrlError::Port),
        ("http://localhost:http/", UrlError::Port),
        ("http://[::1]x/", UrlError::Port),
        ("http://localhost/a b", UrlError::Character),
        ("http://localhost/\u{e9}", UrlError::Character),
        ("http://local\u{7f}host/", UrlError::Character),
        ("http://localhost\\@example.com/", UrlError::Character),
    ] {
        assert_eq!(text.parse::<Url>(), Err(why), "{text}");
    }
    assert_eq!(
        url(" http://localhost/a?b=1#c ").text(),
        "http://localhost/a?b=1"
    );
}

/// Takes one connection, answers `answer` once the request is whole, and gives the request.
fn server(answer: Vec<u8>) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let served = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut seen = Vec::new();
        let mut bytes = [0; 4096];
        while !seen.ends_with(b"END") {
            let n = stream.read(&mut bytes).unwrap();
            seen.extend_from_slice(&bytes[..n]);
        }
        // who asks may have had enough before the end
        stream.write_all(&answer).ok();
        String::from_utf8(seen).unwrap()
    });
    (format!("http://{address}/hook?x=1"), served)
}

fn call(url: String) -> Call {
    Call {
        method: "PUT".into(),
        url,
        headers: vec![
            (
                "Content-Type".into(),
                "application/json; charset=utf-8".into(),
            ),
            ("Range".into(), "bytes=0-1048575".into()),
        ],
        body: "{\"a\":1}END".into(),
    }
}

fn exchange(call: &Call) -> Result<Answer, Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(send(call))
}

#[test]
fn the_very_request_goes_out_and_the_answer_comes_back_whole() {
    let (url, served) = server(
        b"HTTP/1.1 422 Nope\r\nx-why: amount\r\nX-Why: again\r\ncontent-length: 4\r\n\r\n\xffbad"
            .to_vec(),
    );
    let answer = exchange(&call(url)).unwrap();
    assert_eq!(answer.head.status, 422);
    assert!(!answer.head.is_success());
    let why: Vec<&str> = answer
        .head
        .headers
        .iter()
        .filter(|h| h.0 == "x-why")
        .map(|h| &*h.1)
        .collect();
    assert_eq!(why, ["amount", "again"]);
    assert_eq!(answer.text(), "\u{fffd}bad");
    assert!(!answer.is_cut);
    let sent = served.join().unwrap();
    assert!(sent.starts_with("PUT /hook?x=1 HTTP/1.1\r\n"), "{sent}");
    let lower = sent.to_ascii_lowercase();
    for line in [
        "content-type: application/json; charset=utf-8",
        "range: bytes=0-1048575",
        "content-length: 10",
    ] {
        assert!(lower.contains(&format!("\r\n{line}\r\n")), "{sent}");
    }
    assert!(sent.ends_with("\r\n\r\n{\"a\":1}END"), "{sent}");
}

#[test]
fn a_server_without_tls_is_told_in_plain_words() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/hook", listener.local_addr().unwrap());
    let served = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let hello = stream.read(&mut [0; 4096]).unwrap();
        stream
            .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            .unwrap();
        hello
    });
    let failed = exchange(&call(url)).unwrap_err();
    assert!(failed.why.contains("does not speak TLS"), "{}", failed.why);
    assert!(served.join().unwrap() > 0, "it was asked");
}

#[test]
fn a_redirect_is_an_answer_like_any_other() {
    let (elsewhere, _served) = server(Vec::new());
    let moved = format!("HTTP/1.1 307 Moved\r\nlocation: {elsewhere}\r\ncontent-length: 0\r\n\r\n");
    let (url, served) = server(moved.into_bytes());
    let answer = exchange(&call(url)).unwrap();
    assert_eq!(answer.head.status, 307);
    assert_eq!(answer.head.header("Location"), Some(&*elsewhere));
    assert!(served.join().is_ok());
}

#[test]
fn a_body_is_read_as_far_as_eventbridge_reads_it() {
    let mut long = b"HTTP/1.1 200 OK\r\ncontent-length: 3000000\r\n\r\n".to_vec();
    long.resize(long.len() + 3_000_000, b'x');
    let (url, _served) = server(long);
    let answer = exchange(&call(url)).unwrap();
    assert_eq!((answer.body.len(), answer.is_cut), (1 << 20, true));
}

#[test]
fn a_packed_body_is_unpacked_and_a_broken_one_shown_as_it_is() {
    // "hello" as `gzip -n` stores it
    let packed = b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xcbH\xcd\xc9\xc9\x07\0\x86\xa6\x106\x05\0\0\0";
    let head = Head {
        status: 200,
        headers: vec![("Content-Encoding".into(), "gzip".into())],
    };
    let answer = |body: &[u8]| Answer {
        head: head.clone(),
        body: body.to_vec(),
        ..Answer::default()
    };
    assert_eq!(answer(packed).text(), "hello");
    assert_eq!(answer(b"plain").text(), "plain");
}

#[test]
fn nobody_there_and_an_answer_that_breaks_off_are_told() {
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let failed = exchange(&call(format!("http://{free}/"))).unwrap_err();
    assert!(failed.why.contains("onnection refused"), "{}", failed.why);
    assert_eq!(failed.head, None);

    let (url, _served) = server(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc".to_vec());
    let failed = exchange(&call(url)).unwrap_err();
    assert!(failed.why.contains("broke off"), "{}", failed.why);
    assert_eq!(failed.head.unwrap().status, 200);
}

#[test]
fn an_answer_that_does_not_come_is_not_waited_for_longer_than_eventbridge_does() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    let failed = runtime.block_on(send(&call(url))).unwrap_err();
    assert!(failed.why.contains("within 5 s"), "{}", failed.why);
}

#[test]
fn what_http_does_not_take_is_said_and_not_sent() {
    let mut wrong = call("http://127.0.0.1:9/".into());
    wrong
        .headers
        .push(("x-line".into(), "a\r\nInjected: 1".into()));
    assert!(exchange(&wrong).unwrap_err().why.contains("x-line"));
    let mut wrong = call("http://127.0.0.1:9/".into());
    wrong.method = "GET x".into();
    assert!(exchange(&wrong).unwrap_err().why.contains("method"));
}
