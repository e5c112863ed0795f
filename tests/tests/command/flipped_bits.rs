//! A package that is not as it was built, by one bit, is no package.

use std::collections::BTreeSet;
use std::fs;

use loggia_runtime::Limits;
use loggia_runtime::package::Package;
use loggia_tests::coffee::built;
use tempfile::tempdir;
use wasmparser::Parser;

use super::{loggia, play, say};

/// How many positions are tried besides those at the borders of sections.
const SPREAD: usize = 400;

#[test]
fn a_flipped_bit_anywhere_is_refused() {
    let mut package = fs::read(&built().package).unwrap();
    let limits = Limits::default();
    Package::read(&package, &limits).expect("unchanged, it is a package");

    let borders = borders(&package);
    assert!(borders.len() > 100, "{} borders are too few to be all", borders.len());
    let spread = (0..SPREAD).map(|n| n * package.len() / SPREAD);
    let positions: BTreeSet<usize> = borders.into_iter().chain(spread).collect();
    for position in positions {
        for bit in 0..8 {
            package[position] ^= 1 << bit;
            assert!(
                Package::read(&package, &limits).is_err(),
                "bit {bit} of byte {position} may be flipped"
            );
            package[position] ^= 1 << bit;
        }
    }
    Package::read(&package, &limits).expect("flipped back, it is a package again");
}

#[test]
fn the_command_neither_runs_nor_vouches_for_a_changed_package() {
    let mut package = fs::read(&built().package).unwrap();
    // In a picture: the code is as sound as before.
    let picture =
        package.windows(4).position(|bytes| bytes == b"IDAT").expect("coffee has pictures");
    package[picture + 10] ^= 1;
    let folder = tempdir().unwrap();
    let changed = folder.path().join("changed.wasm");
    fs::write(&changed, package).unwrap();

    let grant = built().grant.display().to_string();
    play(&changed, &["--memory", "--grant", &grant], "back")
        .failed_with(&["was changed after it was built"]);
    say(loggia().arg("inspect").arg(&changed)).failed_with(&["was changed after it was built"]);
}

/// The bytes on both sides of where each section begins and ends, those of modules inside included, and
/// of the file's own ends.
fn borders(package: &[u8]) -> BTreeSet<usize> {
    let payloads =
        Parser::new(0).parse_all(package).map(|payload| payload.expect("coffee is sound"));
    let ends = payloads
        .filter_map(|payload| payload.as_section())
        .flat_map(|(_, range)| [range.start, range.end]);
    let sides = ends.chain([0, package.len()]).flat_map(|end| [end.saturating_sub(1), end]);
    sides.filter(|position| *position < package.len()).collect()
}
