//! Why an answer is not believed.

use crate::public_key::MalformedKey;

/// Why a registration or an assertion is refused. It is for the bank's log: the client is told that it
/// was refused, and no more.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// Larger than any authenticator makes it.
    #[error("{part} has {length} bytes, and may have {limit}")]
    TooLong {
        /// Which part.
        part: &'static str,
        /// How many bytes it has.
        length: usize,
        /// How many it may have.
        limit: usize,
    },

    /// The challenge has had its answer.
    #[error("the challenge was answered before: each is good for one answer")]
    Spent,
    /// The challenge is too old.
    #[error("the challenge expired before it was answered")]
    Expired,
    /// The challenge was made for something else.
    #[error("the challenge was made for another purpose")]
    Purpose,
    /// The payment is no longer the one that was shown.
    #[error("the payment is not the one of the challenge: another one must be made for it")]
    Voided,

    /// The credential is not that of the user who was asked.
    #[error("the credential belongs to another user than was asked")]
    Owner,
    /// The assertion was made with another credential.
    #[error("the assertion names another credential")]
    Credential,
    /// The assertion says that it is another user's.
    #[error("the assertion's user handle is not that of the user who was asked")]
    UserHandle,
    /// The bank takes no software for an authenticator.
    #[error("it was made by a software authenticator, which proves no person's presence")]
    Software,
    /// The bank takes no credential that leaves its device.
    #[error("the credential can leave its device, and must be bound to it")]
    NotDeviceBound,

    /// Not the JSON of a client.
    #[error("clientDataJSON is no JSON object with the texts type, challenge and origin")]
    ClientData,
    /// An assertion for a registration, or the other way about.
    #[error("the client data's type must be {expected}")]
    Type {
        /// What was asked for.
        expected: &'static str,
    },
    /// Another challenge was signed.
    #[error("the client data has another challenge than was asked")]
    Challenge,
    /// It was made on another site.
    #[error("the client data's origin is none of the bank's")]
    Origin,
    /// The bank's page was a frame in another's.
    #[error("it was made in a frame of another origin")]
    CrossOrigin,

    /// Not the signature of the credential's key over what was sent.
    #[error("the signature is not that of the credential's key over this")]
    Signature,
    /// Bytes that are no authenticator's data.
    #[error("the authenticator's data are malformed: {reason}")]
    AuthenticatorData {
        /// What is wrong with them.
        reason: &'static str,
    },
    /// It was made for another relying party.
    #[error("the authenticator's data are for another relying party")]
    RelyingParty,
    /// Nobody touched it.
    #[error("the authenticator saw no user present (UP)")]
    NotPresent,
    /// Anybody may have touched it.
    #[error("the authenticator did not verify the user (UV): a second factor is missing")]
    NotVerified,
    /// The credential was copied, or an old one was restored.
    #[error("the signature counter is {given} after {kept}: the credential may have been copied")]
    Counter {
        /// What was kept.
        kept: u32,
        /// What came.
        given: u32,
    },
    /// What cannot change has.
    #[error("the backup eligibility (BE) is not that of the registration")]
    BackupEligibility,

    /// Bytes that are no attestation object.
    #[error("the attestation object is malformed: {reason}")]
    Attestation {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The new credential's key is none of ours.
    #[error("the credential's key cannot be used: {0}")]
    Key(#[from] MalformedKey),
}

impl Refused {
    /// One word for it, which stays the same over versions.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "too-long",
            Self::Spent => "spent",
            Self::Expired => "expired",
            Self::Purpose => "purpose",
            Self::Voided => "voided",
            Self::Owner => "owner",
            Self::Credential => "credential",
            Self::UserHandle => "user-handle",
            Self::Software => "software",
            Self::NotDeviceBound => "not-device-bound",
            Self::ClientData => "client-data",
            Self::Type { .. } => "type",
            Self::Challenge => "challenge",
            Self::Origin => "origin",
            Self::CrossOrigin => "cross-origin",
            Self::Signature => "signature",
            Self::AuthenticatorData { .. } => "authenticator-data",
            Self::RelyingParty => "relying-party",
            Self::NotPresent => "not-present",
            Self::NotVerified => "not-verified",
            Self::Counter { .. } => "counter",
            Self::BackupEligibility => "backup-eligibility",
            Self::Attestation { .. } => "attestation",
            Self::Key(_) => "key",
        }
    }
}

/// Refuses what is larger than it may be, before it is looked at.
pub(crate) fn bound(part: &'static str, bytes: &[u8], limit: usize) -> Result<(), Refused> {
    match bytes.len() {
        length if length > limit => Err(Refused::TooLong { part, length, limit }),
        _ => Ok(()),
    }
}
