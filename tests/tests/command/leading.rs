//! Mini-apps that lead to others, as their user has them: the bank's sheet in between, and the way back.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use loggia_runtime::package::{DeclaredIntent, DeclaredParam, ParamForm, Purpose, imports};
use loggia_tests::{Target, full_grant, manifest, mischief_component, package_with};
use tempfile::{TempDir, tempdir};

use super::{Said, loggia, play, say};

/// Two packages of mischief, with their grants beside them: a guide, and parking, which can be opened to
/// park, and to do as it is told.
struct Street {
    folder: TempDir,
}

/// The bank's folders of compiled code and its key, which are filled once for all tests.
const CODE: [&str; 2] = ["code", "code.key"];

impl Street {
    fn new() -> Self {
        static COMPILED: OnceLock<PathBuf> = OnceLock::new();
        let compiled = COMPILED.get_or_init(|| {
            let street = Self::without_code();
            // On a machine that is busy with other things a compile worker may run out of time.
            let busy = |said: &Said| said.err.contains("took longer than");
            let mut said = street.with_parking("back");
            for _ in 0..4 {
                said = if busy(&said) { street.with_parking("back") } else { said };
            }
            said.went_well();
            let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("leading");
            let _ = fs::remove_dir_all(&kept);
            copy(&street.bank(), &kept);
            kept
        });
        let street = Self::without_code();
        copy(compiled, &street.bank());
        street
    }

    fn without_code() -> Self {
        let street = Self { folder: tempdir().unwrap() };
        street.settle("com.example.mischief", "Guide");
        street.settle("com.example.parking", "Parking");
        street
    }

    fn bank(&self) -> PathBuf {
        self.folder.path().join("bank")
    }

    fn settle(&self, app: &str, name: &str) {
        let component = mischief_component(Target::Unknown);
        let called = imports(component).unwrap();
        let asked = called.iter().filter(|import| !import.functions.is_empty());
        let asked = asked.map(|import| import.interface.as_str());
        let asked = asked.filter(|interface| !interface.ends_with("/diagnostics"));
        let mut manifest = manifest(asked, []);
        manifest.app_id = app.parse().unwrap();
        manifest.name = name.to_owned();
        let words = |text: &str| Purpose::from([("en".to_owned(), text.to_owned())]);
        let param = |name: &str, label: &str, required, form| DeclaredParam {
            name: name.parse().unwrap(),
            label: words(label),
            required,
            form,
        };
        manifest.intents.push(DeclaredIntent {
            name: "park".parse().unwrap(),
            title: words("Park your car"),
            params: vec![
                param("zone", "Zone", true, ParamForm::Text { max_length: 8 }),
                param("minutes", "Minutes", false, ParamForm::Whole { min: 1, max: 1_440 }),
                param("do", "Orders", false, ParamForm::Text { max_length: 40 }),
            ],
        });
        let folder = self.folder.path().join(name);
        fs::create_dir(&folder).unwrap();
        fs::write(self.package(name), package_with(component, &manifest).unwrap()).unwrap();
        fs::write(folder.join("grant.toml"), toml::to_string(&full_grant()).unwrap()).unwrap();
    }

    fn package(&self, name: &str) -> PathBuf {
        self.folder.path().join(name).join("app.wasm")
    }

    fn play(&self, with: &[&Path], script: &str) -> Said {
        let with: Vec<String> = with.iter().map(|path| path.display().to_string()).collect();
        let data = self.bank().display().to_string();
        let mut options = vec!["--data", &data, "--new"];
        for path in &with {
            options.extend(["--with", path]);
        }
        play(&self.package("Guide"), &options, script)
    }

    /// The guide is told this, with parking there.
    fn with_parking(&self, script: &str) -> Said {
        self.play(&[&self.package("Parking")], script)
    }
}

/// Copies a bank's code, and nothing else of it.
fn copy(from: &Path, to: &Path) {
    let [code, key] = CODE;
    fs::create_dir_all(to.join(code)).unwrap();
    fs::copy(from.join(key), to.join(key)).unwrap();
    for file in fs::read_dir(from.join(code)).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), to.join(code).join(file.file_name())).unwrap();
    }
}

const LEAD: &str =
    "fill Orders \"lead com.example.parking park zone=W12 minutes=90 do=intent\"\ntap \"Do it\"\n";

#[test]
fn the_sheet_says_who_leads_where_with_what_and_closing_leads_back() {
    let script = format!(
        "{LEAD}
        expect \"Guide by Example would like to lead you to\"
        expect \"Parking by Example\"
        expect \"Park your car\"
        expect W12
        expect 90
        open
        expect \"Guide led you here\"
        expect park
        leave
        expect \"Parking is closed\"
        expect leading
        {LEAD}open
        fill Orders close
        tap \"Do it\"
        expect \"Parking is closed\"
        expect leading"
    );
    Street::new().with_parking(&script).went_well();
}

#[test]
fn nothing_of_it_happens_without_the_user_and_a_no_is_not_asked_about_at_once() {
    let script = format!(
        "{LEAD}
        expect \"Parking by Example\"
        decline
        expect leading
        expect-not \"Parking by Example\"
        {LEAD}
        expect \"You stayed here. Guide can lead to Parking in\"
        expect-not \"Parking by Example\"
        wait 61s
        {LEAD}
        expect \"Parking by Example\"
        decline
        wait 61s
        {LEAD}
        expect-not \"Parking by Example\"
        wait 1h
        {LEAD}
        expect \"Parking by Example\""
    );
    Street::new().with_parking(&script).went_well();
}

#[test]
fn where_there_is_nothing_the_user_is_told_and_the_mini_app_is_not() {
    let script = format!(
        "{LEAD}
        expect \"Guide leads nowhere\"
        expect \"there is no com.example.parking here\"
        fill Orders \"say still here\"
        tap \"Do it\"
        expect \"still here\""
    );
    Street::new().play(&[], &script).went_well();
    let wrong = |order: &str, why: &str| {
        format!(
            "fill Orders {order:?}\ntap \"Do it\"\nexpect \"Parking cannot be opened for it\"\nexpect {why:?}\n"
        )
    };
    let script = [
        wrong("lead com.example.parking park", "zone"),
        wrong("lead com.example.parking park zone=123456789", "8 characters"),
        wrong("lead com.example.parking park zone=1 minutes=0", "to 1440"),
        wrong("lead com.example.parking park zone=1 user=alice", "user"),
    ];
    Street::new().with_parking(&script.concat()).went_well();
}

#[test]
fn a_mini_app_that_fails_when_it_is_opened_leaves_the_user_where_they_were() {
    let script = "
        fill Orders \"lead com.example.parking park zone=1 do=panic\"
        tap \"Do it\"
        open";
    let said = Street::new().with_parking(script);
    said.failed_with(&["the mini-app failed", "Guide by Example"]);
}

#[test]
fn mini_apps_that_lead_to_each_other_for_ever_end_where_the_users_sessions_do() {
    let there = "fill Orders \"lead com.example.parking park zone=1\"\ntap \"Do it\"\nopen\n";
    let back = "fill Orders \"lead com.example.mischief obey do=add\"\ntap \"Do it\"\nopen\n";
    let script = [there, back].concat().repeat(12);
    Street::new().with_parking(&script).failed_with(&["the user has 20 open sessions"]);
    // Whoever goes back has room again.
    let script = [&[there, back].concat().repeat(9), there, &"leave\n".repeat(19), there].concat();
    Street::new().with_parking(&script).went_well();
}

#[test]
fn a_restart_finds_both_where_they_were() {
    let script = format!(
        "{LEAD}open
        fill Orders \"say parked\"
        tap \"Do it\"
        restart
        expect parked
        leave
        expect leading"
    );
    Street::new().with_parking(&script).went_well();
}

#[test]
fn each_mini_app_is_there_once_and_has_its_own_grant() {
    let street = Street::new();
    let parking = street.package("Parking");
    street.play(&[&parking, &parking], "back").was_wrong_use(&["is there already"]);
    street.play(&[&street.package("Guide")], "back").was_wrong_use(&["is there already"]);
    street.with_parking("leave").failed_with(&["no other mini-app led here"]);
    street.with_parking("open").failed_with(&["there is no sheet about another mini-app"]);
    fs::remove_file(parking.with_file_name("grant.toml")).unwrap();
    street.with_parking("back").failed_with(&["nothing is granted to Parking"]);
}

#[test]
fn inspect_says_what_a_mini_app_can_be_opened_for() {
    let street = Street::new();
    let said = say(loggia().arg("inspect").arg(street.package("Parking"))).went_well();
    for words in [
        "ask you on the bank's own sheet to open another mini-app",
        "Others can lead to it",
        "Park your car  park",
        "Zone  zone: at most 8 characters",
        "Minutes  (optional)  minutes: a whole number from 1 to 1440",
    ] {
        assert!(said.out.contains(words), "{words}:\n{said}");
    }
}
