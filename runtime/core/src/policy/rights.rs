//! What a package asks for, held against what the bank granted.

use super::Grant;
use crate::capability::INTERFACES;
use crate::package::{Capabilities, Import};

/// What becomes of one interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Asked for and granted: linked to its backend.
    Granted,
    /// Asked for as optional and not granted: linked to what answers `denied`, and to nothing else.
    Refused,
    /// Not imported: not linked.
    NotAsked,
}

/// What a mini-app may call: one right for each interface of [`INTERFACES`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights(Vec<(&'static str, Right)>);

impl Rights {
    /// What is asked for ∩ what is granted.
    ///
    /// # Errors
    ///
    /// The name of the first interface that is required and not granted.
    pub(crate) fn decide(
        asked: &Capabilities,
        imports: &[Import],
        grant: &Grant,
    ) -> Result<Self, &'static str> {
        let mut rights = Vec::with_capacity(INTERFACES.len());
        for entry in INTERFACES {
            let calls =
                |import: &Import| import.interface == entry.name && !import.functions.is_empty();
            let right = if !imports.iter().any(calls) {
                Right::NotAsked
            } else if entry.always || (entry.granted)(grant) {
                Right::Granted
            } else if asked.required.contains_key(entry.name) {
                return Err(entry.name);
            } else {
                Right::Refused
            };
            rights.push((entry.name, right));
        }
        Ok(Self(rights))
    }

    /// What becomes of an interface.
    #[must_use]
    pub fn of(&self, interface: &str) -> Right {
        self.0
            .iter()
            .find(|(name, _)| *name == interface)
            .map_or(Right::NotAsked, |(_, right)| *right)
    }

    /// The interfaces with a right of this kind.
    pub fn all(&self, right: Right) -> impl Iterator<Item = &'static str> {
        self.0.iter().filter(move |(_, is)| *is == right).map(|(name, _)| *name)
    }
}
