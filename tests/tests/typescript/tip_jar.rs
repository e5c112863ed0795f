//! The tip jar as a customer has it, when all is well and when something is not.

use std::path::PathBuf;

use loggia_tests::coffee::workspace;
use loggia_tests::{has_node, tip_jar};

use super::project::{Project, play, play_in};

/// From the people to a receipt.
const TIP: &str = "
    tap \"The Corner Band\"
    tap \"Tip €5.00\"
    expect \"Tip Jar Society asks you to pay\"
    confirm Savings
    wait 5s
    expect \"The Corner Band says thank you!\"
    ";

fn jar() -> PathBuf {
    let _ = tip_jar();
    workspace().join("sample-miniapps/tip-jar")
}

#[test]
fn a_tip_is_given_remembered_and_found_again() {
    if !has_node() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().display().to_string();
    let script = format!(
        "{TIP}
        tap \"Tip somebody else\"
        tap \"Mara Lind\"
        fill \"Another amount\" 7.50
        tap \"Tip this amount\"
        expect \"7.50\"
        decline
        expect \"Nothing was charged\"
        restart
        expect \"Nothing was charged\""
    );
    play(&jar(), &["--data", &data], &script).went_well();
    // Another session, and then another language.
    let script = "
        expect \"Who made your day?\"
        tap \"Your last tips\"
        expect \"The Corner Band\"
        expect \"Not given\"";
    play(&jar(), &["--data", &data, "--new"], script).went_well();
    let script = "
        expect \"Deine letzten Trinkgelder\"
        expect \"Nicht gegeben\"";
    play_in("de", &jar(), &["--data", &data], script).went_well();
}

#[test]
fn a_tip_that_is_left_undecided_is_taken_up_by_the_next_session() {
    if !has_node() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().display().to_string();
    let script = "
        tap \"Café Anker\"
        tap \"Tip €1.00\"
        expect \"asks you to pay\"";
    play(&jar(), &["--data", &data], script).went_well();
    // The first session's sheet is not the second one's, and yet nothing is forgotten, nor asked for twice.
    let script = "
        expect \"A tip isn’t finished yet.\"
        tap \"Mara Lind\"
        tap \"Tip €5.00\"
        expect \"Please finish this tip first.\"
        expect \"couldn’t tell whether the tip went through\"
        tap \"Try again\"
        expect \"Your bank can’t say yet.\"
        expect-not \"asks you to pay\"
        tap \"Cancel the tip\"
        expect \"Nothing was charged\"
        back
        expect-not \"A tip isn’t finished yet.\"";
    play(&jar(), &["--data", &data, "--new"], script).went_well();
}

#[test]
fn withdrawn_expired_and_refused_tips_cost_nothing() {
    if !has_node() {
        return;
    }
    let script = "
        tap \"Café Anker\"
        tap \"Tip €2.00\"
        wait 6m
        expect \"Time ran out\"
        tap \"Tip €2.00\"
        expect \"asks you to pay\"
        decline
        expect \"You didn’t confirm the tip\"";
    play(&jar(), &["--memory"], script).went_well();
}

/// A copy of the jar whose bank can't say what became of a payment, doesn't know it when it is looked at, and then
/// can't be asked for it.
fn with_a_bank_that_loses_a_payment() -> Project {
    let project = Project::new();
    let import = "payments } from \"@loggia/sdk\";";
    let bank = "payments as bank } from \"@loggia/sdk\";
let looked = false;
function refuse(code: \"unavailable\" | \"not-found\"): never {
  const reference = \"0000000000000000\";
  throw new CapabilityError({ code, reason: null, message: code, retryAfterMs: null, reference });
}
const payments = {
  ...bank,
  initiate: (...asked: Parameters<typeof bank.initiate<object>>) =>
    looked ? refuse(\"unavailable\") : bank.initiate(...asked),
  takeOutcome: (..._: unknown[]) => refuse(\"unavailable\"),
  get: (_: string) => {
    looked = true;
    return refuse(\"not-found\");
  },
};";
    project.change("src/giving.ts", import, bank);
    project
}

#[test]
fn a_tip_of_which_nobody_knows_stays_so_until_the_bank_says() {
    if !has_node() {
        return;
    }
    let script = "
        tap \"The Corner Band\"
        tap \"Tip €5.00\"
        confirm Savings
        expect \"couldn’t tell whether the tip went through\"
        tap \"Try again\"
        expect \"Your bank can’t say yet.\"
        expect \"couldn’t tell whether the tip went through\"
        expect-not \"Tipping doesn’t work right now\"";
    with_a_bank_that_loses_a_payment().play(script).went_well();
}

#[test]
fn without_storage_and_log_tips_are_given_all_the_same() {
    if !has_node() {
        return;
    }
    let script = format!(
        "{TIP}
        tap \"Your last tips\"
        expect \"can’t be shown at the moment\"
        tap \"Tip somebody else\"
        expect \"Café Anker\""
    );
    play(&jar(), &["--memory", "--deny", "storage", "--deny", "log"], &script).went_well();
    play(&jar(), &["--memory", "--deny", "payments"], "expect \"Who\"")
        .ended(1, &["requires loggia:payments/payments-initiate"]);
}

#[test]
fn what_is_thrown_is_shown_with_its_file_and_line() {
    if !has_node() {
        return;
    }
    let project = Project::new();
    project.change(
        "src/history.ts",
        "return storage.load<Tip[]>(KEY) ?? [];",
        "throw new RangeError(`${KEY} overflow`);",
    );
    let line = project.line("src/history.ts", "RangeError");
    let said = format!("it panicked at src/history.ts:{line}: RangeError: tips overflow");
    project.play("expect \"Who made your day?\"").ended(1, &[&said]);
}
