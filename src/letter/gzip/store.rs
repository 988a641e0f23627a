//! Streams without compression, and the checksum.

/// A gzip stream begins so: the magic number and deflate, its only method.
pub const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];

/// A stream that holds `bytes`, not compressed: whoever reads gzip reads it.
pub fn store(bytes: &[u8]) -> Vec<u8> {
    let mut out = [&MAGIC[..], &[0; 6], &[255]].concat();
    let mut blocks = bytes.chunks(0xffff).peekable();
    if bytes.is_empty() {
        out.extend([1, 0, 0, 0xff, 0xff]);
    }
    while let Some(block) = blocks.next() {
        let len = u16::try_from(block.len()).unwrap_or(u16::MAX);
        out.push(u8::from(blocks.peek().is_none()));
        out.extend(len.to_le_bytes());
        out.extend((!len).to_le_bytes());
        out.extend(block);
    }
    out.extend(crc32(bytes).to_le_bytes());
    out.extend(
        u32::try_from(bytes.len() & 0xffff_ffff)
            .unwrap_or(0)
            .to_le_bytes(),
    );
    out
}

/// The checksum of gzip.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 * (crc & 1))
        })
    })
}
