use crate::bindings::loggia::types::types::Error;
use crate::host;

/// Leaves the mini-app.
#[derive(Clone, Copy, Debug)]
pub struct Navigation;

impl Navigation {
    /// Stages the end of this session, after this step's view. Only in a step that handles a
    /// user's action.
    ///
    /// # Errors
    /// `denied`.
    pub fn close(self) -> Result<(), Error> {
        host::navigation::close()
    }
}
