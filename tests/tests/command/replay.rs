//! `loggia replay`: what partners see of a journal.

use std::fs;
use std::path::Path;

use loggia_tests::coffee::built;
use serde_json::Value;
use tempfile::tempdir;

use super::build::Elsewhere;
use super::{Said, loggia, play, say};

const TO_THE_BASKET: &str = "
    tap \"Flat white\"
    back
    tap Espresso
    tap \"Add to basket\"
";

/// Plays a script on coffee, with a journal.
fn journal(file: &Path, script: &str) {
    let (grant, file) = (built().grant.display().to_string(), file.display().to_string());
    play(&built().package, &["--memory", "--grant", &grant, "--journal", &file], script)
        .went_well();
}

fn replay(file: &Path, options: &[&str]) -> Said {
    say(loggia().arg("replay").arg(file).args(["--locale", "en"]).args(options))
}

#[test]
fn a_script_that_is_played_with_a_journal_is_replayed_equal() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("order.journal");
    let pay = format!("{TO_THE_BASKET}\ntap \"Pay €2.40\"\nconfirm\nexpect \"Thank you\"\nwait 5s");
    journal(&file, &format!("{pay}\nrestart\nexpect \"You earned\""));
    let said = replay(&file, &[]).went_well();
    assert!(said.out.contains("steps are equal"), "{said}");
    replay(&file, &["--interpreted"]).went_well();
    let report = replay(&file, &["--json"]).went_well().json();
    assert_eq!(report["equal"], true);
    let causes: Vec<&str> = report["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["cause"].as_str().unwrap())
        .collect();
    assert_eq!(causes.first(), Some(&"launched"));
    for cause in ["action", "answered", "resumed"] {
        assert!(causes.contains(&cause), "{cause}: {causes:?}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "nobody else reads what it tells of the user");
    }
}

#[test]
fn a_step_is_shown_with_its_event_what_it_was_told_and_its_view() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("order.journal");
    journal(&file, TO_THE_BASKET);
    let first = replay(&file, &["--step", "1"]).went_well();
    for text in ["launched in en, UTC", "in its storage", "Espresso", "€2.40"] {
        assert!(first.out.contains(text), "{text}:\n{first}");
    }
    let second = replay(&file, &["--step", "3"]).went_well();
    for text in ["step 3", "action of", "Add to basket", "fuel"] {
        assert!(second.out.contains(text), "{text}:\n{second}");
    }
    let shown = replay(&file, &["--step", "3", "--json"]).went_well().json();
    assert_eq!(shown["cause"], "action");
    assert!(shown["view"].to_string().contains("Add to basket"), "{shown:#}");
    replay(&file, &["--step", "99"]).was_wrong_use(&["there is no step 99: the journal has"]);
}

#[test]
fn what_was_entered_is_shown_only_as_the_recorded_view_allows_it() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("order.journal");
    journal(&file, "tap \"Flat white\"\nchoose Size Large\ntap \"Add to basket\"");
    let report = replay(&file, &["--json"]).went_well().json();
    let last = report["steps"].as_array().unwrap().last().unwrap()["step"].to_string();
    let said = replay(&file, &["--step", &last]).went_well();
    assert!(said.out.contains("size = [\"large\"]"), "{said}");
    // Another release may not mark what this one had marked.
    let same = built().package.display().to_string();
    for json in [&[][..], &["--json"]] {
        let options = [&["--step", &last, "--against", &same], json].concat();
        let said = replay(&file, &options).went_well();
        assert!(said.out.contains("size = •••") && !said.out.contains("large"), "{said}");
    }
}

#[test]
fn a_changed_price_shows_just_the_changed_views() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("order.journal");
    journal(&file, TO_THE_BASKET);
    let elsewhere = Elsewhere::enter();
    elsewhere.change("src/menu.rs", "Self::FlatWhite => 380", "Self::FlatWhite => 395");
    let made = elsewhere.build(&["--json"]).went_well().json();
    let candidate = made["package"].as_str().unwrap();
    let options = ["--against", candidate];

    let same = built().package.display().to_string();
    replay(&file, &["--against", &same]).went_well();

    let report = replay(&file, &[&options[..], &["--json"]].concat());
    assert_eq!(report.code, 1, "{report}");
    let report = report.json();
    let steps = report["steps"].as_array().unwrap();
    let differing: Vec<&Value> =
        steps.iter().filter(|step| !step["differences"].as_array().unwrap().is_empty()).collect();
    assert!(!differing.is_empty() && differing.len() < steps.len(), "{report:#}");
    for step in &differing {
        let differences = step["differences"].as_array().unwrap();
        assert_eq!(differences.len(), 1, "{step:#}");
        assert_eq!(differences[0]["what"], "view", "{step:#}");
        for change in differences[0]["changes"].as_array().unwrap() {
            let (before, after) = (change["before"].to_string(), change["after"].to_string());
            let dearer = [("3.80", "3.95"), ("4.20", "4.35"), ("4.60", "4.75")];
            let expected = dearer.iter().fold(before, |text, (was, is)| text.replace(was, is));
            assert_eq!(expected, after, "{change:#}");
        }
    }
    // The product's page, and each menu; not the espresso's.
    assert_eq!(differing[0]["step"], 1);
    let espresso = steps.iter().find(|step| step["step"] == 5).unwrap();
    assert_eq!(espresso["differences"].as_array().unwrap().len(), 0, "{espresso:#}");

    let said = replay(&file, &options);
    for text in
        ["step 1 (launched) differs", "− trailing: 3.80 EUR", "+ trailing: 3.95 EUR", "fuel"]
    {
        assert!(said.out.contains(text) || said.err.contains(text), "{text}:\n{said}");
    }
}

#[test]
fn a_journal_that_was_changed_or_is_none_is_refused_with_the_entry() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("order.journal");
    journal(&file, TO_THE_BASKET);
    let good = fs::read(&file).unwrap();
    let lines = good.iter().filter(|byte| **byte == b'\n').count();
    let last = good.len() - 10;
    let mut changed = good.clone();
    changed[last] ^= 1;
    fs::write(&file, &changed).unwrap();
    replay(&file, &[]).failed_with(&[&format!("entry {lines} is not as it was written")]);

    fs::write(&file, &good[..last]).unwrap();
    let torn = replay(&file, &[]).went_well();
    assert!(torn.out.contains(&format!("in the middle of entry {lines}")), "{torn}");

    fs::write(&file, "tap Espresso\n").unwrap();
    replay(&file, &[]).failed_with(&["it is no journal"]);
    replay(&folder.path().join("gone"), &[]).was_wrong_use(&["cannot be read"]);
}

#[test]
fn a_journal_writes_over_a_journal_and_nothing_else() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("order.journal");
    journal(&file, "back");
    journal(&file, "back");
    replay(&file, &[]).went_well();
    let other = folder.path().join("notes.txt");
    fs::write(&other, "mine").unwrap();
    let (grant, other_name) = (built().grant.display().to_string(), other.display().to_string());
    let options = ["--memory", "--grant", &grant, "--journal", &other_name];
    play(&built().package, &options, "back").was_wrong_use(&["is no journal"]);
    assert_eq!(fs::read_to_string(&other).unwrap(), "mine");
}

#[test]
fn random_walks_say_what_they_came_to_and_come_again_by_their_seed() {
    let grant = built().grant.display().to_string();
    let walk = |options: &[&str]| {
        let mut run = loggia();
        run.arg("run").arg(&built().package).args(["--grant", &grant, "--memory"]);
        run.args(["--locale", "en", "--time-zone", "UTC"]).args(options);
        say(&mut run)
    };
    let at = ["--at", "2026-01-15T09:00:00Z", "--moves", "10"];
    let seeded = [&at[..], &["--walk", "2", "--seed", "11"]].concat();
    let said = walk(&seeded).went_well();
    assert!(said.out.contains("2 walks") && said.out.contains("--seed 11"), "{said}");
    let report = walk(&[&seeded[..], &["--json"]].concat()).went_well().json();
    assert_eq!((&report["walks"], &report["seed"]), (&2.into(), &11.into()));
    assert!(report["failures"].as_array().unwrap().is_empty());
    walk(&["--seed", "3"]).was_wrong_use(&["--walk"]);
    walk(&["--walk", "1", "--script", "-"]).was_wrong_use(&["cannot be used with"]);
}
