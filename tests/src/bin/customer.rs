//! `customer BANK PACKAGE GRANT NOW SERVER [KILL-AT]`: one customer's order in a process of its own, which
//! kills itself without a word at the point of that number. Without one it says how many points there
//! were.
#![allow(clippy::expect_used, reason = "a test that cannot be set up has failed")]

use std::path::PathBuf;
use std::sync::Arc;

use loggia_bank::Bank;
use loggia_runtime::package::Package;
use loggia_runtime::{Engine, Limits, MiniApp, Profile};
use loggia_tests::coffee::Built;
use loggia_tests::customer::{Countdown, Customer, audit_key, clock};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next();
    let (Some(bank), Some(package), Some(grant), Some(now), Some(server)) =
        (next(), next(), next(), next(), next())
    else {
        eprintln!("use it as: customer BANK PACKAGE GRANT NOW SERVER [KILL-AT]");
        std::process::exit(2);
    };
    let kill_at = next().map(|number| number.parse().expect("KILL-AT is a number"));
    let now = now.parse().expect("NOW is a number");
    let server = server.parse().expect("SERVER is a port");

    let built = Built { package: package.into(), grant: grant.into() };
    let bank = Bank::open(&PathBuf::from(bank)).expect("the bank opens");
    let bank = bank.with_audit_key(audit_key());
    bank.seed_demo(now).expect("the bank has customers");
    let app = load(&built);
    // SIGKILL cannot be handled: nothing is flushed, unlocked or dropped.
    let countdown = Countdown::new(kill_at, || {
        rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL)
            .expect("a process can kill itself");
    });
    let mut customer = Customer::step_up(&bank, &app, &clock(now), &countdown, server);
    println!("{}", customer.screen());
    customer.order();
    println!("{}", countdown.count());
}

fn load(built: &Built) -> Arc<MiniApp> {
    let bytes = std::fs::read(&built.package).expect("the package is there");
    let limits = Limits::default();
    let engine = Engine::new(Profile::Embedded).expect("an engine");
    let package = Package::read(&bytes, &limits).expect("the package is sound");
    Arc::new(MiniApp::load(&engine, package, &built.grant(), limits).expect("coffee loads"))
}
