//! Verifying a message: what a partner's server does before it believes anything.

use sfv::{BareItem, Dictionary, InnerList, ListEntry, Parser};

use super::digest::{DIGEST_FIELD, is_digest_of};
use super::message::{Message, NotCovered, part};
use super::{KEY_FIELD, Purpose, Replays, VerifierKey, is_always_covered};
use crate::caller::Caller;
use crate::label::Label;
use crate::webhook::{CREATED_FIELD, TYPE_FIELD};

/// How far the two clocks may be apart, in seconds.
const SKEW: u64 = 30;

/// The longest that a signature may be good for, in seconds: so long must nonces be kept.
const LONGEST: u64 = 300;

/// Checks messages of one purpose against the bank's keys.
#[derive(Debug, Clone)]
pub struct Verifier {
    purpose: Purpose,
    keys: Vec<VerifierKey>,
}

/// What a signature vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// Whose key it was.
    pub key: Label,
    /// On whose behalf it was sent.
    pub caller: Caller,
    /// By which a repeat of what it asks for is known.
    pub idempotency_key: Option<Label>,
    /// A webhook's type.
    pub kind: Option<Label>,
    /// When a webhook's event happened, in seconds since 1970.
    pub happened: Option<u64>,
    /// When it was signed, in seconds since 1970.
    pub signed: u64,
}

/// Why a message is not to be believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotVerified {
    /// `Signature-Input` or `Signature` is missing, or is not of its form.
    #[error("its Signature-Input and Signature are not there, or not of their form")]
    Malformed,
    /// No signature has the purpose's tag, or more than one has.
    #[error("it has not one signature with the tag {tag:?}")]
    Tag {
        /// The purpose's.
        tag: &'static str,
    },
    /// A parameter is missing or not of its type; or the algorithm is another.
    #[error("its signature has no {0:?} that is understood")]
    Parameter(&'static str),
    /// The bank has no such key, or not any more.
    #[error("its signature is of an unknown key")]
    Key,
    /// Signed in the future, expired, or good for longer than five minutes.
    #[error("its signature is not of this time")]
    Time,
    /// A part that must be signed over is not.
    #[error("its signature does not cover {0:?}")]
    Uncovered(String),
    /// It names a part that there is no text for.
    #[error(transparent)]
    Part(#[from] NotCovered),
    /// The key did not make it for this message.
    #[error("its signature is not of this message")]
    Signature,
    /// The body is another.
    #[error("its body is not the one that was signed")]
    Digest,
    /// A value is not of its form, though it was signed.
    #[error("its {0:?} is not of its form")]
    Field(&'static str),
    /// It was here before.
    #[error("it was received before")]
    Replayed,
}

impl Verifier {
    /// For messages of one purpose, with the keys that are good now: the bank's newest, and the one
    /// before it.
    #[must_use]
    pub fn new(purpose: Purpose, keys: Vec<VerifierKey>) -> Self {
        Self { purpose, keys }
    }

    /// Checks a message at a time, in seconds since 1970.
    ///
    /// # Errors
    ///
    /// [`NotVerified`]: the first thing that is wrong.
    pub fn verify(
        &self,
        message: &Message<'_>,
        now: u64,
        replays: &mut dyn Replays,
    ) -> Result<Verified, NotVerified> {
        let (input, signature) = self.signature_of(message)?;
        let params = Params::of(&input)?;
        if params.created > now.saturating_add(SKEW)
            || params.expires.saturating_add(SKEW) < now
            || params.expires.saturating_sub(params.created) > LONGEST
            || params.expires < params.created
        {
            return Err(NotVerified::Time);
        }
        let key = self.keys.iter().find(|key| key.id().as_str() == params.key);
        let key = key.ok_or(NotVerified::Key)?;
        self.covers_enough(&input, message)?;
        if !key.signed(message.base(&input)?.as_bytes(), &signature) {
            return Err(NotVerified::Signature);
        }
        let digest = message.field(DIGEST_FIELD).unwrap_or_default();
        if !is_digest_of(&digest, message.body) {
            return Err(NotVerified::Digest);
        }
        let verified = Verified {
            key: key.id().clone(),
            caller: Caller::of(|name| message.field(name)).ok_or(NotVerified::Field("loggia-*"))?,
            idempotency_key: label(message, KEY_FIELD, unquoted)?,
            kind: label(message, TYPE_FIELD, |field| Some(field.to_owned()))?,
            happened: message
                .field(CREATED_FIELD)
                .map(|time| time.parse().map_err(|_| NotVerified::Field(CREATED_FIELD)))
                .transpose()?,
            signed: params.created,
        };
        // Last, so that what is not the bank's cannot fill the store.
        let until = params.expires.saturating_add(SKEW);
        if !replays.claim(key.id(), params.nonce, until, now) {
            return Err(NotVerified::Replayed);
        }
        Ok(verified)
    }

    /// The one signature with the purpose's tag.
    fn signature_of(&self, message: &Message<'_>) -> Result<(InnerList, [u8; 64]), NotVerified> {
        let dictionary = |name: &str| {
            let field = message.field(name).ok_or(NotVerified::Malformed)?;
            Parser::new(&field).parse::<Dictionary>().map_err(|_| NotVerified::Malformed)
        };
        let tag = self.purpose.tag();
        let inputs = dictionary("signature-input")?;
        let mut tagged = inputs.into_iter().filter_map(|(label, entry)| match entry {
            ListEntry::InnerList(input) if text(&input, "tag") == Some(tag) => Some((label, input)),
            _ => None,
        });
        let (Some((label, input)), None) = (tagged.next(), tagged.next()) else {
            return Err(NotVerified::Tag { tag });
        };
        let signatures = dictionary("signature")?;
        let Some(ListEntry::Item(signature)) = signatures.get(&label) else {
            return Err(NotVerified::Malformed);
        };
        let bytes = signature.bare_item.as_byte_sequence().ok_or(NotVerified::Malformed)?;
        Ok((input, bytes.try_into().map_err(|_| NotVerified::Malformed)?))
    }

    /// Whether all is covered that its purpose requires, and all of ours that is there.
    fn covers_enough(&self, input: &InnerList, message: &Message<'_>) -> Result<(), NotVerified> {
        let covered = input.items.iter().map(part).collect::<Result<Vec<_>, _>>()?;
        let required = self.purpose.required().iter().map(|&name| name.to_owned());
        let there = message.headers.iter().map(|(name, _)| name.to_ascii_lowercase());
        let mut needed = required.chain(there.filter(|name| is_always_covered(name)));
        match needed.find(|name| !covered.contains(&name.as_str())) {
            Some(name) => Err(NotVerified::Uncovered(name)),
            None => Ok(()),
        }
    }
}

/// The parameters of a signature.
struct Params<'a> {
    created: u64,
    expires: u64,
    nonce: &'a str,
    key: &'a str,
}

impl<'a> Params<'a> {
    fn of(input: &'a InnerList) -> Result<Self, NotVerified> {
        let seconds = |name: &'static str| {
            let value = input.params.get(name).and_then(BareItem::as_integer);
            value.and_then(|value| u64::try_from(value).ok()).ok_or(NotVerified::Parameter(name))
        };
        if input.params.contains_key("alg") && text(input, "alg") != Some("ed25519") {
            return Err(NotVerified::Parameter("alg"));
        }
        Ok(Self {
            created: seconds("created")?,
            expires: seconds("expires")?,
            nonce: text(input, "nonce").ok_or(NotVerified::Parameter("nonce"))?,
            key: text(input, "keyid").ok_or(NotVerified::Parameter("keyid"))?,
        })
    }
}

fn text<'a>(input: &'a InnerList, name: &str) -> Option<&'a str> {
    input.params.get(name)?.as_string().map(sfv::StringRef::as_str)
}

/// A header's label, if the header is there.
fn label(
    message: &Message<'_>,
    name: &'static str,
    text: impl Fn(&str) -> Option<String>,
) -> Result<Option<Label>, NotVerified> {
    let Some(field) = message.field(name) else { return Ok(None) };
    let label = text(&field).and_then(|text| text.parse().ok());
    label.map(Some).ok_or(NotVerified::Field(name))
}

/// The string that a structured field holds.
fn unquoted(field: &str) -> Option<String> {
    let item: sfv::Item = Parser::new(field).parse().ok()?;
    item.bare_item.as_string().map(|string| string.as_str().to_owned())
}
