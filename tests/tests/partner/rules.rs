//! The pages about rules say what is so: their tables are compared with the source.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use loggia_runtime::Limits;
use loggia_runtime::policy::Grant;
use loggia_tests::coffee::workspace;
use loggia_tests::wit_dir;

use crate::desk::Desk;
use crate::page;

#[test]
fn every_limit_is_told_with_its_default() {
    let text = page::text("limits.md");
    let mut told = BTreeMap::new();
    for cells in page::rows(&text) {
        let Some(name) = page::quoted(cells[0]).next() else { continue };
        assert!(told.insert(name.to_owned(), number(cells[1])).is_none(), "{name} stands twice");
    }
    let limits = serde_json::to_value(Limits::default()).unwrap();
    let limits = limits.as_object().unwrap().iter();
    let so: BTreeMap<_, _> =
        limits.map(|(name, value)| (name.clone(), value.as_u64().unwrap())).collect();
    assert_eq!(told, so);
}

/// A number as the page writes it, such as `50 000 000` or `16 MiB`.
fn number(cell: &str) -> u64 {
    let unit = match cell.trim_start_matches(|digit: char| digit.is_ascii_digit() || digit == ' ') {
        "MiB" => 1024 * 1024,
        "KiB" => 1024,
        "" => 1,
        other => panic!("{cell}: {other} is no unit"),
    };
    let digits: String = cell.chars().filter(char::is_ascii_digit).collect();
    digits.parse::<u64>().unwrap() * unit
}

#[test]
fn what_happens_beyond_a_limit_is_a_fault_or_a_refusal_that_there_is() {
    let known: BTreeSet<String> = faults().into_iter().chain(refusals()).collect();
    let text = page::text("limits.md");
    for cells in page::rows(&text) {
        if let Some(code) = page::quoted(cells[3]).next() {
            assert!(known.contains(code), "{}: there is no {code}", cells[0]);
        }
    }
}

#[test]
fn every_refusal_of_the_contract_has_its_remedy() {
    assert_eq!(first_cells("## Refusals"), refusals());
}

#[test]
fn every_fault_has_its_remedy() {
    assert_eq!(first_cells("## Faults"), faults());
}

#[test]
fn every_message_that_the_page_names_is_one_that_the_bank_says() {
    let mut sources = String::new();
    for folder in ["runtime/core/src", "runtime/bank/src", "runtime/http/src"] {
        read(&workspace().join(folder), &mut sources);
    }
    let messages = first_cells("## Denied");
    assert!(messages.len() >= 15, "{messages:?}");
    for message in messages {
        assert!(sources.contains(&message), "nobody says {message:?}");
    }
}

#[test]
fn every_rule_of_the_review_stands_on_its_page() {
    let desk = Desk::enter();
    let said = desk.expect(&desk.home(), "loggia check --rules --json");
    let rules: serde_json::Value = serde_json::from_str(&said).expect("rules are JSON");
    let text = page::text("review.md");
    let told: Vec<Vec<&str>> = page::rows(&text);
    let rules = rules.as_array().unwrap();
    let so = rules.iter().map(|rule| {
        let part = |name: &str| rule[name].as_str().unwrap();
        [format!("`{}`", part("code")), part("says").to_owned(), part("severity").to_owned()]
    });
    assert_eq!(told, so.collect::<Vec<_>>());
}

/// What stands in backquotes at the beginning of each row below a heading of the page about denials.
fn first_cells(heading: &str) -> BTreeSet<String> {
    let text = page::text("denied.md");
    let (_, part) = text.split_once(&format!("{heading}\n")).expect("the heading is there");
    let part = part.split("\n## ").next().unwrap_or_default();
    let mut cells = BTreeSet::new();
    for row in page::rows(part) {
        assert!(row.iter().all(|cell| !cell.is_empty()), "{row:?}");
        let code =
            page::quoted(row[0]).next().unwrap_or_else(|| panic!("{row:?} begins with a code"));
        assert!(cells.insert(code.to_owned()), "{code} stands twice");
    }
    cells
}

/// The codes of the contract's `error-code`.
fn refusals() -> BTreeSet<String> {
    let types = fs::read_to_string(wit_dir().join("deps/types/types.wit")).unwrap();
    let (_, codes) = types.split_once("enum error-code {").unwrap();
    let codes = codes.split('}').next().unwrap().lines().map(str::trim);
    let codes = codes.filter(|line| !line.is_empty() && !line.starts_with("///"));
    codes.map(|line| line.trim_end_matches(',').to_owned()).collect()
}

/// The codes of the runtime's faults.
fn faults() -> BTreeSet<String> {
    let source = fs::read_to_string(workspace().join("runtime/core/src/error.rs")).unwrap();
    let (_, own) = source.split_once("impl Fault {").unwrap();
    let lines = own.lines().filter(|line| line.contains("=> \""));
    let codes: BTreeSet<String> =
        lines.map(|line| line.split('"').nth(1).unwrap().to_owned()).collect();
    assert!(codes.contains("fuel") && codes.contains("state"));
    codes
}

/// All source in a folder, with the texts that go over a line's end in one piece.
fn read(folder: &Path, sources: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&path).unwrap();
            let mut parts = source.split("\\\n");
            sources.push_str(parts.next().unwrap_or_default());
            parts.for_each(|part| sources.push_str(part.trim_start()));
        }
    }
}

#[test]
fn the_grant_of_more_room_is_one() {
    let blocks = page::blocks("limits.md");
    assert!(!blocks.is_empty());
    for block in blocks {
        let grant: Grant =
            toml::from_str(&block.text).unwrap_or_else(|error| panic!("{}: {error}", block.place));
        let (usual, more) = (Limits::default(), grant.limits.over(&Limits::default()));
        assert!(more.component_bytes > usual.component_bytes, "{}", block.place);
        assert!(more.memory_bytes > usual.memory_bytes, "{}", block.place);
    }
}
