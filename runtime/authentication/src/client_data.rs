//! `clientDataJSON`: what the browser says of the page that asked.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::encoded::Challenge;
use crate::refused::{Refused, bound};

/// Browsers write some 200 bytes, and as many more where they greet developers.
const LIMIT: usize = 2048;

/// WebAuthn, 5.8.1. Fields that are not named here may come, and say nothing to us.
#[derive(Deserialize)]
struct ClientData<'a> {
    #[serde(borrow)]
    r#type: Cow<'a, str>,
    #[serde(borrow)]
    challenge: Cow<'a, str>,
    #[serde(borrow)]
    origin: Cow<'a, str>,
    #[serde(rename = "crossOrigin")]
    cross_origin: Option<bool>,
    #[serde(rename = "topOrigin")]
    top_origin: Option<IgnoredAny>,
}

/// Whether the client data are of this type, answer this challenge, and come from one of these origins
/// in a page of its own. Says which origin.
pub(crate) fn check<'a>(
    json: &[u8],
    expected: &'static str,
    challenge: &Challenge,
    origins: &'a [String],
) -> Result<&'a str, Refused> {
    bound("clientDataJSON", json, LIMIT)?;
    // Serde reads an array as the struct, too.
    if json.first() != Some(&b'{') {
        return Err(Refused::ClientData);
    }
    let data: ClientData<'_> = serde_json::from_slice(json).map_err(|_| Refused::ClientData)?;
    if data.r#type != expected {
        return Err(Refused::Type { expected });
    }
    if data.challenge != challenge.to_string() {
        return Err(Refused::Challenge);
    }
    if data.cross_origin == Some(true) || data.top_origin.is_some() {
        return Err(Refused::CrossOrigin);
    }
    origins.iter().map(String::as_str).find(|origin| *origin == data.origin).ok_or(Refused::Origin)
}
