//! A customer parks; the server behind the mini-app is Kerbside's own, or one that fails.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test's own helper fails the test"
)]

mod finding;
mod paying;
mod sessions;
mod staying;
mod trouble;

use std::rc::Rc;
use std::time::Duration;

use fake_partner::FakePartner;
use loggia_sdk::testing::{Builder, TestApp};
use parking::Parking;
use parking_server::Kerbside;

const LOCATION: &str = "loggia:location/location";
const PAYMENTS: &str = "loggia:payments/payments-initiate";
const TIMERS: &str = "loggia:platform/timers";

type Server = FakePartner<Kerbside>;

const MINUTE: Duration = Duration::from_secs(60);

fn customer(server: &Rc<Server>) -> Builder<Parking> {
    server.behind(TestApp::builder()).position(48.2035, 16.3690).consented()
}

/// On the zone's screen, with everything filled in.
fn at_the_opera(mut app: TestApp<Parking>) -> TestApp<Parking> {
    app.tap("Opera House (1012)");
    app.fill("Number plate", "w 12345 a");
    app
}

fn parked(app: TestApp<Parking>) -> TestApp<Parking> {
    let mut app = at_the_opera(app);
    app.tap("Start parking");
    app.expect_text("Parking");
    app
}

/// Parked for 29 minutes, which is 2.10 for the 30 that have begun.
fn ended(server: &Rc<Server>) -> TestApp<Parking> {
    let mut app = parked(customer(server).launch());
    server.pass(&mut app, MINUTE * 29 + Duration::from_secs(1));
    app.tap("End and pay");
    app
}
