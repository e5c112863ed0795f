//! Addresses that a public name must not lead to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Which addresses may be connected to. By default public ones only: a partner's name that leads into
/// the bank's network, to this machine or to a cloud's metadata service is refused, whoever changed it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddressPolicy {
    allowed: Vec<IpAddr>,
    refused: Vec<(IpAddr, u32)>,
}

/// An address that is not connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{address} is not a public address: {what}")]
pub struct RefusedAddress {
    /// Which.
    pub address: IpAddr,
    /// What it is kept for.
    pub what: &'static str,
}

/// What is not public in IPv4, of IANA's registry of special-purpose addresses and beyond it.
const REFUSED_V4: &[(Ipv4Addr, u32, &str)] = &[
    (Ipv4Addr::new(0, 0, 0, 0), 8, "this network (RFC 791)"),
    (Ipv4Addr::new(10, 0, 0, 0), 8, "private (RFC 1918)"),
    (Ipv4Addr::new(100, 64, 0, 0), 10, "shared behind a carrier's NAT (RFC 6598)"),
    (Ipv4Addr::new(127, 0, 0, 0), 8, "loopback (RFC 1122)"),
    (Ipv4Addr::new(168, 63, 129, 16), 32, "the platform of a cloud (Azure)"),
    (Ipv4Addr::new(169, 254, 0, 0), 16, "link-local, and clouds' metadata (RFC 3927)"),
    (Ipv4Addr::new(172, 16, 0, 0), 12, "private (RFC 1918)"),
    (Ipv4Addr::new(192, 0, 0, 0), 24, "of the protocols themselves (RFC 6890)"),
    (Ipv4Addr::new(192, 0, 2, 0), 24, "documentation (RFC 5737)"),
    (Ipv4Addr::new(192, 88, 99, 0), 24, "6to4 relays (RFC 7526)"),
    (Ipv4Addr::new(192, 168, 0, 0), 16, "private (RFC 1918)"),
    (Ipv4Addr::new(198, 18, 0, 0), 15, "benchmarks (RFC 2544)"),
    (Ipv4Addr::new(198, 51, 100, 0), 24, "documentation (RFC 5737)"),
    (Ipv4Addr::new(203, 0, 113, 0), 24, "documentation (RFC 5737)"),
    (Ipv4Addr::new(224, 0, 0, 0), 4, "multicast (RFC 5771)"),
    (Ipv4Addr::new(240, 0, 0, 0), 4, "reserved, and broadcast (RFC 1112)"),
];

/// What is public in IPv6. All else is refused unnamed: loopback, unique local, link-local, site-local,
/// multicast, and the forms that lead to an IPv4 address (mapped, compatible, NAT64), whatever that is.
const PUBLIC_V6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// What of that is not.
const REFUSED_V6: &[(Ipv6Addr, u32, &str)] = &[
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23, "of the protocols themselves, and Teredo"),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32, "documentation (RFC 3849)"),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16, "6to4: it leads to an IPv4 address"),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20, "documentation (RFC 9637)"),
];

impl AddressPolicy {
    /// Public addresses only. The default.
    #[must_use]
    pub fn public_only() -> Self {
        Self::default()
    }

    /// This one address too, whatever it is: a partner inside the bank's network, or a test's server.
    /// Everybody who is granted any host can then have its name lead there.
    #[must_use]
    pub fn dangerously_allow(mut self, address: IpAddr) -> Self {
        self.allowed.push(address);
        self
    }

    /// This network not, though it is public, and whatever is allowed of it: the bank's own addresses, behind
    /// which more listens to a neighbour than to the world. `length` is how many bits of `network` count.
    #[must_use]
    pub fn refuse(mut self, network: IpAddr, length: u32) -> Self {
        self.refused.push((network, length));
        self
    }

    /// Whether an address may be connected to.
    ///
    /// # Errors
    ///
    /// [`RefusedAddress`].
    pub fn check(&self, address: IpAddr) -> Result<(), RefusedAddress> {
        let refuses = |(network, length): &(IpAddr, u32)| is_inside(address, *network, *length);
        let refused = match address {
            _ if self.refused.iter().any(refuses) => Some("of a network that the bank keeps out"),
            _ if self.allowed.contains(&address) => None,
            IpAddr::V4(v4) => refused_v4(v4),
            IpAddr::V6(v6) => refused_v6(v6),
        };
        refused.map_or(Ok(()), |what| Err(RefusedAddress { address, what }))
    }
}

fn is_inside(address: IpAddr, network: IpAddr, length: u32) -> bool {
    match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => {
            (address.to_bits() ^ network.to_bits()).leading_zeros() >= length.min(32)
        }
        (IpAddr::V6(address), IpAddr::V6(network)) => {
            (address.to_bits() ^ network.to_bits()).leading_zeros() >= length.min(128)
        }
        _ => false,
    }
}

fn refused_v4(address: Ipv4Addr) -> Option<&'static str> {
    let inside = |network: Ipv4Addr, length| is_inside(address.into(), network.into(), length);
    REFUSED_V4.iter().find(|(network, length, _)| inside(*network, *length)).map(|found| found.2)
}

fn refused_v6(address: Ipv6Addr) -> Option<&'static str> {
    let inside = |network: Ipv6Addr, length| is_inside(address.into(), network.into(), length);
    if !inside(PUBLIC_V6.0, PUBLIC_V6.1) {
        return Some("outside of global unicast, 2000::/3 (RFC 4291)");
    }
    if matches!(address.segments(), [_, _, _, _, 0 | 0x200, 0x5efe, _, _]) {
        return Some("ISATAP: it leads to an IPv4 address");
    }
    REFUSED_V6.iter().find(|(network, length, _)| inside(*network, *length)).map(|found| found.2)
}
