//! Receipt handles: which message of which queue, and the how-many-eth receipt it was.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use uuid::Uuid;

use super::errors;
use super::line::Seq;
use crate::sim::wire::Error;

/// What a receipt handle says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handle {
    /// The queue, as created: a queue of the same name made later has another.
    pub queue: Uuid,
    /// The message.
    pub seq: Seq,
    /// The receipt's number.
    pub receipt: u32,
}

impl Handle {
    /// As a client sees it.
    #[must_use]
    pub fn write(&self) -> String {
        let mut bytes = [0; 28];
        bytes[..16].copy_from_slice(self.queue.as_bytes());
        bytes[16..24].copy_from_slice(&self.seq.to_be_bytes());
        bytes[24..].copy_from_slice(&self.receipt.to_be_bytes());
        format!("AQEB{}", STANDARD.encode(bytes))
    }

    /// Reads one of the queue's.
    ///
    /// # Errors
    /// ReceiptHandleIsInvalid for everything that this queue did not give.
    pub fn read(text: &str, queue: Uuid) -> Result<Self, Error> {
        Self::parse(text)
            .filter(|handle| handle.queue == queue)
            .ok_or_else(|| errors::garbage_handle(text))
    }

    fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 28] = STANDARD
            .decode(text.strip_prefix("AQEB")?)
            .ok()?
            .try_into()
            .ok()?;
        Some(Self {
            queue: Uuid::from_slice(bytes.get(..16)?).ok()?,
            seq: u64::from_be_bytes(bytes.get(16..24)?.try_into().ok()?),
            receipt: u32::from_be_bytes(bytes.get(24..)?.try_into().ok()?),
        })
    }
}
