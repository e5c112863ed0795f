//! How values of ours stand in SQL columns.

use loggia_runtime::store::Owner;
use loggia_runtime::{
    AccountPseudonym, AppId, Currency, Day, EffectId, Money, PackageDigest, PartnerId, PaymentId,
    SessionId, SubjectPseudonym, UserId,
};
use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, Type, ValueRef};
use rusqlite::{Row, RowIndex};
use serde::Serializer;

use crate::consent::ConsentId;
use crate::iban::Iban;
use crate::transfer::TransferId;

/// A value of ours as a column: ids of bytes as BLOB, names as TEXT, counts and times as INTEGER.
/// What does not parse on its way out is an error, so nothing behind a read sees a raw value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sql<T>(pub(crate) T);

macro_rules! bytes_column {
    ($($id:ty),*) => {$(
        impl ToSql for Sql<$id> {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(ToSqlOutput::Borrowed(ValueRef::Blob(self.0.as_bytes())))
            }
        }

        impl FromSql for Sql<$id> {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                FromSql::column_result(value).map(|bytes| Self(<$id>::from_bytes(bytes)))
            }
        }
    )*};
}

bytes_column!(
    SessionId,
    PaymentId,
    EffectId,
    PackageDigest,
    TransferId,
    ConsentId,
    AccountPseudonym,
    SubjectPseudonym
);

macro_rules! text_column {
    ($($name:ty => $text:ident),*) => {$(
        impl ToSql for Sql<&$name> {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(ToSqlOutput::Borrowed(ValueRef::Text(self.0.$text().as_bytes())))
            }
        }

        impl FromSql for Sql<$name> {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                value.as_str()?.parse().map(Self).map_err(FromSqlError::other)
            }
        }
    )*};
}

text_column!(UserId => as_str, AppId => as_str, PartnerId => as_str, Iban => as_str);

impl ToSql for Sql<Currency> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Text(self.0.code().as_bytes())))
    }
}

impl FromSql for Sql<Currency> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Self).map_err(FromSqlError::other)
    }
}

impl ToSql for Sql<u64> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        i64::try_from(self.0)
            .map(ToSqlOutput::from)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
    }
}

impl FromSql for Sql<u64> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let integer = value.as_i64()?;
        u64::try_from(integer).map(Self).map_err(|_| FromSqlError::OutOfRange(integer))
    }
}

impl ToSql for Sql<Day> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.number()))
    }
}

impl FromSql for Sql<Day> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let number = value.as_i64()?;
        let day = u32::try_from(number).map(Day::numbered);
        day.map(Self).map_err(|_| FromSqlError::OutOfRange(number))
    }
}

/// An amount made of what was read.
pub(crate) fn money(minor_units: u64, currency: Currency) -> rusqlite::Result<Money> {
    Money::new(minor_units, currency).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, Type::Integer, Box::new(error))
    })
}

/// An unsigned count or time.
pub(crate) fn unsigned(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<u64> {
    row.get::<_, Sql<u64>>(column).map(|value| value.0)
}

/// User and mini-app, which stand side by side.
pub(crate) fn owner(row: &Row<'_>, column: usize) -> rusqlite::Result<Owner> {
    Ok(Owner { user: row.get::<_, Sql<_>>(column)?.0, app: row.get::<_, Sql<_>>(column + 1)?.0 })
}

/// An amount in what a machine reads: `3.40 EUR`.
pub(crate) fn as_text<S: Serializer>(money: &Money, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(money)
}
