//! A value that is shown only when the user asks for it.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::guest_text::GuestText;

/// What it is written as everywhere but where the user asked to see it.
const MASK: &str = "••••";

/// A text that neither logs nor a view that is written down tell: debugging and serialising it show a
/// mask. A shell calls [`reveal`](Self::reveal) when its user asks.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret(GuestText);

impl Secret {
    pub(super) fn new(text: GuestText) -> Self {
        Self(text)
    }

    /// The text itself, for the user's eyes alone.
    #[must_use]
    pub fn reveal(&self) -> &GuestText {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(MASK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_told_to_who_asks_and_to_nobody_else() {
        let secret = Secret::new(GuestText::line("4711".into()));
        assert_eq!(secret.reveal().as_str(), "4711");
        let told = format!("{secret} {secret:?} {}", serde_json::to_string(&secret).unwrap());
        assert!(!told.contains("4711"), "{told}");
    }
}
