//! What undoes a step.

use insta::assert_snapshot;

use super::kiosk::Kiosk;

fn stopped(button: &str) -> String {
    let checked = Kiosk::enter().with_script(&format!("tap Tea\ntap {button}")).check(&[]);
    assert_eq!(checked.code, 1, "{}", checked.out);
    checked.findings()
}

#[test]
fn a_panic() {
    assert_snapshot!("panic", stopped("Panic"));
}

#[test]
fn a_state_that_is_too_long() {
    assert_snapshot!("state_too_large", stopped("Hoard"));
}

#[test]
fn a_loop_that_does_not_end() {
    assert_snapshot!("out_of_fuel", stopped("Spin"));
}

#[test]
fn a_memory_that_is_too_small() {
    assert_snapshot!("out_of_memory", stopped("Swell"));
}

#[test]
fn a_recursion_that_does_not_end() {
    // Where it trapped is the compiler's to say.
    let said = stopped("Fall");
    let what =
        "error[fault]: a step was undone: it trapped: wasm trap: out of bounds memory access";
    assert!(said.starts_with(what), "{said}");
    assert!(said.contains("met by line 2 of tests/customer.txt: tap Fall"), "{said}");
}

#[test]
fn a_step_that_comes_near_to_a_limit() {
    let kiosk = Kiosk::enter().with_script("tap Stuff");
    let checked = kiosk.check(&[]);
    assert_eq!(checked.code, 0, "{}", checked.out);
    assert_snapshot!("near_limit", checked.findings());
    assert_eq!(kiosk.check(&["--deny", "warnings"]).code, 1);
}

#[test]
fn a_script_that_stops() {
    let checked = Kiosk::enter().with_script("tap Tea\ntap Coffee").check(&[]);
    assert_snapshot!("script_failed", checked.findings());
    let checked = Kiosk::enter().with_script("tap Tea\nstir Tea").check(&[]);
    assert_snapshot!("script_that_is_none", checked.findings());
}
