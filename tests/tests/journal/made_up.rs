//! Journals that nobody recorded: each is refused, or replayed to differences, and none does harm.

use std::time::{Duration, Instant};

use loggia_runtime::journal::{Journal, JournalError, Replay};
use loggia_tests::{Core, package};
use serde_json::{Value, json};

use super::{Desk, done, engines};

/// Lines as a journal has them, rightly chained. Written after the module's own description, so that
/// the form does not change unnoticed.
fn chained(entries: &[String]) -> Vec<u8> {
    let link = |before: &[u8; 32], entry: &[u8]| {
        let mut hasher = blake3::Hasher::new_derive_key("loggia 2026 journal");
        hasher.update(before).update(entry);
        *hasher.finalize().as_bytes()
    };
    let mut chain = link(&[0; 32], b"");
    let mut bytes = Vec::new();
    for entry in entries {
        chain = link(&chain, entry.as_bytes());
        let digits: String = chain.iter().map(|byte| format!("{byte:02x}")).collect();
        bytes.extend_from_slice(format!("{digits} {entry}\n").as_bytes());
    }
    bytes
}

/// The entries of a short session, to be changed.
fn entries() -> Vec<Value> {
    let desk = Desk::new();
    let mut session = desk.lab.open(&desk.lab.mischief(), "set a 3").unwrap();
    done(&mut session, "get a; wake 2000 add; pay x 100");
    done(&mut session, "lead com.example.parking park zone=12; payment none");
    let bytes = desk.paper.bytes();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let texts: Vec<String> = text.lines().map(|line| line[65..].to_owned()).collect();
    assert_eq!(chained(&texts), bytes, "the form is as it is described");
    texts.iter().map(|text| serde_json::from_str(text).unwrap()).collect()
}

fn journal_of(entries: &[Value]) -> Result<Journal, JournalError> {
    let texts: Vec<String> = entries.iter().map(Value::to_string).collect();
    Journal::read(chained(&texts).as_slice())
}

/// Reads and replays it, whatever comes of it, and says whether all was well.
fn is_well(entries: &[Value]) -> bool {
    let Ok(journal) = journal_of(entries) else { return false };
    let mut well = true;
    for step in Replay::new(&journal, &engines()[1].1) {
        well &= step.is_ok_and(|step| step.differences.is_empty());
    }
    well
}

#[test]
fn the_session_itself_is_well() {
    assert!(is_well(&entries()));
}

#[test]
fn what_is_no_journal_is_said_to_be_none() {
    let noise: Vec<u8> =
        (0..10_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for bytes in [&b"\0asm"[..], b"[grant]\n", b"\n", b"{}\n{}\n", &noise, &[b'0'; 100_000]] {
        let read = Journal::read(bytes);
        assert!(matches!(read, Err(JournalError::NotAJournal)), "{read:?}");
    }
    let read = journal_of(&[json!({"full": null})]);
    assert!(
        matches!(read, Err(JournalError::NotAJournal | JournalError::Malformed { .. })),
        "{read:?}"
    );
}

#[test]
fn a_newer_form_asks_for_a_newer_loggia() {
    let mut entries = entries();
    entries[0]["head"]["form"] = json!(7);
    let error = journal_of(&entries).unwrap_err();
    assert!(matches!(error, JournalError::NewerForm { form: 7, .. }), "{error}");
    assert!(error.to_string().contains("use a newer one"), "{error}");
}

#[test]
fn entries_that_make_no_sense_are_named() {
    let good = entries();
    let find = |kind: &str| good.iter().position(|entry| entry.get(kind).is_some()).unwrap();
    let (session, step) = (find("session"), find("step"));
    let mut without = good.clone();
    without.remove(session);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let mut texts: Vec<String> = good.iter().map(Value::to_string).collect();
    texts[step] = deep;
    let deep = Journal::read(chained(&texts).as_slice());
    assert!(matches!(deep, Err(JournalError::Malformed { .. })), "{deep:?}");
    let mut blind = good.clone();
    blind[step]["step"]["outcome"]["committed"]["view"] = Value::Null;
    let mut twice = good.clone();
    twice.push(good[0].clone());
    for (wrong, entry) in [(without, session + 1), (blind, step + 1), (twice, good.len() + 1)] {
        match journal_of(&wrong) {
            Err(JournalError::Malformed { entry: named, .. }) => assert_eq!(named, entry as u64),
            read => panic!("entry {entry} makes no sense, and was read: {read:?}"),
        }
    }
    for sequence in [0, u64::MAX, u64::MAX - 1] {
        let mut counted = good.clone();
        counted[step]["step"]["sequence"] = json!(sequence);
        assert!(matches!(journal_of(&counted), Err(JournalError::Malformed { .. })));
    }
}

#[test]
fn every_value_of_every_entry_may_be_another_and_does_no_harm() {
    let good = entries();
    let others = [
        json!(null),
        json!(0),
        json!(u64::MAX),
        json!(-1),
        json!(1e300),
        json!(""),
        json!("\u{1b}[2J\u{202e}"),
        json!("f".repeat(64)),
        json!([]),
        json!({}),
        json!(true),
    ];
    let mut tried = 0;
    for (entry, value) in
        good.iter().enumerate().filter(|(_, value)| value.get("package").is_none())
    {
        let mut pointers = Vec::new();
        leaves(value, String::new(), &mut pointers);
        // Some of each kind: there are thousands.
        for (pointer, other) in pointers.iter().zip(others.iter().cycle()).step_by(3) {
            let mut changed = good.clone();
            *changed[entry].pointer_mut(pointer).unwrap() = other.clone();
            is_well(&changed);
            tried += 1;
        }
    }
    assert!(tried > 80, "{tried}");
}

fn leaves(value: &Value, at: String, to: &mut Vec<String>) {
    match value {
        Value::Object(parts) if !parts.is_empty() => {
            for (name, part) in parts {
                let name = name.replace('~', "~0").replace('/', "~1");
                leaves(part, format!("{at}/{name}"), to);
            }
        }
        Value::Array(parts) if !parts.is_empty() => {
            for (n, part) in parts.iter().enumerate() {
                leaves(part, format!("{at}/{n}"), to);
            }
        }
        _ => to.push(at),
    }
}

#[test]
fn limits_of_a_journals_own_take_no_more_than_this_machine_has() {
    let mut entries = entries();
    let session = entries.iter().position(|entry| entry.get("session").is_some()).unwrap();
    let limits = entries[session]["session"]["limits"].as_object_mut().unwrap();
    for limit in limits.values_mut() {
        *limit = json!(u64::from(u32::MAX));
    }
    limits["step_millis"] = json!(u64::MAX);
    limits["step_fuel"] = json!(u64::MAX);
    limits["minute_fuel"] = json!(u64::MAX);
    let began = Instant::now();
    is_well(&entries);
    assert!(began.elapsed() < Duration::from_secs(60));
}

#[test]
fn a_table_grows_no_further_than_on_a_server_whatever_a_journal_says() {
    let grows = "(loop $on (br_if $on (i32.ne (table.grow $t (ref.null func) (i32.const 1000)) (i32.const -1))))";
    let core = Core { fields: "(table $t 1 funcref)".into(), ..Core::stepping(grows) };
    let desk = Desk::new();
    desk.recorder.keep_package(&package(&core.component()));
    desk.lab.open(&desk.lab.core(&core), "").unwrap();
    let text = String::from_utf8(desk.paper.bytes()).unwrap();
    let entries = text.lines().map(|line| serde_json::from_str(&line[65..]).unwrap());
    let mut entries: Vec<Value> = entries.collect();
    assert!(is_well(&entries));
    let session = entries.iter().position(|entry| entry.get("session").is_some()).unwrap();
    entries[session]["session"]["limits"]["table_elements"] = json!(u64::from(u32::MAX));
    assert!(is_well(&entries), "the bound is the same");
}

#[test]
fn a_session_that_says_of_itself_what_is_not_so_is_found() {
    let good = entries();
    let step = good.iter().rposition(|entry| entry.get("step").is_some()).unwrap();
    for (pointer, other) in [
        ("/step/now", json!(1_790_000_099_999_u64)),
        ("/step/outcome/committed/fuel", json!(1)),
        ("/step/outcome/committed/state", json!("0".repeat(64))),
        ("/step/outcome/committed/view_digest", json!("0".repeat(64))),
        ("/step/outcome/committed/storage", json!("0".repeat(64))),
        ("/step/outcome/committed/log", json!("0".repeat(64))),
        ("/step/outcome/committed/standing", json!("0".repeat(64))),
        ("/step/outcome/committed/calls", json!(60)),
        ("/step/outcome/committed/effects", json!([{"kind": "none"}])),
        ("/step/outcome/committed/effects", json!([])),
        ("/step/outcome/committed/effects/0/kind/open/intent/params/0/1", json!("13")),
        ("/step/outcome/committed/denials", json!([])),
        ("/step/outcome/committed/denials/0", json!("loggia:platform/log: denied, 1 times")),
        ("/step/sequence", json!(9)),
        ("/step/reads", json!([{"question": "subject", "answer": {"Ok": "0".repeat(32)}}])),
    ] {
        let mut changed = good.clone();
        let there = changed[step].pointer_mut(pointer);
        *there.unwrap_or_else(|| panic!("{pointer} is in {}", good[step])) = other;
        assert!(!is_well(&changed), "{pointer}");
    }
}
