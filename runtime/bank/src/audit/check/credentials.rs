//! Users' credentials against their leaves.

use std::collections::BTreeMap;

use loggia_audit::{Action, Word};
use loggia_authentication::Credential;

use super::super::Stored;
use super::super::recorded::{credential_personal, key_digest};
use super::{Kind, Log};
use crate::authentication;
use crate::connection::Connection;
use crate::error::DatabaseError;
use crate::finding::Finding;

/// What the log says of credentials: by the name that authenticators have for a user, and a key.
pub(super) struct Authenticators(BTreeMap<(Word, [u8; 32]), Vec<Stored>>);

impl Authenticators {
    /// Whether a user had this credential when the leaf of this number was written.
    pub(super) fn has(&self, credential: &Credential, at: u64) -> bool {
        self.registered(credential, at).is_some()
    }

    /// The leaf by which they had it then.
    fn registered(&self, credential: &Credential, at: u64) -> Option<&Stored> {
        let last = self.0.get(&key(credential)?)?.iter().rfind(|stored| stored.index < at)?;
        (last.leaf.action == Action::AuthenticatorRegistered).then_some(last)
    }
}

fn key(credential: &Credential) -> Option<(Word, [u8; 32])> {
    Some((credential.user.parse().ok()?, *key_digest(credential).as_bytes()))
}

/// Takes the leaves about credentials out of the log, and compares the credentials that there are.
pub(super) fn check(
    connection: &Connection,
    log: &mut Log,
    findings: &mut Vec<Finding>,
) -> Result<Authenticators, DatabaseError> {
    let mut known: BTreeMap<_, Vec<Stored>> = BTreeMap::new();
    for stored in log.of_kind(Kind::Authenticator) {
        match &stored.leaf.evidence {
            Some(digest) => {
                let of = (stored.leaf.subject.clone(), *digest.as_bytes());
                known.entry(of).or_default().push(stored);
            }
            None => findings.push(Finding::AuditLeaf {
                leaf: stored.index,
                what: "it does not say which key the credential has".to_owned(),
            }),
        }
    }
    let authenticators = Authenticators(known);
    let mut there = Vec::new();
    for (user, handle, credential) in authentication::every_credential(connection)? {
        let registered = authenticators.registered(&credential, u64::MAX);
        let what = match registered {
            _ if credential.user != handle => Some("it is under another name than its user's"),
            None => Some("nobody registered it: the audit log has no leaf of its key"),
            Some(Stored { personal: Some(personal), .. })
                if personal.data != credential_personal(&user, &credential.id)? =>
            {
                Some("its leaf in the audit log is of another")
            }
            Some(_) => None,
        };
        there.extend(registered.map(|stored| stored.index));
        let (id, what) = (credential.id, what.map(str::to_owned));
        findings.extend(what.map(|what| Finding::Credential { user, credential: id, what }));
    }
    // Those of an erased user go with them, and so do the personal parts of their leaves.
    for last in authenticators.0.values().filter_map(|leaves| leaves.last()) {
        let registered = last.leaf.action == Action::AuthenticatorRegistered;
        if registered && last.personal.is_some() && !there.contains(&last.index) {
            let what = "the credential that it is about is gone, and was not revoked".to_owned();
            findings.push(Finding::AuditLeaf { leaf: last.index, what });
        }
    }
    Ok(authenticators)
}
