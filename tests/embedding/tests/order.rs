//! The kiosk sells a coffee.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up has failed"
)]

use std::sync::Arc;

use embedding::Kiosk;
use loggia_runtime::package::Package;
use loggia_runtime::{Engine, Limits, MiniApp, Profile};
use loggia_tests::{ManualClock, coffee};

fn kiosk(profile: Profile, clock: &Arc<ManualClock>) -> Kiosk {
    let built = coffee::built();
    let limits = Limits::default();
    let package = Package::read(&std::fs::read(&built.package).unwrap(), &limits).unwrap();
    let engine = Engine::new(profile).unwrap();
    let app = Arc::new(MiniApp::load(&engine, package, &built.grant(), limits).unwrap());
    Kiosk::open(&app, "customer".parse().unwrap(), Arc::clone(clock) as _).unwrap()
}

fn touch(kiosk: &mut Kiosk, clock: &ManualClock, text: &str) {
    clock.advance(1_000);
    let touchable = kiosk.touchable();
    let found = touchable.iter().find(|(is, _)| is.contains(text));
    let (_, path) = found.unwrap_or_else(|| panic!("{text:?} is not among {touchable:?}"));
    kiosk.touch(*path).unwrap();
}

#[test]
fn a_customer_pays_at_the_till_and_gets_points_on_the_card() {
    for profile in [Profile::Embedded, Profile::Server { max_instances: 2 }] {
        let clock = Arc::new(ManualClock::default());
        let mut kiosk = kiosk(profile, &clock);
        touch(&mut kiosk, &clock, "Cappuccino");
        touch(&mut kiosk, &clock, "Add to basket");
        touch(&mut kiosk, &clock, "Pay");
        let slips = kiosk.till().slips();
        assert_eq!(slips.len(), 1, "one payment is at the till");
        assert_eq!(kiosk.points(), 0, "nothing is earned before it is paid");

        kiosk.till().take_money(slips[0].payment.id).unwrap();
        kiosk.wait().unwrap();
        let amount = slips[0].payment.amount;
        assert_eq!(kiosk.points(), amount.minor_units() / 100 * 10);
        assert!(kiosk.text().contains(&format!("{} points", kiosk.points())), "{}", kiosk.text());
    }
}

#[test]
fn a_payment_that_is_withdrawn_leaves_nothing_at_the_till() {
    let clock = Arc::new(ManualClock::default());
    let mut kiosk = kiosk(Profile::Embedded, &clock);
    touch(&mut kiosk, &clock, "Espresso");
    touch(&mut kiosk, &clock, "Add to basket");
    touch(&mut kiosk, &clock, "Pay");
    touch(&mut kiosk, &clock, "Cancel");
    kiosk.till().take_money(kiosk.till().slips()[0].payment.id).unwrap();
    kiosk.wait().unwrap();
    assert_eq!(kiosk.points(), 0, "a withdrawn payment cannot be paid");
    assert!(kiosk.text().contains("Espresso"), "the basket is kept: {}", kiosk.text());
}
