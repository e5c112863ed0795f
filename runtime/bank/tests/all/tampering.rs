//! Every byte of the audit log, changed by whoever holds the database and the bank's own key, and every
//! leaf removed or moved: found, and by a witness in the first interval in which it happened.
//!
//! A few bytes of each in short; all of them with `LOGGIA_FAULTS_EVERY=1`.

use loggia_audit::{Hash, KeyUse, Nodes, SignedCheckpoint, Signer, SignerKey, Tree, Witness};
use rusqlite::{Connection, params};

use crate::branch::{Branch, audit_key};

/// A log with checkpoints that a witness has cosigned, and an SQL prompt that no trigger holds back.
struct Tampered {
    branch: Branch,
    prompt: Connection,
    witness: Witness,
    /// The sizes of the checkpoints.
    sizes: Vec<u64>,
    /// What the witness keeps: checkpoints with its cosignatures.
    kept: String,
}

fn witness_key() -> SignerKey {
    SignerKey::from_seed("witness.example/w1", KeyUse::Cosignatures, [2; 32]).unwrap()
}

fn parse(kept: &str) -> Option<Witness> {
    let (bank, witness) = (audit_key(), witness_key());
    Witness::parse(kept, bank.verifier(), Some(witness.verifier())).ok()
}

impl Tampered {
    fn log() -> Self {
        let branch = Branch::on_disk();
        let (mut kept, mut sizes) = (String::new(), Vec::new());
        for number in 1..=3 {
            branch.settled(number, "2.00 EUR");
            let mut checkpoint = branch.bank.audit_checkpoint().unwrap().unwrap();
            sizes.push(checkpoint.unverified().size);
            checkpoint.cosign(&witness_key(), 1_767_225_600).unwrap();
            kept += &format!("{checkpoint}\n");
        }
        branch.assert_sound();
        let witness = parse(&kept).unwrap();
        let prompt = branch.sql_prompt();
        prompt.pragma_update(None, "foreign_keys", false).unwrap();
        // What syncing proves is another test's matter.
        prompt.pragma_update(None, "synchronous", "OFF").unwrap();
        let triggers: Vec<String> = prompt
            .prepare(
                "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'audit_%'",
            )
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        for trigger in triggers {
            prompt.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
        }
        Self { branch, prompt, witness, sizes, kept }
    }

    fn size(&self) -> u64 {
        *self.sizes.last().unwrap()
    }

    /// The interval that a change of this leaf falls into.
    fn interval(&self, leaf: u64) -> (u64, u64) {
        let to = *self.sizes.iter().find(|size| leaf < **size).unwrap();
        (self.sizes.iter().copied().rfind(|size| leaf >= *size).unwrap_or(0), to)
    }

    /// The bank finds it by itself, and the witness in the interval of `first`, the first leaf that is not
    /// what it was.
    fn is_found(&self, first: u64, what: &str) {
        assert!(!self.branch.bank.verify().unwrap().is_sound(), "{what}");
        self.is_witnessed(first, what);
    }

    fn is_witnessed(&self, first: u64, what: &str) {
        let found = self.branch.bank.audit_against(&self.witness).unwrap();
        let Err(found) = found else { panic!("{what}: the witness finds nothing") };
        assert_eq!((found.from, found.to), self.interval(first), "{what}");
    }

    fn is_whole_again(&self) {
        self.branch.assert_sound();
        assert_eq!(self.branch.bank.audit_against(&self.witness).unwrap(), Ok(()));
    }

    fn leaf(&self, number: u64) -> String {
        let number = i64::try_from(number).unwrap();
        let leaf = "SELECT leaf FROM audit_leaves WHERE number = ?1";
        self.prompt.query_row(leaf, [number], |row| row.get(0)).unwrap()
    }

    /// Puts a text in the place of a leaf, with the hash that goes with it.
    fn put(&self, number: u64, text: &str) {
        let hash = Hash::of_leaf(text.as_bytes());
        self.prompt
            .execute(
                "UPDATE audit_leaves SET leaf = ?2, hash = ?3 WHERE number = ?1",
                params![i64::try_from(number).unwrap(), text, hash.as_bytes()],
            )
            .unwrap();
    }

    /// Works out all inner nodes anew, and signs for the log of each size again with the bank's own key: a
    /// wholesale rewriting.
    fn sign_anew(&self) {
        self.prompt.execute("DELETE FROM audit_nodes", []).unwrap();
        self.prompt.execute("DELETE FROM audit_checkpoints", []).unwrap();
        let mut tree = Tree::new();
        let count: i64 = self
            .prompt
            .query_row("SELECT count(*) FROM audit_leaves", [], |row| row.get(0))
            .unwrap();
        for number in 0..u64::try_from(count).unwrap() {
            tree.push(Hash::of_leaf(self.leaf(number).as_bytes()));
        }
        for level in 1..64_u32 {
            for position in 0..tree.size() >> level {
                let node = tree.node(level, position).unwrap();
                self.prompt
                    .execute(
                        "INSERT INTO audit_nodes VALUES (?1, ?2, ?3)",
                        params![level, i64::try_from(position).unwrap(), node.as_bytes()],
                    )
                    .unwrap();
            }
        }
        for size in self.sizes.iter().copied().filter(|size| *size <= tree.size()) {
            let note =
                SignedCheckpoint::sign(&audit_key(), size, tree.root(size).unwrap()).unwrap();
            self.prompt
                .execute(
                    "INSERT INTO audit_checkpoints VALUES (?1, 0, ?2)",
                    params![i64::try_from(size).unwrap(), note.to_string()],
                )
                .unwrap();
        }
    }
}

fn every() -> usize {
    std::env::var("LOGGIA_FAULTS_EVERY").map_or(41, |every| every.parse().unwrap())
}

/// A text with another character in the place of one, for every so manieth.
fn one_byte_off(text: &str, every: usize) -> impl Iterator<Item = String> {
    text.char_indices().step_by(every).map(move |(at, old)| {
        let new = if old == 'x' { "y" } else { "x" };
        let (before, after) = (&text[..at], &text[at + old.len_utf8()..]);
        [before, new, after].concat()
    })
}

#[test]
fn every_changed_byte_of_a_leaf_is_found_in_its_interval() {
    let log = Tampered::log();
    for number in 0..log.size() {
        let leaf = log.leaf(number);
        for changed in one_byte_off(&leaf, every()) {
            log.put(number, &changed);
            log.is_found(number, &format!("leaf {number} as {changed}"));
        }
        log.put(number, &leaf);
    }
    log.is_whole_again();
}

#[test]
fn every_leaf_that_is_removed_or_moved_is_found_from_there_on() {
    let log = Tampered::log();
    let all: Vec<String> = (0..log.size()).map(|number| log.leaf(number)).collect();
    let put_all = |texts: &[String]| {
        for (number, text) in (0..).zip(texts) {
            log.put(number, text);
        }
    };
    for at in 0..all.len() {
        let number = at as u64;
        // Those behind it move up, and nothing says so any more but the tree.
        let mut removed = all.clone();
        removed.remove(at);
        put_all(&removed);
        let last = i64::try_from(log.size() - 1).unwrap();
        let text = log.leaf(log.size() - 1);
        log.prompt.execute("DELETE FROM audit_leaves WHERE number = ?1", [last]).unwrap();
        log.is_found(number, &format!("leaf {at} removed"));
        let hash = Hash::of_leaf(text.as_bytes());
        log.prompt
            .execute(
                "INSERT INTO audit_leaves (number, leaf, action, subject, hash)
                 VALUES (?1, ?2, '', '', ?3)",
                params![last, text, hash.as_bytes()],
            )
            .unwrap();
        for to in (0..all.len()).filter(|to| *to != at).step_by(every().div_ceil(20)) {
            let mut moved = all.clone();
            let leaf = moved.remove(at);
            moved.insert(to, leaf);
            put_all(&moved);
            log.is_found(number.min(to as u64), &format!("leaf {at} moved to {to}"));
        }
    }
    put_all(&all);
    // The columns that are searched by are no part of the tree.
    assert_eq!(log.branch.bank.audit_against(&log.witness).unwrap(), Ok(()));
}

#[test]
fn every_changed_byte_of_a_node_checkpoint_or_personal_part_is_found() {
    let log = Tampered::log();
    let texts = [
        (
            "SELECT size, note FROM audit_checkpoints",
            "UPDATE audit_checkpoints SET note = ?2 WHERE size = ?1",
        ),
        (
            "SELECT leaf, data FROM audit_personal",
            "UPDATE audit_personal SET data = ?2 WHERE leaf = ?1",
        ),
    ];
    for (read, write) in texts {
        for (key, text) in rows::<String>(&log.prompt, read) {
            for changed in one_byte_off(&text, every()) {
                log.prompt.execute(write, params![key, changed]).unwrap();
                assert!(!log.branch.bank.verify().unwrap().is_sound(), "{changed}");
            }
            log.prompt.execute(write, params![key, text]).unwrap();
        }
    }
    let bytes = [
        (
            "SELECT leaf, salt FROM audit_personal",
            "UPDATE audit_personal SET salt = ?2 WHERE leaf = ?1",
        ),
        (
            "SELECT level * 1000 + position, hash FROM audit_nodes",
            "UPDATE audit_nodes SET hash = ?2 WHERE level * 1000 + position = ?1",
        ),
        (
            "SELECT number, hash FROM audit_leaves",
            "UPDATE audit_leaves SET hash = ?2 WHERE number = ?1",
        ),
    ];
    for (read, write) in bytes {
        for (key, bytes) in rows::<Vec<u8>>(&log.prompt, read) {
            for at in (0..bytes.len()).step_by(every()) {
                let mut changed = bytes.clone();
                changed[at] ^= 1;
                log.prompt.execute(write, params![key, changed]).unwrap();
                assert!(
                    !log.branch.bank.verify().unwrap().is_sound(),
                    "byte {at} of {key}: {read}"
                );
            }
            log.prompt.execute(write, params![key, bytes]).unwrap();
        }
    }
    log.is_whole_again();
}

#[test]
fn every_changed_byte_of_what_a_witness_keeps_is_refused_or_says_the_same() {
    let log = Tampered::log();
    let witnessed = |witness: &Witness| -> Vec<(u64, Hash)> {
        let heads = witness.heads().iter().map(SignedCheckpoint::unverified);
        heads.map(|head| (head.size, head.root)).collect()
    };
    let mut refused = 0;
    for changed in one_byte_off(&log.kept, every().div_ceil(7)) {
        match parse(&changed) {
            None => refused += 1,
            // What may differ in a signed note and mean the same: nothing that is witnessed.
            Some(read) => assert_eq!(witnessed(&read), witnessed(&log.witness), "{changed}"),
        }
    }
    assert!(refused > 0);
    // A cosignature of nobody's, and none.
    let stranger =
        SignerKey::from_seed("witness.example/w1", KeyUse::Cosignatures, [9; 32]).unwrap();
    let bank = audit_key();
    assert!(Witness::parse(&log.kept, bank.verifier(), Some(stranger.verifier())).is_err());
}

#[test]
fn a_rewriting_with_the_banks_own_key_passes_its_own_checks_and_no_witness() {
    let log = Tampered::log();
    let all: Vec<String> = (0..log.size()).map(|number| log.leaf(number)).collect();
    for number in 0..log.size() {
        let text = &all[usize::try_from(number).unwrap()];
        if text.contains("action transfers-made") {
            continue;
        }
        // What the books do not say otherwise: who decided.
        let rewritten = match text.contains("by bank") {
            true => text.replace("by bank", "by customer"),
            false => text.replace("by customer", "by bank").replace("by mini-app", "by bank"),
        };
        assert_ne!(rewritten, *text);
        log.put(number, &rewritten);
        log.sign_anew();
        let report = log.branch.bank.verify().unwrap();
        assert!(report.is_sound(), "it is sound in itself: {report}");
        log.is_witnessed(number, &format!("leaf {number} rewritten"));
        log.put(number, text);
    }
    log.sign_anew();
    log.is_whole_again();
    // All of it at once is found where it begins.
    for number in 1..log.size() {
        log.put(number, &all[0]);
    }
    log.sign_anew();
    log.is_witnessed(1, "everything behind the first leaf");
}

fn rows<T: rusqlite::types::FromSql>(prompt: &Connection, sql: &str) -> Vec<(i64, T)> {
    let mut statement = prompt.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}
