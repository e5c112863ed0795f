//! Hosts that a grant names.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

/// The port of a pattern that names none.
const HTTPS: u16 = 443;

/// A host that a mini-app may reach: `api.example.com`, `*.example.com`, each with `:port` if it is not
/// 443. Parsed once, when the grant is read.
///
/// A star stands for exactly one label, as in a TLS certificate: `*.example.com` is `a.example.com`, and
/// neither `example.com` nor `a.b.example.com`. It cannot stand before a public suffix (`*.com`,
/// `*.co.uk`, `*.github.io`: the list is compiled in), where strangers register names. A name of other
/// letters than ASCII is kept in its punycode.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HostPattern(Pattern);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Pattern {
    Public { star: bool, name: Box<str>, port: u16 },
    Local { port: u16 },
}

/// A text that is no pattern of hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MalformedPattern {
    /// A scheme, a path, credentials, spaces, or a star that is not the first label.
    #[error("a host reads api.example.com or *.example.com, with :port if that is not 443")]
    Form,
    /// An address, however it is written.
    #[error("a host is granted by its name, not by an address")]
    Address,
    /// One label, a final dot, or what no DNS name can be.
    #[error("a host has two labels or more of letters, digits and hyphens, and no final dot")]
    Name,
    /// Everybody can register a name there.
    #[error(
        "a star before a public suffix would grant strangers' hosts: name the partner's domain"
    )]
    PublicSuffix,
    /// Not one of 1 to 65535.
    #[error("a port is a number from 1 to 65535")]
    Port,
}

/// How far a request may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// By TLS, to addresses that the client's policy permits.
    Public,
    /// In the clear, to this machine and no other.
    Local,
}

impl HostPattern {
    /// `http://localhost:PORT` and `http://127.0.0.1:PORT`, in the clear: a partner's server on the
    /// developer's own machine. Never in a bank: whatever listens there can be asked by the mini-app.
    #[must_use]
    pub fn dangerously_local(port: u16) -> Self {
        Self(Pattern::Local { port })
    }

    /// How far a parsed URL may go by this pattern, if it is of one of its hosts.
    pub(crate) fn reach(&self, url: &Url) -> Option<Reach> {
        match &self.0 {
            Pattern::Public { star, name, port } => {
                let host = url.domain()?;
                let host = if *star { host.split_once('.').map(|(_, rest)| rest)? } else { host };
                let same = url.scheme() == "https"
                    && url.port_or_known_default() == Some(*port)
                    && host == &**name;
                same.then_some(Reach::Public)
            }
            Pattern::Local { port } => {
                let same = url.scheme() == "http"
                    && url.port_or_known_default() == Some(*port)
                    && matches!(url.host_str(), Some("localhost" | "127.0.0.1"));
                same.then_some(Reach::Local)
            }
        }
    }
}

impl fmt::Display for HostPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Pattern::Local { port } => write!(f, "http://localhost:{port}"),
            Pattern::Public { star, name, port } => {
                write!(f, "{}{name}", if *star { "*." } else { "" })?;
                if *port == HTTPS { Ok(()) } else { write!(f, ":{port}") }
            }
        }
    }
}

impl FromStr for HostPattern {
    type Err = MalformedPattern;

    fn from_str(text: &str) -> Result<Self, MalformedPattern> {
        let plain = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || ".-:*".contains(c);
        if !text.chars().all(plain) {
            return Err(MalformedPattern::Form);
        }
        let (name, port) = match text.split_once(':') {
            None => (text, HTTPS),
            Some((name, port)) => (name, parse_port(port)?),
        };
        let (star, name) = match name.strip_prefix("*.") {
            None => (false, name),
            Some(name) => (true, name),
        };
        if name.is_empty() || name.contains('*') {
            return Err(MalformedPattern::Form);
        }
        let name = match Host::parse(name).map_err(|_| MalformedPattern::Name)? {
            Host::Domain(name) => name,
            Host::Ipv4(_) | Host::Ipv6(_) => return Err(MalformedPattern::Address),
        };
        if !is_dns_name(&name) {
            return Err(MalformedPattern::Name);
        }
        if star && psl::suffix_str(&name) == Some(name.as_str()) {
            return Err(MalformedPattern::PublicSuffix);
        }
        Ok(Self(Pattern::Public { star, name: name.into(), port }))
    }
}

/// Whether a host, in lower case and punycode, can be a name in the public DNS.
pub(crate) fn is_dns_name(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    name.len() <= 253 && name.contains('.') && name.split('.').all(is_label)
}

fn parse_port(text: &str) -> Result<u16, MalformedPattern> {
    text.parse().ok().filter(|port| *port != 0).ok_or(MalformedPattern::Port)
}
