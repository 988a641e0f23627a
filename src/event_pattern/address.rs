//! IP addresses and ranges of them, read as the service reads them.

use core::net::Ipv6Addr;

/// An address as a number, with its width so that the two families never meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Address {
    bits: u32,
    value: u128,
}

/// What is not an address.
#[derive(Debug, PartialEq, Eq)]
enum NotAnAddress {
    /// It does not even look like one.
    Nonstandard,
    /// It looks like one but none is written so.
    Invalid,
}

impl Address {
    /// The address that `text` is, if it is one.
    pub(super) fn of(text: &str) -> Option<Self> {
        Self::read(text).ok()
    }

    fn read(text: &str) -> Result<Self, NotAnAddress> {
        let all = |allowed: fn(u8) -> bool| text.bytes().all(allowed);
        if text.contains(':') && all(|b| b.is_ascii_hexdigit() || b == b':') {
            let v6: Ipv6Addr = text.parse().map_err(|_| NotAnAddress::Invalid)?;
            // an IPv4 address in IPv6 clothes is an IPv4 address
            return Ok(match v6.to_ipv4_mapped() {
                Some(v4) => Self::v4(u32::from(v4)),
                None => Self {
                    bits: 128,
                    value: u128::from(v6),
                },
            });
        }
        let parts: Vec<&str> = text.split('.').collect();
        if parts.len() != 4
            || parts.iter().any(|p| p.is_empty())
            || !all(|b| b.is_ascii_digit() || b == b'.')
        {
            return Err(NotAnAddress::Nonstandard);
        }
        parts
            .iter()
            .try_fold(0_u32, |sum, part| {
                let octet: u8 = part.parse().ok()?;
                Some(sum << 8 | u32::from(octet))
            })
            .map(Self::v4)
            .ok_or(NotAnAddress::Invalid)
    }

    fn v4(value: u32) -> Self {
        Self {
            bits: 32,
            value: u128::from(value),
        }
    }
}

/// A range of addresses, from the address as it is written (not from the network's first) to the network's last.
#[derive(Clone, Debug)]
pub(super) struct Cidr {
    text: String,
    low: Address,
    high: u128,
}

impl Cidr {
    /// Reads `10.0.0.0/24` or `2001:db8::/32`.
    ///
    /// # Errors
    /// The service's words.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let slashes = text.matches('/').count();
        let (ip, mask) = text
            .split_once('/')
            .filter(|(_, mask)| slashes == 1 && !mask.is_empty())
            .ok_or("Malformed CIDR, one '/' required")?;
        let mask: i32 = mask
            .parse()
            .map_err(|_| "Malformed CIDR, mask bits must be an integer")?;
        let mask =
            u32::try_from(mask).map_err(|_| "Malformed CIDR, mask bits must not be negative")?;
        let low = Address::read(ip).map_err(|e| match e {
            NotAnAddress::Nonstandard => format!("Nonstandard IP address: {ip}"),
            NotAnAddress::Invalid => format!("Invalid IP address: {ip}"),
        })?;
        if mask >= low.bits {
            let family = if low.bits == 32 { "IPv4" } else { "IPv6" };
            return Err(format!("{family} mask bits must be < {}", low.bits));
        }
        let hosts = u128::MAX.checked_shr(128 - (low.bits - mask)).unwrap_or(0);
        Ok(Self {
            text: text.to_owned(),
            low,
            high: low.value | hosts,
        })
    }

    /// As it is written in the pattern.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn contains(&self, text: &str) -> bool {
        Address::of(text).is_some_and(|a| {
            a.bits == self.low.bits && (self.low.value..=self.high).contains(&a.value)
        })
    }
}
