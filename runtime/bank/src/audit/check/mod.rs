//! Whether the audit log holds: in itself, and against the books.

mod claims;
mod consents;
mod credentials;
mod payments;
mod transfers;

use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use loggia_audit::{Action, Hash, Leaf, Nodes, SignedCheckpoint, Tree, VerifierKey, Word};
use loggia_runtime::AppId;

use super::recorded::word;
use super::{Stored, personal_of};
use crate::column;
use crate::connection::Connection;
use crate::error::DatabaseError;
use crate::finding::{Finding, VerifyReport};

/// Works the whole tree out anew from its leaves, and compares nodes, checkpoints, personal parts,
/// credentials, transfers and payments with it. Signatures are checked where the key is known.
pub(crate) fn check(
    connection: &Connection,
    key: Option<&VerifierKey>,
    report: &mut VerifyReport,
) -> Result<(), DatabaseError> {
    let mut log = Log::read(connection, &mut report.findings)?;
    report.leaves = log.tree.size();
    check_nodes(connection, &log.tree, &mut report.findings)?;
    check_checkpoints(connection, &log.tree, key, report)?;
    check_erasures(connection, &log, &mut report.findings)?;
    let authenticators = credentials::check(connection, &mut log, &mut report.findings)?;
    payments::check(connection, &mut log, &authenticators, &mut report.findings)?;
    transfers::check(connection, &mut log, &mut report.findings)?;
    consents::check(connection, &mut log, &mut report.findings)?;
    claims::check(connection, &mut log, &mut report.findings)
}

/// All leaves, and the tree that they make.
struct Log {
    tree: Tree,
    /// Leaves that can be read, by what they are about; an id says so only together with its kind.
    by_subject: BTreeMap<(Kind, Word), Vec<Stored>>,
    /// Leaves that have a commitment, and no personal part any more.
    without_personal: BTreeSet<u64>,
    /// Leaves that erased something, with how much.
    erasing: BTreeMap<u64, Word>,
    /// Leaves that erased a user, with what stands in their place.
    erased_users: BTreeMap<u64, Word>,
}

/// What a leaf is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Payment,
    Consent,
    Claims,
    Transfers,
    Authenticator,
    Other,
}

impl Kind {
    fn of(action: Action) -> Self {
        match action.code().split('-').next() {
            Some("payment") => Self::Payment,
            Some("consent") => Self::Consent,
            Some("claims") => Self::Claims,
            Some("transfers") => Self::Transfers,
            Some("authenticator") => Self::Authenticator,
            _ => Self::Other,
        }
    }
}

impl Log {
    fn read(connection: &Connection, findings: &mut Vec<Finding>) -> Result<Self, DatabaseError> {
        let mut log = Self {
            tree: Tree::new(),
            by_subject: BTreeMap::new(),
            without_personal: BTreeSet::new(),
            erasing: BTreeMap::new(),
            erased_users: BTreeMap::new(),
        };
        let mut statement = connection.prepare(
            "SELECT number, audit_leaves.leaf, action, subject, hash, salt, data FROM audit_leaves
             LEFT JOIN audit_personal ON audit_personal.leaf = number ORDER BY number",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let index = log.tree.size();
            let mut found = |what: &str| {
                findings.push(Finding::AuditLeaf { leaf: index, what: what.to_owned() });
            };
            let text = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
            let hash = Hash::of_leaf(text.as_bytes());
            log.tree.push(hash);
            if column::unsigned(row, 0)? != index {
                found("a leaf before it is missing");
            }
            if row.get::<_, [u8; 32]>(4)? != *hash.as_bytes() {
                found("its hash is not that of its text");
            }
            let leaf: Leaf = match text.parse() {
                Ok(leaf) => leaf,
                Err(error) => {
                    found(&error.to_string());
                    continue;
                }
            };
            if row.get_ref(2)?.as_str() != Ok(leaf.action.code())
                || row.get_ref(3)?.as_str() != Ok(leaf.subject.as_str())
            {
                found("its text is not what its row says");
            }
            let personal = personal_of(row)?;
            match (&leaf.personal, &personal) {
                (Some(_), None) => {
                    log.without_personal.insert(index);
                }
                (commitment, Some(personal)) if *commitment != Some(personal.commitment()) => {
                    found("its personal part is not the one that it was written with");
                }
                _ => {}
            }
            if leaf.action == Action::PersonalErased {
                log.erasing.insert(index, leaf.subject.clone());
            }
            if leaf.action == Action::UserErased {
                log.erased_users.insert(index, leaf.subject.clone());
            }
            let subject = (Kind::of(leaf.action), leaf.subject.clone());
            log.by_subject.entry(subject).or_default().push(Stored { index, leaf, personal });
        }
        Ok(log)
    }

    /// Takes the leaves about one thing out.
    fn about(&mut self, kind: Kind, id: &impl ToString) -> Result<Vec<Stored>, DatabaseError> {
        Ok(self.by_subject.remove(&(kind, word(id)?)).unwrap_or_default())
    }

    /// Takes all leaves of a kind out, in their order about each thing.
    fn of_kind(&mut self, wanted: Kind) -> impl Iterator<Item = Stored> + use<> {
        let (of_kind, others) =
            mem::take(&mut self.by_subject).into_iter().partition(|((kind, _), _)| *kind == wanted);
        self.by_subject = others;
        let of_kind: BTreeMap<(Kind, Word), Vec<Stored>> = of_kind;
        of_kind.into_values().flatten()
    }

    /// What is left of a kind is about nothing that the bank has.
    fn about_nothing(&self, wanted: Kind, name: &str, findings: &mut Vec<Finding>) {
        // Consents and claims go with their user, and then their personal parts are gone as well. That
        // these were erased, and not only taken away, is looked at for each of them.
        let goes = matches!(wanted, Kind::Consent | Kind::Claims);
        let erased = |stored: &Stored| goes && stored.personal.is_none();
        for ((kind, _), leaves) in &self.by_subject {
            let left = leaves.iter().filter(|stored| *kind == wanted && !erased(stored));
            for Stored { index, leaf, .. } in left {
                let what =
                    format!("it is about {name} {}, which is not in the books", leaf.subject);
                findings.push(Finding::AuditLeaf { leaf: *index, what });
            }
        }
    }
}

/// What the leaves of something that a user decided must say.
struct Course<'a> {
    actions: Vec<Action>,
    app: &'a AppId,
    /// When the last of them was made.
    ended_at: u64,
    personal: String,
}

impl Course<'_> {
    /// How the leaves disagree with it.
    fn disagreement(&self, leaves: &[Stored]) -> Result<Option<&'static str>, DatabaseError> {
        if !leaves.iter().map(|stored| stored.leaf.action).eq(self.actions.iter().copied()) {
            return Ok(Some("its leaves in the audit log tell of another course"));
        }
        let app = word(self.app)?;
        if !leaves.iter().all(|stored| stored.leaf.app.as_ref() == Some(&app)) {
            return Ok(Some("its leaves in the audit log are of another mini-app"));
        }
        if leaves.last().is_some_and(|stored| stored.leaf.at != self.ended_at) {
            return Ok(Some("its leaves in the audit log are of other times"));
        }
        let differs = |stored: &Stored| {
            stored.personal.as_ref().is_some_and(|personal| personal.data != self.personal)
        };
        let other = "its leaves in the audit log tell of another consent";
        Ok(leaves.iter().any(differs).then_some(other))
    }
}

fn check_nodes(
    connection: &Connection,
    tree: &Tree,
    findings: &mut Vec<Finding>,
) -> Result<(), DatabaseError> {
    let mut missing: u64 = (1..u64::BITS).map(|level| tree.size() >> level).sum();
    let mut statement = connection.prepare("SELECT level, position, hash FROM audit_nodes")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (level, position): (u32, u64) = (row.get(0)?, column::unsigned(row, 1)?);
        match tree.node(level, position) {
            Ok(node) if row.get::<_, [u8; 32]>(2)? == *node.as_bytes() => {
                missing = missing.saturating_sub(1);
            }
            _ => findings.push(Finding::AuditNode { level, position }),
        }
    }
    if missing > 0 {
        findings.push(Finding::AuditNodesMissing { missing });
    }
    Ok(())
}

fn check_checkpoints(
    connection: &Connection,
    tree: &Tree,
    key: Option<&VerifierKey>,
    report: &mut VerifyReport,
) -> Result<(), DatabaseError> {
    let mut statement =
        connection.prepare("SELECT size, note FROM audit_checkpoints ORDER BY size")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        report.checkpoints += 1;
        let size = column::unsigned(row, 0)?;
        let note = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        let what = match note.parse::<SignedCheckpoint>() {
            Err(error) => Some(error.to_string()),
            Ok(checkpoint) => {
                let said = checkpoint.unverified();
                let believed = key.map(|key| checkpoint.verify(key));
                if let Some(Err(error)) = believed {
                    Some(error.to_string())
                } else if said.size != size {
                    Some("it is of another size than its row says".to_owned())
                } else if size > tree.size() {
                    Some(format!("there are only {} leaves", tree.size()))
                } else if tree.root(size).is_ok_and(|root| root == said.root) {
                    None
                } else {
                    Some("the leaves before it were changed: their root is another".to_owned())
                }
            }
        };
        report.findings.extend(what.map(|what| Finding::AuditCheckpoint { size, what }));
    }
    Ok(())
}

/// What is gone must have been erased, by a leaf that says how much.
fn check_erasures(
    connection: &Connection,
    log: &Log,
    findings: &mut Vec<Finding>,
) -> Result<(), DatabaseError> {
    let mut gone = log.without_personal.clone();
    let mut erased: BTreeMap<u64, u64> = BTreeMap::new();
    let mut statement = connection.prepare("SELECT leaf, erased_by FROM audit_erasures")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (leaf, by) = (column::unsigned(row, 0)?, column::unsigned(row, 1)?);
        *erased.entry(by).or_default() += 1;
        if !gone.remove(&leaf) {
            let what = "it was erased, and still has its personal part".to_owned();
            findings.push(Finding::AuditLeaf { leaf, what });
        }
    }
    for leaf in gone {
        let what = "its personal part is gone, and was not erased".to_owned();
        findings.push(Finding::AuditLeaf { leaf, what });
    }
    let said = log.erasing.iter().map(|(leaf, count)| (*leaf, count.as_str().to_owned()));
    let done = erased.into_iter().map(|(leaf, count)| (leaf, count.to_string()));
    let (said, done): (BTreeSet<_>, BTreeSet<_>) = (said.collect(), done.collect());
    for (leaf, _) in said.symmetric_difference(&done) {
        let what = "it erased another number of personal parts than it says".to_owned();
        findings.push(Finding::AuditLeaf { leaf: *leaf, what });
    }
    let mut statement = connection.prepare("SELECT erased_by, name FROM erased_users")?;
    let rows = statement.query_map([], |row| Ok((column::unsigned(row, 0)?, row.get(1)?)))?;
    let done: BTreeSet<(u64, String)> = rows.collect::<Result<_, _>>()?;
    let said = log.erased_users.iter().map(|(leaf, name)| (*leaf, name.as_str().to_owned()));
    for (leaf, _) in said.collect::<BTreeSet<_>>().symmetric_difference(&done) {
        let what = "it erased another user than it says".to_owned();
        findings.push(Finding::AuditLeaf { leaf: *leaf, what });
    }
    Ok(())
}
