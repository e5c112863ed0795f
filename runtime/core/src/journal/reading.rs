//! A journal that was read.

use std::collections::BTreeSet;
use std::io;

use super::FORM;
use super::chain::{self, Entries};
use super::record::{Head, KeptPackage, Outcome, Record, StepRecord};
use crate::guest_text::GuestText;
use crate::ids::{Digest, PackageDigest, SessionId};

/// A journal, whose entries stand as they were written.
#[derive(Debug)]
pub struct Journal {
    head: Head,
    pub(super) records: Vec<Record>,
    torn: Option<u64>,
    end: Digest,
}

/// Why something cannot be read as a journal.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The file cannot be read.
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// It does not begin as one.
    #[error("it is no journal")]
    NotAJournal,
    /// A newer Loggia wrote it.
    #[error("it has form {form}, and this version reads up to form {known}: use a newer one")]
    NewerForm {
        /// Its form.
        form: u32,
        /// The newest that is known.
        known: u32,
    },
    /// A byte was changed, added or taken away.
    #[error("entry {entry} is not as it was written: it was changed, or one before it is missing")]
    Changed {
        /// Which, from 1; each is a line.
        entry: u64,
    },
    /// An entry is whole, and says what no journal says.
    #[error("entry {entry} makes no sense: {reason}")]
    Malformed {
        /// Which, from 1; each is a line.
        entry: u64,
        /// What is wrong with it.
        reason: GuestText,
    },
    /// It is longer than any that is written.
    #[error("{what} is longer than the {max} bytes that are read")]
    TooLarge {
        /// The journal, or one of its entries.
        what: &'static str,
        /// How long it may be.
        max: u64,
    },
}

impl Journal {
    /// Reads a journal whole, and checks its chain. What a crash cut off at its end is left out: see
    /// [`Journal::torn`].
    ///
    /// # Errors
    ///
    /// [`JournalError`]: the first entry that is not as it was written, or what else is wrong.
    pub fn read(from: impl io::Read) -> Result<Self, JournalError> {
        let Entries { records, torn, end } = chain::read(from)?;
        let mut records = records.into_iter();
        let head = match records.next() {
            Some(Record::Head(head)) if head.form <= FORM => head,
            Some(Record::Head(Head { form, .. })) => {
                return Err(JournalError::NewerForm { form, known: FORM });
            }
            _ => return Err(JournalError::NotAJournal),
        };
        let records: Vec<Record> = records.collect();
        check(&records)?;
        Ok(Self { head, records, torn, end })
    }

    /// Who wrote it.
    #[must_use]
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The number of the entry, from 1, in the middle of which it ends, as after a crash: that one and
    /// all that may have been behind it are not there.
    #[must_use]
    pub fn torn(&self) -> Option<u64> {
        self.torn
    }

    /// Whether it ends because it had reached its bound.
    #[must_use]
    pub fn is_full(&self) -> bool {
        matches!(self.records.last(), Some(Record::Full))
    }

    /// What its last entry is chained with. Whoever keeps it elsewhere can tell this journal from any
    /// other, and from one that was cut short.
    #[must_use]
    pub fn end(&self) -> Digest {
        self.end
    }

    /// The packages that its sessions ran on, in order.
    #[must_use]
    pub fn packages(&self) -> Vec<PackageDigest> {
        let mut packages = Vec::new();
        for record in &self.records {
            if let Record::Session(standing) = record
                && !packages.contains(&standing.package)
            {
                packages.push(standing.package);
            }
        }
        packages
    }

    /// The bytes of a package, if they are in it.
    #[must_use]
    pub fn package(&self, digest: &PackageDigest) -> Option<&[u8]> {
        self.records.iter().find_map(|record| match record {
            Record::Package(KeptPackage { digest: kept, bytes }) if kept == digest => {
                Some(bytes.as_slice())
            }
            _ => None,
        })
    }

    /// Its steps in order; the first is number 1.
    pub fn steps(&self) -> impl Iterator<Item = &StepRecord> {
        self.records.iter().filter_map(|record| match record {
            Record::Step(step) => Some(&**step),
            _ => None,
        })
    }
}

/// More than any session has, and far from where counting ends.
pub(super) const MOST_STEPS: u64 = 1 << 48;

/// Every step is of a session that the journal has told of, and has a view.
fn check(records: &[Record]) -> Result<(), JournalError> {
    let mut sessions: BTreeSet<SessionId> = BTreeSet::new();
    let mut shown: BTreeSet<SessionId> = BTreeSet::new();
    // The head is the first.
    for (entry, record) in (2..).zip(records) {
        let wrong = |reason: &str| {
            Err(JournalError::Malformed { entry, reason: GuestText::line(reason.into()) })
        };
        match record {
            Record::Head(_) => return wrong("a journal has one head, at its beginning"),
            Record::Session(standing) => {
                sessions.insert(standing.session);
            }
            Record::Branch(branched) => {
                if !sessions.contains(&branched.from) {
                    return wrong("it goes on from a session that nothing is told of");
                }
            }
            Record::Step(step) => {
                if !sessions.contains(&step.session) {
                    return wrong("it is a step of a session that nothing is told of");
                }
                if !(1..=MOST_STEPS).contains(&step.sequence) {
                    return wrong("no session has that many steps");
                }
                if let Outcome::Committed(committed) = &step.outcome {
                    if committed.view.is_none() && !shown.contains(&step.session) {
                        return wrong("it has no view, and there is none before it");
                    }
                    shown.insert(step.session);
                }
            }
            Record::Dropped(dropped) if !sessions.contains(&dropped.session) => {
                return wrong("it is of a session that nothing is told of");
            }
            Record::Package(_) | Record::Dropped(_) | Record::Full => {}
        }
    }
    Ok(())
}
