//! Bits and codes of deflate.

/// Bits of the longest code of deflate.
const LONGEST: usize = 15;
/// Base and extra bits of each length.
pub(super) const LENGTHS: [(u16, u8); 29] = table_of_lengths();
/// Base and extra bits of each distance.
pub(super) const DISTANCES: [(u16, u8); 30] = table_of_distances();

/// A canonical Huffman code.
pub(super) struct Code {
    /// How many symbols have a code of so many bits.
    counts: [u16; LONGEST + 1],
    /// Symbols by length of their code, then by value.
    symbols: Vec<u16>,
}

impl Code {
    pub(super) fn of(lengths: &[u8]) -> Self {
        let mut counts = [0u16; LONGEST + 1];
        let mut symbols = Vec::with_capacity(lengths.len());
        for (bits, count) in counts.iter_mut().enumerate().skip(1) {
            let of_length = |(_, length): &(u16, &u8)| usize::from(**length) == bits;
            let before = symbols.len();
            symbols.extend(
                (0u16..)
                    .zip(lengths)
                    .filter(of_length)
                    .map(|(symbol, _)| symbol),
            );
            *count = u16::try_from(symbols.len() - before).unwrap_or(0);
        }
        Self { counts, symbols }
    }

    pub(super) fn next(&self, bits: &mut Bits<'_>) -> Option<u16> {
        let (mut code, mut first, mut index) = (0usize, 0usize, 0usize);
        for count in &self.counts[1..] {
            let count = usize::from(*count);
            code |= bits.take(1)? as usize;
            if code < first + count {
                return self.symbols.get(index + code - first).copied();
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        None
    }
}

/// Bits, the lowest of each byte first.
pub(super) struct Bits<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    pub(super) bit: u8,
}

impl Bits<'_> {
    pub(super) fn take(&mut self, count: u8) -> Option<u32> {
        let mut out = 0;
        for i in 0..count {
            let byte = *self.bytes.get(self.at)?;
            out |= u32::from(byte >> self.bit & 1) << i;
            self.bit = (self.bit + 1) % 8;
            self.at += usize::from(self.bit == 0);
        }
        Some(out)
    }

    /// To the beginning of the next byte.
    pub(super) fn align(&mut self) {
        self.at += usize::from(self.bit != 0);
        self.bit = 0;
    }
}

/// Base and extra bits of the lengths 3 to 258.
const fn table_of_lengths() -> [(u16, u8); 29] {
    let mut table = [(0, 0); 29];
    let (mut base, mut i) = (3, 0);
    while i < 28 {
        let extra = if i < 8 { 0 } else { i / 4 - 1 };
        table[i] = (base, extra as u8);
        base += 1 << extra;
        i += 1;
    }
    table[28] = (258, 0);
    table
}

/// Base and extra bits of the distances 1 to 32,768.
const fn table_of_distances() -> [(u16, u8); 30] {
    let mut table = [(0, 0); 30];
    let (mut base, mut i) = (1, 0);
    while i < 30 {
        let extra = if i < 4 { 0 } else { i / 2 - 1 };
        table[i] = (base, extra as u8);
        // the sum after the last is 32,769, which fits
        base += 1 << extra;
        i += 1;
    }
    table
}
