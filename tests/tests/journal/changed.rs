//! Journals of which a byte was changed, added or taken away: the entry is named.

use loggia_runtime::journal::{Journal, JournalError};

use super::{Desk, done};

/// A journal without packages: those are most of the bytes.
fn written() -> Vec<u8> {
    let (mut lab, paper) = (loggia_tests::Lab::embedded(), super::Paper::default());
    let recorder = loggia_runtime::journal::Recorder::new(paper.clone()).unwrap();
    lab.host = super::recording(&lab.host, &std::sync::Arc::new(recorder));
    let mut session = lab.open(&lab.mischief(), "set a 3").unwrap();
    for turn in 0..6 {
        done(&mut session, &format!("get a; say {turn}"));
    }
    paper.bytes()
}

/// The entry that the byte at `at` is of.
fn entry_of(bytes: &[u8], at: usize) -> u64 {
    1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count() as u64
}

/// A prime: it meets every part of a line sooner or later. And every end of a line.
fn places(bytes: &[u8]) -> Vec<usize> {
    let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at);
    (0..bytes.len()).step_by(61).chain(ends).collect()
}

fn names(read: Result<Journal, JournalError>, entry: u64) -> bool {
    match read {
        // Its end is gone, as after a crash: that is said as well.
        Ok(journal) => journal.torn() == Some(entry),
        Err(
            JournalError::Changed { entry: named } | JournalError::Malformed { entry: named, .. },
        ) => named == entry,
        Err(JournalError::NotAJournal) => entry == 1,
        Err(_) => false,
    }
}

#[test]
fn a_changed_byte_is_found_wherever_it_is_and_its_entry_named() {
    let bytes = written();
    let places = places(&bytes);
    assert!(places.len() > 200, "{}", places.len());
    for at in places {
        for to in [bytes[at] ^ 1, bytes[at] ^ 0x80, b'\n', b' '] {
            if to == bytes[at] {
                continue;
            }
            let mut changed = bytes.clone();
            changed[at] = to;
            let (read, entry) = (Journal::read(changed.as_slice()), entry_of(&bytes, at));
            assert!(names(read, entry), "byte {at} of entry {entry} became {to}");
        }
    }
}

#[test]
fn a_byte_or_a_line_that_is_added_or_gone_is_found() {
    let bytes = written();
    for at in places(&bytes).into_iter().step_by(5) {
        let entry = entry_of(&bytes, at);
        let mut without = bytes.clone();
        without.remove(at);
        assert!(names(Journal::read(without.as_slice()), entry), "without byte {at}");
        let mut with = bytes.clone();
        with.insert(at, b'7');
        assert!(names(Journal::read(with.as_slice()), entry), "with one more byte at {at}");
    }
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    for gone in 1..lines.len() - 1 {
        let mut left = lines.clone();
        left.remove(gone);
        let read = Journal::read(left.concat().as_slice());
        assert!(names(read, gone as u64 + 1), "without line {}", gone + 1);
        let mut swapped = lines.clone();
        swapped.swap(gone, gone + 1);
        let read = Journal::read(swapped.concat().as_slice());
        assert!(names(read, gone as u64 + 1), "with lines {} and after it swapped", gone + 1);
    }
}

#[test]
fn a_journal_that_was_cut_off_is_read_up_to_there_and_says_so() {
    let bytes = written();
    let whole = Journal::read(bytes.as_slice()).unwrap();
    let head = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    for length in places(&bytes).into_iter().filter(|length| *length >= head) {
        let cut = Journal::read(&bytes[..length]).expect("what is left can be read");
        let at_an_end = bytes[length - 1] == b'\n';
        let entry = entry_of(&bytes, length);
        assert_eq!(cut.torn(), (!at_an_end).then_some(entry), "cut off at {length}");
        assert!(cut.steps().count() < whole.steps().count());
        assert_ne!(cut.end(), whole.end(), "who has kept the end elsewhere notices");
    }
    assert!(matches!(Journal::read(&bytes[..head - 1]), Err(JournalError::NotAJournal)));
    assert!(matches!(Journal::read(&b""[..]), Err(JournalError::NotAJournal)));
}

#[test]
fn the_package_in_a_journal_is_chained_too() {
    let desk = Desk::new();
    desk.lab.open(&desk.lab.mischief(), "").unwrap();
    let mut bytes = desk.paper.bytes();
    let second = bytes.iter().position(|byte| *byte == b'\n').unwrap();
    bytes[second + 10_000] ^= 1;
    assert!(names(Journal::read(bytes.as_slice()), 2));
}
