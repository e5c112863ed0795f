//! Where a request goes.

use std::fmt;

use url::{Host, Position, Url};

use crate::pattern::{HostPattern, Reach, is_dns_name};

/// The longest URL, in bytes, before and after it is parsed: what a guest says must not fill logs and
/// headers.
const LONGEST: usize = 2_048;

/// An absolute URL of a host that was granted. It exists only parsed and permitted; what is matched,
/// signed, connected to and sent is one and the same parsed form.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    url: Url,
    path: http::uri::PathAndQuery,
    reach: Reach,
}

/// A text that is no URL which may be asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotATarget {
    /// More than 2 KiB.
    #[error("a URL has {LONGEST} bytes at most")]
    TooLong,
    /// Spaces, control characters or backslashes, which parsers read differently.
    #[error("a URL has no space, control character or backslash: percent-encode them")]
    Characters,
    /// Relative, or neither https nor one of a local pattern.
    #[error("a URL begins with https://")]
    Scheme,
    /// What stands before an @ is no host.
    #[error("a URL has no user name or password in it: credentials are of the grant")]
    Credentials,
    /// It would not be sent.
    #[error("a URL to ask has no #fragment")]
    Fragment,
    /// No URL by its standard.
    #[error("it is no URL: {0}")]
    Malformed(#[from] url::ParseError),
    /// An address, however it is written.
    #[error("a host is asked by its name, not by an address")]
    Address,
    /// One label, a final dot, or what no DNS name can be.
    #[error("its host is no full DNS name, or ends with a dot")]
    Name,
    /// The grant has another host, or another port of it.
    #[error("{host} port {port} is not among the hosts of the grant")]
    NotGranted {
        /// Its host, parsed.
        host: String,
        /// Its port.
        port: u16,
    },
}

impl Target {
    /// Parses what a mini-app asks for, against the hosts of its grant.
    ///
    /// # Errors
    ///
    /// [`NotATarget`].
    pub fn parse(text: &str, granted: &[HostPattern]) -> Result<Self, NotATarget> {
        if text.len() > LONGEST {
            return Err(NotATarget::TooLong);
        }
        if text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
            return Err(NotATarget::Characters);
        }
        let (scheme, rest) = text.split_once("://").ok_or(NotATarget::Scheme)?;
        if !["https", "http"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
            return Err(NotATarget::Scheme);
        }
        // In the raw text: the parser forgets an empty user name, and skips a third slash.
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.is_empty() {
            return Err(url::ParseError::EmptyHost.into());
        }
        if authority.contains('@') {
            return Err(NotATarget::Credentials);
        }
        let url = Url::parse(text)?;
        if url.fragment().is_some() {
            return Err(NotATarget::Fragment);
        }
        let reach = granted.iter().find_map(|pattern| pattern.reach(&url));
        let reach = match reach {
            Some(reach) => reach,
            None => return Err(why_not(&url)),
        };
        if url.as_str().len() > LONGEST {
            return Err(NotATarget::TooLong);
        }
        let path = url[Position::BeforePath..Position::AfterQuery]
            .parse()
            .map_err(|_| NotATarget::Characters)?;
        Ok(Self { url, path, reach })
    }

    /// The whole URL, normalised: what is signed as `@target-uri`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }

    /// Its host, in lower case and punycode: the name in TLS.
    #[must_use]
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Its port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or_default()
    }

    /// Host and port, as they stand in `Host`.
    pub(crate) fn authority(&self) -> &str {
        &self.url[Position::BeforeHost..Position::AfterPort]
    }

    /// Path and query, as they stand in the first line of a request.
    pub(crate) fn path(&self) -> http::uri::PathAndQuery {
        self.path.clone()
    }

    /// Whether it is of one of a pattern's hosts.
    pub(crate) fn is_of(&self, hosts: &HostPattern) -> bool {
        hosts.reach(&self.url).is_some()
    }

    pub(crate) fn reach(&self) -> Reach {
        self.reach
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Without path and query, which may have a person's data in them.
impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Target({}, {:?})", self.authority(), self.reach)
    }
}

/// What is wrong with a URL that no pattern permits.
fn why_not(url: &Url) -> NotATarget {
    match url.host() {
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => NotATarget::Address,
        _ if url.scheme() != "https" => NotATarget::Scheme,
        Some(Host::Domain(name)) if is_dns_name(name) => NotATarget::NotGranted {
            host: name.to_owned(),
            port: url.port_or_known_default().unwrap_or_default(),
        },
        _ => NotATarget::Name,
    }
}
