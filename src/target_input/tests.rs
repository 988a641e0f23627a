//! Inputs are held to the recorded answers of the service, requests to its documentation.

use super::*;
use crate::json::Doc;

const EVENT: &str = r#"{"version":"0","id":"e1","detail-type":"core.update","source":"core.app","account":"111122223333","time":"2026-11-24T20:00:00Z","region":"eu-west-1","resources":["arn:a","arn:b"],"detail":{"command":"update-account","payload":{"acc_id":"0a787ecb-4015","sf_id":"baz"},"listsingle":["HIGH"],"listmulti":["ACTIVE","INACTIVE"],"valid":true,"n":1.10,"big":12345678901234567890,"none":null,"quote":"say \"hi\"","line":"a\nb","items":[{"sku":"A","qty":1},{"sku":"B"}],"a/b":"slash"}}"#;

const CONTEXT: Context<'_> = Context {
    rule_arn: "arn:aws:events:eu-west-1:111122223333:rule/bus/orders",
    rule_name: "orders",
    ingestion_time: "2026-11-24T20:00:01Z",
};

fn event() -> Doc<'static> {
    Doc::read(EVENT).unwrap()
}

fn paths(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(a, b): &(&str, &str)| ((*a).to_owned(), (*b).to_owned());
    pairs.iter().map(own).collect()
}

/// The paths of the recorded cases.
fn recorded() -> Vec<(String, String)> {
    paths(&[
        ("userId", "$.detail.payload.acc_id"),
        ("payload", "$.detail.payload"),
        ("systemstring", "$.detail.awsAccountId"),
        ("listsingle", "$.detail.listsingle"),
        ("listmulti", "$.detail.listmulti"),
        ("valid", "$.detail.valid"),
        ("command", "$.detail.command"),
        ("detail-type", "$.detail-type"),
        ("timestamp", "$.time"),
        ("n", "$.detail.n"),
        ("none", "$.detail.none"),
        ("quote", "$.detail.quote"),
        ("line", "$.detail.line"),
        ("skus", "$.detail.items[*].sku"),
    ])
}

fn transformed(template: &str) -> Result<String, ShapeError> {
    let shape = Shape::parse(None, None, Some((&recorded(), template)))?;
    shape.apply(&event(), &CONTEXT)
}

#[test]
fn templates_come_out_as_recorded() {
    for (template, want) in [
        (
            r#"{"method": "PUT", "path": "users-service/users/<userId>", "bod": <payload>}"#,
            r#"{"method": "PUT", "path": "users-service/users/0a787ecb-4015", "bod": {"acc_id":"0a787ecb-4015","sf_id":"baz"}}"#,
        ),
        (
            r#""Payload of <payload> with path users-service/users/<userId> and <userId>""#,
            r#""Payload of {acc_id:0a787ecb-4015,sf_id:baz} with path users-service/users/0a787ecb-4015 and 0a787ecb-4015""#,
        ),
        (r#"{"id" : <userId>}"#, r#"{"id" : "0a787ecb-4015"}"#),
        (r#"{"id" : "<userId>"}"#, r#"{"id" : "0a787ecb-4015"}"#),
        (
            r#"{"bod": [<userId>, "hardcoded"]}"#,
            r#"{"bod": ["0a787ecb-4015", "hardcoded"]}"#,
        ),
        (
            r#"{"nested": {"level1": {"level3": "users/<userId>"} }, "bod": "<userId>"}"#,
            r#"{"nested": {"level1": {"level3": "users/0a787ecb-4015"} }, "bod": "0a787ecb-4015"}"#,
        ),
        (
            r#""<listsingle> single list item""#,
            r#""[HIGH] single list item""#,
        ),
        (
            r#""<listmulti> multiple list items""#,
            r#""[ACTIVE,INACTIVE] multiple list items""#,
        ),
        (
            r#"{"singlelistitem": <listsingle>}"#,
            r#"{"singlelistitem": ["HIGH"]}"#,
        ),
        (
            r#""<listsingle> <listmulti> <systemstring> system account id <payload> payload <userId> user id""#,
            r#""[HIGH] [ACTIVE,INACTIVE]  system account id {acc_id:0a787ecb-4015,sf_id:baz} payload 0a787ecb-4015 user id""#,
        ),
        (
            r#"{"multi_replacement": "users/<userId>/second/<userId>"}"#,
            r#"{"multi_replacement": "users/0a787ecb-4015/second/0a787ecb-4015"}"#,
        ),
        (
            "\"<listsingle> single list item\"\n\"<listmulti> multiple list items\"",
            "\"[HIGH] single list item\"\n\"[ACTIVE,INACTIVE] multiple list items\"",
        ),
        (r#""Command is <valid>!""#, r#""Command is true!""#),
        (
            r#""Event of <detail-type> type, at time <timestamp>, info extracted from detail <systemstring>""#,
            r#""Event of core.update type, at time 2026-11-24T20:00:00Z, info extracted from detail ""#,
        ),
        (
            r#""{[/Check with special starting characters for event of <detail-type> type""#,
            r#""{[/Check with special starting characters for event of core.update type""#,
        ),
        (
            r#"{"detailType": <detail-type>,  "time": <timestamp>, "command": <systemstring>}"#,
            r#"{"detailType": "core.update",  "time": "2026-11-24T20:00:00Z", "command": ""}"#,
        ),
    ] {
        assert_eq!(transformed(template).as_deref(), Ok(want), "{template}");
    }
}

#[test]
fn values_keep_their_bytes_and_kinds() {
    for (template, want) in [
        (
            r#"{"n": <n>, "s": "<n>", "v": <valid>, "z": <none>}"#,
            r#"{"n": 1.10, "s": "1.10", "v": true, "z": null}"#,
        ),
        (
            r#"{"l": <line>, "q": <quote>}"#,
            r#"{"l": "a\nb", "q": "say \"hi\""}"#,
        ),
        ("<payload>", r#"{"acc_id":"0a787ecb-4015","sf_id":"baz"}"#),
        ("[<userId>,<skus>]", r#"["0a787ecb-4015",["A","B"]]"#),
        (
            r#"{"t":"1 < 2 and <b c> and <>"}"#,
            r#"{"t":"1 < 2 and <b c> and <>"}"#,
        ),
        (r#""a \"<userId>\" b""#, r#""a \"0a787ecb-4015\" b""#),
        (r#"{"a\"<userId>": 1}"#, r#"{"a\"0a787ecb-4015": 1}"#),
        (
            r#"{"a":"x\\","b":<userId>}"#,
            r#"{"a":"x\\","b":"0a787ecb-4015"}"#,
        ),
    ] {
        assert_eq!(transformed(template).as_deref(), Ok(want), "{template}");
    }
}

#[test]
fn the_predefined_variables_need_no_path() {
    let none: &[(String, String)] = &[];
    let apply = |template: &str| {
        let shape = Shape::parse(None, None, Some((none, template))).unwrap();
        shape.apply(&event(), &CONTEXT).unwrap()
    };
    assert_eq!(
        apply(
            r#""All <aws.events.rule-arn> <aws.events.rule-name> <aws.events.event.ingestion-time>""#
        ),
        r#""All arn:aws:events:eu-west-1:111122223333:rule/bus/orders orders 2026-11-24T20:00:01Z""#
    );
    assert_eq!(
        apply("{\"name\":<aws.events.rule-name>}"),
        r#"{"name":"orders"}"#
    );
    assert_eq!(
        apply(r#"{"o":<aws.events.event>}"#),
        r#"{"o":{"id":"e1","account":"111122223333","detailType":"core.update","time":"2026-11-24T20:00:00Z","source":"core.app","region":"eu-west-1","resources":["arn:a","arn:b"],"version":"0"}}"#
    );
    assert_eq!(
        apply(r#"{"o":<aws.events.event.json>}"#),
        format!(r#"{{"o":{EVENT}}}"#)
    );
}

#[test]
fn what_makes_no_json_is_not_delivered() {
    for template in [
        r#"{"not_valid": "users-service/users/<payload>", "bod": <payload>}"#,
        r#"{"payload": "<payload>"}"#,
        r#"{"singlelistitem": "<listsingle>"}"#,
        r#"{"x": "<quote>"}"#,
        r#"{"x": "<line>"}"#,
        r#""<quote>""#,
        r#"{"e": "<aws.events.event.json>"}"#,
    ] {
        let error = transformed(template).unwrap_err();
        assert!(
            matches!(error, ShapeError::NotJson { .. }),
            "{template}: {error}"
        );
        assert_eq!(error.for_target("t1"), "Invalid input for target.");
    }
}

#[test]
fn unknown_placeholders_are_refused_in_the_recorded_words() {
    let error =
        transformed(r#""Event of <detail-type> type, with not defined key <notdefinedkey>""#)
            .unwrap_err();
    assert_eq!(error, ShapeError::Placeholder("notdefinedkey".into()));
    assert_eq!(
        error.for_target("my-target"),
        "InputTemplate for target my-target contains invalid placeholder notdefinedkey."
    );
}

#[test]
fn a_target_has_one_input_at_most() {
    let map = paths(&[]);
    let template = Some((map.as_slice(), "\"x\""));
    for (input, path, transformer) in [
        (Some("{}"), Some("$.detail"), None),
        (Some("{}"), None, template),
        (None, Some("$.detail"), template),
        (Some("{}"), Some("$.detail"), template),
    ] {
        let error = Shape::parse(input, path, transformer).unwrap_err();
        assert_eq!(
            error.for_target("t1"),
            "Only one of Input, InputPath, or InputTransformer must be provided for target t1."
        );
    }
}

#[test]
fn templates_and_inputs_that_are_no_json_are_refused() {
    for template in [
        r#"{"a": <userId>"#,
        "plain <userId>",
        "\"a\"\nb",
        r#"{<userId>: 1 2}"#,
    ] {
        let error = transformed(template).unwrap_err();
        assert!(matches!(error, ShapeError::Template(_)), "{template}");
        assert!(
            error
                .for_target("t")
                .starts_with("Invalid InputTemplate for target t : ")
        );
    }
    let error = Shape::parse(Some("{'a':1}"), None, None).unwrap_err();
    assert!(
        error
            .for_target("t")
            .starts_with("JSON syntax error in input for target t: ")
    );
    assert!(error.to_string().contains("line 1, column 2"));
}

#[test]
fn input_and_whole_ignore_the_template_rules() {
    let apply = |shape: Shape| shape.apply(&event(), &CONTEXT).unwrap();
    assert_eq!(apply(Shape::parse(None, None, None).unwrap()), EVENT);
    let constant = "{ \"a\": <no placeholder here> }";
    assert!(Shape::parse(Some(constant), None, None).is_err());
    let constant = "{ \"a\": \"<userId>\" }";
    assert_eq!(
        apply(Shape::parse(Some(constant), None, None).unwrap()),
        constant
    );
}

#[test]
fn an_input_path_gives_the_json_that_it_finds() {
    for (path, want) in [
        ("$", EVENT),
        ("$.", EVENT),
        (
            "$.detail.payload",
            r#"{"acc_id":"0a787ecb-4015","sf_id":"baz"}"#,
        ),
        ("$.detail.payload.sf_id", r#""baz""#),
        ("$.detail-type", r#""core.update""#),
        ("$.detail.n", "1.10"),
        ("$.detail.big", "12345678901234567890"),
        ("$.detail.valid", "true"),
        ("$.resources[1]", r#""arn:b""#),
        ("$.resources[*]", r#"["arn:a","arn:b"]"#),
        ("$.detail.items[*].sku", r#"["A","B"]"#),
        ("$.detail.items[*].qty", "[1]"),
        ("$.detail.payload.*", r#"["0a787ecb-4015","baz"]"#),
        ("$.detail['command']", r#""update-account""#),
        ("$['detail'][\"command\"]", r#""update-account""#),
        ("$.detail.a/b", r#""slash""#),
        ("$.detail.missing", "null"),
        ("$.resources[7]", "null"),
        ("$.detail.command.x", "null"),
        ("$.resources[-1]", "null"),
        ("$..command", "null"),
        ("$.detail[", "null"),
        ("$.detail.", "null"),
        ("$detail", "null"),
        ("detail", "null"),
        ("", "null"),
    ] {
        let shape = Shape::parse(None, Some(path), None).unwrap();
        assert_eq!(
            shape.apply(&event(), &CONTEXT).as_deref(),
            Ok(want),
            "{path}"
        );
    }
}

#[test]
fn the_last_of_two_members_of_one_name_counts() {
    let doc = Doc::read(r#"{"a":1,"a":{"b":2},"a":{"b":3}}"#).unwrap();
    assert_eq!(Path::parse("$.a.b").find(&doc).as_deref(), Some("3"));
}

fn connection() -> Connection {
    Connection {
        authorization: Some(Parameter::api_key("x-api-key", "s3cret")),
        headers: vec![
            Parameter::open("Content-Type", "application/json"),
            Parameter::open("accept", "application/json"),
            Parameter::secret("X-Tenant", "t-77"),
            Parameter::open("User-Agent", "mine"),
        ],
        query: vec![
            Parameter::open("projectId", "abc 123"),
            Parameter::secret("token", "q&="),
        ],
        body: vec![],
    }
}

fn target() -> HttpParameters {
    HttpParameters {
        path: vec!["$.detail.payload.acc_id".into(), "a b/ü".into()],
        headers: paths(&[
            ("X-Event", "$.id"),
            ("ACCEPT", "text/plain"),
            ("Date", "x"),
            ("X-None", "$.nothing"),
        ]),
        query: paths(&[("projectId", "mine"), ("n", "$.detail.n"), ("cost", "$5")]),
    }
}

fn the_request(body: &str) -> Request {
    let (connection, target) = (connection(), target());
    let endpoint = Endpoint {
        method: "POST",
        url: "https://api.example.com/users/*/x/*/*",
        connection: &connection,
        target: &target,
    };
    request(&endpoint, &event(), body)
}

#[test]
fn a_request_has_its_path_filled_and_the_connections_query_wins() {
    let request = the_request("{}");
    assert_eq!(request.method, "POST");
    assert_eq!(
        request.url,
        "https://api.example.com/users/0a787ecb-4015/x/a%20b/%C3%BC/*"
    );
    assert_eq!(
        request.full_url(),
        format!(
            "{}?n=1.10&cost=%245&projectId=abc%20123&token=q%26%3D",
            request.url
        )
    );
    assert_eq!(
        request.shown_url(),
        format!(
            "{}?n=1.10&cost=%245&projectId=abc%20123&token=•••",
            request.url
        )
    );
}

#[test]
fn headers_are_the_services_then_the_targets_then_the_connections() {
    let request = the_request("{\"a\":1}");
    let shown: Vec<(&str, &str)> = request.shown_headers().collect();
    assert_eq!(
        shown,
        [
            ("Host", "api.example.com"),
            ("User-Agent", "Amazon/EventBridge/ApiDestinations"),
            ("Range", "bytes=0-1048575"),
            ("Accept-Encoding", "gzip,deflate"),
            ("Connection", "close"),
            ("Content-Length", "7"),
            ("X-Event", "e1"),
            ("X-None", ""),
            ("Content-Type", "application/json"),
            ("accept", "application/json"),
            ("X-Tenant", "•••"),
            ("x-api-key", "•••"),
        ]
    );
    let key = request.headers.iter().find(|p| p.key == "x-api-key");
    assert_eq!(key.unwrap().value, "s3cret");
}

#[test]
fn without_parameters_the_content_type_is_json_and_the_url_stays() {
    let (connection, target) = (Connection::default(), HttpParameters::default());
    let endpoint = Endpoint {
        method: "PUT",
        url: "http://127.0.0.1:8080/hook?x=1",
        connection: &connection,
        target: &target,
    };
    let request = request(&endpoint, &event(), "\"text\"");
    assert_eq!(request.full_url(), "http://127.0.0.1:8080/hook?x=1");
    assert_eq!(
        (request.body.as_str(), request.shown_body()),
        ("\"text\"", "\"text\"")
    );
    let header = |name: &str| {
        request
            .headers
            .iter()
            .find(|p| p.key == name)
            .map(|p| p.value.as_str())
    };
    assert_eq!(
        header("Content-Type"),
        Some("application/json; charset=utf-8")
    );
    assert_eq!(header("Host"), Some("127.0.0.1:8080"));
}

#[test]
fn a_query_is_joined_to_one_that_the_url_has() {
    let connection = Connection {
        query: vec![Parameter::open("b", "2")],
        ..Connection::default()
    };
    let endpoint = Endpoint {
        method: "GET",
        url: "https://h/p?a=1",
        connection: &connection,
        target: &HttpParameters::default(),
    };
    assert_eq!(
        request(&endpoint, &event(), "{}").full_url(),
        "https://h/p?a=1&b=2"
    );
}

#[test]
fn body_parameters_are_merged_into_objects_and_secrets_masked() {
    let connection = Connection {
        body: vec![
            Parameter::open("site", "x\"y"),
            Parameter::secret("key", "s3cret"),
        ],
        ..Connection::default()
    };
    let endpoint = Endpoint {
        method: "POST",
        url: "https://h/p",
        connection: &connection,
        target: &HttpParameters::default(),
    };
    let with = |body: &str| request(&endpoint, &event(), body);
    let merged = with(r#"{"a": 1.10, "key": "own"}"#);
    assert_eq!(merged.body, r#"{"a":1.10,"site":"x\"y","key":"s3cret"}"#);
    assert_eq!(
        merged.shown_body(),
        r#"{"a":1.10,"site":"x\"y","key":"•••"}"#
    );
    assert_eq!(with("[1]").body, "[1]");
    assert_eq!(with("\"t\"").body, "\"t\"");
    assert_eq!(with("{}").body, r#"{"site":"x\"y","key":"s3cret"}"#);
}

#[test]
fn basic_and_bearer_are_the_authorization_header_and_secret() {
    for (user, password, want) in [
        (
            "Aladdin",
            "open sesame",
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        ),
        ("a", "b", "Basic YTpi"),
        ("a", "bc", "Basic YTpiYw=="),
        ("a", "é", "Basic YTrDqQ=="),
    ] {
        let header = Parameter::basic(user, password);
        assert_eq!(
            (header.key.as_str(), header.value.as_str()),
            ("Authorization", want)
        );
        assert!(header.is_secret);
    }
    assert_eq!(Parameter::bearer("t0ken").value, "Bearer t0ken");
}
