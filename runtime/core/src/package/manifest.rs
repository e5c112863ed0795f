//! The manifest: who made a mini-app, what it is called, what it asks for and why.
//!
//! Names follow the W3C MiniApp manifest where it has one. The author writes it as `loggia.toml`; in
//! the package it is JSON.

use std::collections::BTreeMap;

use semver::Version;
use serde::{Deserialize, Serialize};

use super::intents::{self, DeclaredIntent, IntentFlaw};
use crate::guest_text::GuestText;
use crate::ids::{AppId, PartnerId};
use crate::ui::Wording;

/// Who made a mini-app, what it is called, what it asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The mini-app, over all its versions, such as `com.example.coffee`.
    pub app_id: AppId,
    /// What users call it: 1 to 32 characters.
    pub name: String,
    /// This version of it: at most 64 bytes.
    pub version: Version,
    /// One sentence for users: at most 200 characters.
    #[serde(default)]
    pub description: String,
    /// The asset that stands for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// The languages it speaks (BCP 47), the first one where it does not speak the user's.
    pub locales: Vec<String>,
    /// Who made it.
    pub partner: Partner,
    /// What it asks for.
    #[serde(default)]
    pub capabilities: Capabilities,
    /// What it can be opened for: at most 16.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub intents: Vec<DeclaredIntent>,
}

/// Who made a mini-app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    /// At the bank.
    pub id: PartnerId,
    /// For users: 1 to 64 characters.
    pub name: String,
}

/// What a mini-app asks for: interfaces without their version, each with its purpose.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Capabilities {
    /// It cannot run without these.
    pub required: BTreeMap<String, Purpose>,
    /// It works without these too.
    pub optional: BTreeMap<String, Purpose>,
}

/// What a capability is for, as the user is told: language → sentence of at most 140 characters.
pub type Purpose = BTreeMap<String, String>;

/// What is wrong with a manifest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestProblem {
    /// No JSON of a manifest's form.
    #[error("{reason}")]
    Form {
        /// What the parser says, with line and column.
        reason: GuestText,
    },
    /// A text of a wrong length.
    #[error("{field} must have {bounds} characters, on one line, without control characters")]
    Text {
        /// Which.
        field: &'static str,
        /// How long it may be.
        bounds: &'static str,
    },
    /// No languages, too many, or one that is no language tag.
    #[error(
        "locales must name 1 to 64 languages by their BCP 47 tags, such as \"en\" or \"de-AT\", each once"
    )]
    Locales,
    /// A purpose is not told in a language that the mini-app speaks.
    #[error("the purpose of {interface} is missing in {locale}, which locales names")]
    PurposeMissing {
        /// Of which capability.
        interface: GuestText,
        /// In which language.
        locale: GuestText,
    },
    /// A purpose in a language that the mini-app does not speak.
    #[error("the purpose of {interface} is told in {locale}, which locales does not name")]
    PurposeForeign {
        /// Of which capability.
        interface: GuestText,
        /// In which language.
        locale: GuestText,
    },
    /// A capability that is asked for as both.
    #[error("{interface} is asked for as required and as optional: choose one")]
    AskedTwice {
        /// Which.
        interface: GuestText,
    },
    /// Words that look like others, or speak for the bank.
    #[error("{field}: {wording}")]
    Wording {
        /// Where they stand, as a key of `loggia.toml`.
        field: GuestText,
        /// What is wrong with them.
        wording: Box<Wording>,
    },
    /// Something that it can be opened for is declared wrongly.
    #[error("{0}")]
    Intents(#[from] IntentFlaw),
}

/// More than the largest manifest can need.
const MAX_BYTES: usize = 64 * 1024;

impl Manifest {
    /// Checks what its types do not say. A manifest that comes out of a [`super::Package`] has been
    /// checked.
    ///
    /// # Errors
    ///
    /// [`ManifestProblem`]: the first thing that is wrong.
    pub fn check(&self) -> Result<(), ManifestProblem> {
        text("name", &self.name, 1..=32, "1 to 32")?;
        text("version", &self.version.to_string(), 1..=64, "1 to 64")?;
        text("description", &self.description, 0..=200, "at most 200")?;
        text("partner.name", &self.partner.name, 1..=64, "1 to 64")?;
        let repeated = |at: usize, locale: &String| {
            self.locales.iter().take(at).any(|before| before == locale)
        };
        let bad = |(at, locale): (usize, &String)| !is_language_tag(locale) || repeated(at, locale);
        if self.locales.is_empty()
            || self.locales.len() > 64
            || self.locales.iter().enumerate().any(bad)
        {
            return Err(ManifestProblem::Locales);
        }
        let Capabilities { required, optional } = &self.capabilities;
        for (interface, purpose) in required.iter().chain(optional) {
            let named = || GuestText::cut(interface, 200);
            if required.contains_key(interface) && optional.contains_key(interface) {
                return Err(ManifestProblem::AskedTwice { interface: named() });
            }
            if let Some(locale) = self.locales.iter().find(|locale| !purpose.contains_key(*locale))
            {
                let locale = GuestText::cut(locale, 64);
                return Err(ManifestProblem::PurposeMissing { interface: named(), locale });
            }
            if let Some(locale) = purpose.keys().find(|locale| !self.locales.contains(locale)) {
                let locale = GuestText::cut(locale, 64);
                return Err(ManifestProblem::PurposeForeign { interface: named(), locale });
            }
            for sentence in purpose.values() {
                text("a capability's purpose", sentence, 1..=140, "1 to 140")?;
            }
        }
        intents::check(&self.intents, &self.locales)?;
        self.check_wording()
    }

    /// What users read of it before anything runs: what the bank's own sheets repeat.
    fn check_wording(&self) -> Result<(), ManifestProblem> {
        let Self { name, partner, description, capabilities, intents, .. } = self;
        let of = |field: &str, text: &str| match Wording::of_manifest(text) {
            Some(wording) => Err(ManifestProblem::Wording {
                field: GuestText::cut(field, 200),
                wording: Box::new(wording),
            }),
            None => Ok(()),
        };
        of("name", name)?;
        of("partner.name", &partner.name)?;
        of("description", description)?;
        for (interface, purpose) in capabilities.required.iter().chain(&capabilities.optional) {
            purpose.values().try_for_each(|sentence| of(interface, sentence))?;
        }
        let mut titles = intents.iter().flat_map(|intent| intent.title.values());
        titles.try_for_each(|title| of("intents", title))
    }

    /// The language of `offered` that fits the user's `locale` best: the tag itself, then its
    /// language, then the first.
    #[must_use]
    pub fn locale_for(&self, locale: &str) -> &str {
        let language = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let exact = self.locales.iter().find(|offered| offered.eq_ignore_ascii_case(locale));
        exact
            .or_else(|| self.locales.iter().find(|offered| language(offered) == language(locale)))
            .or_else(|| self.locales.first())
            .map_or("en", String::as_str)
    }

    pub(super) fn from_json(json: &[u8]) -> Result<Self, ManifestProblem> {
        let form = |reason: &str| ManifestProblem::Form { reason: GuestText::cut(reason, 300) };
        if json.len() > MAX_BYTES {
            return Err(form("it must have at most 65 536 bytes"));
        }
        let manifest: Self =
            serde_json::from_slice(json).map_err(|error| form(&error.to_string()))?;
        manifest.check()?;
        Ok(manifest)
    }

    /// Canonical: keys in one order, no white space.
    pub(super) fn to_json(&self) -> Result<Vec<u8>, ManifestProblem> {
        self.check()?;
        serde_json::to_vec(self).map_err(|error| ManifestProblem::Form {
            reason: GuestText::cut(&error.to_string(), 300),
        })
    }
}

impl Capabilities {
    /// Whether `interface` is asked for.
    #[must_use]
    pub fn asks_for(&self, interface: &str) -> bool {
        self.required.contains_key(interface) || self.optional.contains_key(interface)
    }
}

fn text(
    field: &'static str,
    text: &str,
    chars: std::ops::RangeInclusive<usize>,
    bounds: &'static str,
) -> Result<(), ManifestProblem> {
    is_text(text, chars).then_some(()).ok_or(ManifestProblem::Text { field, bounds })
}

/// Whether a text has so many characters, and stands on one line as it is shown.
pub(super) fn is_text(text: &str, chars: std::ops::RangeInclusive<usize>) -> bool {
    let blank = *chars.start() > 0 && text.trim().is_empty();
    GuestText::is_harmless_line(text) && !blank && chars.contains(&text.chars().count())
}

/// The shape of a BCP 47 tag: a language of two or three letters, then subtags.
fn is_language_tag(tag: &str) -> bool {
    let mut subtags = tag.split('-');
    let language = subtags.next().unwrap_or_default();
    tag.len() <= 35
        && (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && subtags.all(|subtag| {
            (1..=8).contains(&subtag.len())
                && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}
