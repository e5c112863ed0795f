//! The server, as a process. `loggia run` starts it beside the mini-app, with the key of the bank on your machine.

use std::process::ExitCode;

use {{crate}}_server::Organiser;

fn main() -> ExitCode {
    partner_server::run(Organiser)
}
