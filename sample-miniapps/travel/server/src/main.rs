//! Wanderlust's server, as a process: `travel-server --listen 127.0.0.1:0 --key KEYID:BASE64`.

use std::process::ExitCode;

use travel_server::Wanderlust;

fn main() -> ExitCode {
    partner_server::run(Wanderlust::default())
}
