use crate::bindings::loggia::types::types::Error;
use crate::host;
use crate::intent::Intent;

/// Leaves the mini-app, for good or for another one.
#[derive(Clone, Copy, Debug)]
pub struct Navigation;

impl Navigation {
    /// Stages that the user is offered another mini-app, such as `com.example.parking`, opened for one
    /// of its intents. The bank's sheet shows all that is passed; the user opens it or stays, and comes
    /// back when it is closed. What becomes of it is not told, nor whether there is such a mini-app.
    /// Only in a step that handles a user's action, and instead of [`close`](Self::close).
    ///
    /// # Errors
    /// `denied` (beyond the grant, or no user's action), `invalid-argument`, `limit-exceeded` (a step
    /// leads to one place).
    pub fn open(self, app: &str, intent: &Intent) -> Result<(), Error> {
        host::navigation::open_mini_app(app, intent.name(), intent.params())
    }

    /// Stages the end of this session, after this step's view. Only in a step that handles a
    /// user's action.
    ///
    /// # Errors
    /// `denied`, `limit-exceeded` (the step opens another mini-app).
    pub fn close(self) -> Result<(), Error> {
        host::navigation::close()
    }
}
