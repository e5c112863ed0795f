//! A page for each capability: its code is compiled and run, and it says what the contract and the bank's side
//! say.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use loggia_runtime::capability::{INTERFACES, Interface, RefusalCode};
use loggia_runtime::policy::Grant;
use loggia_tests::wit_dir;
use wit_parser::{Docs, Resolve};

use crate::desk::Desk;
use crate::page::{self, Block};

/// Where a page's code stands in the frame.
const PLACE: &str = "// The page's code.\n";

/// What is said of all of a family's answers, and so stands at the family.
const FAMILY: [(&str, [RefusalCode; 4]); 1] = [(
    "loggia:accounts/",
    [RefusalCode::NotFound, RefusalCode::Denied, RefusalCode::Expired, RefusalCode::Unavailable],
)];

const CODES: [RefusalCode; 10] = [
    RefusalCode::Denied,
    RefusalCode::NotFound,
    RefusalCode::InvalidArgument,
    RefusalCode::DuplicateMismatch,
    RefusalCode::LimitExceeded,
    RefusalCode::RateLimited,
    RefusalCode::Cancelled,
    RefusalCode::Expired,
    RefusalCode::Conflict,
    RefusalCode::Unavailable,
];

fn pages() -> Vec<String> {
    let mut pages = page::summary();
    pages.retain(|page| page.starts_with("capabilities/") && page != "capabilities/index.md");
    pages
}

/// The interfaces that a page is about.
fn interfaces(page: &str) -> Vec<&'static Interface> {
    let text = page::text(page);
    INTERFACES.iter().filter(|one| text.contains(&format!("`{}`: a mini-app", one.name))).collect()
}

#[test]
fn the_code_of_every_page_is_compiled_and_run() {
    let frame = page::blocks("capabilities/index.md");
    let [Block { info, text: frame, .. }] = frame.as_slice() else { panic!("there is one frame") };
    assert!(info == "rust,frame" && frame.contains(PLACE));
    let mut source = "#![allow(unused_imports)]\n".to_owned();
    let mut tests = 0;
    for page in pages() {
        let blocks = page::blocks(&page);
        let code: Vec<&Block> = blocks.iter().filter(|block| block.info == "rust").collect();
        let [code] = code.as_slice() else {
            panic!("{page} has one block of code, not {}", code.len())
        };
        tests += code.text.matches("#[test]").count();
        let name = page.trim_start_matches("capabilities/").trim_end_matches(".md");
        let code = frame.replace(PLACE, &code.text);
        writeln!(source, "mod {} {{\n{code}\n}}", name.replace('-', "_")).unwrap();
    }
    let desk = Desk::enter();
    desk.expect(&desk.home(), "loggia new corner-shop");
    let project = desk.home().join("corner-shop");
    desk.furnish(&project);
    fs::write(project.join("tests/capabilities.rs"), source).unwrap();
    let said = desk.expect(&project, "cargo test --test capabilities");
    let passed = said.lines().filter(|line| line.ends_with("... ok")).count();
    assert_eq!(passed, tests, "{said}");
    assert!(!said.contains("warning"), "{said}");
}

#[test]
fn every_capability_has_its_page_with_what_customers_are_told() {
    let mut told = BTreeSet::new();
    for page in pages() {
        let text = page::text(&page);
        let interfaces = interfaces(&page);
        assert!(!interfaces.is_empty(), "{page} is about no interface");
        for interface in interfaces {
            let sentence =
                format!("`{}`: a mini-app with it can {}", interface.name, interface.in_words());
            assert!(text.contains(&sentence), "{page} must say: {sentence}");
            assert!(told.insert(interface.name), "{} has two pages", interface.name);
        }
    }
    let all = INTERFACES.iter().filter(|interface| !interface.always);
    assert_eq!(told, all.map(|interface| interface.name).collect());
}

#[test]
fn every_page_grants_what_it_is_about() {
    for page in pages() {
        let blocks = page::blocks(&page);
        let grant = blocks.iter().find(|block| block.info == "toml,grant");
        let grant = grant.unwrap_or_else(|| panic!("{page} has a grant"));
        let parsed: Grant =
            toml::from_str(&grant.text).unwrap_or_else(|error| panic!("{}: {error}", grant.place));
        let granted: BTreeSet<&str> = parsed.granted().collect();
        let about = interfaces(&page).into_iter().map(|interface| interface.name).collect();
        assert_eq!(granted, about, "{page}");
    }
}

#[test]
fn every_page_has_the_refusals_of_the_contract() {
    let mut contract = Resolve::default();
    contract.push_dir(wit_dir()).unwrap();
    for page in pages() {
        let text = page::text(&page);
        let rows = page::rows(&text).into_iter().filter(|cells| cells.len() == 3);
        let told: BTreeSet<&str> = rows.filter_map(|cells| page::quoted(cells[0]).next()).collect();
        let mut promised = BTreeSet::new();
        for interface in interfaces(&page) {
            promised.extend(promised_by(&contract, interface.name));
        }
        assert_eq!(told, promised, "{page}");
    }
}

/// The codes that an interface's docs name, in its functions or for its family.
fn promised_by(contract: &Resolve, interface: &str) -> BTreeSet<&'static str> {
    let (_, found) = contract
        .interfaces
        .iter()
        .find(|(id, _)| {
            contract.id_of(*id).is_some_and(|id| id.split('@').next() == Some(interface))
        })
        .unwrap_or_else(|| panic!("{interface} is in the contract"));
    let functions = found.functions.values().map(|function| &function.docs);
    let docs: String = functions.filter_map(|Docs { contents }| contents.clone()).collect();
    let named = CODES.into_iter().filter(|code| docs.contains(&format!("`{}`", code.name())));
    let family = FAMILY.into_iter().filter(|(family, _)| interface.starts_with(family));
    named.chain(family.flat_map(|(_, codes)| codes)).map(RefusalCode::name).collect()
}
