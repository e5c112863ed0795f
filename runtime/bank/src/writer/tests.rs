use std::sync::atomic::AtomicBool;

use super::*;

type Answer<T> = Result<T, DatabaseError>;

struct OneFile {
    writer: Writer,
    folder: tempfile::TempDir,
}

impl OneFile {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let connection = Connection::open(folder.path().join("rows.sqlite3")).unwrap();
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON;
                 CREATE TABLE rows (name TEXT PRIMARY KEY, of TEXT REFERENCES rows);",
            )
            .unwrap();
        Self { writer: Writer::new(connection), folder }
    }

    /// What another process sees: committed rows.
    fn committed(&self) -> Vec<String> {
        let connection = Connection::open(self.folder.path().join("rows.sqlite3")).unwrap();
        let mut rows = connection.prepare("SELECT name FROM rows ORDER BY name").unwrap();
        rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    /// Writes "a", in a batch that is left open for two more, then "b" and "c" by `b` and `c`,
    /// whichever comes first. What the three are answered.
    fn batch_of_three(
        &self,
        b: impl FnOnce(&Connection) -> Answer<()> + Send,
        c: impl FnOnce(&Connection) -> Answer<()> + Send,
    ) -> [std::thread::Result<Answer<()>>; 3] {
        let a_is_in = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let (writer, a_is_in) = (&self.writer, &a_is_in);
            let a = scope.spawn(move || {
                writer.write(|connection| {
                    insert(connection, "a")?;
                    a_is_in.store(true, Ordering::SeqCst);
                    while writer.arriving.load(Ordering::SeqCst) < 2 {
                        std::thread::yield_now();
                    }
                    Ok(())
                })
            });
            while !a_is_in.load(Ordering::SeqCst) {
                std::thread::yield_now();
            }
            let b = scope.spawn(move || writer.write(b));
            let c = scope.spawn(move || writer.write(c));
            [a.join(), b.join(), c.join()]
        })
    }
}

fn insert(connection: &Connection, name: &str) -> Answer<()> {
    connection.execute("INSERT INTO rows (name) VALUES (?1)", [name])?;
    Ok(())
}

#[test]
fn requests_that_come_together_are_committed_together() {
    let file = OneFile::new();
    let all_or_none = |connection: &Connection, name| {
        assert_eq!(
            file.committed(),
            Vec::<String>::new(),
            "nobody's is committed before all are in"
        );
        insert(connection, name)
    };
    let answers = file.batch_of_three(|c| all_or_none(c, "b"), |c| all_or_none(c, "c"));
    assert!(answers.into_iter().all(|answer| answer.unwrap().is_ok()));
    assert_eq!(file.committed(), ["a", "b", "c"]);
}

#[test]
fn a_request_fails_alone() {
    let file = OneFile::new();
    let fails = |connection: &Connection| {
        insert(connection, "b")?;
        insert(connection, "b")
    };
    let [a, b, c] = file.batch_of_three(fails, |connection| insert(connection, "c"));
    assert!(a.unwrap().is_ok() && b.unwrap().is_err() && c.unwrap().is_ok());
    assert_eq!(file.committed(), ["a", "c"]);
}

#[test]
fn a_request_that_panics_keeps_nobody_waiting() {
    let file = OneFile::new();
    let panics = |connection: &Connection| {
        insert(connection, "b")?;
        panic!("on purpose")
    };
    let [a, b, c] = file.batch_of_three(panics, |connection| insert(connection, "c"));
    assert!(a.unwrap().is_ok() && b.is_err() && c.unwrap().is_ok());
    assert_eq!(file.committed(), ["a", "c"]);
}

#[test]
fn a_commit_that_fails_is_everybodys_failure_and_the_last_write() {
    let file = OneFile::new();
    // Nobody is told at the statement: the COMMIT is what fails.
    let unfit = |connection: &Connection| -> Answer<()> {
        connection.execute_batch("PRAGMA defer_foreign_keys = ON")?;
        Ok(connection.execute("INSERT INTO rows VALUES ('b', 'nobody')", []).map(drop)?)
    };
    let answers = file.batch_of_three(unfit, |connection| insert(connection, "c"));
    for answer in answers {
        assert!(matches!(answer.unwrap(), Err(DatabaseError::Stopped { .. })));
    }
    assert_eq!(file.committed(), Vec::<String>::new());

    let after: Answer<()> = file.writer.write(|connection| insert(connection, "d"));
    assert!(matches!(after, Err(DatabaseError::Stopped { .. })));
    let count: Answer<i64> = file.writer.read(|connection| {
        Ok(connection.query_row("SELECT count(*) FROM rows", [], |row| row.get(0))?)
    });
    assert_eq!(count.unwrap(), 0, "reading goes on");
}

#[test]
fn a_read_that_meets_an_open_batch_waits_for_its_commit() {
    let file = OneFile::new();
    let read = AtomicUsize::new(0);
    let a_is_in = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (writer, read, a_is_in) = (&file.writer, &read, &a_is_in);
        scope.spawn(move || {
            let answer: Answer<()> = writer.write(|connection| {
                insert(connection, "a")?;
                a_is_in.store(true, Ordering::SeqCst);
                while writer.arriving.load(Ordering::SeqCst) < 1 {
                    std::thread::yield_now();
                }
                Ok(())
            });
            answer.unwrap();
        });
        while !a_is_in.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
        let count: Answer<usize> = writer.read(|connection| {
            Ok(connection.query_row("SELECT count(*) FROM rows", [], |row| row.get::<_, u32>(0))?
                as usize)
        });
        read.store(count.unwrap(), Ordering::SeqCst);
        assert_eq!(file.committed(), ["a"], "what it read is committed");
    });
    assert_eq!(read.load(Ordering::SeqCst), 1);
}
