//! The session store: a step is one transaction.

use std::sync::Arc;

use loggia_audit::Signer;
use loggia_runtime::capability::{Denial, Effect};
use loggia_runtime::store::{
    Closed, Commit, CommitError, HostEvent, LogLine, Mark, Owner, Saved, StorageStatus, Store,
    StoreError, WaitingEvent,
};
use loggia_runtime::{EffectId, PackageDigest, SessionId};
use rusqlite::{OptionalExtension, params};

use crate::at_rest::{self, OwnerKey, Place};
use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::{DatabaseError, NotDone};
use crate::outbox::SealedEffect;
use crate::partner_log::SealedLine;
use crate::{Bank, audit, denials, events, outbox, partner_log, storage};

impl Bank {
    /// The open session that a user last began with a mini-app.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn latest_session(&self, owner: &Owner) -> Result<Option<SessionId>, DatabaseError> {
        self.database().read(|connection| {
            let id = connection
                .prepare_cached(
                    "SELECT id FROM sessions WHERE user = ?1 AND app = ?2 AND closed IS NULL
                     ORDER BY number DESC LIMIT 1",
                )?
                .query_row(params![Sql(&owner.user), Sql(&owner.app)], |row| {
                    row.get::<_, Sql<_>>(0)
                })
                .optional()?;
            Ok(id.map(|id| id.0))
        })
    }
}

impl Store for Bank {
    fn load(&self, session: &SessionId) -> Result<Option<Saved>, StoreError> {
        let saved = self.database().read(|connection| load(connection, session))?;
        saved.map(|saved| Saved::decode(*session, &saved)).transpose()
    }

    fn commit(&self, commit: &Commit<'_>) -> Result<(), CommitError> {
        let mut step = Step::of(commit, self.audit_key.clone())?;
        // Before its turn comes, so that nobody waits for it.
        if let Some(key) = self.vault().remembered(&step.owner) {
            step.sealed = Some(step.seal(key).map_err(StoreError::from)?);
        }
        Ok(self.database().leave(move |connection| step.write(connection))?)
    }

    fn strike(
        &self,
        session: &SessionId,
        at: u64,
        since: u64,
        code: &str,
    ) -> Result<u32, StoreError> {
        Ok(self.database().write(|connection| strike(connection, session, at, since, code))?)
    }

    fn deny(
        &self,
        session: &SessionId,
        release: &PackageDigest,
        at: u64,
        denials: &[Denial],
    ) -> Result<(), StoreError> {
        Ok(self.write_audited(at, |connection| {
            denials::count(connection, *session, *release, at, denials)
        })?)
    }

    fn close(&self, session: &SessionId, reason: Closed) -> Result<(), StoreError> {
        Ok(self.database().write(|connection| close(connection, session, reason))?)
    }

    fn storage_status(&self, owner: &Owner) -> Result<StorageStatus, StoreError> {
        Ok(self.database().read(|connection| storage::status(connection, owner))?)
    }

    fn storage_get(&self, owner: &Owner, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.database().read(|connection| storage::get(connection, owner, key))?)
    }

    fn storage_keys(
        &self,
        owner: &Owner,
        prefix: &str,
        limit: usize,
    ) -> Result<Vec<String>, StoreError> {
        Ok(self.database().read(|connection| storage::keys(connection, owner, prefix, limit))?)
    }

    fn next_event(&self, session: &SessionId) -> Result<Option<WaitingEvent>, StoreError> {
        Ok(self.database().read(|connection| events::next(connection, session))?)
    }

    fn post(&self, session: &SessionId, event: &HostEvent) -> Result<(), StoreError> {
        Ok(self.database().write(|connection| events::post(connection, session, event))?)
    }

    fn event_faulted(&self, event: u64) -> Result<u32, StoreError> {
        Ok(self.database().write(|connection| events::faulted(connection, event))?)
    }

    fn outbox(&self, session: Option<&SessionId>) -> Result<Vec<Effect>, StoreError> {
        Ok(self.database().read(|connection| outbox::waiting(connection, session))?)
    }

    fn mark(&self, effect: &EffectId, before: Option<u64>, at: u64) -> Result<Mark, StoreError> {
        Ok(self.database().write(|connection| outbox::mark(connection, effect, before, at))?)
    }

    fn settle(&self, effect: &EffectId, answer: Option<&HostEvent>) -> Result<(), StoreError> {
        Ok(self.database().write(|connection| outbox::settle(connection, effect, answer))?)
    }
}

fn load(connection: &Connection, session: &SessionId) -> Result<Option<Vec<u8>>, DatabaseError> {
    let row: Option<(Owner, u64, Vec<u8>)> = connection
        .prepare_cached("SELECT user, app, sequence, saved FROM sessions WHERE id = ?1")?
        .query_row([Sql(*session)], |row| {
            let owner = column::owner(row, 0)?;
            Ok((owner, column::unsigned(row, 2)?, row.get(3)?))
        })
        .optional()?;
    let Some((owner, sequence, sealed)) = row else { return Ok(None) };
    let place = Place::Session(session, sequence);
    at_rest::open(connection, &owner, &place, &sealed).map(Some)
}

/// Whether a session is known, and closed.
pub(crate) fn is_closed(
    connection: &Connection,
    session: &SessionId,
) -> Result<bool, DatabaseError> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM sessions WHERE id = ?1 AND closed IS NOT NULL")?
        .exists([Sql(*session)])?)
}

/// A step's commit, which any thread may do.
struct Step {
    session: SessionId,
    owner: Owner,
    opens: Option<usize>,
    handled: Option<u64>,
    sequence: u64,
    at: u64,
    closed: Option<Closed>,
    saved: Vec<u8>,
    seen_version: Option<u64>,
    writes: Vec<storage::Write>,
    log: Vec<LogLine>,
    effects: Vec<Effect>,
    release: PackageDigest,
    denials: Vec<Denial>,
    /// Who signs for the leaves of the denials.
    signer: Option<Arc<dyn Signer>>,
    /// What of all that is encrypted, as it is kept.
    sealed: Option<Sealed>,
}

/// What of a step is encrypted, under a key that was its owner's when it was sealed.
struct Sealed {
    by: Arc<OwnerKey>,
    saved: Vec<u8>,
    writes: Vec<storage::Write>,
    log: Vec<SealedLine>,
    effects: Vec<SealedEffect>,
}

impl Step {
    fn of(commit: &Commit<'_>, signer: Option<Arc<dyn Signer>>) -> Result<Self, StoreError> {
        let Commit { session, opens, handled, storage, log, effects, denials } = commit;
        Ok(Self {
            session: session.id,
            owner: session.owner.clone(),
            opens: *opens,
            handled: *handled,
            sequence: session.sequence,
            at: session.last_step,
            closed: session.closed,
            saved: session.encode()?,
            seen_version: storage.seen_version,
            writes: storage.writes.to_vec(),
            log: log.to_vec(),
            effects: effects.to_vec(),
            release: session.release,
            denials: denials.to_vec(),
            signer,
            sealed: None,
        })
    }

    fn seal(&self, by: Arc<OwnerKey>) -> Result<Sealed, DatabaseError> {
        let line = |line| SealedLine::of(line, &self.session, self.at, &by);
        let effect = |effect| SealedEffect::of(effect, &by);
        Ok(Sealed {
            saved: by.seal(&Place::Session(&self.session, self.sequence), &self.saved)?,
            writes: self
                .writes
                .iter()
                .map(|write| storage::seal(write, &by))
                .collect::<Result<_, _>>()?,
            log: self.log.iter().map(line).collect::<Result<_, _>>()?,
            effects: self.effects.iter().map(effect).collect::<Result<_, _>>()?,
            by,
        })
    }

    /// All of it, or nothing.
    fn write(&self, connection: &Connection) -> Result<(), NotDone> {
        let key = at_rest::make_key_of(connection, &self.owner)?;
        let anew;
        let sealed = match &self.sealed {
            Some(sealed) if sealed.by.wrapped() == key.wrapped() => sealed,
            // The owner's first step here, or they were erased and came back.
            _ => {
                anew = self.seal(key)?;
                &anew
            }
        };
        match self.opens {
            Some(limit) => self.open(connection, limit, &sealed.saved)?,
            None => self.go_on(connection, &sealed.saved)?,
        }
        if let Some(event) = self.handled
            && !events::take(connection, &self.session, event)?
        {
            return Err(NotDone::Conflict);
        }
        storage::commit(connection, &self.owner, self.seen_version, &sealed.writes)?;
        partner_log::append(connection, &self.owner, &self.session, self.at, &sealed.log)?;
        for effect in &sealed.effects {
            outbox::put(connection, effect)?;
        }
        if self.closed.is_some() {
            events::drop_all(connection, &self.session)?;
        }
        if !self.denials.is_empty() {
            let Self { session, release, at, .. } = *self;
            denials::count(connection, session, release, at, &self.denials)?;
            if let Some(signer) = &self.signer {
                audit::sign_if_due(connection, signer.as_ref(), at)?;
            }
        }
        Ok(())
    }

    fn open(&self, connection: &Connection, limit: usize, saved: &[u8]) -> Result<(), NotDone> {
        let open: u32 = connection
            .prepare_cached("SELECT count(*) FROM sessions WHERE user = ?1 AND closed IS NULL")?
            .query_row([Sql(&self.owner.user)], |row| row.get(0))?;
        if usize::try_from(open).is_ok_and(|open| open >= limit) {
            return Err(NotDone::TooManySessions { limit });
        }
        let opened = connection
            .prepare_cached(
                "INSERT INTO sessions (id, user, app, sequence, closed, last_step, saved)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (id) DO NOTHING",
            )?
            .execute(params![
                Sql(self.session),
                Sql(&self.owner.user),
                Sql(&self.owner.app),
                Sql(self.sequence),
                self.closed.map(closed_code),
                Sql(self.at),
                saved,
            ])?;
        if opened == 1 { Ok(()) } else { Err(NotDone::Conflict) }
    }

    fn go_on(&self, connection: &Connection, saved: &[u8]) -> Result<(), NotDone> {
        let moved = connection
            .prepare_cached(
                "UPDATE sessions SET sequence = ?2, closed = ?3, last_step = ?4, saved = ?5
                 WHERE id = ?1 AND sequence = ?2 - 1 AND closed IS NULL",
            )?
            .execute(params![
                Sql(self.session),
                Sql(self.sequence),
                self.closed.map(closed_code),
                Sql(self.at),
                saved
            ])?;
        if moved == 1 { Ok(()) } else { Err(NotDone::Conflict) }
    }
}

fn strike(
    connection: &Connection,
    session: &SessionId,
    at: u64,
    since: u64,
    code: &str,
) -> Result<u32, DatabaseError> {
    // Those before do not count any more, and nobody asks for them.
    connection
        .prepare_cached("DELETE FROM strikes WHERE session = ?1 AND at < ?2")?
        .execute(params![Sql(*session), Sql(since)])?;
    connection
        .prepare_cached("INSERT INTO strikes (session, at, code) VALUES (?1, ?2, ?3)")?
        .execute(params![Sql(*session), Sql(at), code])?;
    Ok(connection
        .prepare_cached("SELECT count(*) FROM strikes WHERE session = ?1 AND at >= ?2")?
        .query_row(params![Sql(*session), Sql(since)], |row| row.get(0))?)
}

fn close(
    connection: &Connection,
    session: &SessionId,
    reason: Closed,
) -> Result<(), DatabaseError> {
    let Some(bytes) = load(connection, session)? else { return Ok(()) };
    let damaged =
        |error: StoreError| DatabaseError::Damaged { what: format!("session {session}: {error}") };
    let mut saved = Saved::decode(*session, &bytes).map_err(damaged)?;
    if saved.closed.is_some() {
        return Ok(());
    }
    saved.closed = Some(reason);
    let place = Place::Session(session, saved.sequence);
    let key = at_rest::make_key_of(connection, &saved.owner)?;
    let sealed = key.seal(&place, &saved.encode().map_err(damaged)?)?;
    connection
        .prepare_cached("UPDATE sessions SET closed = ?2, saved = ?3 WHERE id = ?1")?
        .execute(params![Sql(*session), closed_code(reason), sealed])?;
    events::drop_all(connection, session)
}

/// For whoever looks into the database; what counts stands in the saved session.
fn closed_code(reason: Closed) -> &'static str {
    match reason {
        Closed::ByMiniApp => "by-mini-app",
        Closed::ByUser => "by-user",
        Closed::Faults => "faults",
        Closed::Superseded => "superseded",
        _ => "closed",
    }
}
