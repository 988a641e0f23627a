use proptest::prelude::*;

use crate::letter::gzip::{inflate, store};

#[test]
fn streams_of_the_gzip_program_are_read() {
    use base64::Engine;
    let engine = base64::engine::general_purpose::STANDARD;
    for (stream, text) in STREAMS {
        let bytes = inflate(&engine.decode(stream).unwrap(), 1 << 20).unwrap();
        assert!(String::from_utf8(bytes).unwrap() == *text, "{stream}");
    }
}

#[test]
fn a_bomb_is_not_blown_up() {
    use base64::Engine;
    let bomb = base64::engine::general_purpose::STANDARD
        .decode(BOMB)
        .unwrap();
    assert_eq!(inflate(&bomb, 1 << 16), None);
    assert_eq!(inflate(&bomb, 1 << 20).map(|b| b.len()), Some(1_000_000));
}

#[test]
fn more_than_one_block_is_stored_and_read_again() {
    let bytes = vec![7; 70_000];
    assert_eq!(inflate(&store(&bytes), 1 << 20), Some(bytes));
}

proptest! {
    #[test]
    fn what_is_stored_is_read_again(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        prop_assert_eq!(inflate(&store(&bytes), 1 << 20), Some(bytes));
    }

    #[test]
    fn a_broken_stream_is_refused(mut bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut stream = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
        stream.append(&mut bytes);
        // 32 bits of checksum do not fit by chance
        prop_assert_eq!(inflate(&stream, 1 << 16), None);
    }
}

const STREAMS: &[(&str, &str)] = &[
    ("H4sIAAAAAAACA6tWSlSyMqwFAK+sG1YHAAAA", r#"{"a":1}"#),
    (
        "H4sIAAAAAAACA32UzUoDQRCEX2WZcw7T1fPrq4iHgCsEjYKJp5B3zyIiocvytLuzRc9MfV19SYfzejylh+Xxkg7P2zPvlvS+P67b6/e/Jadt5eN1+z5/fq3X3fIjtCi0X+HL/u10p0RUFqX0qJxi80KbN1WzRimqkrYo9Sb273SlqYqOKG3y+jNKhynzCZPlrMoao4KEZUTLSlGncMYgfTBmNiU0Y2p32MIpGhPWhYkchj4ysXNILyY3j04E4SsaHwhfKaovwFkbst1A+CqkFyB8tat0gOg1HToQvtYlPhC+DjUjQPT6P15w9orE54RvZjUmnehN3RfO4cvQ05Ljl4dywzl+pmPilUeGRuiN1VM1hxNCcz01fPwxjrQjRNEqQlaerjfeKN7t9QYAAA==",
        r#"{"items": [{"id": 0, "name": "item 0", "ok": true}, {"id": 1, "name": "item 1", "ok": false}, {"id": 2, "name": "item 4", "ok": false}, {"id": 3, "name": "item 9", "ok": true}, {"id": 4, "name": "item 16", "ok": false}, {"id": 5, "name": "item 25", "ok": false}, {"id": 6, "name": "item 36", "ok": true}, {"id": 7, "name": "item 49", "ok": false}, {"id": 8, "name": "item 64", "ok": false}, {"id": 9, "name": "item 81", "ok": true}, {"id": 10, "name": "item 100", "ok": false}, {"id": 11, "name": "item 121", "ok": false}, {"id": 12, "name": "item 144", "ok": true}, {"id": 13, "name": "item 169", "ok": false}, {"id": 14, "name": "item 196", "ok": false}, {"id": 15, "name": "item 225", "ok": true}, {"id": 16, "name": "item 256", "ok": false}, {"id": 17, "name": "item 289", "ok": false}, {"id": 18, "name": "item 324", "ok": true}, {"id": 19, "name": "item 361", "ok": false}, {"id": 20, "name": "item 400", "ok": false}, {"id": 21, "name": "item 441", "ok": true}, {"id": 22, "name": "item 484", "ok": false}, {"id": 23, "name": "item 529", "ok": false}, {"id": 24, "name": "item 576", "ok": true}, {"id": 25, "name": "item 625", "ok": false}, {"id": 26, "name": "item 676", "ok": false}, {"id": 27, "name": "item 729", "ok": true}, {"id": 28, "name": "item 784", "ok": false}, {"id": 29, "name": "item 841", "ok": false}, {"id": 30, "name": "item 900", "ok": true}, {"id": 31, "name": "item 961", "ok": false}, {"id": 32, "name": "item 1024", "ok": false}, {"id": 33, "name": "item 1089", "ok": true}, {"id": 34, "name": "item 1156", "ok": false}, {"id": 35, "name": "item 1225", "ok": false}, {"id": 36, "name": "item 1296", "ok": true}, {"id": 37, "name": "item 1369", "ok": false}, {"id": 38, "name": "item 1444", "ok": false}, {"id": 39, "name": "item 1521", "ok": true}]}"#,
    ),
    (
        "H4sIAAAAAAACA6tWSlSyUkokEijVAgDentIVMAAAAA==",
        r#"{"a":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}"#,
    ),
];
/// A million zeros.
const BOMB: &str = "H4sIAAAAAAACA+3BgQAAAADDIKX50x3kVQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAK8GU2oxSkBCDwA=";
