//! The pages about data, keys and threats say what is so: they are compared with the schema and the tests.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use loggia_bank::{Fate, TABLES};
use loggia_keys::KeyName;

use crate::branch::Branch;

const DATA: &str = include_str!("../../docs/data.md");
const KEYS: &str = include_str!("../../../keys/docs/keys.md");
const THREATS: &str = include_str!("../../../docs/threat-model.md");

fn tables() -> BTreeSet<String> {
    let branch = Branch::on_disk();
    let prompt = branch.sql_prompt();
    let mut statement = prompt
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        .unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// The rows of a page's tables, cell by cell, without heads.
fn rows(page: &str) -> Vec<Vec<&str>> {
    let lines = page.lines().filter(|line| line.starts_with('|'));
    let cells = lines.map(|line| line.trim_matches('|').split('|').map(str::trim).collect());
    cells.filter(|cells: &Vec<&str>| !cells[0].contains("---")).collect()
}

/// What stands in backquotes in a text.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_table_has_a_row_in_the_data_inventory_and_every_row_a_table() {
    let told: Vec<&str> = rows(DATA)
        .into_iter()
        .filter(|cells| cells.len() == 6)
        .flat_map(|cells| quoted(cells[0]))
        .collect();
    let unique: BTreeSet<String> = told.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(told.len(), unique.len(), "each once");
    assert_eq!(unique, tables(), "runtime/bank/docs/data.md has other tables than schema.sql");
}

#[test]
fn every_table_has_its_fate_when_a_user_is_erased() {
    let told: Vec<String> = TABLES.iter().map(|(table, _)| (*table).to_owned()).collect();
    let unique: BTreeSet<String> = told.iter().cloned().collect();
    assert_eq!(told.len(), unique.len(), "each once");
    assert_eq!(unique, tables(), "erasure/tables.rs has other tables than schema.sql");
    for (table, fate) in TABLES {
        if let Fate::With(other) = fate {
            assert!(unique.contains(*other), "{table} goes with {other}, which is no table");
        }
    }
}

/// A column that names a user makes a table personal, whatever the list says.
#[test]
fn no_table_with_a_column_for_a_user_is_called_impersonal() {
    let branch = Branch::on_disk();
    let prompt = branch.sql_prompt();
    for (table, fate) in TABLES {
        let mut statement = prompt.prepare(&format!("SELECT * FROM {table}")).unwrap();
        statement.exists([]).unwrap();
        let personal = ["user", "owner", "session", "given_name", "iban"];
        let named = statement.column_names().any(|column| personal.contains(&column));
        assert!(!named || *fate != Fate::NotPersonal, "{table} has a user, and keeps them");
    }
}

#[test]
fn every_key_has_a_row_in_the_key_table() {
    let told: Vec<&str> = rows(KEYS).into_iter().flat_map(|cells| quoted(cells[0])).collect();
    for name in KeyName::ALL {
        assert!(told.contains(&name.name()), "{name} is missing in runtime/keys/docs/keys.md");
    }
}

#[test]
fn every_test_that_the_threat_model_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().parent().unwrap();
    let mut sources = String::new();
    for folder in ["runtime", "tests", "host-cli", "sdk"] {
        read_sources(&root.join(folder), &mut sources);
    }
    let mut named = 0;
    let threats = rows(THREATS);
    for cells in threats.iter().filter(|cells| cells.len() == 3 && cells[2] != "tests") {
        let tests = quoted(cells[2]);
        assert!(!tests.is_empty(), "no test is named for: {}", cells[1]);
        for test in tests {
            assert!(sources.contains(&format!("fn {test}(")), "there is no test {test}");
            named += 1;
        }
    }
    assert!(named >= 20, "{named} tests are named");
}

fn read_sources(folder: &Path, sources: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                read_sources(&path, sources);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}
