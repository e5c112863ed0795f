//! Loyalty points: earned by settled payments, spent and given back by reference.

use loggia_runtime::capability::loyalty::{Balance, Booked, Booking, BookingKind, Loyalty};
use loggia_runtime::capability::payments::PaymentStatus;
use loggia_runtime::capability::{Refusal, RefusalCode, Unavailable};
use loggia_runtime::store::Owner;
use loggia_runtime::{EffectId, Money, PaymentId, UserId};
use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;

use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::{DatabaseError, NotBooked};
use crate::{Bank, payment_record};

/// A loyalty scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Scheme {
    /// What grants name it by.
    pub id: String,
    /// What users read.
    pub name: String,
    /// Points for one whole unit of a payment's currency.
    pub points_per_unit: u32,
    /// Whose scheme it is.
    pub partner: String,
}

/// Where a user stands in a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PointsAccount {
    /// Who.
    pub user: UserId,
    /// In which scheme.
    pub scheme: String,
    /// Points that can be redeemed.
    pub points: u64,
}

impl Bank {
    /// Takes a scheme in, in place of what was known of it before. Points that were earned stay.
    ///
    /// # Errors
    ///
    /// The database cannot do it.
    pub fn register_scheme(&self, scheme: &Scheme) -> Result<(), DatabaseError> {
        self.database().write(|connection| {
            connection
                .prepare_cached(
                    "INSERT INTO schemes (id, name, points_per_unit, partner) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (id) DO UPDATE SET name = excluded.name,
                       points_per_unit = excluded.points_per_unit, partner = excluded.partner",
                )?
                .execute(params![scheme.id, scheme.name, scheme.points_per_unit, scheme.partner])?;
            Ok(())
        })
    }

    /// Gives a user points in the bank's own name, once per effect. What the user has then, or
    /// none where there is no such scheme.
    ///
    /// # Errors
    ///
    /// The database cannot do it.
    pub fn give_points(
        &self,
        effect: &EffectId,
        user: &UserId,
        scheme: &str,
        points: u64,
        now: u64,
    ) -> Result<Option<u64>, DatabaseError> {
        self.database().write(|connection| {
            if find_scheme(connection, scheme)?.is_none() {
                return Ok(None);
            }
            if find(connection, "WHERE effect = ?1", [Sql(*effect)])?.is_none() {
                let balance = balance(connection, user, scheme)?.saturating_add(points);
                let entry = Entry {
                    kind: "gift",
                    app: None,
                    points,
                    balance,
                    payment: None,
                    reference: None,
                };
                insert(connection, effect, user, scheme, &entry, now)?;
            }
            balance(connection, user, scheme).map(Some)
        })
    }

    /// Where all users stand in all schemes.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn points(&self) -> Result<Vec<PointsAccount>, DatabaseError> {
        self.database().read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT user, scheme, points FROM point_balances ORDER BY user, scheme",
            )?;
            let accounts = statement.query_map([], |row| {
                Ok(PointsAccount {
                    user: row.get::<_, Sql<UserId>>(0)?.0,
                    scheme: row.get(1)?,
                    points: column::unsigned(row, 2)?,
                })
            })?;
            Ok(accounts.collect::<Result<_, _>>()?)
        })
    }
}

impl Loyalty for Bank {
    fn balance(
        &self,
        owner: &Owner,
        scheme: &str,
    ) -> Result<Result<Balance, Refusal>, Unavailable> {
        Ok(self.database().read(|connection| -> Result<_, DatabaseError> {
            let Some(found) = find_scheme(connection, scheme)? else {
                return Ok(Err(unknown_scheme()));
            };
            Ok(Ok(Balance {
                points: balance(connection, &owner.user, scheme)?,
                scheme: found.name,
                points_per_unit: found.points_per_unit,
            }))
        })?)
    }

    fn book(
        &self,
        effect: &EffectId,
        owner: &Owner,
        booking: &Booking,
    ) -> Result<Result<Booked, Refusal>, Unavailable> {
        let now = self.now();
        match self.database().write(|connection| book(connection, effect, owner, booking, now)) {
            Ok(booked) => Ok(Ok(booked)),
            Err(NotBooked::Refused(refusal)) => Ok(Err(refusal)),
            Err(NotBooked::Database(error)) => Err(error.into()),
        }
    }
}

fn book(
    connection: &Connection,
    effect: &EffectId,
    owner: &Owner,
    booking: &Booking,
    now: u64,
) -> Result<Booked, NotBooked> {
    let scheme = booking.scheme.as_str();
    if let Some(first) = find(connection, "WHERE effect = ?1", [Sql(*effect)])? {
        return Ok(first.booked);
    }
    let Some(found) = find_scheme(connection, scheme)? else {
        return Err(NotBooked::Refused(unknown_scheme()));
    };
    let before = balance(connection, &owner.user, scheme)?;
    let referring = |kind, reference: &String| {
        find(
            connection,
            "WHERE user = ?1 AND app = ?2 AND scheme = ?3 AND kind = ?4 AND reference = ?5",
            params![Sql(&owner.user), Sql(&owner.app), scheme, kind, reference],
        )
    };
    let (kind, points, balance, payment, reference) = match &booking.kind {
        BookingKind::Earn { payment } => {
            let record =
                payment_record::of_owner(connection, owner, payment)?.ok_or_else(|| {
                    refusal(
                        RefusalCode::NotFound,
                        "there is no such payment of this user's with this mini-app",
                    )
                })?;
            if let Some(first) = find(connection, "WHERE payment = ?1", [Sql(*payment)])? {
                return first.in_scheme(scheme);
            }
            if !matches!(record.payment.status, Some(PaymentStatus::Acsc | PaymentStatus::Accc)) {
                return Err(refusal(
                    RefusalCode::Conflict,
                    "the payment has not settled: earn once its status is acsc",
                ));
            }
            let points = earned(record.payment.amount, found.points_per_unit);
            ("earn", points, before.checked_add(points), Some(*payment), None)
        }
        BookingKind::Redeem { points, reference } => {
            if let Some(first) = referring("redeem", reference)? {
                return first.of_points(*points);
            }
            if *points == 0 {
                return Err(refusal(RefusalCode::InvalidArgument, "points must be at least 1"));
            }
            let Some(after) = before.checked_sub(*points) else {
                return Err(refusal(
                    RefusalCode::Conflict,
                    "the points do not suffice: redeem at most what get-balance says",
                ));
            };
            ("redeem", *points, Some(after), None, Some(reference))
        }
        BookingKind::Return { reference } => {
            if let Some(first) = referring("return", reference)? {
                return Ok(first.booked);
            }
            let redeemed = referring("redeem", reference)?.ok_or_else(|| {
                refusal(RefusalCode::NotFound, "no points were redeemed for this reference")
            })?;
            let points = redeemed.booked.points;
            ("return", points, before.checked_add(points), None, Some(reference))
        }
    };
    let balance =
        balance.filter(|balance| *balance <= Money::MAX_MINOR_UNITS).ok_or_else(|| {
            refusal(RefusalCode::LimitExceeded, "the balance cannot hold so many points")
        })?;
    let entry = Entry {
        kind,
        app: Some(owner),
        points,
        balance,
        payment,
        reference: reference.map(String::as_str),
    };
    insert(connection, effect, &owner.user, scheme, &entry, now)?;
    Ok(Booked { points, balance })
}

/// The points for each whole unit of an amount.
fn earned(amount: Money, points_per_unit: u32) -> u64 {
    let units = amount.minor_units() / 10_u64.pow(amount.currency().exponent());
    units.saturating_mul(u64::from(points_per_unit))
}

fn find_scheme(connection: &Connection, id: &str) -> Result<Option<Scheme>, DatabaseError> {
    Ok(connection
        .prepare_cached("SELECT name, points_per_unit, partner FROM schemes WHERE id = ?1")?
        .query_row([id], |row| {
            Ok(Scheme {
                id: id.to_owned(),
                name: row.get(0)?,
                points_per_unit: row.get(1)?,
                partner: row.get(2)?,
            })
        })
        .optional()?)
}

fn balance(connection: &Connection, user: &UserId, scheme: &str) -> Result<u64, DatabaseError> {
    let points = connection
        .prepare_cached("SELECT points FROM point_balances WHERE user = ?1 AND scheme = ?2")?
        .query_row(params![Sql(user), scheme], |row| column::unsigned(row, 0))
        .optional()?;
    Ok(points.unwrap_or(0))
}

/// A booking that was made before.
struct First {
    scheme: String,
    booked: Booked,
}

impl First {
    fn in_scheme(self, scheme: &str) -> Result<Booked, NotBooked> {
        if self.scheme == scheme {
            return Ok(self.booked);
        }
        Err(refusal(RefusalCode::Conflict, "the payment has earned points in another scheme"))
    }

    fn of_points(self, points: u64) -> Result<Booked, NotBooked> {
        if self.booked.points == points {
            return Ok(self.booked);
        }
        Err(refusal(
            RefusalCode::DuplicateMismatch,
            "other points were redeemed for this reference: use a reference for one redemption only",
        ))
    }
}

fn find(
    connection: &Connection,
    which: &str,
    params: impl rusqlite::Params,
) -> Result<Option<First>, DatabaseError> {
    let read = |row: &Row<'_>| {
        let booked =
            Booked { points: column::unsigned(row, 1)?, balance: column::unsigned(row, 2)? };
        Ok(First { scheme: row.get(0)?, booked })
    };
    Ok(connection
        .prepare_cached(&format!("SELECT scheme, points, balance FROM point_bookings {which}"))?
        .query_row(params, read)
        .optional()?)
}

/// What a new booking holds.
struct Entry<'a> {
    kind: &'static str,
    app: Option<&'a Owner>,
    points: u64,
    balance: u64,
    payment: Option<PaymentId>,
    reference: Option<&'a str>,
}

/// The balance follows by trigger.
fn insert(
    connection: &Connection,
    effect: &EffectId,
    user: &UserId,
    scheme: &str,
    entry: &Entry<'_>,
    now: u64,
) -> Result<(), DatabaseError> {
    connection
        .prepare_cached(
            "INSERT INTO point_balances (user, scheme) SELECT ?1, ?2
             WHERE NOT EXISTS (SELECT 1 FROM point_balances WHERE user = ?1 AND scheme = ?2)",
        )?
        .execute(params![Sql(user), scheme])?;
    connection
        .prepare_cached(
            "INSERT INTO point_bookings
               (effect, kind, user, app, scheme, points, balance, payment, reference, made_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            Sql(*effect),
            entry.kind,
            Sql(user),
            entry.app.map(|owner| Sql(&owner.app)),
            scheme,
            Sql(entry.points),
            Sql(entry.balance),
            entry.payment.map(Sql),
            entry.reference,
            Sql(now),
        ])?;
    Ok(())
}

fn refusal(code: RefusalCode, message: &str) -> NotBooked {
    NotBooked::Refused(Refusal::new(code, message))
}

fn unknown_scheme() -> Refusal {
    Refusal::new(RefusalCode::NotFound, "the bank has no scheme of the id that the grant names")
}
