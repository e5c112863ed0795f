//! The mini-app in C: what it says of the contract is what the contract says.

use std::collections::BTreeSet;
use std::fs;

use loggia_tests::coffee::workspace;
use loggia_tests::wit_dir;
use wit_parser::{Resolve, TypeDefKind};

#[test]
fn the_counter_calls_things_by_the_names_that_the_contract_gives_them() {
    let counter = workspace().join("sdk/c/counter");
    // As its README has it: the world beside the contract's packages.
    let wit = tempfile::tempdir().unwrap();
    fs::copy(counter.join("world.wit"), wit.path().join("world.wit")).unwrap();
    for package in fs::read_dir(wit_dir().join("deps")).unwrap() {
        let package = package.unwrap();
        let to = wit.path().join("deps").join(package.file_name());
        fs::create_dir_all(&to).unwrap();
        for file in fs::read_dir(package.path()).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), to.join(file.file_name())).unwrap();
        }
    }
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir(wit.path()).expect("its world is one of the contract's");
    resolve.select_world(&[package], Some("mini-app")).expect("it is there");

    let known = names(&resolve);
    let source = fs::read_to_string(counter.join("counter.c")).unwrap();
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let said = source.split(|c| !is_letter(c)).filter(|name| {
        let small = name.to_ascii_lowercase();
        small.starts_with("loggia_") || small.starts_with("exports_loggia_")
    });
    let said: BTreeSet<&str> = said.collect();
    assert!(said.len() > 15, "{said:?}");
    for name in said {
        assert!(known.contains(name), "the contract has no {name}");
    }
}

/// What wit-bindgen makes of all that an interface has.
fn names(resolve: &Resolve) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (_, interface) in resolve.interfaces.iter() {
        let package = &resolve.packages[interface.package.unwrap()].name;
        let own = interface.name.as_deref().unwrap_or_default();
        let of = |name: &str| {
            format!("{}_{}_{own}_{name}", package.namespace, package.name).replace('-', "_")
        };
        let mut both = |name: String| {
            names.insert(format!("exports_{name}"));
            names.insert(name);
        };
        interface.functions.keys().for_each(|function| both(of(function)));
        for (name, id) in &interface.types {
            both(format!("{}_t", of(name)));
            let cases: Vec<&str> = match &resolve.types[*id].kind {
                TypeDefKind::Enum(of) => of.cases.iter().map(|case| case.name.as_str()).collect(),
                TypeDefKind::Variant(of) => {
                    of.cases.iter().map(|case| case.name.as_str()).collect()
                }
                _ => Vec::new(),
            };
            for case in cases {
                both(of(&format!("{name}_{case}")).to_ascii_uppercase());
            }
        }
    }
    names
}
