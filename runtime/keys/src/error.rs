//! Why a key cannot be used.

use std::path::PathBuf;

use crate::KeyName;

/// A key cannot be used. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeysError {
    /// It was lost, or was never there.
    #[error(
        "version {version} of the key \"{name}\" is missing: put {place} back from where the bank's keys are kept; \
         another key cannot open what this one wrapped"
    )]
    Missing {
        /// Which key.
        name: KeyName,
        /// Which version.
        version: u32,
        /// Where it is looked for.
        place: String,
    },
    /// There is no version of it at all.
    #[error(
        "there is no key \"{name}\" in {place}: put it back from where the bank's keys are kept"
    )]
    None {
        /// Which key.
        name: KeyName,
        /// Where it is looked for.
        place: String,
    },
    /// Others than its owner can read or write it.
    #[error(
        "{path} can be reached by others than its owner (mode {mode:03o}): find out who may have read it, then \
         take their rights away (chmod go-rwx)",
        path = path.display()
    )]
    TooOpen {
        /// Which file or folder.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// The file is no key, or was cut off or changed.
    #[error("{path} is damaged: {what}; put it back from where the bank's keys are kept", path = path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What was found.
        what: &'static str,
    },
    /// The file or folder cannot be read or written.
    #[error("{path} cannot be used: {reason}", path = path.display())]
    Unreachable {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// It is not what this key wrapped for this use.
    #[error(
        "what is to be unwrapped was not wrapped by this key \"{name}\", belongs elsewhere, or was changed"
    )]
    NotWrapped {
        /// By which key.
        name: KeyName,
    },
    /// The newest version is in use.
    #[error("version {version} of the key \"{name}\" is the newest, and in use: rotate it first")]
    InUse {
        /// Which key.
        name: KeyName,
        /// Which version.
        version: u32,
    },
    /// A signing key does not wrap, and a wrapping key does not sign.
    #[error("the key \"{name}\" is of another use")]
    OtherUse {
        /// Which key.
        name: KeyName,
    },
    /// The system gives no random bytes.
    #[error("the system has no randomness to make a key of: {reason}")]
    NoRandomness {
        /// Why.
        reason: String,
    },
    /// A service that holds the key does not answer.
    #[error("the key \"{name}\" cannot be used now: {reason}")]
    Unavailable {
        /// Which key.
        name: KeyName,
        /// Why.
        reason: String,
    },
}
