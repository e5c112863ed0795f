//! Signing a message.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sfv::{BareItem, InnerList, Item, Parameters};

use super::message::{Message, serialized};
use super::{LIFETIME, Purpose, Signer, SigningFailed, is_always_covered};

/// The name of our signature among those of a message.
const LABEL: &str = "loggia";

/// What makes one signature differ from the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// What it is for.
    pub purpose: Purpose,
    /// When, in seconds since 1970. It expires a minute later.
    pub created: u64,
    /// Random: by it a repeat is known.
    pub nonce: [u8; 16],
}

/// The two headers of a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureFields {
    /// `Signature-Input`: what is covered, and when, by whom and what for.
    pub input: String,
    /// `Signature`.
    pub signature: String,
}

impl Message<'_> {
    /// Signs a message, which has all of its headers already: the parts that its purpose requires, and
    /// of `Idempotency-Key`, `Content-Type` and `Loggia-*` what is there. The client does so with every
    /// request; this is for the tests of a partner's server.
    ///
    /// # Errors
    ///
    /// The message lacks a part, or the key cannot be used now.
    pub fn sign(
        &self,
        signer: &dyn Signer,
        stamp: &Stamp,
    ) -> Result<SignatureFields, SigningFailed> {
        let failed = |error: &dyn std::fmt::Display| SigningFailed::new(error.to_string());
        let mut parts: Vec<String> =
            stamp.purpose.required().iter().map(|&part| part.to_owned()).collect();
        for (name, _) in self.headers {
            let name = name.to_ascii_lowercase();
            if is_always_covered(&name) && !parts.contains(&name) {
                parts.push(name);
            }
        }
        let string = |text: &str| {
            sfv::String::from_string(text.to_owned()).map_err(|(error, _)| failed(&error))
        };
        let seconds = |time: u64| {
            sfv::Integer::try_from(time).map(BareItem::from).map_err(|error| failed(&error))
        };
        let items = parts
            .iter()
            .map(|part| string(part).map(Item::new))
            .collect::<Result<_, SigningFailed>>()?;
        let nonce = URL_SAFE_NO_PAD.encode(stamp.nonce);
        let params: Parameters = [
            ("created", seconds(stamp.created)?),
            ("expires", seconds(stamp.created.saturating_add(LIFETIME))?),
            ("nonce", string(&nonce)?.into()),
            ("keyid", string(signer.id().as_str())?.into()),
            ("alg", string("ed25519")?.into()),
            ("tag", string(stamp.purpose.tag())?.into()),
        ]
        .into_iter()
        .map(|(name, value)| (sfv::key_ref(name).to_owned(), value))
        .collect();
        let input = InnerList::with_params(items, params);
        let base = self.base(&input).map_err(|error| failed(&error))?;
        let mut signature = sfv::DictSerializer::new();
        signature.bare_item(sfv::key_ref(LABEL), &signer.sign(base.as_bytes())?[..]);
        Ok(SignatureFields {
            input: format!("{LABEL}={}", serialized(&input)),
            signature: signature.finish().unwrap_or_default(),
        })
    }
}
