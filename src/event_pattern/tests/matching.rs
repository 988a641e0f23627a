//! What each pattern matches and what it does not.

use super::{event, pattern};

pub(super) struct Case {
    pub(super) pattern: &'static str,
    pub(super) yes: &'static [&'static str],
    pub(super) no: &'static [&'static str],
}

const fn case(
    pattern: &'static str,
    yes: &'static [&'static str],
    no: &'static [&'static str],
) -> Case {
    Case { pattern, yes, no }
}

#[test]
fn patterns_match_what_the_service_matches() {
    let mut wrong = Vec::new();
    for case in CASES {
        let pattern = pattern(case.pattern);
        for (events, want) in [(case.yes, true), (case.no, false)] {
            for text in events.iter().filter(|t| pattern.matches(&event(t)) != want) {
                wrong.push(format!(
                    "{} must {}match {text}",
                    case.pattern,
                    if want { "" } else { "not " }
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[rustfmt::skip]
pub(super) const CASES: &[Case] = &[
    // literals
    case(r#"{"a":["x"]}"#,
        &[r#"{"a":"x"}"#, r#"{"a":["x","y"]}"#, r#"{"a":["y","x"]}"#, r#"{"a":[["x"]]}"#, r#"{"a":[1,[2,["x"]]]}"#, r#"{"a":"x","b":1}"#, r#"{"a":"\u0078"}"#],
        &[r#"{"a":"X"}"#, r#"{"A":"x"}"#, r#"{"a":"xx"}"#, r#"{"a":""}"#, r#"{"a":" x"}"#, r#"{"a":["y"]}"#, r#"{"a":[]}"#, r#"{"a":{}}"#, r#"{"a":null}"#, r#"{}"#, r#"{"b":"x"}"#, r#"{"a":{"a":"x"}}"#, r#"{"a":{"x":1}}"#]),
    case(r#"{"a":["x","y"]}"#, &[r#"{"a":"x"}"#, r#"{"a":"y"}"#, r#"{"a":["z","y"]}"#], &[r#"{"a":"z"}"#, r#"{"a":"xy"}"#]),
    case(r#"{"a":["x"],"b":["y"]}"#, &[r#"{"a":"x","b":"y"}"#, r#"{"b":"y","a":"x"}"#], &[r#"{"a":"x"}"#, r#"{"b":"y"}"#, r#"{"a":"y","b":"x"}"#]),
    case(r#"{"a":[""]}"#, &[r#"{"a":""}"#], &[r#"{"a":null}"#, r#"{"a":" "}"#, r#"{"a":[]}"#, r#"{"a":0}"#, r#"{}"#]),
    case(r#"{"a":[null]}"#, &[r#"{"a":null}"#, r#"{"a":[null]}"#, r#"{"a":[1,null]}"#], &[r#"{"a":[]}"#, r#"{"a":""}"#, r#"{"a":"null"}"#, r#"{"a":0}"#, r#"{"a":false}"#, r#"{"a":{}}"#, r#"{}"#]),
    case(r#"{"a":[true]}"#, &[r#"{"a":true}"#, r#"{"a":[false,true]}"#], &[r#"{"a":false}"#, r#"{"a":"true"}"#, r#"{"a":1}"#, r#"{"a":null}"#]),
    case(r#"{"a":[false]}"#, &[r#"{"a":false}"#], &[r#"{"a":true}"#, r#"{"a":"false"}"#, r#"{"a":0}"#, r#"{}"#]),
    case(r#"{"a":["true"]}"#, &[r#"{"a":"true"}"#], &[r#"{"a":true}"#]),
    case(r#"{"a":["null"]}"#, &[r#"{"a":"null"}"#], &[r#"{"a":null}"#]),
    case(r#"{"a":["é"]}"#, &[r#"{"a":"é"}"#, r#"{"a":"\u00e9"}"#], &[r#"{"a":"e\u0301"}"#, r#"{"a":"É"}"#]),
    case(r#"{"a":["\u00e9"]}"#, &[r#"{"a":"é"}"#], &[r#"{"a":"e"}"#]),
    case(r#"{"a":["🧾"]}"#, &[r#"{"a":"🧾"}"#, r#"{"a":"\ud83e\uddfe"}"#], &[r#"{"a":"?"}"#]),
    case(r#"{"a":["a\"b"]}"#, &[r#"{"a":"a\"b"}"#], &[r#"{"a":"ab"}"#]),
    case(r#"{"a":["a/b"]}"#, &[r#"{"a":"a\/b"}"#], &[r#"{"a":"a:b"}"#]),
    case(r#"{"resources":["arn:aws:ec2:us-east-1:111122223333:instance/i-1"]}"#,
        &[r#"{"resources":["arn:aws:ec2:us-east-1:111122223333:instance/i-1"]}"#, r#"{"resources":["x","arn:aws:ec2:us-east-1:111122223333:instance/i-1"]}"#],
        &[r#"{"resources":["arn:aws:ec2:us-east-1:111122223333:instance:i-1"]}"#, r#"{"resources":[]}"#]),
    case(r#"{"a":[{"exactly":"x"}]}"#, &[r#"{"a":"x"}"#], &[r#"{"a":"xy"}"#, r#"{"a":1}"#]),
    case(r#"{"detail":{"event":["user_login"]}}"#, &[r#"{"detail":{"event":"user_login"}}"#, r#"{"detail":[{"event":"user_login"}]}"#, r#"{"detail":[{"event":"x"},{"event":"user_login"}]}"#],
        &[r#"{"detail":"{\"event\":\"user_login\"}"}"#, r#"{"event":"user_login"}"#, r#"{"detail":[{"event":"x"}]}"#, r#"{"detail":["user_login"]}"#]),
    case(r#"{"detail":{"my-key":["my-value"]}}"#, &[r#"{"detail":{"my-key":"my-value"}}"#], &[r#"{"detail":"{\"my-key\": \"my-value\"}"}"#, r#"{"detail":{"My-Key":"my-value"}}"#]),
    // numbers go by value
    case(r#"{"a":[300]}"#, &[r#"{"a":300}"#, r#"{"a":300.0}"#, r#"{"a":3.0e2}"#, r#"{"a":3E2}"#, r#"{"a":30000e-2}"#, r#"{"a":[1,300]}"#], &[r#"{"a":301}"#, r#"{"a":"300"}"#, r#"{"a":-300}"#, r#"{"a":300.000001}"#, r#"{"a":null}"#, r#"{"a":true}"#]),
    case(r#"{"a":[300.0]}"#, &[r#"{"a":300}"#, r#"{"a":3e2}"#], &[r#"{"a":"300.0"}"#]),
    case(r#"{"a":["300"]}"#, &[r#"{"a":"300"}"#], &[r#"{"a":300}"#, r#"{"a":"300.0"}"#]),
    case(r#"{"a":[0]}"#, &[r#"{"a":0}"#, r#"{"a":-0}"#, r#"{"a":0.0}"#, r#"{"a":0e9}"#], &[r#"{"a":null}"#, r#"{"a":""}"#, r#"{"a":false}"#]),
    case(r#"{"a":[-1.5]}"#, &[r#"{"a":-1.5}"#, r#"{"a":-15e-1}"#], &[r#"{"a":1.5}"#]),
    case(r#"{"a":[123456789012]}"#, &[r#"{"a":123456789012}"#], &[r#"{"a":123456789013}"#, r#"{"a":"123456789012"}"#]),
    case(r#"{"a":[1e400]}"#, &[r#"{"a":1e400}"#], &[r#"{"a":2e400}"#, r#"{"a":1}"#]),
    // prefix and suffix
    case(r#"{"a":[{"prefix":"ab"}]}"#, &[r#"{"a":"abc"}"#, r#"{"a":"ab"}"#, r#"{"a":["x","abx"]}"#], &[r#"{"a":"ABc"}"#, r#"{"a":"a"}"#, r#"{"a":"xab"}"#, r#"{"a":null}"#, r#"{"a":[]}"#, r#"{}"#]),
    case(r#"{"a":[{"prefix":""}]}"#, &[r#"{"a":""}"#, r#"{"a":"x"}"#], &[r#"{"a":1}"#, r#"{"a":null}"#, r#"{"a":true}"#, r#"{}"#]),
    case(r#"{"a":[{"prefix":"1"}]}"#, &[r#"{"a":"123"}"#], &[r#"{"a":123}"#]),
    case(r#"{"a":[{"prefix":"n"}]}"#, &[r#"{"a":"nu"}"#], &[r#"{"a":null}"#]),
    case(r#"{"time":[{"prefix":"2017-10-02"}]}"#, &[r#"{"time":"2017-10-02T18:43:48Z"}"#], &[r#"{"time":"2017-10-03T18:43:48Z"}"#]),
    case(r#"{"a":[{"suffix":"bc"}]}"#, &[r#"{"a":"abc"}"#, r#"{"a":"bc"}"#], &[r#"{"a":"abC"}"#, r#"{"a":"bcd"}"#, r#"{"a":"c"}"#, r#"{"a":null}"#]),
    case(r#"{"a":[{"suffix":""}]}"#, &[r#"{"a":"x"}"#, r#"{"a":""}"#], &[r#"{"a":1}"#]),
    case(r#"{"a":[{"suffix":"3"}]}"#, &[r#"{"a":"123"}"#], &[r#"{"a":123}"#]),
    case(r#"{"FileName":[{"suffix":".png"}]}"#, &[r#"{"FileName":"a.png"}"#], &[r#"{"FileName":"a.PNG"}"#, r#"{"FileName":"a.png.txt"}"#]),
    case(r#"{"a":[{"prefix":{"equals-ignore-case":"EventB"}}]}"#, &[r#"{"a":"EventBridge"}"#, r#"{"a":"EVENTBRIDGE"}"#, r#"{"a":"eventb"}"#], &[r#"{"a":"xEventB"}"#, r#"{"a":"Event"}"#, r#"{"a":5}"#]),
    case(r#"{"a":[{"suffix":{"equals-ignore-case":".png"}}]}"#, &[r#"{"a":"x.PNG"}"#, r#"{"a":"x.pNg"}"#, r#"{"a":".png"}"#], &[r#"{"a":"x.png1"}"#, r#"{"a":"png"}"#, r#"{"a":null}"#]),
    case(r#"{"a":[{"suffix":{"equals-ignore-case":"ß"}}]}"#, &[r#"{"a":"straß"}"#, r#"{"a":"STRASS"}"#], &[r#"{"a":"strass"}"#]),
    // any case
    case(r#"{"a":[{"equals-ignore-case":"ABC"}]}"#, &[r#"{"a":"abc"}"#, r#"{"a":"aBc"}"#, r#"{"a":"ABC"}"#], &[r#"{"a":"ab"}"#, r#"{"a":"abcd"}"#, r#"{"a":null}"#]),
    case(r#"{"a":[{"equals-ignore-case":""}]}"#, &[r#"{"a":""}"#], &[r#"{"a":"x"}"#, r#"{"a":null}"#]),
    case(r#"{"a":[{"equals-ignore-case":"straße"}]}"#, &[r#"{"a":"STRASSE"}"#, r#"{"a":"straße"}"#, r#"{"a":"straSSe"}"#], &[r#"{"a":"strasse"}"#]),
    case(r#"{"a":[{"equals-ignore-case":"ÉTÉ"}]}"#, &[r#"{"a":"été"}"#], &[r#"{"a":"ete"}"#]),
    case(r#"{"a":[{"equals-ignore-case":"𐐀"}]}"#, &[r#"{"a":"𐐀"}"#], &[r#"{"a":"𐐨"}"#]),
    case(r#"{"a":[{"equals-ignore-case":"12"}]}"#, &[r#"{"a":"12"}"#], &[r#"{"a":12}"#]),
    // wildcards
    case(r#"{"a":[{"wildcard":"a*c"}]}"#, &[r#"{"a":"abbc"}"#, r#"{"a":"ac"}"#, r#"{"a":"acbc"}"#, r#"{"a":"a*c"}"#], &[r#"{"a":"abcd"}"#, r#"{"a":"c"}"#, r#"{"a":"a"}"#, r#"{"a":"Abc"}"#, r#"{"a":null}"#]),
    case(r#"{"a":[{"wildcard":"a\\*c"}]}"#, &[r#"{"a":"a*c"}"#], &[r#"{"a":"abc"}"#, r#"{"a":"a\\*c"}"#]),
    case(r#"{"a":[{"wildcard":"a\\\\*"}]}"#, &[r#"{"a":"a\\"}"#, r#"{"a":"a\\b"}"#], &[r#"{"a":"ab"}"#]),
    case(r#"{"a":[{"wildcard":"\\**"}]}"#, &[r#"{"a":"*"}"#, r#"{"a":"*x"}"#], &[r#"{"a":"x"}"#]),
    case(r#"{"a":[{"wildcard":"*"}]}"#, &[r#"{"a":""}"#, r#"{"a":"x"}"#], &[r#"{"a":1}"#, r#"{"a":null}"#, r#"{}"#]),
    case(r#"{"a":[{"wildcard":""}]}"#, &[r#"{"a":""}"#], &[r#"{"a":"x"}"#]),
    case(r#"{"a":[{"wildcard":"abc"}]}"#, &[r#"{"a":"abc"}"#], &[r#"{"a":"abcd"}"#, r#"{"a":"xabc"}"#]),
    case(r#"{"a":[{"wildcard":"*x"}]}"#, &[r#"{"a":"x"}"#, r#"{"a":"yx"}"#, r#"{"a":"xxx"}"#], &[r#"{"a":"xy"}"#]),
    case(r#"{"a":[{"wildcard":"x*"}]}"#, &[r#"{"a":"x"}"#, r#"{"a":"xy"}"#], &[r#"{"a":"yx"}"#]),
    case(r#"{"a":[{"wildcard":"*ab*ab*"}]}"#, &[r#"{"a":"abab"}"#, r#"{"a":"xabxabx"}"#], &[r#"{"a":"aba"}"#, r#"{"a":"ab"}"#]),
    case(r#"{"a":[{"wildcard":"ab*ba"}]}"#, &[r#"{"a":"abba"}"#, r#"{"a":"abxba"}"#], &[r#"{"a":"aba"}"#]),
    case(r#"{"a":[{"wildcard":"é*é"}]}"#, &[r#"{"a":"éé"}"#, r#"{"a":"éxé"}"#], &[r#"{"a":"é"}"#]),
    case(r#"{"a":[{"wildcard":"*/app/dir/*"}]}"#, &[r#"{"a":"/usr/app/dir/file"}"#], &[r#"{"a":"/usr/app/file"}"#]),
    // anything but
    case(r#"{"a":[{"anything-but":"x"}]}"#, &[r#"{"a":"y"}"#, r#"{"a":""}"#, r#"{"a":null}"#, r#"{"a":1}"#, r#"{"a":true}"#, r#"{"a":["x","y"]}"#, r#"{"a":"X"}"#], &[r#"{"a":"x"}"#, r#"{"b":"y"}"#, r#"{"a":[]}"#, r#"{"a":["x"]}"#, r#"{"a":{"b":1}}"#, r#"{}"#]),
    case(r#"{"a":[{"anything-but":["x","z"]}]}"#, &[r#"{"a":"y"}"#, r#"{"a":null}"#, r#"{"a":["x","y"]}"#], &[r#"{"a":"x"}"#, r#"{"a":"z"}"#, r#"{"a":["x","z"]}"#, r#"{}"#]),
    case(r#"{"a":[{"anything-but":123}]}"#, &[r#"{"a":124}"#, r#"{"a":"123"}"#, r#"{"a":null}"#], &[r#"{"a":123}"#, r#"{"a":123.0}"#, r#"{"a":1.23e2}"#, r#"{}"#]),
    case(r#"{"a":[{"anything-but":0}]}"#, &[r#"{"a":1}"#, r#"{"a":"0"}"#], &[r#"{"a":0}"#, r#"{"a":0.0}"#, r#"{"a":-0}"#]),
    case(r#"{"a":[{"anything-but":[100,200,300]}]}"#, &[r#"{"a":150}"#, r#"{"a":"100"}"#], &[r#"{"a":100}"#, r#"{"a":200.0}"#, r#"{"a":3e2}"#]),
    case(r#"{"a":[{"anything-but":{"prefix":"in"}}]}"#, &[r#"{"a":"out"}"#, r#"{"a":"i"}"#, r#"{"a":null}"#, r#"{"a":1}"#, r#"{"a":"In"}"#], &[r#"{"a":"in"}"#, r#"{"a":"init"}"#, r#"{}"#]),
    case(r#"{"a":[{"anything-but":{"prefix":["in","ou"]}}]}"#, &[r#"{"a":"x"}"#, r#"{"a":123}"#, r#"{"a":null}"#], &[r#"{"a":"init"}"#, r#"{"a":"out"}"#, r#"{}"#]),
    case(r#"{"a":[{"anything-but":{"suffix":"t"}}]}"#, &[r#"{"a":"x"}"#, r#"{"a":null}"#, r#"{"a":5}"#], &[r#"{"a":"out"}"#, r#"{"a":"t"}"#, r#"{}"#]),
    case(r#"{"a":[{"anything-but":{"suffix":[".txt",".rtf"]}}]}"#, &[r#"{"a":"x.png"}"#], &[r#"{"a":"x.txt"}"#, r#"{"a":"x.rtf"}"#]),
    case(r#"{"a":[{"anything-but":{"wildcard":"o*"}}]}"#, &[r#"{"a":"in"}"#, r#"{"a":""}"#, r#"{"a":null}"#, r#"{"a":7}"#], &[r#"{"a":"out"}"#, r#"{"a":"o"}"#, r#"{}"#]),
    case(r#"{"a":[{"anything-but":{"wildcard":["*/lib/*","*/bin/*"]}}]}"#, &[r#"{"a":"/usr/x"}"#], &[r#"{"a":"/usr/lib/x"}"#, r#"{"a":"/bin/x"}"#]),
    case(r#"{"a":[{"anything-but":{"wildcard":""}}]}"#, &[r#"{"a":"dir/init/file"}"#, r#"{"a":null}"#], &[r#"{"a":""}"#]),
    case(r#"{"a":[{"anything-but":{"equals-ignore-case":"OUT"}}]}"#, &[r#"{"a":"in"}"#, r#"{"a":null}"#, r#"{"a":1}"#], &[r#"{"a":"out"}"#, r#"{"a":"Out"}"#, r#"{}"#]),
    case(r#"{"a":[{"anything-but":{"equals-ignore-case":["OUT","x"]}}]}"#, &[r#"{"a":"in"}"#, r#"{"a":null}"#], &[r#"{"a":"out"}"#, r#"{"a":"X"}"#]),
    case(r#"{"a":[{"anything-but":"10.0.0.1"}]}"#, &[r#"{"a":"10.0.0.2"}"#], &[r#"{"a":"10.0.0.1"}"#]),
    case(r#"{"a":[{"anything-but":"x"},{"exists":false}]}"#, &[r#"{"a":"y"}"#, r#"{}"#, r#"{"a":[]}"#], &[r#"{"a":"x"}"#]),
    case(r#"{"dynamodb":{"NewImage":{"homemade":{"S":[{"anything-but":["roses"]},{"exists":false}]}}}}"#,
        &[r#"{"dynamodb":{"NewImage":{"purchased":{"N":"789"}}}}"#, r#"{"dynamodb":{"NewImage":{"homemade":{"S":"tulips"}}}}"#, r#"{"dynamodb":{}}"#],
        &[r#"{"dynamodb":{"NewImage":{"homemade":{"S":"roses"}}}}"#]),
    // numeric
    case(r#"{"a":[{"numeric":["=",5]}]}"#, &[r#"{"a":5}"#, r#"{"a":5.0}"#, r#"{"a":0.5e1}"#], &[r#"{"a":"5"}"#, r#"{"a":6}"#, r#"{"a":null}"#]),
    case(r#"{"a":[{"numeric":["<",10]}]}"#, &[r#"{"a":9.99}"#, r#"{"a":-1e3}"#, r#"{"a":0}"#], &[r#"{"a":10}"#, r#"{"a":10.0}"#, r#"{"a":11}"#, r#"{"a":"9"}"#]),
    case(r#"{"a":[{"numeric":["<=",10]}]}"#, &[r#"{"a":10}"#, r#"{"a":1e1}"#], &[r#"{"a":10.000001}"#]),
    case(r#"{"a":[{"numeric":[">",10]}]}"#, &[r#"{"a":11}"#, r#"{"a":10.000001}"#], &[r#"{"a":10}"#]),
    case(r#"{"a":[{"numeric":[">=",10]}]}"#, &[r#"{"a":10}"#], &[r#"{"a":9.999999}"#]),
    case(r#"{"a":[{"numeric":[">",0,"<=",5]}]}"#, &[r#"{"a":5}"#, r#"{"a":0.1}"#, r#"{"a":["x",3]}"#], &[r#"{"a":0}"#, r#"{"a":5.1}"#, r#"{"a":"3"}"#, r#"{"a":null}"#, r#"{"a":[]}"#, r#"{}"#]),
    case(r#"{"a":[{"numeric":[">=",0,"<",5]}]}"#, &[r#"{"a":0}"#, r#"{"a":-0.0}"#], &[r#"{"a":5}"#, r#"{"a":-1}"#]),
    case(r#"{"a":[{"numeric":[">",0]},"none"]}"#, &[r#"{"a":1}"#, r#"{"a":"none"}"#], &[r#"{"a":0}"#, r#"{"a":"some"}"#]),
    case(r#"{"a":[{"numeric":[">",-3.5,"<",-1]}]}"#, &[r#"{"a":-2}"#], &[r#"{"a":-4}"#, r#"{"a":0}"#]),
    // addresses
    case(r#"{"a":[{"cidr":"10.0.0.0/24"}]}"#, &[r#"{"a":"10.0.0.0"}"#, r#"{"a":"10.0.0.255"}"#], &[r#"{"a":"10.0.1.1"}"#, r#"{"a":"9.255.255.255"}"#, r#"{"a":"10.0.0.0/24"}"#, r#"{"a":"x"}"#, r#"{"a":10}"#, r#"{"a":"10.0.0"}"#, r#"{"a":"10.0.0.256"}"#, r#"{"a":null}"#]),
    case(r#"{"a":[{"cidr":"10.0.0.5/24"}]}"#, &[r#"{"a":"10.0.0.5"}"#, r#"{"a":"10.0.0.255"}"#], &[r#"{"a":"10.0.0.4"}"#]),
    case(r#"{"a":[{"cidr":"0.0.0.0/0"}]}"#, &[r#"{"a":"255.255.255.255"}"#], &[r#"{"a":"::1"}"#]),
    case(r#"{"a":[{"cidr":"10.0.0.0/31"}]}"#, &[r#"{"a":"10.0.0.1"}"#], &[r#"{"a":"10.0.0.2"}"#]),
    case(r#"{"a":[{"cidr":"2001:db8::/32"}]}"#, &[r#"{"a":"2001:db8::1"}"#, r#"{"a":"2001:0DB8:0:0:0:0:0:9"}"#], &[r#"{"a":"2001:db9::1"}"#, r#"{"a":"10.0.0.1"}"#]),
    case(r#"{"a":[{"cidr":"2001:db8:1234:1a00::/56"}]}"#, &[r#"{"a":"2001:db8:1234:1a00::ffff"}"#, r#"{"a":"2001:db8:1234:1aff::"}"#], &[r#"{"a":"2001:db8:1234:1b00::"}"#]),
    case(r#"{"a":[{"cidr":"::/0"}]}"#, &[r#"{"a":"ffff::"}"#], &[r#"{"a":"1.2.3.4"}"#]),
    case(r#"{"a":["10.0.0.1"]}"#, &[r#"{"a":"10.0.0.1"}"#, r#"{"a":"10.0.0.01"}"#], &[r#"{"a":"10.0.0.2"}"#]),
    case(r#"{"a":["::1"]}"#, &[r#"{"a":"::1"}"#, r#"{"a":"0:0:0:0:0:0:0:1"}"#], &[r#"{"a":"::2"}"#]),
    case(r#"{"a":["10.0.0.300"]}"#, &[r#"{"a":"10.0.0.300"}"#], &[r#"{"a":"10.0.0.44"}"#]),
    // existence, of leaves only
    case(r#"{"a":[{"exists":true}]}"#, &[r#"{"a":1}"#, r#"{"a":null}"#, r#"{"a":""}"#, r#"{"a":[1]}"#, r#"{"a":[null]}"#, r#"{"a":[[1]]}"#], &[r#"{}"#, r#"{"a":[]}"#, r#"{"a":{}}"#, r#"{"a":{"b":1}}"#, r#"{"a":[{"b":1}]}"#, r#"{"a":[[]]}"#]),
    case(r#"{"a":[{"exists":false}]}"#, &[r#"{"b":1}"#, r#"{}"#, r#"{"a":[]}"#, r#"{"a":{}}"#, r#"{"a":{"b":1}}"#], &[r#"{"a":1}"#, r#"{"a":null}"#, r#"{"a":[1]}"#]),
    case(r#"{"a":{"b":[{"exists":false}]}}"#, &[r#"{"c":1}"#, r#"{"a":1}"#, r#"{"a":{"c":1}}"#, r#"{"a":{"b":{"c":1}}}"#], &[r#"{"a":{"b":0}}"#, r#"{"a":[{"b":0}]}"#]),
    case(r#"{"a":["x"],"b":[{"exists":false}]}"#, &[r#"{"a":"x"}"#], &[r#"{"a":"x","b":null}"#, r#"{"a":"y"}"#]),
    case(r#"{"detail":{"automations":{"id":[{"exists":true}]}}}"#, &[r#"{"detail":{"automations":[{"k":1},{"id":"x"},{"k":2}]}}"#], &[r#"{"detail":{"automations":[{"k":1}]}}"#, r#"{"detail":{"automations":[]}}"#]),
    case(r#"{"dynamodb":{"presentKey":[{"exists":true}]}}"#, &[r#"{"dynamodb":{"presentKey":"x"}}"#], &[r#"{"dynamodb":{"presentKey":{"S":"test123"}}}"#]),
    case(r#"{"resources":[{"exists":true}]}"#, &[r#"{"resources":["x"]}"#], &[r#"{"resources":[]}"#]),
    // mixtures
    case(r#"{"a":["x",{"prefix":"y"},5,{"numeric":[">",100]},null]}"#, &[r#"{"a":"x"}"#, r#"{"a":"yy"}"#, r#"{"a":5.0}"#, r#"{"a":101}"#, r#"{"a":null}"#], &[r#"{"a":"xx"}"#, r#"{"a":6}"#, r#"{"a":100}"#, r#"{}"#]),
    case(r#"{"source":["aws.ec2"],"detail-type":["EC2 Instance State-change Notification"],"detail":{"state":["terminated"]}}"#,
        &[r#"{"version":"0","id":"6a7e","detail-type":"EC2 Instance State-change Notification","source":"aws.ec2","account":"111122223333","time":"2017-12-22T18:43:48Z","region":"us-west-1","resources":["arn"],"detail":{"instance-id":"i-1","state":"terminated"}}"#],
        &[r#"{"detail-type":"EC2 Instance State-change Notification","source":"aws.ec2","detail":{"state":"running"}}"#, r#"{"source":"aws.ec2","detail":{"state":"terminated"}}"#]),
    // $or
    case(r#"{"$or":[{"a":[1]},{"b":[2]}]}"#, &[r#"{"a":1}"#, r#"{"b":2}"#, r#"{"a":1,"b":3}"#], &[r#"{"a":2,"b":1}"#, r#"{}"#]),
    case(r#"{"s":["x"],"d":{"$or":[{"a":[{"numeric":[">",1]}]},{"b":["y"]}]}}"#, &[r#"{"s":"x","d":{"b":"y"}}"#, r#"{"s":"x","d":{"a":2}}"#], &[r#"{"s":"x","d":{"a":1}}"#, r#"{"s":"z","d":{"b":"y"}}"#, r#"{"s":"x","b":"y"}"#]),
    case(r#"{"$or":[{"a":[1],"b":[2]},{"c":[3]}],"d":[4]}"#, &[r#"{"a":1,"b":2,"d":4}"#, r#"{"c":3,"d":4}"#], &[r#"{"a":1,"d":4}"#, r#"{"c":3}"#, r#"{"b":2,"d":4}"#]),
    case(r#"{"$or":[{"$or":[{"a":[1]},{"a":[2]}]},{"b":[3]}]}"#, &[r#"{"a":1}"#, r#"{"a":2}"#, r#"{"b":3}"#], &[r#"{"a":3}"#]),
    case(r#"{"x":{"$or":[{"a":[1]},{"b":[2]}]},"y":{"$or":[{"a":[1]},{"b":[2]}]}}"#, &[r#"{"x":{"a":1},"y":{"b":2}}"#, r#"{"x":{"b":2},"y":{"b":2}}"#], &[r#"{"x":{"a":1}}"#, r#"{"x":{"a":1},"y":{"a":2}}"#]),
    case(r#"{"$or":[{"a":[{"exists":false}]},{"a":[{"numeric":["=",0]}]}]}"#, &[r#"{}"#, r#"{"a":0}"#], &[r#"{"a":1}"#]),
    case(r#"{"detail":{"$or":[{"c-count":[{"numeric":[">",0,"<=",5]}]},{"d-count":[{"numeric":["<",10]}]},{"x-limit":[{"numeric":["=",3.018e2]}]}]}}"#, &[r#"{"detail":{"x-limit":301.8}}"#, r#"{"detail":{"c-count":1,"d-count":50}}"#, r#"{"detail":{"d-count":9}}"#], &[r#"{"detail":{"c-count":6,"d-count":10,"x-limit":301}}"#]),
    case(r#"{"$or":["x"]}"#, &[r#"{"$or":"x"}"#], &[r#"{}"#, r#"{"$or":"y"}"#]),
    case(r#"{"$or":[{"prefix":"x"},{"suffix":"y"}]}"#, &[r#"{"$or":"xa"}"#, r#"{"$or":"ay"}"#], &[r#"{"$or":"a"}"#]),
    case(r#"{"$or":{"a":["x"]}}"#, &[r#"{"$or":{"a":"x"}}"#], &[r#"{"a":"x"}"#]),
    case(r#"{"a":["v"],"$or":[{"a":["w"]},{"b":["x"]}]}"#, &[r#"{"a":"w"}"#, r#"{"a":"v","b":"x"}"#], &[r#"{"a":"v"}"#]),
    // names with dots, and names that stand twice
    case(r#"{"a.b":["x"]}"#, &[r#"{"a":{"b":"x"}}"#, r#"{"a.b":"x"}"#], &[r#"{"a":"x"}"#, r#"{"b":"x"}"#]),
    case(r#"{"a":{"b":["x"]}}"#, &[r#"{"a.b":"x"}"#, r#"{"a":{"b":"x"}}"#], &[r#"{"a":{"b.c":"x"}}"#]),
    case(r#"{"detail":{"state":{"status":["running"]}}}"#, &[r#"{"detail":{"state.status":"running"}}"#, r#"{"detail.state":{"status":"running"}}"#], &[r#"{"detail":{"state.status":{"status":"running"}}}"#]),
    case(r#"{"a.b.c":["x"]}"#, &[r#"{"a":{"b.c":"x"}}"#, r#"{"a.b":{"c":"x"}}"#], &[r#"{"a":{"b":"x"}}"#]),
    case(r#"{"a":["x"],"a":["y"]}"#, &[r#"{"a":"y"}"#], &[r#"{"a":"x"}"#]),
    case(r#"{"a":{"b":["x"]},"a.b":["y"]}"#, &[r#"{"a":{"b":"y"}}"#], &[r#"{"a":{"b":"x"}}"#]),
    case(r#"{"k":["2"]}"#, &[r#"{"k":"1","k":"2"}"#, r#"{"k":"2","k":"1"}"#], &[r#"{"k":"1","k":"3"}"#]),
    case(r#"{"":["x"]}"#, &[r#"{"":"x"}"#], &[r#"{"a":"x"}"#]),
    case(r#"{"":{"a":["x"]}}"#, &[r#"{"":{"a":"x"}}"#], &[r#"{"a":"x"}"#]),
    case(r#"{"a b":["x"],"é":["y"]}"#, &[r#"{"a b":"x","\u00e9":"y"}"#], &[r#"{"a b":"x"}"#]),
    // array consistency
    case(r#"{"a":{"b":[1],"c":[4]}}"#, &[r#"{"a":[{"b":1,"c":2},{"b":1,"c":4}]}"#, r#"{"a":{"b":1,"c":4}}"#, r#"{"a":[[{"b":1,"c":4}]]}"#], &[r#"{"a":[{"b":1,"c":2},{"b":3,"c":4}]}"#, r#"{"a":[{"b":1},{"c":4}]}"#, r#"{"a":[[{"b":1}],[{"c":4}]]}"#]),
    case(r#"{"a":{"b":[1],"c":[2]}}"#, &[r#"{"a":[{"b":1,"c":2},{"b":3,"c":4}]}"#], &[r#"{"a":[{"b":3,"c":4}]}"#]),
    case(r#"{"a":{"b":[1]},"d":{"e":[2]}}"#, &[r#"{"a":[{"b":0},{"b":1}],"d":[{"e":2},{"e":3}]}"#], &[r#"{"a":[{"b":0}],"d":[{"e":2}]}"#]),
    case(r#"{"a":{"b":[1],"c":{"d":[2],"e":[3]}}}"#,
        &[r#"{"a":[{"b":1,"c":[{"d":2,"e":0},{"d":2,"e":3}]}]}"#, r#"{"a":[{"b":0,"c":{"d":2,"e":3}},{"b":1,"c":{"d":2,"e":3}}]}"#],
        &[r#"{"a":[{"b":1,"c":[{"d":2,"e":0},{"d":0,"e":3}]}]}"#, r#"{"a":[{"b":0,"c":[{"d":2,"e":3}]},{"b":1,"c":[{"d":2,"e":0}]}]}"#]),
    case(r#"{"a":{"b":["x"],"c":["y"]}}"#, &[r#"{"a":[{"b":["w","x"],"c":["y","z"]}]}"#, r#"{"a":{"b":["x"],"c":["y"]}}"#], &[r#"{"a":[{"b":["x"]},{"c":["y"]}]}"#]),
    case(r#"{"a":{"b":[1],"c":[{"exists":false}]}}"#, &[r#"{"a":[{"b":1},{"b":2,"c":1}]}"#, r#"{"a":[{"b":1,"c":1},{"b":1}]}"#], &[r#"{"a":[{"b":1,"c":1},{"b":2}]}"#]),
    case(r#"{"a":{"b":[{"exists":false}],"c":[1]}}"#, &[r#"{"a":[{"c":1}]}"#], &[r#"{"a":[{"c":1},{"b":1}]}"#]),
    case(r#"{"employees":{"firstName":["Anna"],"lastName":["Jones"]}}"#, &[r#"{"employees":[{"firstName":"Anna","lastName":"Jones"},{"firstName":"Peter","lastName":"Smith"}]}"#], &[r#"{"employees":[{"firstName":"Anna","lastName":"Smith"},{"firstName":"Peter","lastName":"Jones"}]}"#]),
    case(r#"{"a":["x"],"a.b":["y"]}"#, &[r#"{"a":["x",{"b":"y"}]}"#], &[r#"{"a":["z",{"b":"y"}]}"#, r#"{"a":["x"]}"#]),
    case(r#"{"a":{"b":["x"]}}"#, &[r#"{"a":{"b":"x","c":[[1]]}}"#, r#"{"a":["z",{"b":"x"}]}"#, r#"{"a":[{"b":["q","x"]}]}"#], &[r#"{"a":["x"]}"#]),
];
