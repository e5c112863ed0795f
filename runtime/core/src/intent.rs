//! What a mini-app is opened for.

use serde::{Deserialize, Deserializer, Serialize};

use crate::guest_text::GuestText;
use crate::ids::{AppId, IntentName, ParamName};

/// What a mini-app is opened for: one of the intents that its manifest declares, with its parameters.
///
/// Whoever made it up, a link or another mini-app: it is checked against the declaration before the
/// mini-app hears of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// Which.
    pub name: IntentName,
    /// What goes with it. What is shown of it is what is passed: harmless text, unchanged.
    #[serde(deserialize_with = "harmless")]
    pub params: Vec<(ParamName, GuestText)>,
}

/// A mini-app that another one wants the user to open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Opening {
    /// Which. Nobody has looked whether there is one.
    pub app: AppId,
    /// What for. Nobody has looked whether it declares that.
    pub intent: Intent,
}

/// Parameters as harmless after they were read as before they were written.
fn harmless<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(ParamName, GuestText)>, D::Error> {
    let params = Vec::<(ParamName, String)>::deserialize(from)?;
    Ok(params.into_iter().map(|(name, value)| (name, GuestText::line(value))).collect())
}

/// Parameters of an intent.
pub(crate) const MAX_PARAMS: usize = 16;
/// Bytes of a parameter's value.
pub(crate) const MAX_VALUE_BYTES: usize = 1_024;
