//! Everything that somebody could change, and who finds it.

use loggia_audit::{
    Hash, HeadReason, KeyUse, Leaf, Nodes, NotAReceipt, NotAccepted, Personal, Receipt, Rewrite,
    SignedCheckpoint, Signer, SignerKey, Witness,
};

use super::{leaf, log, log_key, receipt, signed, tree_of, witness_key};

/// Every text that differs from this one in one byte, where it still is a text.
fn one_byte_off(text: &str) -> impl Iterator<Item = String> + '_ {
    (0..text.len()).flat_map(move |at| {
        [0x01, 0x02, 0x20, 0x40].into_iter().filter_map(move |flip| {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] ^= flip;
            String::from_utf8(bytes).ok()
        })
    })
}

#[test]
fn a_leaf_has_one_text_and_any_other_is_none_or_another() {
    let personal = Personal::new("alice".into()).unwrap();
    let full = Leaf {
        package: Some("ab".repeat(32).parse().unwrap()),
        capability: Some("loggia:payments/payments-initiate".parse().unwrap()),
        reason: Some("per-day".parse().unwrap()),
        count: Some(17),
        evidence: Some(Hash::of_leaf(b"what was signed")),
        ..leaf(7, Some(&personal))
    };
    for leaf in [full, leaf(0, None)] {
        let text = leaf.to_string();
        assert_eq!(text.parse(), Ok(leaf.clone()));
        for changed in one_byte_off(&text) {
            match changed.parse::<Leaf>() {
                Ok(other) => {
                    assert_eq!(other.to_string(), changed);
                    assert_ne!(other.hash(), leaf.hash(), "{changed}");
                }
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
        for foreign in
            [format!("{text}\n"), format!("{text}more x\n"), text.replace("time 1", "time 01")]
        {
            assert!(foreign.parse::<Leaf>().is_err(), "{foreign}");
        }
    }
}

#[test]
fn every_changed_byte_of_a_checkpoint_or_cosignature_is_found() {
    let (_, tree) = log(5);
    let mut checkpoint = signed(&tree, 5);
    checkpoint.cosign(&witness_key(), 1_767_225_600).unwrap();
    let text = checkpoint.to_string();
    for changed in one_byte_off(&text) {
        let believed = changed.parse::<SignedCheckpoint>().is_ok_and(|changed| {
            changed.verify(log_key().verifier()).is_ok()
                && changed.cosigned(witness_key().verifier()).is_ok()
        });
        assert!(!believed, "{changed}");
    }
}

#[test]
fn a_removed_swapped_moved_or_changed_leaf_is_found_by_the_next_root() {
    let (leaves, tree) = log(9);
    for at in 0..leaves.len() {
        let mut removed = leaves.clone();
        removed.remove(at);
        assert_ne!(tree_of(&removed).root(8), tree.root(9));
        if at + 1 < leaves.len() {
            let mut swapped = leaves.clone();
            swapped.swap(at, at + 1);
            assert_ne!(tree_of(&swapped).head(), tree.head());
            let mut moved = leaves.clone();
            let leaf = moved.remove(at);
            moved.push(leaf);
            assert_ne!(tree_of(&moved).head(), tree.head());
        }
        let mut changed = leaves.clone();
        changed[at].at += 1;
        assert_ne!(tree_of(&changed).head(), tree.head());
    }
}

#[test]
fn a_witness_names_the_first_bad_interval_of_a_log_rewritten_with_its_own_key() {
    let (leaves, tree) = log(40);
    let sizes = [3, 8, 21, 33];
    let kept: String = sizes.iter().map(|size| format!("{}\n", signed(&tree, *size))).collect();
    let witness = Witness::parse(&kept, log_key().verifier(), None).unwrap();
    assert_eq!(witness.check(&tree, 40).unwrap(), Ok(()));
    for at in 0..40_u64 {
        let mut rewritten = leaves.clone();
        rewritten[usize::try_from(at).unwrap()].at += 1;
        let rewritten = tree_of(&rewritten);
        // Its holder signs it anew, and it is sound in itself.
        assert!(signed(&rewritten, 40).verify(log_key().verifier()).is_ok());
        let found = witness.check(&rewritten, 40).unwrap();
        let to = sizes.into_iter().find(|size| at < *size);
        let from = sizes.into_iter().rfind(|size| at >= *size).unwrap_or(0);
        match to {
            Some(to) => assert_eq!(found, Err(Rewrite { from, to, size: 40 }), "leaf {at}"),
            None => assert_eq!(found, Ok(()), "leaf {at} was not witnessed yet"),
        }
    }
}

#[test]
fn a_witness_finds_the_last_leaves_gone() {
    let (leaves, tree) = log(20);
    let witness = Witness::parse(
        &format!("{}{}", signed(&tree, 5), signed(&tree, 18)),
        log_key().verifier(),
        None,
    )
    .unwrap();
    for size in 0..18_u64 {
        let rest = tree_of(&leaves[..usize::try_from(size).unwrap()]);
        let Err(found) = witness.check(&rest, size).unwrap() else { panic!("{size} pass") };
        let (from, to) = if size < 5 { (0, 5) } else { (5, 18) };
        assert_eq!(found, Rewrite { from, to, size });
        assert!(found.to_string().contains("leaves were removed"));
    }
}

#[test]
fn a_witness_accepts_what_continues_and_nothing_else() {
    let (leaves, tree) = log(20);
    let mut rewritten = leaves;
    rewritten[2].at += 1;
    let rewritten = tree_of(&rewritten);
    let key = log_key();
    let mut witness = Witness::new();
    let nothing = tree.consistency(0, 7).unwrap().unwrap();
    assert_eq!(witness.accept(signed(&tree, 7), &nothing, key.verifier()), Ok(true));
    let proof = tree.consistency(7, 20).unwrap().unwrap();
    assert_eq!(witness.accept(signed(&tree, 20), &proof, key.verifier()), Ok(true));
    let same = tree.consistency(20, 20).unwrap().unwrap();
    assert_eq!(witness.accept(signed(&tree, 20), &same, key.verifier()), Ok(false));
    assert_eq!(witness.heads().len(), 2);
    for (tree, size) in [(&tree, 7), (&rewritten, 20)] {
        let proof = tree.consistency(size, 20).unwrap().unwrap();
        let refused = witness.accept(signed(tree, size), &proof, key.verifier());
        assert!(matches!(refused, Err(NotAccepted::Rewritten(_))), "{refused:?}");
    }
    let stranger = SignerKey::from_seed("bank.example/audit", KeyUse::Notes, [9; 32]).unwrap();
    let forged = SignedCheckpoint::sign(&stranger, 20, tree.head()).unwrap();
    let refused = witness.accept(forged, &same, key.verifier());
    assert!(matches!(refused, Err(NotAccepted::NotBelieved(_))), "{refused:?}");
    assert_eq!(Witness::parse(&witness.to_string(), key.verifier(), None), Ok(witness));
}

#[test]
fn a_witness_file_that_was_tampered_with_is_not_used() {
    let (_, tree) = log(9);
    let mut second = signed(&tree, 9);
    second.cosign(&witness_key(), 1).unwrap();
    let kept = format!("{}\n{second}", signed(&tree, 4));
    assert!(Witness::parse(&kept, log_key().verifier(), None).is_ok());
    let refused =
        Witness::parse(&kept, log_key().verifier(), Some(witness_key().verifier())).unwrap_err();
    assert_eq!(refused.number, 1, "the first is not cosigned");
    let changed = kept.replacen("\n9\n", "\n8\n", 1);
    let refused = Witness::parse(&changed, log_key().verifier(), None).unwrap_err();
    assert_eq!(refused.number, 2);
    assert!(matches!(refused.reason, HeadReason::NotBelieved(_)));
}

#[test]
fn a_receipt_proves_its_leaf_and_no_changed_byte_passes() {
    let personal = Personal::new("alice pays 3.40 EUR".into()).unwrap();
    let (mut leaves, _) = log(5);
    leaves[3] = leaf(3, Some(&personal));
    let tree = tree_of(&leaves);
    let whole = receipt(&leaves, &tree, 3, Some(personal));
    let json = serde_json::to_string(&whole).unwrap();
    let proven = Receipt::parse(&json).unwrap().verify(log_key().verifier()).unwrap();
    assert_eq!((proven.leaves[0].index, &proven.leaves[0].leaf), (3, &leaves[3]));
    assert_eq!(proven.leaves[0].personal.as_deref(), Some("alice pays 3.40 EUR"));
    assert_eq!(proven.checkpoint.size, 5);
    for changed in one_byte_off(&json) {
        let proven =
            Receipt::parse(&changed).and_then(|changed| changed.verify(log_key().verifier()));
        assert!(proven.is_err(), "{changed}");
    }
}

#[test]
fn a_receipt_proves_the_same_when_the_personal_part_is_erased() {
    let personal = Personal::new("alice pays 3.40 EUR".into()).unwrap();
    let (mut leaves, _) = log(5);
    leaves[3] = leaf(3, Some(&personal));
    let erased = receipt(&leaves, &tree_of(&leaves), 3, None);
    let proven = erased.verify(log_key().verifier()).unwrap();
    assert_eq!((&proven.leaves[0].leaf, &proven.leaves[0].personal), (&leaves[3], &None));
}

#[test]
fn a_receipt_for_another_leaf_place_size_or_person_proves_nothing() {
    let personal = Personal::new("alice".into()).unwrap();
    let (mut leaves, _) = log(6);
    leaves[3] = leaf(3, Some(&personal));
    let tree = tree_of(&leaves);
    let proof = |index: u64, size: u64| tree.inclusion(index, size).unwrap().unwrap();
    let made = |leaf: usize, personal: Option<Personal>, proof, size| {
        let mut receipt = Receipt::under(&signed(&tree, size));
        receipt.add(leaves[leaf].to_string(), personal, proof);
        receipt.verify(log_key().verifier())
    };
    assert!(made(3, Some(personal.clone()), proof(3, 6), 6).is_ok());
    assert_eq!(made(2, None, proof(3, 6), 6), Err(NotAReceipt::NotInTheLog { index: 3 }));
    assert_eq!(made(3, None, proof(2, 6), 6), Err(NotAReceipt::NotInTheLog { index: 2 }));
    assert_eq!(made(3, None, proof(3, 5), 6), Err(NotAReceipt::NotInTheLog { index: 3 }));
    assert_eq!(made(3, None, proof(3, 6), 5), Err(NotAReceipt::NotInTheLog { index: 3 }));
    let bob = Personal { data: "bob".into(), ..personal };
    assert_eq!(made(3, Some(bob), proof(3, 6), 6), Err(NotAReceipt::Personal { index: 3 }));
    let empty = Receipt::under(&signed(&tree, 6)).verify(log_key().verifier());
    assert_eq!(empty, Err(NotAReceipt::Empty));
}
