//! The `loggia` command. See [`loggia::run`].

use std::process::ExitCode;

fn main() -> ExitCode {
    loggia::run(std::env::args_os())
}
