//! How a request meets the user's consent: it is there, it is asked for, or it is refused.

use loggia_runtime::capability::consent::{Asking, Consented, Consents, Standing};
use loggia_runtime::capability::payments::ConsentStatus;
use loggia_runtime::capability::{Refusal, RefusalCode, Unavailable};
use loggia_runtime::store::Owner;
use loggia_runtime::{EffectId, SessionId};
use rusqlite::params;

use super::{ConsentId, ConsentRecord, TIME_TO_DECIDE, find, latest, moved};
use crate::column::Sql;
use crate::connection::Connection;
use crate::error::DatabaseError;
use crate::pauses::{pause_after_refusals, refused_until};
use crate::registry::{self, Permission};
use crate::{Bank, payment_record, sessions};

impl Consents for Bank {
    fn consented(&self, owner: &Owner, interface: &str) -> Result<Option<Consented>, Unavailable> {
        let now = self.now();
        let record = self.database().read(|connection| latest(connection, owner, interface))?;
        Ok(record.filter(|record| record.is_valid(now)).as_ref().map(consented))
    }

    fn ask(
        &self,
        owner: &Owner,
        interface: &str,
        asking: &Asking,
    ) -> Result<Standing, Unavailable> {
        let now = self.now();
        // Asked again several times a second while the user thinks: without the write lock.
        let stands = self.database().read(|connection| -> Result<_, DatabaseError> {
            Ok(match latest(connection, owner, interface)? {
                Some(record) if record.is_valid(now) => {
                    Some(Standing::Consented(consented(&record)))
                }
                Some(record)
                    if record.status == ConsentStatus::Awau
                        && now < record.expires_at
                        && (record.session == asking.session
                            || !sessions::is_closed(connection, &record.session)?) =>
                {
                    Some(Standing::AwaitingUser)
                }
                _ => None,
            })
        })?;
        if let Some(stands) = stands {
            return Ok(stands);
        }
        Ok(self.write_audited(now, |connection| ask(connection, owner, interface, asking, now))?)
    }
}

fn consented(record: &ConsentRecord) -> Consented {
    Consented { history_days: record.history_days, at: record.updated_at }
}

fn ask(
    connection: &Connection,
    owner: &Owner,
    interface: &str,
    asking: &Asking,
    now: u64,
) -> Result<Standing, DatabaseError> {
    expire(connection, owner, now)?;
    if let Some(record) = latest(connection, owner, interface)? {
        // Whatever waited for this decision has this answer, however late it comes to hear it.
        let waited = waited(&record, asking);
        match record.status {
            ConsentStatus::Auth => return Ok(Standing::Consented(consented(&record))),
            ConsentStatus::Awau => return Ok(Standing::AwaitingUser),
            ConsentStatus::Expd if waited && record.valid_until.is_none() => {
                return refused(RefusalCode::Expired, "the user did not decide in time");
            }
            ConsentStatus::Canc | ConsentStatus::Expd if waited => {
                return refused(RefusalCode::Denied, "the user's consent is over");
            }
            ConsentStatus::Rjct => {
                let again = record.updated_at.saturating_add(pause(connection, owner, interface)?);
                if waited || now < again {
                    let message = "the user has refused this, and is not asked again for some time";
                    return Ok(Standing::Refused(refused_until(again, now, message)));
                }
            }
            ConsentStatus::Canc | ConsentStatus::Expd => {}
        }
    }
    if !asking.may_raise {
        return refused(
            RefusalCode::Denied,
            "the user has not consented, and can be asked only when they open the mini-app or act, \
             or by an answer within five seconds of that",
        );
    }
    let permissions = registry::permissions(connection, &owner.app)?;
    let Some(wanted) = permissions.iter().find(|permission| permission.interface == interface)
    else {
        return refused(
            RefusalCode::Denied,
            "the bank has taken down no purpose that the user could be asked with",
        );
    };
    begin(connection, owner, wanted, asking, now)?;
    // All that it cannot do without, on one sheet.
    let others = permissions.iter().filter(|other| other.required && other.interface != interface);
    for other in others {
        if may_be_asked(connection, owner, &other.interface, now)? {
            begin(connection, owner, other, asking, now)?;
        }
    }
    Ok(Standing::AwaitingUser)
}

/// Whether a request was made before the consent ended as it did.
fn waited(record: &ConsentRecord, asking: &Asking) -> bool {
    // Whoever had the user asked, though the clock was put back since.
    if record.id == id_of(&asking.effect, &record.interface) {
        return true;
    }
    match record.status {
        // Before its time was over it ended with its session: nobody else's user was asked.
        ConsentStatus::Expd
            if record.valid_until.is_none() && record.updated_at < record.expires_at =>
        {
            record.session == asking.session
        }
        // When its time was over, and not when somebody came and saw that.
        ConsentStatus::Expd => asking.at < record.valid_until.unwrap_or(record.expires_at),
        _ => asking.at <= record.updated_at,
    }
}

fn refused(code: RefusalCode, message: &str) -> Result<Standing, DatabaseError> {
    Ok(Standing::Refused(Refusal::new(code, message)))
}

fn may_be_asked(
    connection: &Connection,
    owner: &Owner,
    interface: &str,
    now: u64,
) -> Result<bool, DatabaseError> {
    let Some(record) = latest(connection, owner, interface)? else { return Ok(true) };
    Ok(match record.status {
        ConsentStatus::Awau | ConsentStatus::Auth => false,
        ConsentStatus::Rjct => {
            now >= record.updated_at.saturating_add(pause(connection, owner, interface)?)
        }
        ConsentStatus::Canc | ConsentStatus::Expd => true,
    })
}

/// The pause after so many refusals as there were since the last yes.
fn pause(connection: &Connection, owner: &Owner, interface: &str) -> Result<u64, DatabaseError> {
    let refusals: u32 = connection
        .prepare_cached(
            "SELECT count(*) FROM consents
             WHERE user = ?1 AND app = ?2 AND interface = ?3 AND status = 'RJCT' AND number > (
               SELECT coalesce(max(number), 0) FROM consents
               WHERE user = ?1 AND app = ?2 AND interface = ?3 AND valid_until IS NOT NULL)",
        )?
        .query_row(params![Sql(&owner.user), Sql(&owner.app), interface], |row| row.get(0))?;
    Ok(pause_after_refusals(refusals))
}

/// Ends what the user did not decide on in time or before its session was closed, and what has held as
/// long as it may.
pub(super) fn expire(
    connection: &Connection,
    owner: &Owner,
    now: u64,
) -> Result<(), DatabaseError> {
    let over = find(
        connection,
        "WHERE user = ?1 AND app = ?2
           AND (status = 'AUTH' AND valid_until <= ?3
             OR status = 'AWAU' AND (expires_at <= ?3 OR EXISTS (
               SELECT 1 FROM sessions WHERE id = consents.session AND closed IS NOT NULL)))",
        params![Sql(&owner.user), Sql(&owner.app), Sql(now)],
    )?;
    for record in over {
        moved(connection, record, ConsentStatus::Expd, now)?;
    }
    Ok(())
}

fn begin(
    connection: &Connection,
    owner: &Owner,
    permission: &Permission,
    asking: &Asking,
    now: u64,
) -> Result<(), DatabaseError> {
    let session: SessionId = asking.session;
    connection
        .prepare_cached(
            "INSERT INTO consents
               (id, user, app, interface, purpose, history_days, session, asked_at, expires_at,
                status, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?8)",
        )?
        .execute(params![
            Sql(id_of(&asking.effect, &permission.interface)),
            Sql(&owner.user),
            Sql(&owner.app),
            permission.interface,
            registry::purpose_to_sql(&permission.purpose)?,
            permission.history_days,
            Sql(session),
            Sql(now),
            Sql(now.saturating_add(TIME_TO_DECIDE)),
            payment_record::consent_code(ConsentStatus::Awau),
        ])?;
    Ok(())
}

/// The id of the consent that a request has the user asked for.
pub(crate) fn id_of(effect: &EffectId, interface: &str) -> ConsentId {
    let mut hasher = blake3::Hasher::new_derive_key("loggia-bank 2026 consent id");
    hasher.update(effect.as_bytes());
    hasher.update(interface.as_bytes());
    let mut id = [0; 16];
    hasher.finalize_xof().fill(&mut id);
    ConsentId(id)
}
