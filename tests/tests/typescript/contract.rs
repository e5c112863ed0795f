//! The SDK's types are those of `wit/`.

use std::fs;

use loggia_tests::coffee::workspace;
use loggia_tests::wit_dir;
use wit_parser::Resolve;

use super::declarations;

/// Set to anything, the file is written instead of being compared.
const WRITE: &str = "LOGGIA_WRITE_TYPES";

#[test]
fn the_types_of_the_sdk_are_those_of_the_contract() {
    let mut resolve = Resolve::default();
    resolve.push_dir(wit_dir()).expect("the contract can be read");
    let declared = declarations::of(&resolve);
    let path = workspace().join("sdk/typescript/src/contract.d.ts");
    if std::env::var_os(WRITE).is_some() {
        fs::write(&path, &declared).unwrap();
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    let differs = declared.lines().zip(there.lines()).position(|(new, old)| new != old);
    assert!(
        declared == there,
        "{} is not what wit/ says, from line {} on. Write it anew:\n\n    \
         {WRITE}=1 cargo test --package loggia-tests --test typescript contract\n",
        path.display(),
        differs.unwrap_or(declared.lines().count().min(there.lines().count())) + 1,
    );
}
