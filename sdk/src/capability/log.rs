use crate::bindings::loggia::platform::log::Level;
use crate::host;

/// The partner's own log, read by the partner's developers and the bank's staff, never by users.
///
/// A line is cut at 1 KiB; at most 8 KiB a step and 20 lines a second are kept, and only if the step is.
/// Put nothing in it that identifies the user.
#[derive(Clone, Copy, Debug)]
pub struct Log;

impl Log {
    /// For whoever is looking for a fault.
    pub fn debug(self, message: &str) {
        host::log::write(Level::Debug, message);
    }

    /// Something worth knowing happened.
    pub fn info(self, message: &str) {
        host::log::write(Level::Info, message);
    }

    /// Something is not as it should be, and was coped with.
    pub fn warn(self, message: &str) {
        host::log::write(Level::Warn, message);
    }

    /// Something failed.
    pub fn error(self, message: &str) {
        host::log::write(Level::Error, message);
    }
}
