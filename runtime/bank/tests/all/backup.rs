//! Backups of a bank that goes on meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use loggia_bank::{BackupError, Bank};
use loggia_runtime::capability::payments::Payments;

use crate::branch::{Branch, alice, authorise, effect, initiation, order, payment_id, reply_to};

#[test]
fn a_backup_taken_while_payments_are_made_is_a_sound_bank_of_one_moment() {
    let branch = Branch::on_disk();
    branch.session(1, "alice");
    let folder = tempfile::tempdir().unwrap();
    let ends = AtomicBool::new(false);
    let (account, now) = (branch.account("Everyday"), branch.now());
    let backups = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut made = 0;
            for number in 1..=200 {
                if ends.load(Ordering::SeqCst) {
                    break;
                }
                let initiation = initiation(number, order(number, "0.10 EUR"));
                let bank = &branch.bank;
                bank.initiate(&effect(number), &alice(), &initiation, &reply_to(number)).unwrap();
                authorise(bank, &payment_id(number), account, now).unwrap();
                made = number;
            }
            made
        });
        let mut backups = Vec::new();
        for number in 0..5 {
            let file = folder.path().join(format!("backup-{number}.sqlite3"));
            let before = branch.bank.payments().unwrap().len();
            branch.bank.back_up(&file).unwrap();
            backups.push((file, before, branch.bank.payments().unwrap().len()));
        }
        ends.store(true, Ordering::SeqCst);
        assert!(writer.join().unwrap() > 0);
        backups
    });
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 5, "and nothing beside them");
    for (file, before, after) in backups {
        let backup = Bank::open_with(&file, Arc::clone(branch.bank.keys())).unwrap();
        let report = backup.verify().unwrap();
        assert!(report.is_sound(), "{report}");
        let payments = backup.payments().unwrap().len();
        assert!((before..=after).contains(&payments), "{before} <= {payments} <= {after}");
    }
    branch.assert_sound();
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_a_backup() {
    use std::os::unix::fs::PermissionsExt;

    let branch = Branch::on_disk();
    let file = branch.path().with_file_name("backup.sqlite3");
    branch.bank.back_up(&file).unwrap();
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0);
}

#[test]
fn a_backup_replaces_nothing_and_leaves_nothing_where_it_fails() {
    let branch = Branch::on_disk();
    let file = branch.path().with_file_name("backup.sqlite3");
    std::fs::write(&file, "mine").unwrap();
    let refused = branch.bank.back_up(&file).unwrap_err();
    assert!(matches!(refused, BackupError::Exists { .. }), "{refused}");
    assert_eq!(std::fs::read(&file).unwrap(), b"mine");
    let refused = branch.bank.back_up(&branch.path()).unwrap_err();
    assert!(matches!(refused, BackupError::Exists { .. }), "{refused}");
    let nowhere = branch.path().with_file_name("no-folder").join("backup.sqlite3");
    let refused = branch.bank.back_up(&nowhere).unwrap_err();
    assert!(matches!(refused, BackupError::Unwritable { .. }), "{refused}");
    let refused = Branch::in_memory().bank.back_up(&nowhere).unwrap_err();
    assert!(matches!(refused, BackupError::InMemory | BackupError::Unwritable { .. }), "{refused}");
    branch.assert_sound();
}

#[test]
fn what_a_killed_process_of_the_same_number_left_keeps_no_backup_from_being_made() {
    let branch = Branch::on_disk();
    let file = branch.path().with_file_name("backup.sqlite3");
    let left = format!("backup.sqlite3.{}.unfinished", std::process::id());
    std::fs::write(file.with_file_name(left), "half of it").unwrap();
    branch.bank.back_up(&file).unwrap();
    assert!(Bank::open_with(&file, Arc::clone(branch.bank.keys())).is_ok());
}

#[test]
fn books_that_do_not_agree_make_no_backup() {
    let branch = Branch::on_disk();
    branch.settled(1, "3.40 EUR");
    crate::verify::cook(
        &branch,
        &["transfers_never_change"],
        "UPDATE transfers SET amount = amount + 1 WHERE number = 1",
    );
    let file = branch.path().with_file_name("backup.sqlite3");
    let refused = branch.bank.back_up(&file).unwrap_err();
    assert!(matches!(refused, BackupError::Unusable(_)), "{refused}");
    let left = std::fs::read_dir(branch.path().parent().unwrap()).unwrap();
    let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("backup")), "{left:?}");
}
