//! What came back.

use std::borrow::Cow;
use std::time::Duration;

use crate::letter::gunzip;

/// Bytes that a body may unpack to.
const UNPACKED_BYTES: usize = 4 << 20;

/// How an answer begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// HTTP status.
    pub status: u16,
    /// In the order that they came; what is no UTF-8 is replaced.
    pub headers: Vec<(String, String)>,
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// How it began.
    pub head: Head,
    /// The body, as far as EventBridge would read it.
    pub body: Vec<u8>,
    /// There was more of it.
    pub is_cut: bool,
    /// From the first byte sent to the last one read.
    pub took: Duration,
}

/// Why there is no whole answer, in words, and how it began if it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// A sentence without a full stop.
    pub why: String,
    /// What came before it failed.
    pub head: Option<Head>,
    /// How long it took to fail.
    pub took: Duration,
}

impl Head {
    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Whether EventBridge would take the event for delivered.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }
}

impl Answer {
    /// The body as text, unpacked where it is packed by gzip; what is no UTF-8 is replaced.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        let packed = self.head.header("content-encoding") == Some("gzip");
        let unpacked = packed.then(|| gunzip(&self.body, UNPACKED_BYTES)).flatten();
        match unpacked {
            Some(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
            None => String::from_utf8_lossy(&self.body),
        }
    }
}
