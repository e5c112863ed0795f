//! A test for each of the [`Limits`]: at the limit all is well, one beyond it is refused, and the
//! limit is named.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use loggia_runtime::package::{Package, PackageError, pack};
use loggia_runtime::store::Closed;
use loggia_runtime::ui::{ViewError, ViewProblem};
use loggia_runtime::{ClientEvent, ClientEventKind, Error, EventId, Fault, Limits, Reply, Session};
use loggia_tests::{Core, Lab, full_grant, manifest, mischief_package, package, tell, told};

use crate::sandbox::{self, with_modules};

/// Without `..`: a limit that has no test does not compile.
macro_rules! a_test_for_each_limit {
    ($($limit:ident),* $(,)?) => {
        #[allow(dead_code, reason = "it is here to be compiled")]
        fn every_limit_is_named(Limits { $($limit: _),* }: Limits) {}

        $(#[test]
        fn $limit() {
            Lab::each(proof::$limit);
        })*
    };
}

a_test_for_each_limit! {
    step_fuel, minute_fuel, step_millis, memory_bytes, table_elements, instances, memories, tables,
    hostcall_bytes, handles, answer_bytes, view_nodes, view_depth, view_children, view_text_bytes,
    view_cells, view_patterns, view_actions, action_bytes, state_bytes, storage_key_bytes, storage_value_bytes,
    storage_total_bytes, log_line_bytes, log_step_bytes, log_lines_per_second, step_calls,
    minute_calls, open_requests, request_millis, open_timers, sessions_per_user, strikes,
    component_bytes, asset_bytes,
}

/// The same proofs with the guest that is written in TypeScript: its engine hides none of them. Those of the
/// others are about components of a few lines, or in [`typescript`](super::typescript).
mod in_typescript {
    use super::{Lab, proof};

    macro_rules! the_same_test_for {
        ($($limit:ident),* $(,)?) => {
            $(#[test]
            fn $limit() {
                Lab::each_in_typescript(proof::$limit);
            })*
        };
    }

    the_same_test_for! {
        hostcall_bytes, answer_bytes, view_nodes, view_depth, view_children, view_text_bytes, view_cells,
        view_patterns, view_actions, action_bytes, state_bytes, storage_key_bytes, storage_value_bytes,
        storage_total_bytes, log_line_bytes, log_step_bytes, log_lines_per_second, step_calls, minute_calls,
        open_requests, request_millis, open_timers, sessions_per_user, strikes,
    }
}

/// Limits that mischief's ordinary screen fits into, all small and all different.
fn tight() -> Limits {
    Limits {
        answer_bytes: 200,
        view_nodes: 20,
        view_depth: 6,
        view_children: 9,
        view_text_bytes: 400,
        view_cells: 7,
        view_patterns: 3,
        view_actions: 5,
        action_bytes: 40,
        state_bytes: 250,
        storage_key_bytes: 8,
        storage_value_bytes: 300,
        storage_total_bytes: 1_000,
        log_line_bytes: 10,
        log_step_bytes: 45,
        log_lines_per_second: 6,
        step_calls: 12,
        minute_calls: 30,
        open_requests: 3,
        request_millis: 5_000,
        open_timers: 2,
        sessions_per_user: 2,
        strikes: 4,
        ..Limits::default()
    }
}

fn tightly(lab: &Lab) -> Session {
    lab.open(&lab.mischief_within(&tight()), "").expect("an ordinary screen fits")
}

/// The first of these orders is fine, the second a wrong view.
fn bounds_views(lab: &Lab, fine: &str, wrong: &str, is: impl Fn(&ViewProblem) -> bool) {
    let mut session = tightly(lab);
    tell(&mut session, fine).unwrap_or_else(|error| panic!("{fine} is within the limit: {error}"));
    let mut session = tightly(lab);
    match lab.fault(&mut session, wrong) {
        Fault::View(ViewError { problem, .. }) => assert!(is(&problem), "{wrong}: {problem}"),
        other => panic!("{wrong}: {other:?}"),
    }
}

/// What the guest makes of its first step within `limits`.
fn opened(lab: &Lab, core: &Core, limits: &Limits) -> Result<Session, Error> {
    lab.open(&lab.core_within(core, limits), "")
}

fn refused(lab: &Lab, core: &Core, limits: &Limits) -> Fault {
    lab.fault_of_app(&lab.core_within(core, limits))
}

/// A loop of so many turns. Fuel is looked at once a turn.
fn turns(turns: u32) -> Core {
    Core::stepping(&format!(
        "(local $n i32)
         (loop $on (br_if $on (i32.ne (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const {turns}))))",
    ))
}

fn back(session: &mut Session) -> Result<Reply, Error> {
    session.handle(ClientEvent { id: EventId::random().unwrap(), kind: ClientEventKind::Back })
}

/// The mini-app's log: how many lines, and the last one.
fn log(lab: &Lab, session: &Session) -> (usize, String) {
    let lines = lab.store.log(session.owner());
    (lines.len(), lines.last().map(|line| line.message.to_string()).unwrap_or_default())
}

mod proof {
    use super::*;

    pub(super) fn step_fuel(lab: &Lab) {
        let fuel = opened(lab, &turns(1_000), &Limits::default()).unwrap().latest().usage.fuel;
        assert!(fuel > 1_000, "{fuel}");
        let limits = Limits { step_fuel: fuel, ..Limits::default() };
        let session = opened(lab, &turns(1_000), &limits).expect("just enough");
        assert_eq!(session.latest().usage.fuel, fuel);
        let error = opened(lab, &turns(1_002), &limits).unwrap_err();
        assert!(matches!(error, Error::Fault(Fault::Fuel { limit }) if limit == fuel), "{error}");
        lab.good_mini_app_works();
    }

    pub(super) fn minute_fuel(lab: &Lab) {
        let mut session = opened(lab, &turns(1_000), &Limits::default()).unwrap();
        let first = session.latest().usage.fuel;
        back(&mut session).unwrap();
        let then = session.latest().usage.fuel;
        // Fuel is looked at once a turn, of a few instructions.
        for (minute_fuel, steps) in [(first + 2 * then, 3), (first + 2 * then - 20, 2)] {
            let limits = Limits { minute_fuel, ..Limits::default() };
            let mut session = opened(lab, &turns(1_000), &limits).unwrap();
            for _ in 1..steps {
                back(&mut session).expect("within the minute's fuel");
            }
            let error = lab.undone(&mut session, back);
            assert!(
                matches!(error, Error::Fault(Fault::MinuteFuel { limit }) if limit == minute_fuel),
                "{error}"
            );
            lab.clock.advance(60_000);
            back(&mut session).expect("a new minute");
        }
    }

    pub(super) fn step_millis(lab: &Lab) {
        let looping = Core::stepping("(loop $on (br $on))");
        for step_millis in [30, 150] {
            let limits = Limits {
                step_millis,
                step_fuel: u64::MAX >> 1,
                minute_fuel: u64::MAX,
                ..Limits::default()
            };
            let app = lab.core_within(&looping, &limits);
            let begun = Instant::now();
            let error = lab.open(&app, "").unwrap_err();
            let took = begun.elapsed();
            assert!(
                matches!(error, Error::Fault(Fault::Deadline { limit }) if limit == step_millis),
                "{error}"
            );
            assert!(took >= Duration::from_millis(step_millis), "its time is its own: {took:?}");
            assert!(took < Duration::from_millis(step_millis) + Duration::from_secs(1), "{took:?}");
        }
    }

    pub(super) fn memory_bytes(lab: &Lab) {
        let limits = |memory_bytes| Limits { memory_bytes, ..Limits::default() };
        let session = opened(lab, &Core::default(), &limits(131_072)).unwrap();
        assert_eq!(session.latest().usage.peak_memory, 131_072);
        let fault = refused(lab, &Core::default(), &limits(131_071));
        assert_eq!(fault, Fault::Memory { limit: 131_071 });

        let grows = Core::stepping(
            "(if (i32.eq (memory.grow (i32.const 1)) (i32.const -1)) (then (unreachable)))",
        );
        opened(lab, &grows, &limits(196_608)).expect("three pages");
        assert_eq!(refused(lab, &grows, &limits(196_607)), Fault::Memory { limit: 196_607 });
    }

    pub(super) fn table_elements(lab: &Lab) {
        let limits = |table_elements| Limits { table_elements, ..Limits::default() };
        let core = Core::with("(table 6 funcref) (table 4 funcref)");
        opened(lab, &core, &limits(10)).expect("ten, in two tables");
        assert_eq!(refused(lab, &core, &limits(9)), Fault::Tables { limit: 9 });
    }

    pub(super) fn instances(lab: &Lab) {
        let own = (1..16).find(|&instances| {
            opened(lab, &Core::default(), &Limits { instances, ..Limits::default() }).is_ok()
        });
        let own = own.expect("a usual component has few");
        parts(lab, "(module)", "instance count", |more| Limits {
            instances: own + more,
            ..Limits::default()
        });
    }

    pub(super) fn memories(lab: &Lab) {
        parts(lab, "(module (memory 0))", "memory count", |more| Limits {
            memories: 1 + more,
            ..Limits::default()
        });
    }

    pub(super) fn tables(lab: &Lab) {
        parts(lab, "(module (table 0 funcref))", "table count", |more| Limits {
            tables: more,
            ..Limits::default()
        });
    }

    /// Three more of `module` fit into the limit for three more, and not into the one for two.
    fn parts(lab: &Lab, module: &str, named: &str, limits: impl Fn(usize) -> Limits) {
        let component = with_modules(&Core::default().component(), module, 3);
        let load = |more| lab.load(&package(&component), &full_grant(), &limits(more)).unwrap();
        lab.open(&load(3), "").expect("three more are allowed");
        match lab.fault_of_app(&load(2)) {
            Fault::Parts { reason } => assert!(reason.as_str().contains(named), "{reason}"),
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn hostcall_bytes(lab: &Lab) {
        // A key of one byte, and the rest of the value.
        let limits = Limits { hostcall_bytes: 5_000, ..Limits::default() };
        let mut session = lab.open(&lab.mischief_within(&limits), "").unwrap();
        assert_eq!(told(&mut session, "set a 4999"), "set");
        assert_eq!(lab.fault(&mut session, "set a 5000"), Fault::HandedOver { limit: 5_000 });
    }

    pub(super) fn handles(lab: &Lab) {
        let core = sandbox::handles(
            "(local $n i32)
             (loop $on
               (drop (call $new (i32.const 1)))
               (br_if $on (i32.ne (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 100))))",
        );
        opened(lab, &core, &Limits { handles: 100, ..Limits::default() }).expect("a hundred");
        let fault = refused(lab, &core, &Limits { handles: 99, ..Limits::default() });
        assert_eq!(fault, Fault::Handles { limit: 99 });
    }

    pub(super) fn answer_bytes(lab: &Lab) {
        let mut session = tightly(lab);
        assert_eq!(told(&mut session, "set a 200; get a"), "set, 200");
        assert_eq!(told(&mut session, "set a 201; get a"), "set, limit-exceeded");
        // What a backend answers, and what is listed.
        for (bytes, taken) in [(100, "Everyday"), (60, "limit-exceeded")] {
            let limits = Limits { answer_bytes: bytes, ..Limits::default() };
            let mut session = lab.open(&lab.mischief_within(&limits), "").unwrap();
            let _ = told(&mut session, "accounts 10 - take-accounts $");
            session.pump().unwrap();
            let title = session.view().title().as_str();
            assert!(title.starts_with(taken), "{bytes}: {title}");
        }
        let limits = Limits { answer_bytes: 10, ..Limits::default() };
        let mut session = lab.open(&lab.mischief_within(&limits), "").unwrap();
        assert_eq!(told(&mut session, "set aaaaa 1; set aaaab 1; keys a"), "set, set, aaaaa aaaab");
        assert_eq!(told(&mut session, "set aa 1; keys a"), "set, limit-exceeded");
        assert_eq!(told(&mut session, "keys aaaa"), "aaaaa aaaab");
    }

    pub(super) fn view_nodes(lab: &Lab) {
        bounds_views(lab, "view nodes 20", "view nodes 21", |problem| {
            *problem == ViewProblem::TooManyNodes { count: 21, max: 20 }
        });
    }

    pub(super) fn view_depth(lab: &Lab) {
        bounds_views(lab, "view depth 6", "view depth 7", |problem| {
            *problem == ViewProblem::TooDeep { max: 6 }
        });
    }

    pub(super) fn view_children(lab: &Lab) {
        bounds_views(lab, "view children 9", "view children 10", |problem| {
            *problem == ViewProblem::TooManyChildren { max: 9 }
        });
    }

    pub(super) fn view_text_bytes(lab: &Lab) {
        bounds_views(lab, "view text 400", "view text 401", |problem| {
            *problem == ViewProblem::TooMuchText { max: 400 }
        });
        // An amount is sixteen bytes of text: the host writes it.
        bounds_views(lab, "view amounts 20", "view amounts 25", |problem| {
            *problem == ViewProblem::TooMuchText { max: 400 }
        });
    }

    pub(super) fn view_cells(lab: &Lab) {
        bounds_views(lab, "view table cells 6", "view table cells 8", |problem| {
            *problem == ViewProblem::TooManyCells { max: 7 }
        });
    }

    pub(super) fn view_patterns(lab: &Lab) {
        bounds_views(lab, "view patterns 3", "view patterns 4", |problem| {
            *problem == ViewProblem::TooManyPatterns { max: 3 }
        });
    }

    pub(super) fn view_actions(lab: &Lab) {
        bounds_views(lab, "view actions 5", "view actions 6", |problem| {
            *problem == ViewProblem::TooManyActions { count: 6, max: 5 }
        });
    }

    pub(super) fn action_bytes(lab: &Lab) {
        bounds_views(lab, "view action 40", "view action 41", |problem| {
            *problem == ViewProblem::ActionTooLong { action: 1, bytes: 41, max: 40 }
        });
    }

    pub(super) fn state_bytes(lab: &Lab) {
        let mut session = tightly(lab);
        tell(&mut session, "state 250").expect("as much as it may have");
        assert_eq!(lab.saved(&session).state.len(), 250);
        assert_eq!(session.latest().usage.state_bytes, 250);
        let fault = lab.fault(&mut session, "state 251");
        assert_eq!(fault, Fault::State { bytes: 251, max: 250 });
    }

    pub(super) fn storage_key_bytes(lab: &Lab) {
        let mut session = tightly(lab);
        assert_eq!(told(&mut session, "set-key 8"), "set");
        assert_eq!(told(&mut session, "set-key 9"), "invalid-argument");
        assert_eq!(told(&mut session, "set-key 0"), "invalid-argument");
    }

    pub(super) fn storage_value_bytes(lab: &Lab) {
        let mut session = tightly(lab);
        assert_eq!(told(&mut session, "set a 300"), "set");
        assert_eq!(told(&mut session, "set a 301"), "invalid-argument");
    }

    pub(super) fn storage_total_bytes(lab: &Lab) {
        let mut session = tightly(lab);
        assert_eq!(told(&mut session, "set a 299; set b 299; set c 299"), "set, set, set");
        assert_eq!(told(&mut session, "set d 99"), "set");
        assert_eq!(told(&mut session, "set e 0"), "limit-exceeded");
        assert_eq!(told(&mut session, "set d 100"), "limit-exceeded");
        assert_eq!(told(&mut session, "delete d; set e 98; set f 0"), "deleted, set, set");
    }

    pub(super) fn log_line_bytes(lab: &Lab) {
        let mut session = tightly(lab);
        let _ = told(&mut session, "log 1 10");
        assert_eq!(log(lab, &session), (1, "l".repeat(10)));
        let _ = told(&mut session, "log 1 11");
        assert_eq!(log(lab, &session), (2, format!("{}…", "l".repeat(10))));
    }

    pub(super) fn log_step_bytes(lab: &Lab) {
        let mut session = tightly(lab);
        let _ = told(&mut session, "log 4 10; log 1 5");
        assert_eq!(log(lab, &session), (5, "lllll".into()));
        let mut session = tightly(lab);
        let _ = told(&mut session, "log 4 10; log 1 6");
        let dropped = "1 lines were dropped: too many, or too long";
        assert_eq!(log(lab, &session), (5, dropped.into()));
    }

    pub(super) fn log_lines_per_second(lab: &Lab) {
        let mut session = tightly(lab);
        let _ = told(&mut session, "log 6 1");
        assert_eq!(log(lab, &session), (6, "l".into()));
        // In the same second, another step has no more.
        let _ = told(&mut session, "log 1 1");
        let dropped = "1 lines were dropped: too many, or too long";
        assert_eq!(log(lab, &session), (7, dropped.into()));
        lab.clock.advance(1_000);
        let _ = told(&mut session, "log 1 1");
        assert_eq!(log(lab, &session), (8, "l".into()));
    }

    pub(super) fn step_calls(lab: &Lab) {
        let mut session = tightly(lab);
        assert_eq!(told(&mut session, "calls 12"), "12 done");
        assert_eq!(session.latest().usage.calls, 12);
        let mut session = tightly(lab);
        assert_eq!(told(&mut session, "calls 13"), "12 done 1 limit-exceeded");
    }

    pub(super) fn minute_calls(lab: &Lab) {
        let mut session = tightly(lab);
        for _ in 0..3 {
            assert_eq!(told(&mut session, "calls 10"), "10 done");
        }
        assert_eq!(told(&mut session, "calls 1"), "0 done 1 rate-limited");
        lab.clock.advance(60_000);
        assert_eq!(told(&mut session, "calls 1"), "1 done");
    }

    pub(super) fn open_requests(lab: &Lab) {
        let mut session = tightly(lab);
        assert_eq!(told(&mut session, "balances 3"), "3 done");
        assert_eq!(told(&mut session, "balances 1"), "0 done 1 limit-exceeded");
        assert_eq!(lab.saved(&session).open_requests, [1, 2, 3]);
        session.pump().unwrap();
        assert!(lab.saved(&session).open_requests.is_empty());
        assert_eq!(told(&mut session, "balances 4"), "3 done 1 limit-exceeded");
    }

    pub(super) fn request_millis(lab: &Lab) {
        lab.loyalty.die();
        let mut session = tightly(lab);
        assert_eq!(told(&mut session, "balance take-balance $"), "1");
        lab.clock.advance(4_999);
        assert!(session.pump().unwrap().is_empty(), "there is time left");
        assert_eq!(lab.saved(&session).open_requests, [1]);
        lab.clock.advance(1);
        let steps = session.pump().unwrap();
        assert_eq!(steps.iter().map(|step| step.cause).collect::<Vec<_>>(), ["answered"]);
        assert_eq!(session.view().title().as_str(), "unavailable");
        assert!(lab.saved(&session).open_requests.is_empty());
        lab.good_mini_app_works();
    }

    pub(super) fn open_timers(lab: &Lab) {
        let mut session = tightly(lab);
        assert_eq!(told(&mut session, "wakes 2"), "2 done");
        assert_eq!(told(&mut session, "wakes 1"), "0 done 1 limit-exceeded");
        lab.clock.advance(2_000);
        assert_eq!(session.pump().unwrap().len(), 2);
        assert_eq!(told(&mut session, "wakes 3"), "2 done 1 limit-exceeded");
    }

    pub(super) fn sessions_per_user(lab: &Lab) {
        let app = lab.mischief_within(&tight());
        let open = |user: &str| lab.open_as(&app, user.parse().unwrap(), "");
        let mut first = open("one").unwrap();
        let _second = open("one").unwrap();
        let error = open("one").unwrap_err();
        assert!(matches!(error, Error::TooManySessions { limit: 2 }), "{error}");
        open("another").expect("another user has places of their own");
        first.close().unwrap();
        open("one").expect("one is free again");
    }

    pub(super) fn strikes(lab: &Lab) {
        let mut session = tightly(lab);
        for _ in 1..4 {
            lab.fault(&mut session, "panic");
            assert_eq!(session.closed(), None);
        }
        let error = tell(&mut session, "panic").unwrap_err();
        assert_eq!(error.code(), "panicked");
        assert_eq!(session.closed(), Some(Closed::Faults));
        assert_eq!(lab.saved(&session).closed, Some(Closed::Faults));
        lab.good_mini_app_works();
    }

    pub(super) fn component_bytes(_: &Lab) {
        let bytes = mischief_package();
        let limits = |component_bytes| Limits { component_bytes, ..Limits::default() };
        Package::read(&bytes, &limits(bytes.len())).expect("as large as it may be");
        let max = bytes.len() - 1;
        let error = Package::read(&bytes, &limits(max)).unwrap_err();
        assert_eq!(
            error,
            PackageError::TooLarge { what: "the component", bytes: bytes.len(), max }
        );
        // Assets do not make it larger, nor smaller.
        let none = Limits { asset_bytes: 0, ..limits(bytes.len() - 1) };
        let error = Package::read(&bytes, &none).unwrap_err();
        assert_eq!(error, PackageError::TooLarge { what: "the package", bytes: bytes.len(), max });
    }

    pub(super) fn asset_bytes(_: &Lab) {
        let picture = |bytes: usize| {
            let mut picture = b"\x89PNG\r\n\x1a\n".to_vec();
            picture.resize(bytes, 0);
            picture
        };
        let assets =
            BTreeMap::from([("a.png".to_owned(), picture(60)), ("b.png".to_owned(), picture(40))]);
        let component = Core::default().component();
        let packed = |asset_bytes| {
            let limits = Limits { asset_bytes, ..Limits::default() };
            pack(&component, &manifest([], []), &assets, &limits)
        };
        packed(100).expect("a hundred bytes of assets");
        let error = packed(99).unwrap_err();
        assert_eq!(
            error,
            PackageError::TooLarge { what: "the assets together", bytes: 100, max: 99 }
        );
    }
}
