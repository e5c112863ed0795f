//! The log from the outside: published vectors, and everything that must not verify.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod attacks;
mod notes;
mod tree;

use loggia_audit::{
    Action, Actor, KeyUse, Leaf, Nodes, Personal, Receipt, SignedCheckpoint, SignerKey, Tree,
};

/// The key of the tests' log.
fn log_key() -> SignerKey {
    SignerKey::from_seed("bank.example/audit", KeyUse::Notes, [1; 32]).unwrap()
}

/// A witness' key.
fn witness_key() -> SignerKey {
    SignerKey::from_seed("witness.example/w1", KeyUse::Cosignatures, [2; 32]).unwrap()
}

fn leaf(number: u64, personal: Option<&Personal>) -> Leaf {
    Leaf {
        action: Action::PaymentSettled,
        at: 1_767_225_600_000 + number,
        by: Actor::Bank,
        subject: format!("{number:032x}").parse().unwrap(),
        app: Some("com.beanandleaf.coffee".parse().unwrap()),
        package: None,
        capability: None,
        reason: None,
        count: None,
        evidence: None,
        personal: personal.map(Personal::commitment),
    }
}

/// A log of so many leaves.
fn log(size: u64) -> (Vec<Leaf>, Tree) {
    let leaves: Vec<Leaf> = (0..size).map(|number| leaf(number, None)).collect();
    (leaves.clone(), tree_of(&leaves))
}

fn tree_of(leaves: &[Leaf]) -> Tree {
    let mut tree = Tree::new();
    for leaf in leaves {
        tree.push(leaf.hash());
    }
    tree
}

fn signed(tree: &Tree, size: u64) -> SignedCheckpoint {
    SignedCheckpoint::sign(&log_key(), size, tree.root(size).unwrap()).unwrap()
}

fn receipt(leaves: &[Leaf], tree: &Tree, index: u64, personal: Option<Personal>) -> Receipt {
    let mut receipt = Receipt::under(&signed(tree, tree.size()));
    let proof = tree.inclusion(index, tree.size()).unwrap().unwrap();
    receipt.add(leaves[usize::try_from(index).unwrap()].to_string(), personal, proof);
    receipt
}
