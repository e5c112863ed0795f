//! Tells the host what a panic was, before the trap leaves nothing but "unreachable".

use crate::bindings::loggia::platform::diagnostics;

/// Sets the panic hook of this instance.
#[doc(hidden)]
pub fn report_to_host() {
    std::panic::set_hook(Box::new(|panic| {
        let message = panic.payload_as_str().unwrap_or("a panic without a text");
        let (file, line) = panic.location().map_or(("", 0), |place| (place.file(), place.line()));
        diagnostics::panicked(message, file, line);
    }));
}
