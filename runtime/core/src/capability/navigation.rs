//! `loggia:platform/navigation`: leaves the mini-app, for good or for another one, when the user acts.
//!
//! A grant says which other mini-apps may be offered, and for which of their intents; closing needs no
//! more than the grant itself. An opening is for the host app to show and to carry out, if the user wants
//! it: it comes with the step, as sheets do. What the bank has besides the grant is not looked at here,
//! so that no answer can tell it.

use serde::{Deserialize, Serialize};
use wasmtime::component::{HasSelf, Linker};

use super::{Refusal, RefusalCode, not_granted};
use crate::contract::loggia::platform::navigation as wit;
use crate::contract::loggia::types::types as wit_types;
use crate::guest_text::GuestText;
use crate::ids::{AppId, IntentName, MalformedId, ParamName};
use crate::intent::{Intent, MAX_PARAMS, MAX_VALUE_BYTES, Opening};
use crate::state::StepState;

/// Where a mini-app may lead to. Without anything it may close itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NavigationGrant {
    /// The mini-apps that it may offer to its user.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<OpenGrant>,
}

/// A mini-app that another one may offer to its user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenGrant {
    /// Which.
    pub app: AppId,
    /// For which of its intents.
    pub intents: Vec<IntentName>,
}

impl NavigationGrant {
    /// Whether it lets `app` be opened for `intent`.
    #[must_use]
    pub fn permits(&self, app: &AppId, intent: &IntentName) -> bool {
        self.open.iter().any(|open| open.app == *app && open.intents.contains(intent))
    }
}

impl wit::Host for StepState {
    fn open_mini_app(
        &mut self,
        app: String,
        intent: String,
        params: Vec<(String, String)>,
    ) -> Result<(), wit_types::Error> {
        self.stage_opening(&app, &intent, &params).map_err(|refusal| self.refuse(refusal))
    }

    fn close(&mut self) -> Result<(), wit_types::Error> {
        self.stage_close().map_err(|refusal| self.refuse(refusal))
    }
}

impl StepState {
    fn stage_close(&mut self) -> Result<(), Refusal> {
        self.begin_call()?;
        self.user_leads()?;
        if self.staged.opening.is_some() {
            return Err(led_elsewhere());
        }
        self.staged.close = true;
        Ok(())
    }

    fn stage_opening(
        &mut self,
        app: &str,
        intent: &str,
        params: &[(String, String)],
    ) -> Result<(), Refusal> {
        self.begin_call()?;
        let grant = self.grant.navigation.as_ref().ok_or_else(|| not_granted("navigation"))?;
        let app: AppId = app.parse().map_err(malformed)?;
        let intent = Intent { name: intent.parse().map_err(malformed)?, params: bounded(params)? };
        if !grant.permits(&app, &intent.name) {
            return Err(not_granted("opening this mini-app for this intent"));
        }
        self.user_leads()?;
        if self.staged.close || self.staged.opening.is_some() {
            return Err(led_elsewhere());
        }
        self.staged.opening = Some(Opening { app, intent });
        Ok(())
    }

    fn user_leads(&self) -> Result<(), Refusal> {
        if self.cause.user_acted {
            return Ok(());
        }
        let message = "a mini-app can leave only in a step that handles what the user did";
        Err(Refusal::new(RefusalCode::Denied, message))
    }
}

fn bounded(params: &[(String, String)]) -> Result<Vec<(ParamName, GuestText)>, Refusal> {
    if params.len() > MAX_PARAMS {
        return Err(invalid("params must be at most 16"));
    }
    let mut bounded: Vec<(ParamName, GuestText)> = Vec::with_capacity(params.len());
    for (name, value) in params {
        let name: ParamName = name.parse().map_err(malformed)?;
        if bounded.iter().any(|(before, _)| *before == name) {
            return Err(invalid(format!("params must name each once, and {name} is there twice")));
        }
        if value.len() > MAX_VALUE_BYTES || !GuestText::is_harmless_line(value) {
            return Err(invalid(format!(
                "{name} must be at most 1 024 bytes on one line, without control or bidi characters"
            )));
        }
        bounded.push((name, GuestText::line(value.clone())));
    }
    Ok(bounded)
}

#[allow(clippy::needless_pass_by_value, reason = "as map_err hands it over")]
fn malformed(error: MalformedId) -> Refusal {
    invalid(error.to_string())
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new(RefusalCode::InvalidArgument, message)
}

fn led_elsewhere() -> Refusal {
    let message = "a step leads to one place: it closes the mini-app, or offers one other";
    Refusal::new(RefusalCode::LimitExceeded, message)
}

pub(super) fn link(linker: &mut Linker<StepState>) -> wasmtime::Result<()> {
    wit::add_to_linker::<_, HasSelf<StepState>>(linker, |state| {
        state.calling("loggia:platform/navigation")
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn grant(json: &str) -> Result<NavigationGrant, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn a_grant_names_each_mini_app_and_each_of_its_intents() {
        let grant = grant(r#"{ "open": [{ "app": "com.example.parking", "intents": ["park"] }] }"#)
            .unwrap();
        let permits = |app: &str, intent: &str| {
            grant.permits(&app.parse().unwrap(), &intent.parse().unwrap())
        };
        assert!(permits("com.example.parking", "park"));
        assert!(!permits("com.example.parking", "pay-fine"));
        assert!(!permits("com.example.parking2", "park"));
    }

    #[test]
    fn a_grant_of_before_closes_and_opens_nothing() {
        let grant = grant("{}").unwrap();
        assert!(!grant.permits(&"com.example.parking".parse().unwrap(), &"park".parse().unwrap()));
        assert_eq!(serde_json::to_string(&grant).unwrap(), "{}");
    }

    #[test]
    fn what_names_no_mini_app_or_no_intent_is_no_grant() {
        for wrong in [
            r#"{ "open": ["com.example.parking"] }"#,
            r#"{ "open": [{ "app": "com.example.*", "intents": ["park"] }] }"#,
            r#"{ "open": [{ "app": "com.example.parking" }] }"#,
            r#"{ "open": [{ "app": "com.example.parking", "intents": ["*"] }] }"#,
            r#"{ "close": true }"#,
        ] {
            assert!(grant(wrong).is_err(), "{wrong}");
        }
    }
}
