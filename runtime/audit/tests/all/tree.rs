//! The tree against the vectors of Certificate Transparency, and against itself at every size.

use loggia_audit::{ConsistencyProof, Hash, InclusionProof, Nodes, Tree};
use proptest::prelude::*;

fn hex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

fn hash(text: &str) -> Hash {
    Hash::from_bytes(hex(text).try_into().unwrap())
}

/// The leaves that Certificate Transparency's implementations test with.
const LEAVES: [&str; 8] = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
];

/// The roots over the first 0 to 8 of them.
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn published() -> Tree {
    let leaves: Vec<Vec<u8>> = LEAVES.into_iter().map(hex).collect();
    leaves.iter().map(Vec::as_slice).collect()
}

#[test]
fn the_roots_are_the_published_ones() {
    let tree = published();
    for (size, root) in (0..).zip(ROOTS) {
        assert_eq!(tree.root(size).unwrap(), hash(root), "size {size}");
    }
    assert_eq!(Tree::new().head(), Hash::EMPTY);
}

#[test]
fn the_inclusion_proofs_are_the_published_ones() {
    let cases: [(u64, u64, &[&str]); 7] = [
        (0, 1, &[]),
        (0, 2, &["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"]),
        (1, 2, &["6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"]),
        (2, 3, &["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
        (
            1,
            5,
            &[
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
        (
            0,
            8,
            &[
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            &[
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
    ];
    let tree = published();
    for (index, size, path) in cases {
        let path: Vec<Hash> = path.iter().map(|node| hash(node)).collect();
        let proof = tree.inclusion(index, size).unwrap().unwrap();
        assert_eq!(proof, InclusionProof { index, path }, "{index} of {size}");
    }
}

#[test]
fn the_consistency_proofs_are_the_published_ones() {
    let cases: [(u64, u64, &[&str]); 4] = [
        (1, 1, &[]),
        (
            1,
            8,
            &[
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            6,
            8,
            &[
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            2,
            5,
            &[
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ];
    let tree = published();
    for (from, to, path) in cases {
        let path: Vec<Hash> = path.iter().map(|node| hash(node)).collect();
        let proof = tree.consistency(from, to).unwrap().unwrap();
        assert_eq!(proof, ConsistencyProof { path }, "{from} to {to}");
    }
}

/// The definition of RFC 6962, 2.1, by the letter.
fn defined_root(leaves: &[Vec<u8>]) -> Hash {
    match leaves {
        [] => Hash::EMPTY,
        [leaf] => Hash::of_leaf(leaf),
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            Hash::of_node(&defined_root(left), &defined_root(right))
        }
    }
}

fn numbered(size: u64) -> Vec<Vec<u8>> {
    (0..size).map(|number| number.to_le_bytes().to_vec()).collect()
}

fn tree_of(leaves: &[Vec<u8>]) -> Tree {
    leaves.iter().map(Vec::as_slice).collect()
}

#[test]
fn every_proof_of_every_size_verifies_and_of_another_tree_does_not() {
    let leaves = numbered(40);
    let tree = tree_of(&leaves);
    let mut other = leaves.clone();
    other[0].push(1);
    let other = tree_of(&other);
    for size in 0..=40 {
        let root = tree.root(size).unwrap();
        assert_eq!(root, defined_root(&leaves[..usize::try_from(size).unwrap()]), "size {size}");
        assert_eq!(tree.inclusion(size, size).unwrap(), None);
        assert_eq!(tree.consistency(size + 1, size).unwrap(), None);
        for index in 0..size {
            let leaf = Hash::of_leaf(&leaves[usize::try_from(index).unwrap()]);
            let proof = tree.inclusion(index, size).unwrap().unwrap();
            assert!(proof.verify(&leaf, size, &root).is_ok(), "{index} of {size}");
            for another in (0..=40).filter(|another| *another != size) {
                let root = tree.root(another).unwrap();
                assert!(
                    proof.verify(&leaf, another, &root).is_err(),
                    "{index} of {size} in {another}"
                );
            }
        }
        for from in 0..=size {
            let proof = tree.consistency(from, size).unwrap().unwrap();
            let older = tree.root(from).unwrap();
            assert!(proof.verify((from, &older), (size, &root)).is_ok(), "{from} to {size}");
            let foreign = other.root(from).unwrap();
            if from > 0 {
                assert!(proof.verify((from, &foreign), (size, &root)).is_err(), "{from} to {size}");
            }
        }
    }
}

#[test]
fn a_leaf_completes_two_nodes_in_the_mean() {
    let mut tree = Tree::new();
    let completed: usize =
        numbered(1_024).iter().map(|leaf| tree.push(Hash::of_leaf(leaf)).len()).sum();
    assert_eq!(completed, 2 * 1_024 - 1);
}

/// How a path is tampered with.
#[derive(Debug, Clone)]
enum Tampered {
    Bit(usize, usize),
    Shortened,
    Lengthened([u8; 32]),
    Swapped(usize),
}

fn tampering() -> impl Strategy<Value = Tampered> {
    prop_oneof![
        (0..64_usize, 0..256_usize).prop_map(|(node, bit)| Tampered::Bit(node, bit)),
        Just(Tampered::Shortened),
        any::<[u8; 32]>().prop_map(Tampered::Lengthened),
        (0..64_usize).prop_map(Tampered::Swapped),
    ]
}

/// None where it comes out as it was.
fn tamper(path: &[Hash], how: &Tampered) -> Option<Vec<Hash>> {
    let mut tampered = path.to_vec();
    match *how {
        Tampered::Lengthened(bytes) => tampered.push(Hash::from_bytes(bytes)),
        _ if path.is_empty() => {}
        Tampered::Bit(node, bit) => {
            let node = &mut tampered[node % path.len()];
            let mut bytes = *node.as_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            *node = Hash::from_bytes(bytes);
        }
        Tampered::Shortened => tampered.truncate(path.len() - 1),
        Tampered::Swapped(node) => tampered.swap(node % path.len(), 0),
    }
    (tampered != path).then_some(tampered)
}

proptest! {
    #[test]
    fn a_tampered_inclusion_proof_proves_nothing(
        size in 1_u64..3_000, at in any::<prop::sample::Index>(), other in any::<prop::sample::Index>(),
        how in tampering(),
    ) {
        let leaves = numbered(size);
        let tree = tree_of(&leaves);
        let bound = usize::try_from(size).unwrap();
        let (index, other) = (at.index(bound), other.index(bound));
        let leaf = Hash::of_leaf(&leaves[index]);
        let root = tree.head();
        let proof = tree.inclusion(index as u64, size).unwrap().unwrap();
        prop_assert!(proof.verify(&leaf, size, &root).is_ok());
        prop_assert!(proof.verify(&Hash::of_leaf(b"x"), size, &root).is_err());
        if other != index {
            prop_assert!(proof.verify(&Hash::of_leaf(&leaves[other]), size, &root).is_err());
            let moved = InclusionProof { index: other as u64, ..proof.clone() };
            prop_assert!(moved.verify(&leaf, size, &root).is_err());
        }
        let outside = InclusionProof { index: size, ..proof.clone() };
        prop_assert!(outside.verify(&leaf, size, &root).is_err());
        if let Some(path) = tamper(&proof.path, &how) {
            let tampered = InclusionProof { path, ..proof };
            prop_assert!(tampered.verify(&leaf, size, &root).is_err());
        }
    }

    #[test]
    fn a_tampered_consistency_proof_proves_nothing(
        to in 1_u64..3_000, from in any::<prop::sample::Index>(), how in tampering(),
    ) {
        let tree = tree_of(&numbered(to));
        let from = from.index(usize::try_from(to).unwrap() + 1) as u64;
        let (older, newer) = (tree.root(from).unwrap(), tree.head());
        let proof = tree.consistency(from, to).unwrap().unwrap();
        prop_assert!(proof.verify((from, &older), (to, &newer)).is_ok());
        if from != to {
            prop_assert!(proof.verify((to, &newer), (from, &older)).is_err());
            prop_assert!(proof.verify((from, &newer), (to, &newer)).is_err());
            prop_assert!(proof.verify((to, &older), (to, &newer)).is_err());
        }
        if let Some(path) = tamper(&proof.path, &how) {
            let tampered = ConsistencyProof { path };
            prop_assert!(tampered.verify((from, &older), (to, &newer)).is_err());
        }
    }
}
