//! What lies encrypted in the file: who holds the database reads nothing of it, and changes nothing unnoticed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use loggia_bank::{Bank, Finding, OpenError};
use loggia_keys::{FileKeys, KeyName, Keys, KeysError, ThrowAwayKeys};
use loggia_runtime::GuestText;
use loggia_runtime::capability::{Effect, EffectKind, Reply};
use loggia_runtime::store::{Commit, HostEvent, LogLevel, LogLine, StorageCommit, Store};

use crate::branch::{
    Branch, NOW, alice, commit, effect, next, opening, owner, payment_id, saved, session_id,
};
use crate::verify::cook;

/// What no file may hold in the clear.
const SECRET: &str = "what only Alice and her mini-app know";

/// A session of the user's with the secret in all that is sealed.
fn confide(branch: &Branch, number: u8, user: &str) {
    let mut session = saved(number, user);
    session.state = SECRET.into();
    let writes = [("key".to_owned(), Some(SECRET.into()))];
    let log = [LogLine { level: LogLevel::Info, message: GuestText::line(SECRET.into()) }];
    let effects = [Effect {
        id: effect(number),
        session: session_id(number),
        owner: owner(user),
        reply: Some(Reply { request: 1, context: SECRET.into() }),
        may_raise: false,
        at: NOW,
        deadline: NOW,
        kind: EffectKind::CancelPayment(payment_id(9)),
    }];
    let storage = StorageCommit { seen_version: None, writes: &writes };
    let first = Commit { storage, log: &log, effects: &effects, ..opening(&session, 20) };
    branch.bank.commit(&first).unwrap();
    branch.bank.post(&session_id(number), &event()).unwrap();
}

fn event() -> HostEvent {
    HostEvent::Changed { topic: "payment".into(), id: SECRET.into() }
}

fn assert_confided(bank: &Bank, number: u8, user: &str) {
    assert_eq!(bank.load(&session_id(number)).unwrap().unwrap().state, SECRET.as_bytes());
    assert_eq!(bank.storage_get(&owner(user), "key").unwrap().unwrap(), SECRET.as_bytes());
    assert_eq!(bank.partner_log(&owner(user), 10).unwrap()[0].message.as_str(), SECRET);
    let effects = bank.outbox(Some(&session_id(number))).unwrap();
    assert_eq!(effects[0].reply.as_ref().unwrap().context, SECRET.as_bytes());
    assert_eq!(bank.next_event(&session_id(number)).unwrap().unwrap().event, event());
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.is_file()).collect()
}

#[test]
fn nothing_of_a_users_own_stands_in_the_file_in_the_clear() {
    let branch = Branch::on_disk();
    confide(&branch, 1, "alice");
    // What a mini-app says of its own about a payment, too.
    branch.initiate(2, "3.40 EUR");
    assert_confided(&branch.bank, 1, "alice");
    branch.assert_sound();
    let hex: Vec<u8> = [2, 0, 255].into();
    let context: Vec<u8> = branch
        .sql_prompt()
        .query_row("SELECT context FROM payments", [], |row| row.get(0))
        .unwrap();
    assert_ne!(context, hex);
    for file in files(branch.path().parent().unwrap()) {
        let bytes = std::fs::read(&file).unwrap();
        let found = bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes());
        assert!(!found, "{} holds it", file.display());
    }
    let branch = branch.reopened();
    assert_confided(&branch.bank, 1, "alice");
}

#[test]
fn storage_is_as_full_as_what_is_in_it() {
    let branch = Branch::in_memory();
    confide(&branch, 1, "alice");
    let full = || branch.bank.storage_status(&alice()).unwrap().total_bytes;
    assert_eq!(full(), (SECRET.len() + 3) as u64);
    let session = branch.bank.load(&session_id(1)).unwrap().unwrap();
    let writes = [("key".to_owned(), Some(Vec::new())), ("k2".to_owned(), Some(vec![1]))];
    let storage = StorageCommit { seen_version: None, writes: &writes };
    branch.bank.commit(&Commit { storage, ..commit(&next(&session)) }).unwrap();
    assert_eq!(full(), 3 + 2 + 1);
    branch.assert_sound();
}

#[test]
fn a_changed_byte_stops_its_own_session_and_nobody_elses() {
    let branch = Branch::on_disk();
    for (number, user) in [(1, "alice"), (2, "bob")] {
        confide(&branch, number, user);
    }
    let mallory = "WHERE session = x'01010101010101010101010101010101'";
    for sql in [
        "UPDATE sessions SET saved = CAST(saved || x'00' AS BLOB) WHERE user = 'alice'".to_owned(),
        "UPDATE storage SET value = CAST(value || x'00' AS BLOB) WHERE user = 'alice'".to_owned(),
        "UPDATE partner_log SET sealed = x'' WHERE user = 'alice'".to_owned(),
        format!("UPDATE events SET sealed = zeroblob(60) {mallory}"),
        format!("UPDATE outbox SET sealed = substr(sealed, 2) {mallory}"),
    ] {
        let triggers: &[&str] =
            if sql.contains("outbox") { &["outbox_effects_never_change"] } else { &[] };
        cook(&branch, triggers, &sql);
    }
    let bank = &branch.bank;
    let errors = [
        bank.load(&session_id(1)).unwrap_err().to_string(),
        bank.storage_get(&alice(), "key").unwrap_err().to_string(),
        bank.partner_log(&alice(), 10).unwrap_err().to_string(),
        bank.next_event(&session_id(1)).unwrap_err().to_string(),
        bank.outbox(Some(&session_id(1))).unwrap_err().to_string(),
    ];
    for error in errors {
        assert!(error.contains("does not open: it was changed"), "{error}");
    }
    assert_confided(bank, 2, "bob");
    let everybodys: Vec<_> = bank.outbox(None).unwrap().iter().map(|effect| effect.id).collect();
    assert_eq!(everybodys, [effect(2)], "the others' are dispatched");
    let report = bank.verify().unwrap();
    assert!(report.findings.len() >= 5, "{report}");
}

#[test]
fn a_row_does_not_open_in_the_place_of_another() {
    let swaps: [(&[&str], &str); 5] = [
        // Another user's, another session's of the same user, an earlier one of the same session.
        (&[], "UPDATE sessions SET saved = (SELECT saved FROM sessions WHERE user = 'bob')"),
        (
            &[],
            "UPDATE sessions SET saved = (SELECT saved FROM sessions WHERE number = 3) WHERE number = 1",
        ),
        (&["sessions_move_forward"], "UPDATE sessions SET sequence = 0"),
        (
            &["data_keys_stay_with_their_owner"],
            "UPDATE data_keys SET user = 'mallory' WHERE user = 'alice'",
        ),
        (&[], "UPDATE data_keys SET wrapped = (SELECT wrapped FROM data_keys WHERE user = 'bob')"),
    ];
    for (triggers, sql) in swaps {
        let branch = Branch::on_disk();
        for (number, user) in [(1, "alice"), (2, "bob"), (3, "alice")] {
            confide(&branch, number, user);
        }
        cook(&branch, triggers, sql);
        let refused = branch.bank.load(&session_id(1));
        assert!(refused.is_err(), "{sql}");
        assert!(!branch.bank.verify().unwrap().is_sound(), "{sql}");
    }
}

#[test]
fn an_event_does_not_open_in_the_place_of_another_that_waits_for_the_same_session() {
    let branch = Branch::on_disk();
    confide(&branch, 1, "alice");
    branch.bank.post(&session_id(1), &event()).unwrap();
    cook(
        &branch,
        &[],
        "UPDATE events SET sealed = (SELECT sealed FROM events ORDER BY id DESC LIMIT 1)",
    );
    let refused = branch.bank.next_event(&session_id(1)).unwrap_err().to_string();
    assert!(refused.contains("event 1") && refused.contains("comes from another row"), "{refused}");
    assert!(!branch.bank.verify().unwrap().is_sound());
}

#[test]
fn whose_key_is_gone_is_found_though_nothing_but_storage_or_log_lines_are_left() {
    for left in ["storage_owners", "partner_log"] {
        let branch = Branch::on_disk();
        confide(&branch, 1, "alice");
        for table in ["storage", "storage_owners", "partner_log", "outbox", "events", "sessions"] {
            if !(table.starts_with("storage") && left.starts_with("storage") || table == left) {
                cook(&branch, &[], &format!("DELETE FROM {table}"));
            }
        }
        branch.assert_sound();
        cook(&branch, &[], "DELETE FROM data_keys WHERE user = 'alice'");
        let report = branch.bank.verify().unwrap();
        assert!(
            matches!(report.findings.as_slice(), [Finding::Sealed { user, .. }] if *user == alice().user),
            "{report}"
        );
    }
}

#[test]
fn a_payment_whose_context_was_changed_still_moves_and_holds_nobody_up() {
    let branch = Branch::on_disk();
    branch.session(1, "alice");
    branch.initiate(1, "3.40 EUR");
    branch.initiate(2, "2.00 EUR");
    cook(
        &branch,
        &["payments_stay_as_they_were_shown", "payments_move_forward"],
        "UPDATE payments SET context = zeroblob(40) WHERE number = 1",
    );
    branch.pass(6 * crate::branch::MINUTE);
    assert_eq!(branch.bank.expire_due(branch.now()).unwrap(), 2);
    assert_eq!(branch.events(1).len(), 1, "the other one is answered");
}

#[test]
fn a_lost_key_is_refused_with_what_to_do_and_no_other_takes_its_place() {
    let branch = Branch::on_disk();
    confide(&branch, 1, "alice");
    let (path, keys) = (branch.path(), branch.path().with_file_name("keys"));
    let away = branch.path().with_file_name("away");
    std::fs::rename(&keys, &away).unwrap();
    let refused = Bank::open(&path).unwrap_err();
    assert!(
        matches!(
            &refused,
            OpenError::Keys(KeysError::Missing { name: KeyName::Data, version: 1, .. })
        ),
        "{refused}"
    );
    assert!(refused.to_string().contains("data.1.key back from where"), "{refused}");
    assert!(!keys.exists(), "nothing was made");

    // Another bank's key of the same name and version.
    let other = FileKeys::in_folder(&keys);
    other.make(KeyName::Data).unwrap();
    let refused = Bank::open(&path).unwrap_err();
    assert!(matches!(refused, OpenError::Keys(KeysError::NotWrapped { .. })), "{refused}");
    std::fs::remove_dir_all(&keys).unwrap();
    std::fs::rename(&away, &keys).unwrap();
    assert_confided(&Bank::open(&path).unwrap(), 1, "alice");
}

#[cfg(unix)]
#[test]
fn a_key_that_others_can_read_opens_no_bank() {
    use std::os::unix::fs::PermissionsExt;

    let branch = Branch::on_disk();
    let file = branch.path().with_file_name("keys").join("data.1.key");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
    let refused = Bank::open(&branch.path()).unwrap_err();
    assert!(matches!(refused, OpenError::Keys(KeysError::TooOpen { .. })), "{refused}");
    assert!(refused.to_string().contains("chmod go-rwx"), "{refused}");
}

#[test]
fn a_backup_opens_with_the_keys_of_its_day_and_with_no_others() {
    let branch = Branch::on_disk();
    confide(&branch, 1, "alice");
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("bank.sqlite3");
    branch.bank.back_up(&file).unwrap();
    assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 1, "no key is beside it");
    assert!(matches!(Bank::open(&file).unwrap_err(), OpenError::Keys(_)));
    let strange = Bank::open_with(&file, Arc::new(ThrowAwayKeys::new()));
    assert!(matches!(strange.unwrap_err(), OpenError::Keys(_)));

    branch.bank.rotate_data_key().unwrap();
    let restored = Bank::open_with(&file, Arc::clone(branch.bank.keys())).unwrap();
    assert_confided(&restored, 1, "alice");
    assert!(restored.verify().unwrap().is_sound());
    drop(restored);
    branch.bank.destroy_old_data_keys().unwrap();
    let refused = Bank::open(&file).unwrap_err();
    let keys = FileKeys::in_folder(branch.path().with_file_name("keys"));
    let lost = Bank::open_with(&file, Arc::new(keys)).unwrap_err();
    assert!(
        matches!(lost, OpenError::Keys(KeysError::Missing { version: 1, .. })),
        "{lost}, {refused}"
    );
}

#[test]
fn a_rotation_wraps_everything_anew_while_another_process_goes_on() {
    let branch = Branch::on_disk();
    let other = branch.another();
    for number in 0..250_u16 {
        let mut session = saved(1, &format!("user-{number}"));
        let [high, low] = number.to_be_bytes();
        session.id = loggia_runtime::SessionId::from_bytes([
            9, high, low, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ]);
        branch.bank.commit(&opening(&session, 20)).unwrap();
    }
    confide(&branch, 1, "alice");
    branch.bank.accounts().unwrap();
    let rotation = branch.bank.rotate_data_key().unwrap();
    assert_eq!((rotation.version, rotation.older.as_slice()), (2, &[1][..]));
    assert_eq!(rotation.rewrapped, 250 + 1 + 1, "users, and the bank's own check");
    assert_eq!(branch.bank.rewrap_data_keys().unwrap().rewrapped, 0);

    // A process that opened the bank before goes on with old and new owners.
    assert_confided(&other, 1, "alice");
    let session = other.load(&session_id(1)).unwrap().unwrap();
    other.commit(&commit(&next(&session))).unwrap();
    other.commit(&opening(&saved(3, "newcomer"), 20)).unwrap();
    assert_eq!(branch.bank.destroy_old_data_keys().unwrap(), [1]);
    branch.assert_sound();
    let versions = branch.bank.keys().versions(KeyName::Data).unwrap();
    assert_eq!(versions, [2]);
    branch.reopened().assert_sound();
}

#[test]
fn tokens_open_after_a_rotation() {
    use loggia_runtime::capability::account_information::{AccountInformation, PageRequest};

    let branch = Branch::on_disk();
    let list = |cursor| {
        let page = PageRequest { cursor, limit: 1 };
        AccountInformation::accounts(&branch.bank, &alice(), &page).unwrap().unwrap()
    };
    let cursor = list(None).next.unwrap();
    branch.bank.rotate_data_key().unwrap();
    branch.bank.destroy_old_data_keys().unwrap();
    assert_eq!(list(Some(cursor)).items.len(), 1);
}
