//! `loggia run --script`: how partners drive a mini-app in their own CI.

use std::fs;

use loggia_runtime::policy::Grant;
use loggia_tests::coffee::{built, workspace};
use tempfile::tempdir;

use super::{Said, loggia, play, say};

const PAY_AN_ESPRESSO: &str = "
    tap Espresso
    tap \"Add to basket\"
    tap \"Pay €2.40\"
";

#[test]
fn an_order_is_placed_by_a_script() {
    coffee(
        &["--memory"],
        "# two large cappuccinos
        tap Cappuccino
        choose Size \"Large + €0.80\"
        tap \"+\" in Quantity
        tap \"Add to basket\"
        expect \"€8.40\"
        tap \"In 15 minutes\"
        tap \"Pay €8.40\"
        expect \"Coffee by Bean & Leaf asks you to pay\"
        confirm Savings
        expect \"Thank you\"
        wait 5s
        expect \"You earned\"
        wait 15m
        expect \"Ready for you at the counter\"",
    )
    .went_well();
}

#[test]
fn a_restart_in_the_middle_of_an_order_loses_nothing_and_pays_nothing_twice() {
    let data = tempdir().unwrap();
    let data = data.path().display().to_string();
    let script = format!(
        "{PAY_AN_ESPRESSO}
        restart
        expect \"asks you to pay\"
        confirm
        restart
        expect \"Thank you\"
        wait 5s
        restart
        expect \"You earned\""
    );
    coffee(&["--data", &data], &script).went_well();
    let payments =
        say(loggia().args(["bank", "payments", "--json", "--data", &data])).went_well().json();
    assert_eq!(payments.as_array().unwrap().len(), 1);
}

#[test]
fn the_next_process_resumes_the_session_unless_it_is_told_not_to() {
    let data = tempdir().unwrap();
    let data = data.path().display().to_string();
    coffee(&["--data", &data], "tap Espresso\ntap \"Add to basket\"").went_well();
    coffee(&["--data", &data], "expect \"Pay €2.40\"").went_well();
    coffee(&["--data", &data, "--new"], "expect Menu\nexpect-not \"Pay €2.40\"").went_well();
    coffee(&["--data", &data, "--user", "bob"], "expect Menu").went_well();
    coffee(&["--data", &data, "--user", "mallory"], "back")
        .was_wrong_use(&["no such customer", "alice, bob, carla, dev"]);
}

#[test]
fn a_declined_payment_costs_nothing() {
    let script =
        format!("{PAY_AN_ESPRESSO}\ndecline\nexpect \"Nothing was charged\"\nexpect \"Pay €2.40\"");
    coffee(&["--memory"], &script).went_well();
}

#[test]
fn without_loyalty_coffee_is_sold_without_points() {
    let script = format!(
        "expect-not \"bean point\"{PAY_AN_ESPRESSO}confirm\nexpect \"Thank you\"\nwait 5s\nexpect-not earned"
    );
    coffee(&["--memory", "--deny", "loyalty"], &script).went_well();
    coffee(&["--memory", "--deny", "loggia:loyalty/loyalty"], &script).went_well();
}

#[test]
fn without_what_it_requires_coffee_does_not_run() {
    coffee(&["--memory", "--deny", "payments"], "back")
        .failed_with(&["requires loggia:payments/payments-initiate"]);
    coffee(&["--memory", "--deny", "fortunes"], "back")
        .was_wrong_use(&["no such capability", "loggia:loyalty/loyalty"]);
}

#[test]
fn a_mismatch_names_the_line_and_shows_the_screen() {
    let script = "tap Espresso\n\n# not yet\nexpect \"Thank you\"\nback";
    let said = coffee(&["--memory"], script).failed_with(&[
        "line 4",
        "\"Thank you\" is not on screen",
        "[Add to basket]",
        "Short, dark, hazelnut",
    ]);
    assert!(said.out.is_empty(), "{said}");

    let played = coffee(&["--memory", "--json"], script).failed_with(&["line 4"]).json();
    assert_eq!(played["failed"]["line"], 4);
    assert_eq!(played["failed"]["text"], "expect \"Thank you\"");
}

#[test]
fn what_is_not_there_to_be_tapped_is_answered_with_what_is() {
    coffee(&["--memory"], "tap Esspresso").failed_with(&[
        "line 1",
        "there is no \"Esspresso\"",
        "\"Espresso\"",
    ]);
    coffee(&["--memory"], "confirm").failed_with(&["line 1", "there is no payment sheet"]);
}

#[test]
fn a_walk_leaves_the_session_that_was_open_as_it_was() {
    let data = tempdir().unwrap();
    let kept = data.path().display().to_string();
    coffee(&["--data", &kept], "tap Espresso\ntap \"Add to basket\"").went_well();
    let grant = built().grant.display().to_string();
    let mut walk = loggia();
    walk.arg("run").arg(&built().package).args(["--grant", &grant, "--data", &kept]);
    walk.args(["--locale", "en", "--time-zone", "UTC", "--at", "2026-01-15T09:00:00Z"]);
    walk.args(["--walk", "2", "--moves", "8", "--seed", "11", "--json"]);
    let walked = say(&mut walk).went_well().json();
    assert_eq!(walked["walks"], 2);
    coffee(&["--data", &kept], "expect \"Pay €2.40\"").went_well();
}

#[test]
fn a_new_session_is_begun_in_place_of_the_one_that_is_open_however_often() {
    let data = tempdir().unwrap();
    let kept = data.path().display().to_string();
    coffee(&["--data", &kept], "tap Espresso\ntap \"Add to basket\"").went_well();
    // A customer may have 20 open.
    for _ in 0..21 {
        coffee(&["--data", &kept, "--new"], "expect-not \"Pay €2.40\"").went_well();
    }
    coffee(&["--data", &kept], "expect \"Hot drinks\"").went_well();
}

#[test]
fn a_wrong_line_is_named_before_anything_runs() {
    let data = tempdir().unwrap();
    let fresh = data.path().join("fresh");
    let said = coffee(&["--data", &fresh.display().to_string()], "tap Espresso\ntip 5");
    said.was_wrong_use(&["line 2", "no step \"tip\"", "tap, fill, choose"]);
    assert!(!fresh.exists(), "nothing has run");
}

#[test]
fn the_last_view_and_what_each_step_used_are_there_for_machines() {
    let played =
        coffee(&["--memory", "--json"], "tap Espresso\ntap \"Add to basket\"").went_well().json();
    let steps = played["steps"].as_array().unwrap();
    let lines: Vec<u64> = steps.iter().map(|step| step["line"].as_u64().unwrap()).collect();
    assert_eq!((lines.first(), lines.last()), (Some(&0), Some(&2)));
    for step in steps {
        assert!(step["usage"]["fuel"].as_u64().unwrap() > 0, "{step:#}");
    }
    assert_eq!(played["view"]["screen"], "basket", "{:#}", played["view"]);
    assert!(played.get("failed").is_none());
}

#[test]
fn without_a_grant_nothing_runs_and_one_to_begin_with_is_printed() {
    let folder = tempdir().unwrap();
    let package = folder.path().join("coffee.wasm");
    fs::copy(&built().package, &package).unwrap();
    let said = play(&package, &["--memory"], "back")
        .failed_with(&["nothing is granted to Coffee", "grant.toml"]);

    let from = said.err.find("[\"loggia:").expect("a grant is printed");
    let skeleton: String =
        said.err[from..].lines().map(|line| format!("{}\n", line.trim())).collect();
    let grant: Grant = toml::from_str(&skeleton).unwrap();
    assert_eq!(grant.granted().count(), 5, "{skeleton}");
    fs::write(folder.path().join("grant.toml"), skeleton).unwrap();
    play(&package, &["--memory"], PAY_AN_ESPRESSO).went_well();
}

#[test]
fn what_the_banks_side_logs_is_added_to_a_file() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("bank.log");
    let log = file.display().to_string();
    let gallery = workspace().join("sample-miniapps/gallery");
    let broken = || play(&gallery, &["--memory", "--log", &log], "tap Feedback\ntap Break");
    let lines = || fs::read_to_string(&file).unwrap().matches("the mini-app failed").count();
    broken().went_well();
    assert_eq!(lines(), 1);
    broken().went_well();
    assert_eq!(lines(), 2, "what was there stays:\n{}", fs::read_to_string(&file).unwrap());
    coffee(&["--memory", "--log", &folder.path().display().to_string()], "back")
        .was_wrong_use(&["the log", "cannot be written"]);
}

#[test]
fn what_cannot_be_run_is_said_with_what_would_be_right() {
    let folder = tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    play(&at("gone"), &["--memory"], "").was_wrong_use(&["there is no package at"]);
    play(folder.path(), &["--memory"], "").was_wrong_use(&[
        "no mini-app",
        "loggia.toml",
        "[partner]",
    ]);

    let package = fs::read(&built().package).unwrap();
    fs::write(at("half.wasm"), &package[..package.len() / 2]).unwrap();
    let grant = built().grant.display().to_string();
    play(&at("half.wasm"), &["--memory", "--grant", &grant], "")
        .failed_with(&["no seal", "loggia inspect"]);
    fs::write(at("grant.toml"), "[\"loggia:storage/storag\"]").unwrap();
    fs::write(at("whole.wasm"), &package).unwrap();
    play(&at("whole.wasm"), &["--memory"], "")
        .failed_with(&["grant.toml is wrong", "loggia:storage/storag"]);
    play(&at("whole.wasm"), &["--memory", "--grant", "gone.toml"], "")
        .was_wrong_use(&["gone.toml cannot be read"]);
}

#[test]
fn wrong_use_is_told_with_the_usage_and_exit_code_two() {
    let wrong = |arguments: &[&str], text: &str| {
        say(loggia().args(arguments)).was_wrong_use(&[text]);
    };
    wrong(&[], "Usage: loggia");
    wrong(&["run"], "<PATH|FILE>");
    wrong(&["sell"], "sell");
    wrong(&["run", "x", "--memory", "--data", "y"], "cannot be used with");
    wrong(&["run", "x", "--json"], "--script");
    wrong(&["bank", "rob"], "rob");
    wrong(&["run", "x", "--script", "/nowhere/order.txt"], "cannot be read");
    wrong(
        &["run", "x", "--memory", "--script", "-", "--locale", "not a tag"],
        "\"not a tag\" is no language",
    );
    coffee(&["--memory", "--user", "no/body"], "").was_wrong_use(&["--user"]);
    // Standard output is a pipe here.
    say(loggia().arg("run").arg(&built().package)).was_wrong_use(&["in a terminal", "--script"]);
    let help = say(loggia().args(["help", "run"])).went_well();
    assert!(help.out.contains("Keys:") && help.out.contains("Examples:"), "{help}");
}

fn coffee(options: &[&str], script: &str) -> Said {
    let grant = built().grant.display().to_string();
    play(&built().package, &[&["--grant", &grant], options].concat(), script)
}
