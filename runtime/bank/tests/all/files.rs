use std::io::{Read, Seek, SeekFrom, Write};

use loggia_bank::{Bank, MoneyLeft, OpenError};
use loggia_runtime::capability::payments::Initiated;
use loggia_runtime::store::Store;

use crate::branch::{Branch, NOW, alice, authorise, money, opening, payment_id, saved, session_id};

#[test]
fn everything_is_there_after_a_restart() {
    let branch = Branch::on_disk();
    branch.session(1, "alice");
    branch.settled(1, "3.40 EUR");
    let look = |branch: &Branch| {
        let bank = &branch.bank;
        (
            bank.accounts().unwrap(),
            bank.transfers().unwrap(),
            bank.payments().unwrap(),
            bank.points().unwrap(),
        )
    };
    let before = look(&branch);
    let branch = branch.reopened();
    assert_eq!(look(&branch), before);
    branch.assert_sound();
}

#[test]
fn two_processes_share_one_file() {
    let branch = Branch::on_disk();
    let other = branch.another();
    branch.session(1, "alice");
    assert_eq!(branch.initiate(1, "3.40 EUR"), Initiated::AwaitingUser);
    let sheet = other.payment_sheet(&session_id(1)).unwrap().unwrap();
    authorise(&other, &sheet.payment, sheet.accounts[0].id, branch.now()).unwrap();
    assert_eq!(branch.available("Everyday"), money("1281.20 EUR"));
    assert_eq!(branch.events(1).len(), 1);
    branch.pass(1_000);
    let settled =
        branch.bank.settle_due(branch.now()).unwrap() + other.settle_due(branch.now()).unwrap();
    assert_eq!(settled, 1);
    assert_eq!(other.payments().unwrap()[0].payment.id, payment_id(1));
    branch.assert_sound();
}

#[test]
fn many_who_come_to_a_new_file_at_once_make_one_bank() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bank.sqlite3");
    std::thread::scope(|scope| {
        for number in 0..8 {
            let path = &path;
            scope.spawn(move || {
                let bank = Bank::open(path).unwrap();
                bank.seed_demo(NOW).unwrap();
                bank.commit(&opening(&saved(number, "alice"), 20)).unwrap();
            });
        }
    });
    let bank = Bank::open(&path).unwrap();
    let alone = Bank::in_memory().unwrap();
    alone.seed_demo(NOW).unwrap();
    assert_eq!(bank.accounts().unwrap(), alone.accounts().unwrap());
    assert_eq!(bank.transfers().unwrap(), alone.transfers().unwrap());
    assert!((0..8).all(|number| bank.load(&session_id(number)).unwrap().is_some()));
    assert!(bank.verify().unwrap().is_sound());
}

#[test]
fn each_bank_in_memory_is_one_of_its_own() {
    let (one, other) = (Branch::in_memory(), Branch::in_memory());
    one.session(1, "alice");
    assert_eq!(other.bank.load(&session_id(1)).unwrap(), None);
    assert!(one.bank.clone().load(&session_id(1)).unwrap().is_some());
}

#[test]
fn a_copy_in_memory_has_all_that_was_there_and_goes_its_own_way() {
    for branch in [Branch::in_memory(), Branch::on_disk()] {
        branch.session(1, "alice");
        branch.settled(1, "3.40 EUR");
        let copy = branch.bank.copied_in_memory().unwrap();
        let seen = |bank: &Bank| {
            let known = (bank.transfers().unwrap(), bank.audit_log().unwrap().len());
            (known, bank.load(&session_id(1)).unwrap(), bank.accounts().unwrap())
        };
        assert_eq!(seen(&copy), seen(&branch.bank));
        assert!(copy.verify().unwrap().is_sound());

        let before = seen(&copy);
        branch.settled(2, "1.20 EUR");
        assert_eq!(seen(&copy), before);
        copy.erase_user(&alice().user, MoneyLeft::ToSettlement, branch.now()).unwrap();
        assert!(copy.verify().unwrap().is_sound());
        assert!(branch.bank.load(&session_id(1)).unwrap().is_some());
        branch.assert_sound();
    }
}

#[test]
fn a_newer_schema_is_refused_by_its_number() {
    let branch = Branch::on_disk();
    branch.sql_prompt().pragma_update(None, "user_version", 8).unwrap();
    let refused = Bank::open(&branch.path()).unwrap_err();
    assert!(matches!(refused, OpenError::NewerSchema { found: 8, known: 7 }), "{refused}");
    assert_eq!(
        refused.to_string(),
        "the bank's database has schema 8, and this Loggia knows schemas up to 7: use the newer Loggia that \
         wrote it"
    );
}

#[test]
fn an_older_schema_is_refused_with_what_to_do() {
    let branch = Branch::on_disk();
    branch.sql_prompt().pragma_update(None, "user_version", 2).unwrap();
    let refused = Bank::open(&branch.path()).unwrap_err();
    assert!(matches!(refused, OpenError::OlderSchema { found: 2, known: 7 }), "{refused}");
    assert!(refused.to_string().ends_with("move the file away, and begin with a new one"));
}

#[test]
fn another_programs_database_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("photos.sqlite3");
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute_batch("CREATE TABLE photos (name TEXT)")
        .unwrap();
    let before = std::fs::read(&path).unwrap();
    let refused = Bank::open(&path).unwrap_err();
    assert!(matches!(refused, OpenError::Foreign { .. }), "{refused}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn what_is_no_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.txt");
    std::fs::write(&path, "Dear customer, ".repeat(1_000)).unwrap();
    let refused = Bank::open(&path).unwrap_err().to_string();
    assert!(refused.contains("file is not a database"), "{refused}");
    let refused = Bank::open(&folder.path().join("no such folder/bank.sqlite3")).unwrap_err();
    assert!(matches!(refused, OpenError::Unreachable { .. }), "{refused}");
}

#[test]
fn a_damaged_file_is_refused() {
    let branch = Branch::on_disk();
    for number in 0..40 {
        let mut session = saved(number, &format!("user-{number}"));
        session.state = vec![number; 4_000];
        branch.bank.commit(&opening(&session, 20)).unwrap();
    }
    let path = branch.path();
    // All of it moves into the file, and the write-ahead log is empty.
    branch.sql_prompt().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    let Branch { bank, .. } = &branch;
    let copy = path.with_file_name("copy.sqlite3");
    std::fs::copy(&path, &copy).unwrap();
    assert!(Bank::open(&copy).is_ok(), "undamaged it opens");
    drop(bank.clone());

    let mut file = std::fs::File::options().read(true).write(true).open(&copy).unwrap();
    let mut pages = Vec::new();
    file.read_to_end(&mut pages).unwrap();
    // Every page but the first, whose header would give it away at once.
    for page in (4_096..pages.len()).step_by(4_096) {
        file.seek(SeekFrom::Start(page as u64)).unwrap();
        file.write_all(&[0xff; 64]).unwrap();
    }
    drop(file);
    let refused = Bank::open(&copy).unwrap_err().to_string();
    assert!(refused.contains("the bank's database is damaged"), "{refused}");
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_a_banks_files() {
    use std::os::unix::fs::PermissionsExt;

    let branch = Branch::on_disk();
    let folder = branch.path().parent().unwrap().to_owned();
    let mut seen = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "{:?}", file.path());
        seen += 1;
    }
    assert!(seen >= 2, "the database and its log");
}
