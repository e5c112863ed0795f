//! Makes the steps of a journal again, and compares.

use std::collections::BTreeMap;
use std::slice;
use std::sync::Arc;

use super::branch::Branch;
use super::candidate::{self, Open};
use super::difference::Difference;
use super::followed::Followed;
use super::reading::{Journal, MOST_STEPS};
use super::record::{Branched, Dropped, Record, Standing, StepRecord};
use super::tape::{Knowledge, Manner, Tape};
use crate::engine::Engine;
use crate::error::Error;
use crate::guest_text::GuestText;
use crate::ids::{PackageDigest, SessionId};
use crate::limits::{Limits, Usage};
use crate::mini_app::{LoadError, MiniApp};
use crate::package::{Package, PackageError};
use crate::policy::{Grant, SizeGrant};
use crate::store::{Owner, Saved, StoreError};
use crate::ui::View;

/// A step may take so long: how fast a machine is, is no part of what is compared.
const STEP_MILLIS: u64 = 10_000;

/// Makes the steps of a journal again, in order: an iterator over them.
///
/// Nothing is behind it: a step is told what the journal says, and what it asks the bank for is
/// compared and forgotten. By default the steps run on the packages that made them, and must come to
/// the same.
#[derive(Debug)]
pub struct Replay<'a> {
    records: slice::Iter<'a, Record>,
    journal: &'a Journal,
    engine: &'a Engine,
    packages: BTreeMap<PackageDigest, Package>,
    candidate: Option<(Package, Option<Grant>)>,
    apps: BTreeMap<String, Arc<MiniApp>>,
    sessions: BTreeMap<SessionId, Followed>,
    /// By owner: sessions of one share their storage.
    knowledge: BTreeMap<Owner, Knowledge>,
    /// Where sessions stood from which others go on.
    forks: BTreeMap<(SessionId, u64), Option<Followed>>,
    number: usize,
    failed: bool,
}

/// A step of a journal, made again.
#[derive(Debug)]
#[non_exhaustive]
pub struct Replayed<'a> {
    /// Which of the journal's, from 1.
    pub number: usize,
    /// What the journal has of it.
    pub record: &'a StepRecord,
    /// What came of it now.
    pub made: Made,
    /// What is not as it was. Empty: all that is compared is equal.
    pub differences: Vec<Difference>,
}

/// What came of a step when it was made again.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Made {
    /// It ended well.
    Again {
        /// Its view.
        view: Arc<View>,
        /// What it used up.
        usage: Usage,
    },
    /// It had failed when it was recorded, and was not made again.
    Kept,
    /// It failed now: see the differences.
    Failed,
    /// The candidate has nothing that the event could mean to it.
    NotDone,
}

/// Why a journal cannot be replayed from here on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReplayError {
    /// Its package is not there.
    #[error("the package {digest} (version {version}) is not in the journal")]
    NoPackage {
        /// Which.
        digest: PackageDigest,
        /// Its version.
        version: GuestText,
    },
    /// Its package is damaged, or over the limits that the journal names.
    #[error("the package {digest} in the journal cannot be read: {error}")]
    Package {
        /// Which.
        digest: PackageDigest,
        /// Why.
        error: PackageError,
    },
    /// Its package, or the candidate, cannot be run with the grant.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A session in it is damaged.
    #[error("a session in the journal cannot be read: {0}")]
    Session(#[from] StoreError),
    /// A session in it is none that could be.
    #[error("a session in the journal is none that a store could have kept")]
    Impossible,
}

impl<'a> Replay<'a> {
    /// Of a journal, on the packages that are in it.
    #[must_use]
    pub fn new(journal: &'a Journal, engine: &'a Engine) -> Self {
        let forks = journal.records.iter().filter_map(|record| match record {
            Record::Branch(Branched { from, sequence, .. }) => Some(((*from, *sequence), None)),
            _ => None,
        });
        Self {
            forks: forks.collect(),
            records: journal.records.iter(),
            journal,
            engine,
            packages: BTreeMap::new(),
            candidate: None,
            apps: BTreeMap::new(),
            sessions: BTreeMap::new(),
            knowledge: BTreeMap::new(),
            number: 0,
            failed: false,
        }
    }

    /// With a package that is not in the journal.
    #[must_use]
    pub fn with_package(mut self, package: Package) -> Self {
        self.packages.insert(package.digest(), package);
        self
    }

    /// On another release, with what the journal's was granted, or with another grant.
    ///
    /// The candidate is run from where the journal begins: from the launch on with the same events; a
    /// session that was there before is handed to it as `upgraded`, as a rollout does. A tap is what
    /// stands at its place in the candidate's own view, an answer goes to the request of its kind. It
    /// finds in storage what it stored itself. Views, new faults, what it asks for and how often are
    /// compared; not what is each release's own: states, actions, logs, and what it stores.
    #[must_use]
    pub fn against(mut self, candidate: Package, grant: Option<Grant>) -> Self {
        self.candidate = Some((candidate, grant));
        self
    }

    /// Where a session stands after the steps that have been made again by now; none where none was.
    #[must_use]
    pub fn saved(&self, session: &SessionId) -> Option<&Saved> {
        self.sessions.get(session).map(|followed| &followed.saved)
    }

    /// A session that goes on from there, on the candidate. What the candidate had asked for and got no
    /// answer to by then is answered as unavailable.
    ///
    /// # Errors
    ///
    /// The machine has no randomness for a new session.
    pub fn branch(&self, session: &SessionId) -> Result<Option<Branch>, Error> {
        let Some(Followed { saved, open, .. }) = self.sessions.get(session) else {
            return Ok(None);
        };
        let waiting = open.iter().filter_map(Open::given_up).collect();
        // Those that the candidate makes are none of the bank's.
        Branch::begin(saved, waiting).map(Some)
    }

    /// A session goes on from where another one stood: so does a candidate, from where it stood there.
    fn branches(&mut self, Branched { session, from, sequence }: &Branched) {
        let stood = self.forks.get(&(*from, *sequence)).cloned().flatten();
        if let Some(mut followed) = stood.filter(|_| self.candidate.is_some()) {
            followed.saved.id = *session;
            self.sessions.insert(*session, followed);
        }
    }

    /// A session begins, or stands elsewhere than its last step had left it.
    fn meets(&mut self, standing: &Standing) -> Result<(), ReplayError> {
        let app = self.app(standing)?;
        let saved = Saved::decode(standing.session, &standing.saved)?;
        if saved.sequence > MOST_STEPS || saved.next_request > MOST_STEPS {
            return Err(ReplayError::Impossible);
        }
        let is_other = app.digest() != standing.package;
        let known = self.sessions.remove(&standing.session);
        let recorded = known.as_ref().map(|known| known.recorded.clone()).unwrap_or_default();
        let mut followed = Followed {
            app,
            backends: standing.backends.clone(),
            environment: standing.environment.clone(),
            takes_over: is_other && saved.sequence > 0,
            saved,
            view: Arc::default(),
            recorded,
            open: Vec::new(),
        };
        // A candidate goes its own way, as long as nothing is missing between.
        if let Some(known) = known.filter(|known| known.saved.sequence == followed.saved.sequence)
            && self.candidate.is_some()
        {
            let Followed { saved, view, open, takes_over, .. } = known;
            followed = Followed { saved, view, open, takes_over, ..followed };
        }
        self.sessions.insert(standing.session, followed);
        Ok(())
    }

    /// The mini-app that a session's steps are made on; loaded once for each grant.
    fn app(&mut self, standing: &Standing) -> Result<Arc<MiniApp>, ReplayError> {
        let limits = within_reason(&standing.limits);
        let (package, grant) = match &self.candidate {
            Some((candidate, grant)) => {
                (candidate.clone(), grant.as_ref().unwrap_or(&standing.grant))
            }
            None => (self.package(standing, &limits)?, &standing.grant),
        };
        let withheld = &standing.withheld;
        let key = format!("{} {grant:?} {withheld:?} {limits:?}", package.digest());
        if let Some(app) = self.apps.get(&key) {
            return Ok(Arc::clone(app));
        }
        let app = Arc::new(MiniApp::load(self.engine, package, grant, limits)?);
        app.withhold(withheld.iter().map(String::as_str));
        self.apps.insert(key, Arc::clone(&app));
        Ok(app)
    }

    fn package(&self, standing: &Standing, limits: &Limits) -> Result<Package, ReplayError> {
        let digest = standing.package;
        if let Some(package) = self.packages.get(&digest) {
            return Ok(package.clone());
        }
        let bytes = self.journal.package(&digest).ok_or_else(|| ReplayError::NoPackage {
            digest,
            version: GuestText::cut(&standing.version, 100),
        })?;
        Package::read_known(bytes, &digest, limits).or_else(|_| {
            // Why it is refused is said by the reading that trusts nothing.
            Package::read(bytes, limits)
                .map_err(|error| ReplayError::Package { digest, error })
                .and_then(|read| match read.digest() == digest {
                    true => Ok(read),
                    false => Err(ReplayError::Impossible),
                })
        })
    }

    fn drops(&mut self, dropped: &Dropped) -> Result<(), ReplayError> {
        let is_candidate = self.candidate.is_some();
        let Some(followed) = self.sessions.get_mut(&dropped.session) else { return Ok(()) };
        let own;
        let trigger = if is_candidate {
            match candidate::meant(
                &dropped.trigger,
                &followed.view,
                &followed.saved,
                &followed.open,
            ) {
                Ok(meant) => own = meant,
                Err(_) => {
                    followed.saved.sequence += 1;
                    return Ok(());
                }
            }
            &own
        } else {
            &dropped.trigger
        };
        let tape = Arc::new(Tape::playing(Vec::new(), Manner::Same));
        let now = followed.saved.last_step;
        let (mut session, ledger) = followed.session(followed.saved.clone(), now, &tape);
        if session.give_up_again(trigger).is_ok()
            && let Some(kept) = ledger.take()
        {
            followed.saved = kept.session;
            candidate::answered(trigger, &mut followed.open);
        }
        Ok(())
    }

    fn make(&mut self, record: &'a StepRecord) -> Replayed<'a> {
        self.number += 1;
        let Self { candidate, sessions, knowledge, journal, .. } = self;
        let (made, differences) = match (sessions.get_mut(&record.session), candidate) {
            // `Journal::read` has let no such step through.
            (None, _) => (Made::Kept, Vec::new()),
            (Some(followed), None) => followed.same(record, journal.head().engine.as_str()),
            (Some(followed), Some(_)) => {
                let owner = followed.saved.owner.clone();
                followed.other(record, knowledge.entry(owner).or_default())
            }
        };
        let place = (record.session, record.sequence);
        if let (Some(stood), Some(followed)) =
            (self.forks.get_mut(&place), self.sessions.get(&record.session))
        {
            *stood = Some(followed.clone());
        }
        Replayed { number: self.number, record, made, differences }
    }
}

impl<'a> Iterator for Replay<'a> {
    type Item = Result<Replayed<'a>, ReplayError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.failed {
            let done = match self.records.next()? {
                Record::Head(_) | Record::Package(_) | Record::Full => Ok(()),
                Record::Session(standing) => self.meets(standing),
                Record::Dropped(dropped) => self.drops(dropped),
                Record::Branch(branched) => {
                    self.branches(branched);
                    Ok(())
                }
                Record::Step(step) => return Some(Ok(self.make(step))),
            };
            if let Err(error) = done {
                self.failed = true;
                return Some(Err(error));
            }
        }
        None
    }
}

/// What a journal says of limits bounds what the mini-app may do, and not what this machine has.
fn within_reason(limits: &Limits) -> Limits {
    const MIB: usize = 1 << 20;
    // Time is bounded by `STEP_MILLIS`; the others take nothing of the machine.
    let Limits { step_fuel, minute_fuel, log_lines_per_second, .. } = *limits;
    let Limits { request_millis, sessions_per_user, strikes, .. } = *limits;
    Limits {
        step_millis: STEP_MILLIS,
        memory_bytes: limits.memory_bytes.min(64 * MIB),
        table_elements: limits.table_elements.min(20_000),
        instances: limits.instances.min(64),
        memories: limits.memories.min(16),
        tables: limits.tables.min(64),
        hostcall_bytes: limits.hostcall_bytes.min(16 * MIB),
        handles: limits.handles.min(16_384),
        answer_bytes: limits.answer_bytes.min(16 * MIB),
        view_nodes: limits.view_nodes.min(16_384),
        view_depth: limits.view_depth.min(64),
        view_children: limits.view_children.min(16_384),
        view_text_bytes: limits.view_text_bytes.min(16 * MIB),
        view_cells: limits.view_cells.min(65_536),
        view_patterns: limits.view_patterns.min(256),
        view_actions: limits.view_actions.min(16_384),
        action_bytes: limits.action_bytes.min(MIB),
        state_bytes: limits.state_bytes.min(16 * MIB),
        storage_key_bytes: limits.storage_key_bytes.min(MIB),
        storage_value_bytes: limits.storage_value_bytes.min(16 * MIB),
        storage_total_bytes: limits.storage_total_bytes.min(64 * MIB),
        log_line_bytes: limits.log_line_bytes.min(MIB),
        log_step_bytes: limits.log_step_bytes.min(16 * MIB),
        step_calls: limits.step_calls.min(4_096),
        minute_calls: limits.minute_calls.min(65_536),
        open_requests: limits.open_requests.min(1_024),
        open_timers: limits.open_timers.min(1_024),
        component_bytes: limits.component_bytes.min(SizeGrant::MOST_COMPONENT_BYTES),
        asset_bytes: limits.asset_bytes.min(64 * MIB),
        step_fuel,
        minute_fuel,
        log_lines_per_second,
        request_millis,
        sessions_per_user,
        strikes,
    }
}
