//! The `loggia` command, as this build has it: the tests of this package start it.

fn main() -> std::process::ExitCode {
    loggia_command::run(std::env::args_os())
}
