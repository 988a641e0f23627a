//! Reading a stream.

use super::code::{Bits, Code, DISTANCES, LENGTHS};
use super::store::{MAGIC, crc32};

/// In which order the lengths of the code of code lengths are written.
const ORDER: [usize; 19] = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
];

/// What is in the stream. `None` when it is broken, its checksum is wrong, or it holds more than `limit` bytes.
pub fn inflate(stream: &[u8], limit: usize) -> Option<Vec<u8>> {
    let mut bits = Bits {
        bytes: stream.get(header(stream)?..)?,
        at: 0,
        bit: 0,
    };
    let mut out = Vec::new();
    loop {
        let last = bits.take(1)? == 1;
        match bits.take(2)? {
            0 => stored(&mut bits, &mut out, limit)?,
            1 => {
                let mut lengths = [8u8; 288];
                lengths[144..256].fill(9);
                lengths[256..280].fill(7);
                block(
                    &mut bits,
                    &Code::of(&lengths),
                    &Code::of(&[5; 30]),
                    (&mut out, limit),
                )?;
            }
            2 => {
                let (literals, distances) = codes(&mut bits)?;
                block(&mut bits, &literals, &distances, (&mut out, limit))?;
            }
            _ => return None,
        }
        if last {
            break;
        }
    }
    bits.align();
    (bits.take(16)? | bits.take(16)? << 16 == crc32(&out)).then_some(out)
}

/// Where the header ends.
fn header(stream: &[u8]) -> Option<usize> {
    let flags = *stream.strip_prefix(&MAGIC)?.first()?;
    let mut at = 10;
    if flags & 4 != 0 {
        let len = stream.get(at..at + 2)?;
        at += 2 + usize::from(u16::from_le_bytes([len[0], len[1]]));
    }
    for text in [8, 16] {
        if flags & text != 0 {
            at += stream.get(at..)?.iter().position(|b| *b == 0)? + 1;
        }
    }
    Some(at + usize::from(flags & 2 != 0) * 2)
}

fn stored(bits: &mut Bits<'_>, out: &mut Vec<u8>, limit: usize) -> Option<()> {
    bits.align();
    let len = bits.take(16)?;
    if len != !bits.take(16)? & 0xffff {
        return None;
    }
    let from = bits.at;
    let block = bits.bytes.get(from..from + len as usize)?;
    bits.at += block.len();
    out.extend(block);
    (out.len() <= limit).then_some(())
}

fn block(
    bits: &mut Bits<'_>,
    literals: &Code,
    distances: &Code,
    (out, limit): (&mut Vec<u8>, usize),
) -> Option<()> {
    loop {
        let symbol = literals.next(bits)?;
        match symbol {
            0..256 => out.push(u8::try_from(symbol).ok()?),
            256 => return Some(()),
            _ => {
                let (base, extra) = *LENGTHS.get(usize::from(symbol) - 257)?;
                let len = usize::from(base) + bits.take(extra)? as usize;
                let (base, extra) = *DISTANCES.get(usize::from(distances.next(bits)?))?;
                let back = usize::from(base) + bits.take(extra)? as usize;
                let from = out.len().checked_sub(back)?;
                for i in from..from + len {
                    out.push(out[i]);
                }
            }
        }
        if out.len() > limit {
            return None;
        }
    }
}

/// The two codes that a block brings itself.
fn codes(bits: &mut Bits<'_>) -> Option<(Code, Code)> {
    let literals = bits.take(5)? as usize + 257;
    let distances = bits.take(5)? as usize + 1;
    let count = bits.take(4)? as usize + 4;
    let mut lengths = [0u8; 19];
    for at in &ORDER[..count] {
        lengths[*at] = u8::try_from(bits.take(3)?).ok()?;
    }
    let code = Code::of(&lengths);
    let mut lengths: Vec<u8> = Vec::with_capacity(literals + distances);
    while lengths.len() < literals + distances {
        let (length, times) = match code.next(bits)? {
            16 => (*lengths.last()?, 3 + bits.take(2)?),
            17 => (0, 3 + bits.take(3)?),
            18 => (0, 11 + bits.take(7)?),
            length => (u8::try_from(length).ok()?, 1),
        };
        lengths.extend(std::iter::repeat_n(length, times as usize));
    }
    let (first, second) = lengths.get(..literals + distances)?.split_at(literals);
    Some((Code::of(first), Code::of(second)))
}
