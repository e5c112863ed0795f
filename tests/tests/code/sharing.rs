//! Many who want the same at once.

use std::sync::Barrier;
use std::thread;

use loggia_runtime::{LoadError, Profile};
use loggia_tests::Core;

use super::{Folder, ROOMY, SERVER, engine, load, marked, read, stats};

#[test]
fn eight_at_once_compile_a_new_package_once() {
    for round in 0..8 {
        let folder = Folder::new();
        let (engine, app) = (folder.engine(), marked(&round.to_string()));
        let start = Barrier::new(8);
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    start.wait();
                    load(&engine, &app).expect("it loads");
                });
            }
        });
        let [hits, compiled, rejected, _] = stats(&engine);
        assert_eq!((compiled, rejected), (1, 0));
        // Whoever came too late to share has read the entry.
        assert!(hits <= 7);
    }
}

#[test]
fn two_engines_on_one_folder_both_end_well() {
    let folder = Folder::new();
    let engines = [folder.engine(), folder.engine()];
    let apps = ["a", "b", "c", "d"].map(marked);
    thread::scope(|scope| {
        for engine in &engines {
            scope.spawn(|| apps.iter().for_each(|app| drop(load(engine, app).unwrap())));
        }
    });
    for engine in &engines {
        let [hits, compiled, rejected, _] = stats(engine);
        assert_eq!((hits + compiled, rejected), (4, 0));
    }
    assert_eq!(folder.entries().len(), 4);
}

#[test]
fn one_that_cannot_be_compiled_leaves_nobody_waiting() {
    // The pool has no such table, and says so when the code is there.
    let bad = read(&Core::with("(table 20001 funcref)"));
    let folder = Folder::new();
    let engine = engine(SERVER).with_code_cache(folder.cache(ROOMY));
    let start = Barrier::new(8);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                start.wait();
                let error = load(&engine, &bad).unwrap_err();
                assert!(matches!(error, LoadError::Contract { .. }), "{error:?}");
            });
        }
    });
    load(&engine, &bad).unwrap_err();
    load(&engine, &marked("good")).expect("nothing stands in its way");
    assert_eq!(stats(&engine), [0, 1, 0, 0]);
    assert_eq!(folder.entries().len(), 1, "what is refused is not kept");
}

#[test]
fn a_clone_of_an_engine_shares_its_code() {
    let folder = Folder::new();
    let one = folder.engine();
    let other = one.clone();
    load(&one, &marked("a")).unwrap();
    load(&other, &marked("a")).unwrap();
    assert_eq!(stats(&one), [1, 1, 0, 0]);
    assert_eq!(stats(&other), stats(&one));
    let without = super::engine(Profile::Embedded);
    assert_eq!(stats(&without), [0; 4]);
}
