//! HTTP Message Signatures (RFC 9421) with Ed25519, over the parts of a message that say who asks whom
//! for what.

mod digest;
mod key;
mod message;
mod replays;
mod sign;
mod verify;

pub(crate) use self::digest::{DIGEST_FIELD, content_digest};
pub use self::key::{MalformedKey, Signer, SignerKey, SigningFailed, VerifierKey};
pub use self::message::{Message, NotCovered};
pub use self::replays::{RecentNonces, Replays};
pub use self::sign::{SignatureFields, Stamp};
pub use self::verify::{NotVerified, Verified, Verifier};

/// The header with the effect id of a request.
pub(crate) const KEY_FIELD: &str = "idempotency-key";

/// How long a signature is good for, in seconds: as long as a request may take, and a clock be wrong.
const LIFETIME: u64 = 60;

/// What a signature is for, as its tag: one cannot be taken for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A mini-app's request: `loggia-request`.
    Request,
    /// The bank's announcement: `loggia-webhook`.
    Webhook,
}

impl Purpose {
    /// The tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Request => "loggia-request",
            Self::Webhook => "loggia-webhook",
        }
    }

    /// The parts that every message of it has, and every signature of it covers.
    fn required(self) -> &'static [&'static str] {
        match self {
            Self::Request => &[
                "@method",
                "@target-uri",
                "content-digest",
                "loggia-app",
                "loggia-package",
                "loggia-environment",
            ],
            Self::Webhook => &[
                "@method",
                "@target-uri",
                "content-digest",
                "content-type",
                "idempotency-key",
                "loggia-app",
                "loggia-package",
                "loggia-environment",
                "loggia-type",
                "loggia-created",
            ],
        }
    }
}

/// Whether a header, in lower case, is signed over wherever it is there.
fn is_always_covered(name: &str) -> bool {
    name == KEY_FIELD || name == "content-type" || name.starts_with("loggia-")
}
