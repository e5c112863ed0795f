use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::context::Ctx;
use crate::environment::{Change, Environment, Launch};
use crate::failure::Failure;
use crate::ui::View;

/// A mini-app: its state, and how each event changes it and what is then on screen.
///
/// The value itself is the state. It is saved after every step and read before the next one, so
/// nothing survives but its fields: no statics, no caches. A step that returns a [`Failure`]
/// leaves no trace, its calls to capabilities included.
pub trait MiniApp: Serialize + DeserializeOwned + Sized {
    /// What can happen: what the view's actions, the answers to requests and the timers say. At
    /// most 1 KiB each, written as CBOR.
    type Msg: Serialize + DeserializeOwned + Clone + Debug;

    /// The number of the state's shape. Raise it when a release can no longer read the state of
    /// the one before, and read that in [`migrate`](Self::migrate). A new field with
    /// `#[serde(default)]` needs no new number.
    const SCHEMA: u32;

    /// The session's first step.
    ///
    /// # Errors
    /// A [`Failure`]: the mini-app does not open.
    fn launch(launch: &Launch, ctx: &mut Ctx<Self::Msg>) -> Result<Self, Failure>;

    /// A message has come: by a tap, with an answer, or from a timer.
    ///
    /// # Errors
    /// A [`Failure`] undoes the step.
    fn update(&mut self, msg: Self::Msg, ctx: &mut Ctx<Self::Msg>) -> Result<(), Failure>;

    /// What is on screen now: the whole of it. The host finds what changed.
    fn view(&self) -> View<Self::Msg>;

    /// Reads a state that was written with another [`SCHEMA`](Self::SCHEMA), newer ones too: a
    /// release can be rolled back. [`decode_state`](crate::decode_state) reads an older struct.
    ///
    /// # Errors
    /// A [`Failure`] when it cannot, which is the default: the session then starts anew, with a
    /// [`Launch`] whose reason is [`Restarted`](crate::Reason::Restarted).
    fn migrate(schema: u32, state: &[u8]) -> Result<Self, Failure> {
        let _ = state;
        Err(Failure::internal(format!(
            "the saved state has schema {schema} and this release reads {} alone: implement migrate",
            Self::SCHEMA
        )))
    }

    /// The session is shown again, perhaps elsewhere and much later. The default goes on as
    /// [`environment_changed`](Self::environment_changed) says.
    ///
    /// # Errors
    /// A [`Failure`] undoes the step.
    fn resumed(
        &mut self,
        environment: &Environment,
        ctx: &mut Ctx<Self::Msg>,
    ) -> Result<(), Failure> {
        self.environment_changed(environment, ctx)
    }

    /// The language, the zone or the currency is another now. The default does nothing.
    ///
    /// # Errors
    /// A [`Failure`] undoes the step.
    fn environment_changed(
        &mut self,
        environment: &Environment,
        ctx: &mut Ctx<Self::Msg>,
    ) -> Result<(), Failure> {
        let _ = (environment, ctx);
        Ok(())
    }

    /// Something the mini-app owns has moved on by itself, such as a payment. The default does
    /// nothing.
    ///
    /// # Errors
    /// A [`Failure`] undoes the step.
    fn changed(&mut self, change: &Change, ctx: &mut Ctx<Self::Msg>) -> Result<(), Failure> {
        let _ = (change, ctx);
        Ok(())
    }

    /// The user wants to go back from this screen. The default stays.
    ///
    /// # Errors
    /// A [`Failure`] undoes the step.
    fn back(&mut self, ctx: &mut Ctx<Self::Msg>) -> Result<(), Failure> {
        let _ = ctx;
        Ok(())
    }

    /// The first step on a new release; `from` is the version that wrote the state. The default
    /// does nothing.
    ///
    /// # Errors
    /// A [`Failure`] undoes the step.
    fn upgraded(&mut self, from: &str, ctx: &mut Ctx<Self::Msg>) -> Result<(), Failure> {
        let _ = (from, ctx);
        Ok(())
    }
}
