//! The bank, as an authenticator knows it.

use crate::authenticator_data::{AuthenticatorData, Flags};
use crate::credential::Class;
use crate::encoded;
use crate::refused::Refused;

/// A bank's domain, the pages of it that may ask, and what the bank takes for an authenticator.
///
/// By default it takes passkeys of every kind, and refuses software authenticators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelyingParty {
    id: String,
    origins: Vec<String>,
    backups: Backups,
    software: bool,
}

/// Which passkeys a bank takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Backups {
    Any,
    DeviceBoundOnly,
}

/// Names that are no relying party's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotARelyingParty {
    /// Not a domain.
    #[error("\"{id}\" is no domain in small letters, such as bank.example")]
    Id {
        /// What was given.
        id: String,
    },
    /// Not an origin of the domain.
    #[error(
        "\"{origin}\" is no origin of {id}: it must read https://{id}, or that of a subdomain, with a \
         port where it is not 443"
    )]
    Origin {
        /// What was given.
        origin: String,
        /// The domain.
        id: String,
    },
    /// Nowhere to ask.
    #[error("a relying party has at least one origin")]
    NoOrigin,
}

impl RelyingParty {
    /// The party of this domain, which asks on pages of these origins alone. Only `localhost` may do
    /// without https.
    ///
    /// # Errors
    ///
    /// [`NotARelyingParty`].
    pub fn new<I>(id: &str, origins: I) -> Result<Self, NotARelyingParty>
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        if !is_domain(id) {
            return Err(NotARelyingParty::Id { id: id.to_owned() });
        }
        let origins: Vec<String> = origins.into_iter().map(Into::into).collect();
        if let Some(origin) = origins.iter().find(|origin| !is_origin_of(id, origin)) {
            let (origin, id) = (origin.clone(), id.to_owned());
            return Err(NotARelyingParty::Origin { origin, id });
        }
        if origins.is_empty() {
            return Err(NotARelyingParty::NoOrigin);
        }
        let id = id.to_owned();
        Ok(Self { id, origins, backups: Backups::Any, software: false })
    }

    /// Takes only credentials that cannot leave their device: no synced passkeys (BE).
    ///
    /// Authenticators say so themselves: without attestation it keeps out whoever is honest.
    #[must_use]
    pub fn device_bound_only(self) -> Self {
        Self { backups: Backups::DeviceBoundOnly, ..self }
    }

    /// Takes credentials of [`SoftwareAuthenticator`](crate::SoftwareAuthenticator)s, too.
    ///
    /// **Not for a bank that holds money.** Whoever holds the key's bytes signs with them, and nobody is
    /// asked: that is no strong authentication. It is for terminals of developers, and for tests.
    #[must_use]
    pub fn accepting_software_authenticators(self) -> Self {
        Self { software: true, ..self }
    }

    /// Its domain.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Where it asks.
    #[must_use]
    pub fn origins(&self) -> &[String] {
        &self.origins
    }

    /// Whether the data are for this party, of a user that was there and verified, with a credential
    /// that it takes.
    pub(crate) fn check(&self, data: &AuthenticatorData<'_>) -> Result<(), Refused> {
        if *data.rp_id_hash != encoded::sha256(self.id.as_bytes()) {
            return Err(Refused::RelyingParty);
        }
        data.flags.check_user()?;
        self.check_backups(data.flags)
    }

    pub(crate) fn check_class(&self, class: Class) -> Result<(), Refused> {
        match class {
            Class::Software if !self.software => Err(Refused::Software),
            _ => Ok(()),
        }
    }

    fn check_backups(&self, flags: Flags) -> Result<(), Refused> {
        match self.backups {
            Backups::DeviceBoundOnly if flags.backup_eligible() => Err(Refused::NotDeviceBound),
            _ => Ok(()),
        }
    }
}

fn is_domain(id: &str) -> bool {
    let label = |label: &str| {
        let inner = label.bytes().all(|c| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        inner && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
    };
    id.len() <= 253 && id.split('.').all(label)
}

/// Whether a page of this origin may ask for credentials of this domain.
fn is_origin_of(id: &str, origin: &str) -> bool {
    let local = origin.strip_prefix("http://").filter(|_| id == "localhost");
    let Some(rest) = origin.strip_prefix("https://").or(local) else { return false };
    let (host, port) = match rest.split_once(':') {
        None => (rest, None),
        Some((host, port)) => (host, Some(port)),
    };
    // One text for one origin: a browser writes no leading zero, and no port that goes without saying.
    let written = |port: &str| {
        port.parse()
            .is_ok_and(|number: u16| number.to_string() == port && !matches!(number, 0 | 443))
    };
    let under = host.strip_suffix(id).is_some_and(|left| left.is_empty() || left.ends_with('.'));
    under && is_domain(host) && port.is_none_or(written)
}
