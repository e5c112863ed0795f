use std::sync::mpsc;

use super::*;

const QUICK: f64 = 2.0;
const FOR_EVER: Scheduling =
    Scheduling { queue_length: 1_000, queue_millis: 600_000, slow_micros: 2_000 };
const NOT_AT_ALL: Scheduling = Scheduling { queue_length: 8, queue_millis: 0, ..FOR_EVER };

/// A mini-app that has made a quick step.
fn quick(scheduler: &Arc<Scheduler>, app: &str) -> Tenant {
    let tenant = scheduler.tenant(&app.parse().unwrap());
    *tenant.account.record.lock().unwrap() = Record::quick();
    tenant
}

/// One that has just burnt all its fuel.
fn slow(scheduler: &Arc<Scheduler>, app: &str) -> Tenant {
    let tenant = scheduler.tenant(&app.parse().unwrap());
    tenant.account.charge(Duration::from_millis(5), false, scheduler.nanos(Instant::now()), QUICK);
    tenant
}

/// Until `waiting` threads wait.
fn until_waiting(scheduler: &Scheduler, waiting: usize) {
    while scheduler.lock().waiting != waiting {
        thread::yield_now();
    }
}

#[test]
fn a_slow_mini_app_leaves_a_place_to_the_quick() {
    let scheduler = Scheduler::new(2, NOT_AT_ALL);
    let (slow, quick) =
        (slow(&scheduler, "com.example.slow"), quick(&scheduler, "com.example.quick"));
    let running = slow.turn().unwrap();
    assert!(slow.turn().is_err(), "one place is not for it");
    let beside = quick.turn().expect("that one is for the quick");
    assert!(quick.turn().is_err(), "there are two");
    drop(running);
    let both = quick.turn().expect("the quick may use all");
    drop((beside, both));
}

#[test]
fn a_mini_app_that_has_shown_nothing_is_not_taken_for_a_quick_one() {
    let scheduler = Scheduler::new(2, NOT_AT_ALL);
    let new = scheduler.tenant(&"com.example.new".parse().unwrap());
    let first = new.turn().unwrap();
    assert!(new.turn().is_err());
    drop(first);
    for _ in 0..30 {
        new.account.charge(Duration::from_micros(30), false, 0, QUICK);
    }
    let _one = new.turn().unwrap();
    new.turn().expect("by now it has shown that it is quick");
}

#[test]
fn a_mini_app_that_fails_is_not_quick_however_fast_it_does_so() {
    let scheduler = Scheduler::new(2, NOT_AT_ALL);
    let app = quick(&scheduler, "com.example.app");
    app.turn().unwrap().faulted();
    let _running = app.turn().unwrap();
    assert!(app.turn().is_err());
}

#[test]
fn versions_of_one_mini_app_share_its_account() {
    let scheduler = Scheduler::new(2, NOT_AT_ALL);
    let _old = slow(&scheduler, "com.example.app");
    let new = slow(&scheduler, "com.example.app");
    let _running = new.turn().unwrap();
    assert!(new.turn().is_err(), "a new version does not wash off the old one's slowness");
}

#[test]
fn who_has_run_least_is_next_and_within_a_mini_app_who_came_first() {
    let scheduler = Scheduler::new(1, FOR_EVER);
    let busy = quick(&scheduler, "com.example.busy");
    let idle = quick(&scheduler, "com.example.idle");
    // Of such length that the test's own time does not count.
    let step = Duration::from_secs(100);
    busy.account.charge(step, false, 0, QUICK);
    let turn = busy.turn().unwrap();
    let (order, came) = mpsc::channel();
    thread::scope(|scope| {
        let comers = [(&busy, "busy 1"), (&busy, "busy 2"), (&idle, "idle 1"), (&idle, "idle 2")];
        for (number, (tenant, name)) in comers.into_iter().enumerate() {
            let order = order.clone();
            scope.spawn(move || {
                let turn = tenant.turn().unwrap();
                order.send(name).unwrap();
                tenant.account.charge(step, false, 0, QUICK);
                drop(turn);
            });
            until_waiting(&scheduler, number + 1);
        }
        // The idle one begins where this step of the busy one began.
        busy.account.charge(step / 2, false, 0, QUICK);
        drop(turn);
    });
    drop(order);
    assert_eq!(came.iter().collect::<Vec<_>>(), ["idle 1", "busy 1", "idle 2", "busy 2"]);
}

#[test]
fn a_full_queue_turns_away_at_once_and_a_long_wait_ends() {
    let scheduler = Scheduler::new(1, Scheduling { queue_length: 1, ..FOR_EVER });
    let app = quick(&scheduler, "com.example.app");
    let turn = app.turn().unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| app.turn().map(drop));
        until_waiting(&scheduler, 1);
        assert!(app.turn().is_err(), "the queue has one place");
        drop(turn);
        waiting.join().unwrap().expect("it was given the place");
    });

    let impatient = Scheduler::new(1, Scheduling { queue_length: 1, queue_millis: 1, ..FOR_EVER });
    let app = quick(&impatient, "com.example.app");
    let _turn = app.turn().unwrap();
    assert!(app.turn().is_err());
    assert_eq!(impatient.lock().waiting, 0, "who gives up leaves the queue");
    assert!(impatient.lock().queues.is_empty());
}

#[test]
fn a_fault_of_a_slow_mini_app_keeps_its_place_for_a_while() {
    let scheduler = Scheduler::new(2, NOT_AT_ALL);
    let app = slow(&scheduler, "com.example.app");
    let mut turn = app.turn().unwrap();
    let began = Instant::now();
    turn.faulted();
    drop(turn);
    // From the turn's beginning, which was a little before.
    assert!(began.elapsed() > FAULT / 2);
}

#[test]
fn everyone_gets_a_turn_and_no_more_run_than_there_are_places() {
    let scheduler = Scheduler::new(3, FOR_EVER);
    let running = AtomicU64::new(0);
    let most = AtomicU64::new(0);
    thread::scope(|scope| {
        for number in 0..16_u32 {
            let (scheduler, running, most) = (&scheduler, &running, &most);
            scope.spawn(move || {
                let tenant =
                    scheduler.tenant(&format!("com.example.app{}", number % 5).parse().unwrap());
                for _ in 0..200 {
                    let turn = tenant.turn().unwrap();
                    most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    thread::yield_now();
                    running.fetch_sub(1, Ordering::SeqCst);
                    drop(turn);
                }
            });
        }
    });
    assert!(most.into_inner() <= 3);
    let state = scheduler.lock();
    assert_eq!((state.running, state.slow_running, state.waiting), (0, 0, 0));
}
