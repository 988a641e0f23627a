//! What goes over the pipe: a length of four bytes, least significant first, then that many bytes.

use std::io::{self, Read, Write};

/// More than any payload; a longer frame is a broken protocol.
const LONGEST: usize = 64 << 20;

/// Writes one frame and flushes.
pub(super) fn write(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len())
        .ok()
        .filter(|_| bytes.len() <= LONGEST)
        .ok_or_else(|| io::Error::other("the frame is too long"))?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(bytes)?;
    out.flush()
}

/// Reads one frame; `None` at the end of the stream.
pub(super) fn read(from: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    match from.read_exact(&mut length) {
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let length = u32::from_le_bytes(length) as usize;
    if length > LONGEST {
        return Err(io::Error::other("the frame is too long"));
    }
    let mut bytes = vec![0; length];
    from.read_exact(&mut bytes)?;
    Ok(Some(bytes))
}

/// What the worker answers: one byte of kind, then text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// The program is compiled.
    Ready,
    /// The result, as JSON.
    Changed(String),
    /// The result is the payload.
    Unchanged,
    /// Why there is no result.
    Failed(String),
}

impl Answer {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let (kind, text) = match self {
            Self::Ready => (b'R', ""),
            Self::Changed(text) => (b'C', text.as_str()),
            Self::Unchanged => (b'U', ""),
            Self::Failed(why) => (b'F', why.as_str()),
        };
        let mut bytes = Vec::with_capacity(text.len() + 1);
        bytes.push(kind);
        bytes.extend_from_slice(text.as_bytes());
        bytes
    }

    /// `None` for bytes that are no answer.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (kind, text) = bytes.split_first()?;
        let text = String::from_utf8(text.to_vec()).ok()?;
        match kind {
            b'R' => Some(Self::Ready),
            b'C' => Some(Self::Changed(text)),
            b'U' => Some(Self::Unchanged),
            b'F' => Some(Self::Failed(text)),
            _ => None,
        }
    }
}
