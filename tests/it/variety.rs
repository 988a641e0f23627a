//! Many letters of a few failures: whatever differs from letter to letter, they fall into as many causes as there are
//! failures, and none is mixed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use dlq_tui::cause::{Catalogue, CauseId, Tally};
use dlq_tui::letter::{Attribute, AttributeData, Decoder, LetterId, Message, System};

/// Letters a failure; `DLQ_TUI_VARIETY` says more.
const EACH: u32 = 400;
const RULE: &str = "arn:aws:events:eu-west-1:123456789012:rule/orders/NewOrder";
const TARGET: &str = "arn:aws:events:eu-west-1:123456789012:api-destination/Partner/7e08279e-244f-4443-a5f4-b9c262da4d81";

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }

    fn text(&mut self, alphabet: &str, len: usize) -> String {
        let letters: Vec<char> = alphabet.chars().collect();
        let mut letter = || letters[usize::try_from(self.below(letters.len() as u64)).unwrap()];
        (0..len).map(|_| letter()).collect()
    }

    fn hex(&mut self, len: usize) -> String {
        self.text("0123456789abcdef", len)
    }

    /// What a system calls its own: one style of each, however long.
    fn order(&mut self) -> String {
        format!("o-{}", self.below(1_000_000))
    }

    fn id(&mut self) -> String {
        match self.below(5) {
            0 => format!(
                "{}-{}-{}-{}-{}",
                self.hex(8),
                self.hex(4),
                self.hex(4),
                self.hex(4),
                self.hex(12)
            ),
            1 => self.hex(32),
            2 => format!("01H{}", self.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 23)),
            3 => self.below(u64::MAX).to_string(),
            _ => format!("{}", self.below(100)),
        }
    }

    fn time(&mut self) -> String {
        let (day, hour, minute, second) = (
            1 + self.below(28),
            self.below(24),
            self.below(60),
            self.below(60),
        );
        match self.below(3) {
            0 => format!("2024-01-{day:02}T{hour:02}:{minute:02}:{second:02}Z"),
            1 => format!(
                "2024-01-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}+01:00",
                self.below(1000)
            ),
            _ => format!("2024-01-{day:02} {hour:02}:{minute:02}:{second:02}"),
        }
    }

    fn host(&mut self) -> String {
        match self.below(4) {
            0 => format!(
                "10.{}.{}.{}:{}",
                self.below(256),
                self.below(256),
                self.below(256),
                1024 + self.below(50_000)
            ),
            1 => format!("[2001:db8::{}:{}]:443", self.hex(3), self.hex(4)),
            2 => format!("api-{}.partner.example.com", self.below(40)),
            _ => format!("{}.internal", self.of(&["ledger", "pricing", "stock"])),
        }
    }

    fn name(&mut self) -> String {
        let first = self.of(&[
            "Jane",
            "Zoë",
            "José",
            "O'Neil",
            "李",
            "Müller & Söhne",
            "Anne-Marie",
        ]);
        let last = self.of(&["Doe", "Smith Jr.", "van der Berg", "Łukasz", ""]);
        format!("{first} {last}").trim().to_owned()
    }

    fn amount(&mut self) -> String {
        let n = self.below(100_000);
        match self.below(4) {
            0 => format!("EUR {}.{:02}", n / 100, n % 100),
            1 => format!("${},{:03}.{:02}", 1 + n / 100, n % 1000, n % 100),
            2 => format!("{},{:02} €", n / 100, n % 100),
            _ => n.to_string(),
        }
    }
}

/// The failures: a message of each for a throw of the dice.
const FAILURES: [fn(&mut Dice) -> String; 14] = [
    |d| {
        answer(
            503,
            &format!(
                r#"{{"error":"upstream overloaded","host":"{}","retry_in":{},"request_id":"{}"}}"#,
                d.host(),
                d.below(90),
                d.id()
            ),
        )
    },
    |d| {
        answer(
            404,
            &format!(
                r#"{{"code":"NOT_FOUND","message":"order {} not found","at":"{}"}}"#,
                d.order(),
                d.time()
            ),
        )
    },
    |d| {
        answer(
            404,
            &format!(
                r#"{{"code":"NOT_FOUND","message":"customer {} not found","at":"{}"}}"#,
                d.id(),
                d.time()
            ),
        )
    },
    |d| {
        answer(
            422,
            &format!(
                r#"{{"errors":[{{"field":"amount","message":"must be at most {}"}}],"trace":"{}"}}"#,
                d.amount(),
                d.id()
            ),
        )
    },
    |d| {
        answer(
            422,
            &format!(
                r#"{{"errors":[{{"field":"currency","message":"is not supported: '{}'"}}],"trace":"{}"}}"#,
                d.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 3),
                d.id()
            ),
        )
    },
    |d| {
        answer(
            409,
            &format!(
                "Customer '{}' already has subscription {} since {}",
                d.name().replace('\'', "’"),
                d.id(),
                d.time()
            ),
        )
    },
    |d| {
        answer(
            429,
            &format!(
                "Rate limit of {} requests per second exceeded for key {}, retry after {}s",
                d.below(1000),
                d.id(),
                d.below(600)
            ),
        )
    },
    |d| {
        answer(
            500,
            &format!(
                "java.lang.IllegalStateException: no stock for {}\n\tat com.acme.Stock.take(Stock.java:{})\n\tat com.acme.Orders.place(Orders.java:{})",
                d.id(),
                d.below(400),
                d.below(400)
            ),
        )
    },
    |d| {
        answer(
            500,
            &format!(
                "Traceback (most recent call last):\n  File \"/app/{}/main.py\", line {}, in handle\nValueError: could not convert string to float: '{}'",
                d.id(),
                d.below(900),
                d.amount()
            ),
        )
    },
    |d| {
        answer(
            500,
            &format!(
                "dial tcp {}: i/o timeout after {}ms",
                d.host(),
                d.below(30_000)
            ),
        )
    },
    |d| {
        answer(
            401,
            &format!(
                r#"{{"message":"token expired at {}","jti":"{}"}}"#,
                d.time(),
                d.id()
            ),
        )
    },
    |d| {
        answer(
            413,
            &format!(
                r#"{{"message":"payload of {} bytes exceeds 65536 bytes","event":{{"id":"{}","customer":{{"name":"{}","n":{}}}}}}}"#,
                d.below(1 << 20),
                d.id(),
                d.name(),
                d.below(99)
            ),
        )
    },
    |_| {
        "Unable to invoke ApiDestination endpoint: Timeout calling endpoint for API Destination: socket closed.".to_owned()
    },
    |d| {
        format!(
            "User: arn:aws:sts::{}:assumed-role/Invoke{}/{} is not authorized to perform: events:InvokeApiDestination on resource: {TARGET}",
            100_000_000_000 + d.below(899_999_999_999),
            d.below(9),
            d.id()
        )
    },
];

fn answer(status: u16, payload: &str) -> String {
    format!("ApiDestination returned HTTP status {status} with payload: {payload}")
}

fn message(n: u32, error: &str, dice: &mut Dice) -> Message {
    let attribute = |(name, value): (&str, &str)| {
        let data = AttributeData::Text(value.into());
        let data_type = "String".into();
        (Arc::from(name), Attribute { data_type, data })
    };
    let attributes = [
        ("ERROR_CODE", "SDK_CLIENT_ERROR"),
        ("ERROR_MESSAGE", error),
        ("RULE_ARN", RULE),
        ("TARGET_ARN", TARGET),
    ];
    let sent = (1_704_173_061_000 + u64::from(n)).to_string();
    Message {
        id: n.to_string().into(),
        body: format!(
            r#"{{"id":"61b23e11-93d3-e9ee-9d85-b545a7bbeeee","detail-type":"t","source":"s","detail":{{"order":"{}"}}}}"#,
            dice.id()
        )
        .into(),
        system: System::from([("SentTimestamp".into(), sent.as_str().into())]),
        attributes: attributes.map(attribute).into_iter().collect(),
    }
}

#[test]
fn many_letters_of_a_few_failures_are_a_few_causes_and_none_is_mixed() {
    let each = std::env::var("DLQ_TUI_VARIETY")
        .ok()
        .and_then(|n| n.parse().ok());
    let each: u32 = each.unwrap_or(EACH);
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut decoder = Decoder::default();
    let mut tally = Tally::new(Arc::new(Catalogue::own().unwrap()));
    let mut causes: BTreeMap<usize, BTreeMap<CauseId, (u32, String)>> = BTreeMap::new();
    let mut failures: BTreeMap<CauseId, BTreeSet<usize>> = BTreeMap::new();
    let mut n = 0;
    for _ in 0..each {
        for (failure, make) in FAILURES.iter().enumerate() {
            let error = make(&mut dice);
            let message = message(n, &error, &mut dice);
            let cause = tally.add(&decoder.decode(LetterId(n), message));
            let of = causes.entry(failure).or_default();
            of.entry(cause).or_insert((0, error)).0 += 1;
            failures.entry(cause).or_default().insert(failure);
            n += 1;
        }
    }
    println!(
        "{n} letters of {} failures: {} causes",
        FAILURES.len(),
        tally.len()
    );
    let mixed: Vec<_> = failures.values().filter(|of| of.len() > 1).collect();
    assert!(mixed.is_empty(), "{mixed:?}");
    let torn: Vec<_> = causes.iter().filter(|(_, of)| of.len() > 1).collect();
    assert!(torn.is_empty(), "{} causes\n{torn:#?}", tally.len());
}
