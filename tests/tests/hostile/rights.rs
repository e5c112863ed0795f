//! The matrix over the table of interfaces: asked for and granted, asked for and not, and what comes of
//! each.

use std::sync::{Arc, Mutex};

use loggia_runtime::Limits;
use loggia_runtime::LoadError;
use loggia_runtime::capability::{Denial, INTERFACES, RefusalCode};
use loggia_runtime::package::Package;
use loggia_runtime::policy::{Grant, Right};
use loggia_runtime::store::{Owner, Store};
use loggia_runtime::{MiniApp, Session};
use loggia_tests::{
    Lab, Target, full_grant, has_node, manifest, mischief_component, package_with, told,
};

/// One interface: every function of it, as mischief is told to call it, and how to see from outside
/// whether one of the calls came through.
struct Row {
    interface: &'static str,
    calls: &'static [&'static str],
    reached: fn(&Lab, &Session) -> bool,
}

const NOBODY: &str = "00000000000000000000000000000000";

const ROWS: &[Row] = &[
    Row {
        interface: "loggia:payments/payments-initiate",
        calls: &["pay p 100", "take-outcome 1", "payment NOBODY", "cancel NOBODY"],
        reached: |lab, _| !lab.payments.calls().is_empty() && lab.payments.reads() > 0,
    },
    Row {
        interface: "loggia:payments/payments-scheduled",
        calls: &[
            "schedule s 100 TOMORROW",
            "take-scheduled 1",
            "scheduled NOBODY",
            "cancel-scheduled NOBODY",
        ],
        reached: |lab, _| {
            lab.payments.reads() > 0
                && lab.payments.initiations().iter().any(|wanted| wanted.instruction.on.is_some())
        },
    },
    Row {
        interface: "loggia:accounts/accounts-basic",
        calls: &["accounts 10 -", "take-accounts 1"],
        reached: |lab, _| lab.accounts.calls().contains(&"accounts"),
    },
    Row {
        interface: "loggia:accounts/account-picker",
        calls: &["pick why", "take-picked 1"],
        reached: |lab, _| lab.accounts.calls().contains(&"pick"),
    },
    Row {
        interface: "loggia:accounts/balances",
        calls: &["account-balances NOBODY", "take-account-balances 1"],
        reached: |lab, _| lab.accounts.calls().contains(&"balances"),
    },
    Row {
        interface: "loggia:accounts/transactions-credits",
        calls: &["credits NOBODY 10 -", "take-credits 1"],
        reached: |lab, _| lab.accounts.calls().contains(&"credits"),
    },
    Row {
        interface: "loggia:accounts/transactions-debits",
        calls: &["debits NOBODY 10 -", "take-debits 1"],
        reached: |lab, _| lab.accounts.calls().contains(&"debits"),
    },
    Row {
        interface: "loggia:accounts/transactions-detail",
        calls: &["details t1", "take-details 1"],
        reached: |lab, _| lab.accounts.calls().contains(&"details"),
    },
    Row {
        interface: "loggia:identity/identity-basic",
        calls: &["subject", "given-name", "consent", "take-consent 1"],
        reached: |lab, _| {
            ["subject", "given-name"].iter().all(|call| lab.accounts.calls().contains(call))
                && !lab.consents.asked().is_empty()
        },
    },
    Row {
        interface: "loggia:identity/identity-verified",
        calls: &["claims given-name why", "take-claims 1"],
        reached: |lab, _| lab.accounts.calls().contains(&"request-claims"),
    },
    Row {
        interface: "loggia:fx/fx",
        calls: &["quote 100 EUR USD", "take-quote 1"],
        reached: |lab, _| lab.accounts.calls().contains(&"quote"),
    },
    Row {
        interface: "loggia:http/http",
        calls: &["fetch https://api.example.com/a", "take-response 1"],
        reached: |lab, _| !lab.servers.sent().is_empty(),
    },
    Row {
        interface: "loggia:location/location",
        calls: &["locate 100", "take-position 1"],
        reached: |lab, _| lab.accounts.calls().contains(&"position"),
    },
    Row {
        interface: "loggia:loyalty/loyalty",
        calls: &[
            "balance",
            "take-balance 1",
            "earn NOBODY",
            "redeem 5 r",
            "return r",
            "take-booking 1",
        ],
        reached: |lab, _| lab.loyalty.calls().len() == 4,
    },
    Row {
        interface: "loggia:storage/storage",
        calls: &["set a 1", "get a", "keys a", "delete b"],
        reached: |lab, session| storage(lab, session.owner()) > 0,
    },
    Row {
        interface: "loggia:platform/timers",
        calls: &["wake 1000"],
        reached: |_, session| session.next_timer().is_some(),
    },
    Row {
        interface: "loggia:platform/navigation",
        calls: &["lead com.example.parking park zone=12", "close"],
        reached: |_, session| session.closed().is_some(),
    },
    Row {
        interface: "loggia:platform/log",
        calls: &["log 1 3"],
        reached: |lab, session| !lab.store.log(session.owner()).is_empty(),
    },
    // Always there: it is nobody's to grant.
    Row { interface: "loggia:platform/diagnostics", calls: &[], reached: |_, _| true },
];

// A new interface without its row does not compile.
const _: () = {
    assert!(ROWS.len() == INTERFACES.len(), "a row for each interface");
    let mut at = 0;
    while at < ROWS.len() {
        let (row, interface) = (ROWS[at].interface.as_bytes(), INTERFACES[at].name.as_bytes());
        assert!(row.len() == interface.len(), "in the table's order");
        let mut byte = 0;
        while byte < row.len() {
            assert!(row[byte] == interface[byte], "in the table's order");
            byte += 1;
        }
        at += 1;
    }
};

fn storage(lab: &Lab, owner: &Owner) -> u64 {
    lab.store.storage_status(owner).unwrap().total_bytes
}

fn grantable() -> impl Iterator<Item = &'static Row> {
    ROWS.iter().zip(INTERFACES).filter(|(_, interface)| !interface.always).map(|(row, _)| row)
}

fn names() -> impl Iterator<Item = &'static str> {
    grantable().map(|row| row.interface)
}

fn without(interface: &str) -> Grant {
    let mut grant = full_grant();
    assert!(grant.deny(interface), "{interface} was granted");
    grant
}

/// Runs a test on each profile, and once with the mischief that is written in TypeScript.
fn each_language(test: impl Fn(&Lab)) {
    Lab::each(&test);
    if has_node() {
        test(&Lab::embedded().in_typescript());
    }
}

/// Calls all of a row's functions, each in a step of its own; a step that closes ends it.
fn call_all(session: &mut Session, row: &Row) -> Vec<String> {
    let tomorrow = loggia_tests::day_after(1);
    let calls = row.calls.iter().map(|call| call.replace("NOBODY", NOBODY));
    let calls = calls.map(|call| call.replace("TOMORROW", &tomorrow));
    calls.map(|call| told(session, &call)).collect()
}

#[test]
fn required_and_not_granted_is_refused_at_load_by_name() {
    each_language(|lab| {
        for name in names() {
            let package = package_with(
                lab.mischief_component(),
                &manifest([name], names().filter(|other| *other != name)),
            );
            let package = Package::read(&package.unwrap(), &Limits::default()).unwrap();
            let refused = MiniApp::load(lab.engine(), package, &without(name), Limits::default());
            assert_eq!(refused.unwrap_err(), LoadError::NotGranted { interface: name });
        }
    });
}

#[test]
fn optional_and_not_granted_is_denied_and_reaches_no_backend() {
    each_language(|lab| {
        let optional = package_with(lab.mischief_component(), &manifest([], names()));
        let app = lab.load(&optional.unwrap(), &Grant::default(), &Limits::default()).unwrap();
        assert_eq!(
            app.rights().all(Right::Refused).collect::<Vec<_>>(),
            names().collect::<Vec<_>>()
        );
        for row in grantable() {
            let mut session = lab.open(&app, "rights").unwrap();
            assert_eq!(session.view().title().as_str(), "", "none is there");
            for (call, outcome) in row.calls.iter().zip(call_all(&mut session, row)) {
                // A log line has no answer, and is not kept.
                let expected = if *call == "log 1 3" { "logged" } else { "denied" };
                assert_eq!(outcome, expected, "{call}");
            }
            // What is denied is counted, under the name of what was called.
            let answered = row.calls.iter().filter(|call| **call != "log 1 3").count();
            let denied = Denial {
                interface: row.interface,
                code: RefusalCode::Denied,
                count: u64::try_from(answered).unwrap(),
            };
            let expected: &[Denial] = if answered > 0 { &[denied] } else { &[] };
            assert_eq!(lab.store.denials(&session.id()), expected, "{}", row.interface);
            session.pump().unwrap();
            assert!(!(row.reached)(lab, &session), "{}", row.interface);
            assert!(lab.store.outbox(Some(&session.id())).unwrap().is_empty());
        }
        assert!(lab.payments.calls().is_empty() && lab.payments.reads() == 0);
        assert!(lab.loyalty.calls().is_empty());
        lab.good_mini_app_works();
    });
}

#[test]
fn one_refused_among_granted_ones_is_the_only_one_that_is_denied() {
    let lab = Lab::embedded();
    let optional =
        package_with(mischief_component(Target::Unknown), &manifest([], names())).unwrap();
    for refused in grantable() {
        let app = lab.load(&optional, &without(refused.interface), &Limits::default()).unwrap();
        for row in grantable() {
            let lab = Lab::embedded();
            let mut session = lab.open(&app, "rights").unwrap();
            let there: Vec<_> =
                session.view().title().as_str().split(' ').map(str::to_owned).collect();
            assert!(!there.iter().any(|name| name == refused.interface), "{there:?}");
            assert_eq!(there.len(), names().count() - 1, "{there:?}");
            call_all(&mut session, row);
            session.pump().unwrap();
            assert_eq!((row.reached)(&lab, &session), row.interface != refused.interface);
        }
    }
}

#[test]
fn taken_back_is_denied_in_each_function_and_given_back_it_is_there_again() {
    Lab::each(|lab| {
        let package = package_with(lab.mischief_component(), &manifest([], names())).unwrap();
        let package = Package::read(&package, &Limits::default()).unwrap();
        // One of its own: nobody else's is to be taken back.
        let app = MiniApp::load(lab.engine(), package, &full_grant(), Limits::default()).unwrap();
        let app = Arc::new(app);
        for row in grantable() {
            app.withhold([row.interface]);
            let mut session = lab.open(&app, "rights").unwrap();
            let there = session.view().title().as_str().to_owned();
            assert!(!there.split(' ').any(|name| name == row.interface), "{there}");
            assert_eq!(there.split(' ').count(), names().count() - 1, "{there}");
            for (call, outcome) in row.calls.iter().zip(call_all(&mut session, row)) {
                let expected = if *call == "log 1 3" { "logged" } else { "denied" };
                assert_eq!(outcome, expected, "{call}");
            }
            session.pump().unwrap();
            assert!(!(row.reached)(lab, &session), "{}", row.interface);
        }
        // What was asked for before it was taken back is not told after.
        app.withhold([]);
        let mut session = lab.open(&app, "").unwrap();
        assert_eq!(told(&mut session, "balance take-balance $"), "1");
        app.withhold(["loggia:loyalty/loyalty"]);
        session.pump().unwrap();
        assert_eq!(session.view().title().as_str(), "denied");
        app.withhold([]);
        assert_eq!(told(&mut session, "balance take-balance $"), "2");
        session.pump().unwrap();
        assert_eq!(session.view().title().as_str(), "120 points");
    });
}

#[test]
fn a_refusal_s_reference_stands_in_the_host_s_log_beside_what_it_is_about() {
    let lab = Lab::embedded();
    let mut session = lab.open(&lab.mischief(), "").unwrap();
    let heard = Heard::default();
    let reference = tracing::subscriber::with_default(heard.clone(), || {
        told(&mut session, &format!("payment-reference {NOBODY}"))
    });
    assert_eq!(reference.len(), 16, "{reference}");
    let line = heard.line_with(&reference);
    for said in [
        session.id().to_string().as_str(),
        "com.example.mischief",
        "loggia:payments/payments-initiate",
        "not-found",
    ] {
        assert!(line.contains(said), "{said}: {line}");
    }
    // Linked to nothing, it is told the same.
    let app = package_with(lab.mischief_component(), &manifest([], names())).unwrap();
    let app = lab.load(&app, &Grant::default(), &Limits::default()).unwrap();
    let mut session = lab.open(&app, "").unwrap();
    let reference = tracing::subscriber::with_default(heard.clone(), || {
        told(&mut session, &format!("payment-reference {NOBODY}"))
    });
    let line = heard.line_with(&reference);
    assert!(line.contains("denied") && line.contains("payments-initiate"), "{line}");
}

/// A log that keeps all lines from `INFO` on.
#[derive(Debug, Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl Heard {
    fn line_with(&self, text: &str) -> String {
        let lines = self.0.lock().unwrap();
        lines.iter().find(|line| line.contains(text)).cloned().unwrap_or_default()
    }
}

impl tracing::Subscriber for Heard {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        *metadata.level() <= tracing::Level::INFO
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        let mut line = String::new();
        event.record(&mut |field: &tracing::field::Field, value: &dyn std::fmt::Debug| {
            line.push_str(&format!("{field}={value:?} "));
        });
        self.0.lock().unwrap().push(line);
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

#[test]
fn granted_reaches_its_backend() {
    each_language(|lab| {
        let app = lab.load(&lab.mischief_package(), &full_grant(), &Limits::default()).unwrap();
        for row in grantable() {
            let mut session = lab.open(&app, "").unwrap();
            let outcomes = call_all(&mut session, row);
            assert!(!outcomes.iter().any(|outcome| outcome == "denied"), "{outcomes:?}");
            let codes = ["not-found", "invalid-argument", "conflict"];
            let refused =
                outcomes.iter().filter(|outcome| codes.contains(&outcome.as_str())).count();
            let counted = lab.store.denials(&session.id());
            assert!(counted.iter().all(|denial| denial.interface == row.interface), "{counted:?}");
            let counted: u64 = counted.iter().map(|denial| denial.count).sum();
            assert_eq!(counted, refused as u64, "{}: {outcomes:?}", row.interface);
            session.pump().unwrap();
            assert!((row.reached)(lab, &session), "{}", row.interface);
        }
    });
}

#[test]
fn granted_without_a_backend_of_the_host_app_is_unavailable_in_the_end() {
    use loggia_runtime::{Backends, Host, Launch};
    use loggia_tests::ManualClock;
    use std::sync::Arc;

    let lab = Lab::embedded();
    let clock = Arc::new(ManualClock::default());
    let host = Host::new(lab.store.clone(), Backends::default()).with_clock(clock.clone());
    let launch = Launch { environment: Lab::environment(), intent: None };
    let mut session = host.open(&lab.mischief(), "nobody".parse().unwrap(), launch).unwrap();
    assert_eq!(told(&mut session, &format!("payment {NOBODY}")), "unavailable");
    assert_eq!(told(&mut session, "balance take-balance $"), "1");
    clock.advance(Limits::default().request_millis);
    session.pump().unwrap();
    assert_eq!(session.view().title().as_str(), "unavailable");
}
