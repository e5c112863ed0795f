//! The samples as a customer has them: in the sandbox, with the bank, its sheets and the partners' own
//! servers, by script.

use std::path::PathBuf;

use tempfile::tempdir;

use super::{Said, loggia, play, said, say};
use loggia_tests::coffee::workspace;

fn sample(name: &str) -> PathBuf {
    workspace().join("sample-miniapps").join(name)
}

/// Runs budget on a day that is still to come: a withdrawal of today is before it.
fn play_on(day: u8, data: &str, script: &str) -> Said {
    let mut run = loggia();
    run.arg("run").arg(sample("budget")).args(["--locale", "en", "--time-zone", "UTC"]);
    run.args(["--at", &format!("2041-01-{day}T09:00:00Z"), "--data", data, "--script", "-"]);
    said(&mut run, script)
}

/// The money is gone, the books balance, and the payment's receipt verifies without the bank.
fn expect_receipt(data: &str) {
    let options = ["--data", data];
    let payments = say(loggia().args(["bank", "payments", "--json"]).args(options)).went_well();
    let payments = payments.json();
    let settled: Vec<_> = payments
        .as_array()
        .unwrap()
        .iter()
        .filter(|payment| payment["payment"]["status"] == "ACSC")
        .collect();
    assert_eq!(settled.len(), 1, "one is paid, and only once:\n{payments:#}");
    let id = settled[0]["payment"]["id"].as_str().unwrap();
    let receipt = PathBuf::from(data).join("receipt.json").display().to_string();
    let audit = |arguments: &[&str]| say(loggia().arg("audit").args(arguments).args(options));
    let made = audit(&["receipt", id, "--out", &receipt]).went_well();
    assert!(made.out.contains("check-receipt"), "{made}");
    let key = audit(&["key"]).went_well().out;
    let check = ["audit", "check-receipt", &receipt, "--key", key.trim(), "--locale", "en"];
    let checked = say(loggia().args(check)).went_well().out;
    assert!(
        checked.contains("payment-authorised") && checked.contains("payment-settled"),
        "{checked}"
    );
    say(loggia().args(["bank", "verify"]).args(options)).went_well();
}

/// Runs a sample whose server lives in the present.
fn play_now(name: &str, options: &[&str], script: &str) -> Said {
    let mut run = loggia();
    run.arg("run").arg(sample(name)).args(["--locale", "en", "--time-zone", "UTC"]);
    run.args(["--script", "-"]).args(options);
    said(&mut run, script)
}

#[test]
fn budget_sees_what_is_allowed_and_nothing_once_that_is_withdrawn() {
    let folder = tempdir().unwrap();
    let data = folder.path().display().to_string();
    let options = ["--data", data.as_str()];
    let script = "
        expect \"Budget by Pfennig would like to\"
        expect \"see which accounts you have\"
        expect \"up to 400 days back\"
        expect-not Groceries
        allow
        expect Groceries
        expect \"Came in\"";
    play_on(15, &data, script).went_well();

    let bank =
        |arguments: &[&str]| say(loggia().arg("bank").args(arguments).args(options)).went_well();
    let consents = bank(&["consents", "--user", "alice", "--json"]).json();
    let consents = consents.as_array().unwrap();
    assert_eq!(consents.len(), 4, "one for each that it requires, on one sheet");
    let debits = consents
        .iter()
        .find(|consent| consent["interface"] == "loggia:accounts/transactions-debits")
        .unwrap();
    assert_eq!(debits["status"], "AUTH");
    bank(&["withdraw", "alice", debits["id"].as_str().unwrap()]);
    assert!(bank(&["consents", "--locale", "en"]).out.contains("withdrawn"));

    // What it had added up is gone with its next look.
    let script = "tap \"Read again\"\nexpect \"Budget by Pfennig would like to\"\ndecline\nexpect-not Groceries";
    play_on(16, &data, script).went_well();
    assert!(bank(&["verify", "--locale", "en"]).out.contains("The books balance"));
    let leaves = say(loggia().args(["audit", "show"]).args(options)).went_well().out;
    for action in ["consent-given", "consent-withdrawn", "consent-refused"] {
        assert!(leaves.contains(action), "{action}:\n{leaves}");
    }
}

#[test]
fn budget_that_may_see_nothing_says_so_and_asks_again() {
    let script = "
        decline
        expect \"Budget may not look at your accounts\"
        wait 61s
        tap \"Ask me again\"
        expect \"Budget by Pfennig would like to\"
        allow
        expect Groceries";
    play(&sample("budget"), &["--memory"], script).went_well();
}

#[test]
fn a_journey_is_searched_paid_for_and_told_to_the_partner() {
    let folder = tempdir().unwrap();
    let data = folder.path().display().to_string();
    let options = ["--data", data.as_str()];
    let search = "choose From Vienna\nchoose To London\ntap \"Find connections\"\n";
    let offers = play_now("travel", &options, &format!("{search}expect NOTHING"));
    // Its title stands before the first point: the time and what goes then.
    let offer = offers.err.lines().find(|line| line.contains("Flight")).expect("something flies");
    let offer = offer.trim().trim_start_matches("- ").split(" · ").next().unwrap();

    let script = format!(
        "{search}tap \"{offer}\"
        expect \"are worth\"
        tap \"Book and pay\"
        expect \"Wanderlust asks you to pay\"
        confirm Savings
        wait 5s
        expect \"Booked. Have a good trip!\"
        tap \"My tickets\"
        expect WL-"
    );
    play_now("travel", &["--new", "--data", &data], &script).went_well();

    expect_receipt(&data);
}

#[test]
fn a_journey_that_is_declined_costs_nothing() {
    let search = "choose From Vienna\nchoose To London\ntap \"Find connections\"\n";
    let offers = play_now("travel", &["--memory"], &format!("{search}expect NOTHING"));
    let offer = offers.err.lines().find(|line| line.contains("Flight")).expect("something flies");
    let offer = offer.trim().trim_start_matches("- ").split(" · ").next().unwrap();
    let script =
        format!("{search}tap \"{offer}\"\ntap \"Book and pay\"\ndecline\nexpect-not Booked");
    play_now("travel", &["--memory"], &script).went_well();
    let script =
        "choose From Vienna\nchoose To London\ntap \"Find connections\"\nexpect-not Flight";
    play_now("travel", &["--memory", "--deny", "http"], script)
        .failed_with(&["requires loggia:http/http"]);
}

/// Parked in a zone that was found near the demonstration's place.
const PARK: &str = "
    tap \"Zones near me\"
    expect \"Parking by Kerbside would like to\"
    allow
    expect \"m away\"
    tap \"Opera House (1012)\"
    fill \"Number plate\" \"w 12345 a\"
    tap \"Start parking\"
    expect \"Time left\"
    ";

#[test]
fn a_car_is_parked_extended_and_paid_for_over_restarts() {
    let folder = tempdir().unwrap();
    let data = folder.path().display().to_string();
    let script = [
        PARK,
        "tap \"+ 15 min\"
        expect Extended
        restart
        expect \"Time left\"
        tap \"End and pay\"
        expect \"Kerbside asks you to pay\"
        decline
        expect \"it is still to be paid\"
        tap Pay
        wait 6m
        expect \"Time ran out\"
        restart
        tap Pay
        expect \"Kerbside asks you to pay\"",
    ]
    .concat();
    play_now("parking", &["--data", &data], &script).went_well();
    // Another process: the sheet is still up, and what was asked for is asked for no more.
    // Its clock begins in the present, before the waiting of the first.
    let script = "
        wait 6m
        expect \"Kerbside asks you to pay\"
        restart
        confirm Savings
        wait 5s
        expect \"Have a good drive!\"";
    play_now("parking", &["--data", &data], script).went_well();
    expect_receipt(&data);
}

#[test]
fn without_a_place_and_timers_a_car_is_parked_all_the_same() {
    let script = "
        expect-not \"Zones near me\"
        fill \"Zone or place\" opera
        tap Search
        tap \"Opera House (1012)\"
        fill \"Number plate\" \"w 12345 a\"
        tap \"Start parking\"
        expect \"Time left\"
        tap \"End and pay\"
        confirm
        wait 5s
        expect Receipt";
    let options = ["--memory", "--deny", "location", "--deny", "timers"];
    play_now("parking", &options, script).went_well();
    play_now("parking", &["--memory", "--deny", "http"], script)
        .failed_with(&["requires loggia:http/http"]);
}

/// What the office demands of the customer, by the facts that they tick.
const DEMANDS: &str = "
    tap \"Find what is addressed to me\"
    tick \"Family name\"
    tick \"Tax number\"
    tick \"Date of birth\"
    share
    expect \"Addressed to you\"
    ";

#[test]
fn a_bill_is_found_by_verified_facts_and_paid_for_over_restarts() {
    let folder = tempdir().unwrap();
    let data = folder.path().display().to_string();
    let script = [
        DEMANDS,
        "tap \"Bill:\"
        tap Pay
        expect \"Revenue Office asks you to pay\"
        decline
        expect \"You didn’t confirm the payment\"
        tap Pay
        wait 6m
        expect \"Time ran out\"
        tap Pay
        expect \"Revenue Office asks you to pay\"",
    ]
    .concat();
    play_now("taxes", &["--data", &data], &script).went_well();
    let script = "
        wait 6m
        expect \"Revenue Office asks you to pay\"
        restart
        confirm Savings
        wait 5s
        expect Paid";
    play_now("taxes", &["--data", &data], script).went_well();
    expect_receipt(&data);
}

#[test]
fn a_bill_is_found_by_its_reference_where_nothing_is_shared_or_may_be() {
    let paid = "
        fill Reference \"1234 5678 88\"
        tap \"Look up\"
        tap Pay
        confirm
        wait 5s
        expect Paid";
    let script = format!(
        "tap \"Find what is addressed to me\"\ndecline\nexpect \"You shared nothing\"\n{paid}"
    );
    play_now("taxes", &["--memory"], &script).went_well();
    let script = format!("expect-not \"addressed to me\"\n{paid}");
    let options = ["--memory", "--deny", "identity-verified", "--deny", "payments-scheduled"];
    play_now("taxes", &options, &script).went_well();
}

#[test]
fn a_ticket_leads_to_the_car_park_at_the_station_and_back() {
    let parking = sample("parking").display().to_string();
    let with = ["--memory", "--with", parking.as_str()];
    let search = "choose From Vienna\nchoose To Budapest\ntap \"Find connections\"\n";
    let offers = play_now("travel", &["--memory"], &format!("{search}expect NOTHING"));
    let offer = offers.err.lines().find(|line| line.contains("Train")).expect("a train goes");
    let offer = offer.trim().trim_start_matches("- ").split(" · ").next().unwrap();
    let script = format!(
        "{search}tap \"{offer}\"
        tap \"Book and pay\"
        confirm Savings
        wait 5s
        expect \"Booked. Have a good trip!\"
        tap \"Park at the station\"
        expect \"Travel by Wanderlust would like to lead you to\"
        expect \"Parking by Kerbside\"
        expect \"Find a place to park\"
        expect \"Central Station\"
        open
        expect \"Travel led you here\"
        expect \"Central Station, car park 1\"
        expect-not \"Opera House\"
        leave
        expect \"Booked. Have a good trip!\""
    );
    play_now("travel", &with, &script).went_well();
}
