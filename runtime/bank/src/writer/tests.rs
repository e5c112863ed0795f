use std::sync::atomic::AtomicBool;

use super::*;
use crate::at_rest::Vault;

type Answer<T> = Result<T, DatabaseError>;

struct OneFile {
    writer: Writer,
    folder: tempfile::TempDir,
}

impl OneFile {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let connection = rusqlite::Connection::open(folder.path().join("rows.sqlite3")).unwrap();
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON;
                 CREATE TABLE rows (name TEXT PRIMARY KEY, of TEXT REFERENCES rows);",
            )
            .unwrap();
        let vault = Arc::new(Vault::new(Arc::new(loggia_keys::ThrowAwayKeys::new())));
        Self { writer: Writer::new(Connection::new(connection, vault)), folder }
    }

    /// What another process sees: committed rows.
    fn committed(&self) -> Vec<String> {
        let connection =
            rusqlite::Connection::open(self.folder.path().join("rows.sqlite3")).unwrap();
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

/// Leaves `left` as errands while "a" is being written, and says what they are answered.
fn errands_beside<T: Send + 'static>(
    file: &OneFile,
    left: Vec<impl Fn(&Connection) -> Answer<T> + Send + 'static>,
) -> Vec<std::thread::Result<Answer<T>>> {
    let a_is_in = AtomicBool::new(false);
    let count = left.len();
    std::thread::scope(|scope| {
        let (writer, a_is_in) = (&file.writer, &a_is_in);
        let a = scope.spawn(move || {
            writer.write(|connection| {
                insert(connection, "a")?;
                a_is_in.store(true, Ordering::SeqCst);
                while writer.errands.len() < count {
                    std::thread::yield_now();
                }
                Ok(())
            })
        });
        while !a_is_in.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
        let left: Vec<_> =
            left.into_iter().map(|errand| scope.spawn(move || writer.leave(errand))).collect();
        let answers = left.into_iter().map(|errand| errand.join()).collect();
        let a: Answer<()> = a.join().unwrap();
        assert!(a.is_ok());
        answers
    })
}

#[test]
fn errands_are_done_by_whoever_has_the_connection_and_fail_alone() {
    let file = OneFile::new();
    let done_by = Arc::new(Mutex::new(Vec::new()));
    let errand = |name: &'static str| {
        let done_by = Arc::clone(&done_by);
        move |connection: &Connection| {
            done_by.lock().unwrap().push(thread::current().id());
            insert(connection, name)?;
            match name {
                "c" => insert(connection, name),
                "d" => panic!("on purpose"),
                _ => Ok(()),
            }
        }
    };
    let answers = errands_beside(&file, vec![errand("b"), errand("c"), errand("d"), errand("e")]);
    let well: Vec<_> = answers.iter().map(|answer| matches!(answer, Ok(Ok(())))).collect();
    assert_eq!(well, [true, false, false, true]);
    assert!(answers[2].is_err(), "a panic comes back to whoever left it");
    assert_eq!(file.committed(), ["a", "b", "e"]);
    let done_by = done_by.lock().unwrap();
    assert!(done_by.iter().all(|thread| *thread == done_by[0]), "{done_by:?}");
}

#[test]
fn nobody_who_leaves_an_errand_is_forgotten() {
    let file = OneFile::new();
    std::thread::scope(|scope| {
        for thread in 0..16 {
            let writer = &file.writer;
            scope.spawn(move || {
                for number in 0..50 {
                    let name = format!("{thread}-{number}");
                    let done: Answer<()> = match (thread + number) % 3 {
                        // Beside them, who holds the connection itself, and who only reads.
                        0 => writer.write(|connection| insert(connection, &name)),
                        1 => writer.leave(move |connection| insert(connection, &name)),
                        _ => writer.read(|connection| {
                            Ok(connection.query_row("SELECT 1", [], |_| Ok(()))?)
                        }),
                    };
                    done.unwrap();
                }
            });
        }
    });
    let written = (0..16).flat_map(|thread| (0..50).map(move |number| (thread + number) % 3));
    assert_eq!(file.committed().len(), written.filter(|kind| *kind != 2).count());
}

#[test]
fn an_errand_after_the_last_write_is_refused() {
    let file = OneFile::new();
    let fails: Answer<()> = file.writer.leave(|connection| {
        connection.execute_batch("PRAGMA defer_foreign_keys = ON")?;
        Ok(connection.execute("INSERT INTO rows VALUES ('b', 'nobody')", []).map(drop)?)
    });
    assert!(matches!(fails, Err(DatabaseError::Stopped { .. })), "its commit fails: {fails:?}");
    let after: Answer<()> = file.writer.leave(|connection| insert(connection, "d"));
    assert!(matches!(after, Err(DatabaseError::Stopped { .. })), "{after:?}");
    assert_eq!(file.committed(), Vec::<String>::new());
}

#[test]
fn the_first_of_a_batch_leaves_nothing_either_where_it_fails_or_panics() {
    for panics in [false, true] {
        let file = OneFile::new();
        let is_in = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let (writer, is_in) = (&file.writer, &is_in);
            let first = scope.spawn(move || {
                writer.write(|connection| -> Answer<()> {
                    insert(connection, "first")?;
                    is_in.store(true, Ordering::SeqCst);
                    while writer.arriving.load(Ordering::SeqCst) < 1 {
                        std::thread::yield_now();
                    }
                    assert!(!panics, "it panics");
                    Err(DatabaseError::Busy)
                })
            });
            while !is_in.load(Ordering::SeqCst) {
                std::thread::yield_now();
            }
            let second =
                scope.spawn(move || writer.write(|connection| insert(connection, "second")));
            assert_eq!(first.join().is_err(), panics);
            second.join().unwrap().unwrap();
        });
        assert_eq!(file.committed(), ["second"]);
    }
}

/// Leaves errands while somebody holds the connection, with no batch open: they begin the next one together.
/// How often each was run, and what it was answered.
fn together(
    file: &OneFile,
    errands: Vec<fn(&Connection) -> Answer<()>>,
) -> Vec<(usize, std::thread::Result<Answer<()>>)> {
    let writer = &file.writer;
    let count = errands.len();
    std::thread::scope(|scope| {
        let held = writer.slot.lock().unwrap();
        let left: Vec<_> = errands
            .into_iter()
            .map(|errand| {
                let runs = Arc::new(AtomicUsize::new(0));
                let counted = Arc::clone(&runs);
                let errand = move |connection: &Connection| {
                    counted.fetch_add(1, Ordering::SeqCst);
                    errand(connection)
                };
                (runs, scope.spawn(move || writer.leave(errand)))
            })
            .collect();
        while writer.errands.len() < count {
            std::thread::yield_now();
        }
        drop(held);
        writer.errands.wake_first();
        left.into_iter()
            .map(|(runs, thread)| {
                let answer = thread.join();
                (runs.load(Ordering::SeqCst), answer)
            })
            .collect()
    })
}

#[test]
fn errands_that_begin_a_batch_are_done_once_where_none_fails() {
    let file = OneFile::new();
    let refused = |_: &Connection| Err(DatabaseError::Busy);
    let done = together(
        &file,
        vec![|connection| insert(connection, "a"), refused, |connection| insert(connection, "b")],
    );
    let runs: Vec<_> = done.iter().map(|(runs, _)| *runs).collect();
    assert_eq!(runs, [1, 1, 1], "a refusal that changed nothing undoes nobody's");
    assert!(matches!(done[1].1, Ok(Err(DatabaseError::Busy))));
    assert_eq!(file.committed(), ["a", "b"]);
}

#[test]
fn errands_that_begin_a_batch_are_done_again_where_one_of_them_fails_half_way() {
    for fails in [
        (|connection: &Connection| {
            insert(connection, "half")?;
            Err(DatabaseError::Busy)
        }) as fn(&Connection) -> Answer<()>,
        |connection| {
            insert(connection, "half")?;
            panic!("it panics")
        },
    ] {
        let file = OneFile::new();
        let done = together(
            &file,
            vec![|connection| insert(connection, "a"), fails, |connection| insert(connection, "b")],
        );
        assert!(matches!(done[0].1, Ok(Ok(()))) && matches!(done[2].1, Ok(Ok(()))), "{done:?}");
        assert!(!matches!(done[1].1, Ok(Ok(()))), "{done:?}");
        assert!(done.iter().any(|(runs, _)| *runs == 2), "{done:?}");
        assert_eq!(file.committed(), ["a", "b"], "each once, and nothing of what failed");
    }
}

#[test]
fn whoever_left_an_errand_behind_a_write_that_cannot_begin_is_woken() {
    let file = Arc::new(OneFile::new());
    let busy: Answer<()> = file
        .writer
        .read(|connection| Ok(connection.busy_timeout(std::time::Duration::from_millis(1_000))?));
    busy.unwrap();
    let other = rusqlite::Connection::open(file.folder.path().join("rows.sqlite3")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let (told, hears) = std::sync::mpsc::channel();
    // In no scope: it would wait for ever for who is not woken.
    let writing = {
        let file = Arc::clone(&file);
        thread::spawn(move || -> Answer<()> {
            file.writer.write(|connection| insert(connection, "a"))
        })
    };
    while file.writer.slot.try_lock().is_ok() {
        thread::yield_now();
    }
    let leaving = Arc::clone(&file);
    thread::spawn(move || {
        let left: Answer<()> = leaving.writer.leave(|connection| insert(connection, "b"));
        told.send(left).unwrap();
    });
    assert!(matches!(writing.join().unwrap(), Err(DatabaseError::Busy)));
    let left = hears.recv_timeout(std::time::Duration::from_secs(20)).expect("it is woken");
    assert!(matches!(left, Err(DatabaseError::Busy)), "{left:?}");
}
