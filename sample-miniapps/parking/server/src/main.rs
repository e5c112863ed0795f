//! Kerbside's server, as a process: `parking-server --listen 127.0.0.1:0 --key KEYID:BASE64`.

use std::process::ExitCode;

use parking_server::Kerbside;

fn main() -> ExitCode {
    partner_server::run(Kerbside::default())
}
