//! What the end-to-end tests share: guests, good ones and hostile ones, and a [`Lab`] to run them in.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up has failed"
)]

mod backends;
mod clock;
pub mod coffee;
pub mod customer;
mod guests;
pub mod hearing;
mod hostile;
mod information;
mod lab;
mod packages;
mod servers;
mod typescript;

pub use self::backends::{RecordedLoyalty, RecordedPayments};
pub use self::clock::{ManualClock, day_after};
pub use self::guests::{
    Core, GOOD_STEP, TARRY, Target, build_guest, build_module, mischief_component, wit_dir,
};
pub use self::hostile::{Hostile, hostile_guests};
pub use self::information::{ACCOUNT, RecordedAccounts, RecordedConsents, account};
pub use self::lab::{Lab, Language, act, key, press, submit, tell, told};
pub use self::packages::{
    APP_ID, full_grant, manifest, mischief_package, obey, package, package_with,
};
pub use self::servers::{LONGEST_FLIGHT, RecordedServers};
pub use self::typescript::{InTypeScript, has_node, mischief_in_typescript, tip_jar};
