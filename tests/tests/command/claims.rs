//! What a customer tells a mini-app of themself: ticked on the bank's sheet, listed by the bank.

use std::fs;

use loggia_tests::{full_grant, mischief_package};
use tempfile::{TempDir, tempdir};

use super::{Said, loggia, play, say};

/// Where the bank keeps its data, and what is run.
struct Trial {
    folder: TempDir,
}

impl Trial {
    fn new() -> Self {
        let folder = tempdir().unwrap();
        fs::write(folder.path().join("mischief.wasm"), mischief_package()).unwrap();
        fs::write(folder.path().join("grant.toml"), toml::to_string(&full_grant()).unwrap())
            .unwrap();
        Self { folder }
    }

    fn play(&self, user: &str, script: &str) -> Said {
        let data = self.data();
        let options = ["--data", &data, "--user", user, "--new"];
        play(&self.folder.path().join("mischief.wasm"), &options, script)
    }

    fn bank(&self, arguments: &[&str]) -> Said {
        say(loggia().args(arguments).args(["--data", &self.data()]))
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }
}

/// Has the mini-app ask, and say what it was told.
const ASK: &str = "
    fill Orders \"claims address,given-name,email to-bill-you take-claims $\"
    tap \"Do it\"
";

/// One test, because what is run is compiled once for all of it.
#[test]
fn what_is_told_is_what_was_ticked_and_a_no_is_followed_by_a_pause() {
    let trial = Trial::new();
    what_is_ticked_is_told_and_what_is_not_is_not(&trial);
    a_no_tells_nothing_and_is_followed_by_a_pause(&trial);
    a_script_that_ticks_what_is_not_there_is_told_what_is(&trial);
}

fn what_is_ticked_is_told_and_what_is_not_is_not(trial: &Trial) {
    let script = format!(
        "{ASK}
        expect \"Mischief by Example would like to know\"
        expect \"“to-bill-you”\"
        expect \"Platanengasse 14/2/9\"
        expect \"alice.moser@example.com\"
        expect-not \"Moser\"
        expect-not \"Share these\"
        tick \"Given name\"
        tick email
        expect \"Share these 2\"
        tick email
        expect \"Share this\"
        share
        expect \"Alice Marie - - - - - -\"
        restart
        expect \"Alice Marie - - - - - -\""
    );
    trial.play("alice", &script).went_well();
    let listed = trial.bank(&["bank", "claims", "--user", "alice", "--json"]).went_well().json();
    assert_eq!(listed[0]["purpose"], "to-bill-you");
    assert_eq!(listed[0]["asked"], serde_json::json!(["address", "given-name", "email"]));
    assert_eq!(listed[0]["shared"], serde_json::json!({ "given-name": "Alice Marie" }));
    let table = trial.bank(&["bank", "claims"]).went_well().out;
    assert!(table.contains("address, given-name, email  given-name"), "{table}");
    let shown = trial.bank(&["audit", "show"]).went_well().out;
    assert!(shown.contains("claims-shared"), "{shown}");
    trial.bank(&["audit", "verify"]).went_well();
}

fn a_no_tells_nothing_and_is_followed_by_a_pause(trial: &Trial) {
    let script = format!(
        "{ASK}
        decline
        expect cancelled
        {ASK}
        expect denied
        wait 61s
        {ASK}
        expect \"would like to know\"
        wait 5m
        expect expired"
    );
    trial.play("bob", &script).went_well();
    let table = trial.bank(&["bank", "claims"]).went_well().out;
    assert!(table.contains("nothing: refused") && table.contains("nothing: expired"), "{table}");
    let none = trial.bank(&["bank", "claims", "--user", "carla"]).went_well().out;
    assert!(none.contains("Nobody was asked"), "{none}");
}

fn a_script_that_ticks_what_is_not_there_is_told_what_is(trial: &Trial) {
    let play = |script: &str| trial.play("carla", script);
    // Nothing of it is decided, so the next one comes when the sheet before has expired.
    let ask = |minute: u32| format!("wait {minute}m\n{ASK}");
    play(&format!("{}\ntick \"Tax number\"", ask(1)))
        .failed_with(&["there is no \"Tax number\" to tick", "Address, Given name, Email"]);
    play(&format!("{}\nshare", ask(7))).failed_with(&["nothing is ticked"]);
    play(&format!("{}\nallow", ask(13))).failed_with(&["there is no consent sheet"]);
    play("tick Address").failed_with(&["there is no sheet to tick claims on"]);
    play(&format!("{}\ntap \"Do it\"", ask(19))).failed_with(&["tick and share, or decline"]);
}
