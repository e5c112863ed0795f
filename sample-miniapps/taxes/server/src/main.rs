//! The revenue office's server, as a process: `taxes-server --listen 127.0.0.1:0 --key KEYID:BASE64`.

use std::process::ExitCode;

use taxes_server::RevenueOffice;

fn main() -> ExitCode {
    partner_server::run(RevenueOffice::default())
}
