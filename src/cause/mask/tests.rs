use proptest::prelude::*;

use crate::cause::mask;

#[test]
fn variable_parts_are_masked_and_words_stay() {
    for (message, masked) in [
        ("order o-1001 not found", "order o-… not found"),
        (
            "User 61b23e11-93d3-e9ee-9d85-b545a7bbeeee is gone",
            "User … is gone",
        ),
        (
            "connect to 10.0.3.7:8443 failed after 5003 ms",
            "connect to ‹host› failed after … ms",
        ),
        (
            "timeout on api.partner.com at 2024-01-02T05:24:21Z",
            "timeout on ‹host› at ‹time›",
        ),
        ("mail to jon@example.com bounced", "mail to ‹email› bounced"),
        (
            "see https://docs.x.com/a?b=1#c, please",
            "see ‹url›, please",
        ),
        ("items 1, 2, 3 and 4 are gone", "items … and … are gone"),
        ("Unknown customer 'Jane Doe'", "Unknown customer ‹text›"),
        ("don't use the user's name", "don't use the user's name"),
        (
            "Rate exceeded for shard shardId-000000000000",
            "Rate exceeded for shard shardId-…",
        ),
        (
            "at com.example.Orders.create(Orders.java:42)",
            "at com.example.Orders.create(Orders.java:…)",
        ),
        ("Error 1064 (42000): syntax", "Error 1064 (…): syntax"),
        (
            "ORA-00942: table does not exist",
            "ORA-00942: table does not exist",
        ),
        (
            "Status Code: 400; Request ID: N4N7GDK58NMKJ12R",
            "Status Code: 400; Request ID: …",
        ),
        (
            "Tue, 02 Jan 2024 05:24:21 GMT",
            "‹time›, … ‹time› … ‹time› GMT",
        ),
        ("a  b\r\n\tc", "a b c"),
    ] {
        assert_eq!(mask(message), masked, "{message}");
    }
}

#[test]
fn json_keeps_its_keys_and_its_codes() {
    for (message, masked) in [
        (
            r#"{"error":{"type":"card_error","code":"card_declined","message":"Card 4242 declined","param":"amount","charge":"ch_3MmlLrLkdIwHu7ix0snN0B15"}}"#,
            r#"{"error":{"type":"card_error","code":"card_declined","message":"Card … declined","param":"amount","charge":"…"}}"#,
        ),
        (
            r#"{"ids":[1,2,3],"user":"jane","paid":true}"#,
            r#"{"ids":["…"],"user":"…","paid":"…"}"#,
        ),
        (
            r#"{"status":422,"retry_in":30}"#,
            r#"{"status":422,"retry_in":"…"}"#,
        ),
        (
            r#"{"a\nb":1,"code":"x\ty\u0000z"}"#,
            r#"{"a b":"…","code":"x y z"}"#,
        ),
        (
            r#"{"errors":["customer missing","customer missing"]}"#,
            r#"{"errors":["customer missing"]}"#,
        ),
        (
            r#"failed: {"message":"no \"x\" at 12"#,
            r#"failed: {"message":"no ‹text› at …""#,
        ),
    ] {
        assert_eq!(mask(message), masked, "{message}");
    }
}

#[test]
fn a_long_message_costs_no_more_than_its_head() {
    let long = "x1 ".repeat(1 << 20);
    assert!(mask(&long).len() < 8192);
    assert!(!mask(&"[{".repeat(10_000)).is_empty());
}

proptest! {
    #[test]
    fn any_text_can_be_masked(text in any::<String>()) {
        prop_assert!(mask(&text).len() <= text.len() * 9 + 64);
    }

    #[test]
    fn any_broken_json_can_be_masked(text in r#"[\[\]{}",:\\a-z0-9 '.]{0,80}"#) {
        prop_assert!(!mask(&text).contains("  "), "white space is one blank");
    }

    #[test]
    fn numbers_and_ids_never_tell_messages_apart(n in 6u64.., a in 0u64.., id in "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}") {
        let text = |n: u64, id: &str| format!(r#"cannot load {n} of {id}: {{"message":"item {n} gone","id":"{id}","n":{n}}}"#);
        prop_assert_eq!(mask(&text(n, &id)), mask(&text(a, "61b23e11-93d3-e9ee-9d85-b545a7bbeeee")));
    }
}
