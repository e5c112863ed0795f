//! What a grant says of a mini-app's size.

use serde::{Deserialize, Deserializer, Serialize};

use crate::limits::Limits;

/// How large a mini-app may be, where the bank grants it another size than the usual: one that brings
/// the engine of a scripting language along is larger, and what is meant to be small can be held to that.
///
/// In `grant.toml`:
///
/// ```toml
/// [limits]
/// component-bytes = 12000000
/// memory-bytes = 33554432
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct SizeGrant {
    /// Instead of [`Limits::component_bytes`]; at most [`MOST_COMPONENT_BYTES`](Self::MOST_COMPONENT_BYTES).
    #[serde(deserialize_with = "component_bytes", skip_serializing_if = "Option::is_none")]
    pub component_bytes: Option<usize>,
    /// Instead of [`Limits::memory_bytes`]; at most [`MOST_MEMORY_BYTES`](Self::MOST_MEMORY_BYTES).
    #[serde(deserialize_with = "memory_bytes", skip_serializing_if = "Option::is_none")]
    pub memory_bytes: Option<usize>,
}

impl SizeGrant {
    /// 24 MiB: what the largest of the usual scripting languages need, and what can still be compiled.
    pub const MOST_COMPONENT_BYTES: usize = 24 << 20;
    /// 64 MiB: what an engine for servers has room for.
    pub const MOST_MEMORY_BYTES: usize = 64 << 20;

    /// The largest that any grant can allow: for who reads a package before it is known what it is granted.
    pub const LARGEST: Self = Self {
        component_bytes: Some(Self::MOST_COMPONENT_BYTES),
        memory_bytes: Some(Self::MOST_MEMORY_BYTES),
    };

    /// The limits of a mini-app that is granted this, where others have `usual`.
    #[must_use]
    pub fn over(self, usual: &Limits) -> Limits {
        let mut limits = usual.clone();
        self.set(&mut limits);
        limits
    }

    pub(crate) fn set(self, limits: &mut Limits) {
        limits.component_bytes = self.component_bytes.unwrap_or(limits.component_bytes);
        limits.memory_bytes = self.memory_bytes.unwrap_or(limits.memory_bytes);
    }

    pub(super) fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

fn component_bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<usize>, D::Error> {
    at_most(SizeGrant::MOST_COMPONENT_BYTES, deserializer)
}

fn memory_bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<usize>, D::Error> {
    at_most(SizeGrant::MOST_MEMORY_BYTES, deserializer)
}

fn at_most<'de, D: Deserializer<'de>>(
    most: usize,
    deserializer: D,
) -> Result<Option<usize>, D::Error> {
    let bytes = usize::deserialize(deserializer)?;
    if bytes > most {
        let problem = format!("{bytes} bytes are more than can be granted: at most {most}");
        return Err(serde::de::Error::custom(problem));
    }
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Grant;

    fn grant(limits: &str) -> Result<Grant, serde_json::Error> {
        serde_json::from_str(&format!(r#"{{"limits": {limits}}}"#))
    }

    #[test]
    fn what_is_granted_stands_instead_of_the_usual_and_the_rest_stays() {
        let usual = Limits::default();
        assert_eq!(Grant::default().limits.over(&usual), usual);
        let sized = grant(r#"{"component-bytes": 20000000, "memory-bytes": 1048576}"#).unwrap();
        let expected =
            Limits { component_bytes: 20_000_000, memory_bytes: 1_048_576, ..usual.clone() };
        assert_eq!(sized.limits.over(&usual), expected);
        assert_eq!(sized.limits.over(&expected), expected, "once more makes no difference");
    }

    #[test]
    fn no_grant_goes_beyond_what_a_server_has_room_for() {
        for (beyond, said) in [
            (r#"{"component-bytes": 25165825}"#, "25165824"),
            (r#"{"memory-bytes": 67108865}"#, "67108864"),
            (r#"{"step-fuel": 1}"#, "unknown field `step-fuel`"),
        ] {
            let refused = grant(beyond).unwrap_err().to_string();
            assert!(refused.contains(said), "{refused}");
        }
    }

    #[test]
    fn the_usual_size_is_not_written_down() {
        assert_eq!(serde_json::to_string(&Grant::default()).unwrap(), "{}");
    }
}
