use std::marker::PhantomData;

use serde::{Deserialize, Serialize};
use time::{Date, Month};

use super::context;
use crate::answer::{Answer, local_error, sealed::Fetch};
use crate::bindings::loggia::identity::identity_verified as wire;
use crate::bindings::loggia::types::types::{Error, ErrorCode};
use crate::host;

/// Facts about the user that the bank has made sure of, each time only those that the user ticks.
#[derive(Clone, Copy, Debug)]
pub struct VerifiedIdentity<M>(PhantomData<fn() -> M>);

/// A fact about the user, by its name in OpenID Connect Core 1.0; the tax number by ISO 20022's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Claim {
    /// As on the identity document; what the user is called, [`Identity`](crate::Identity) says.
    GivenName,
    /// Likewise.
    FamilyName,
    /// The day on which the user was born.
    Birthdate,
    /// Where the user lives.
    Address,
    /// Where the bank writes to.
    Email,
    /// Where the bank calls.
    PhoneNumber,
    /// By which the tax authority of their country of residence knows the user.
    TaxIdentificationNumber,
}

/// What the user ticked. A claim that they did not tick, one that the bank does not know and one that
/// was not asked for are `None` alike.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Claims {
    /// 1 to 70 characters.
    pub given_name: Option<String>,
    /// 1 to 70 characters.
    pub family_name: Option<String>,
    /// ISO 8601: `1989-04-17`. [`Claims::born`] reads it.
    pub birthdate: Option<String>,
    /// Where the user lives.
    pub address: Option<Address>,
    /// At most 254 bytes.
    pub email: Option<String>,
    /// E.164: `+` and at most 15 digits.
    pub phone_number: Option<String>,
    /// 1 to 35 printable ASCII characters, as its authority writes it.
    pub tax_identification_number: Option<String>,
}

/// The parts that OpenID Connect Core 1.0, section 5.1.1, has of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Street, number, stairs, door.
    pub street_address: String,
    /// City or town.
    pub locality: String,
    /// State, province or county, where addresses have one.
    pub region: Option<String>,
    /// Where addresses have one.
    pub postal_code: Option<String>,
    /// ISO 3166-1 alpha-2: `AT`.
    pub country: String,
}

impl Claims {
    /// The day on which the user was born, if they told it.
    #[must_use]
    pub fn born(&self) -> Option<Date> {
        let mut parts = self.birthdate.as_deref()?.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
        Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
    }
}

impl<M> VerifiedIdentity<M> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<M: Serialize> VerifiedIdentity<M> {
    /// Asks the user for 1 to 7 different claims on the bank's sheet, which shows `purpose` in quotes: 1
    /// to 140 characters. Nothing is ticked when it opens. Only in a step that handles a user's action,
    /// or an answer within five seconds of one. `then` makes the message that brings what the user
    /// ticked, at least one claim. The answer's errors: `cancelled` (the user shares nothing), `denied`
    /// (they refused lately, and are not asked again before `retry_after_ms`), `limit-exceeded` (a sheet
    /// of this mini-app's is up already), `expired` (the user did not decide in time), `unavailable`.
    ///
    /// # Errors
    /// `denied` (not granted; a claim beyond the grant, by its name; no user's action),
    /// `invalid-argument`, `limit-exceeded`.
    pub fn request(
        self,
        claims: &[Claim],
        purpose: &str,
        then: impl FnOnce(Answer<Claims>) -> M,
    ) -> Result<(), Error> {
        let context = context(&then(Answer::expected()))?;
        let claims: Vec<wire::Claim> = claims.iter().map(|claim| claim.to_wire()).collect();
        host::identity_verified::request_claims(&claims, purpose, &context).map(drop)
    }
}

impl Fetch for Claims {
    fn fetch(request: u64) -> Result<Self, Error> {
        let claims = Self::from_wire(host::identity_verified::take_claims(request)?);
        if claims.birthdate.is_some() && claims.born().is_none() {
            let message = "the birthdate is no date such as 1989-04-17";
            return Err(local_error(ErrorCode::Unavailable, message));
        }
        Ok(claims)
    }
}

impl Claim {
    fn to_wire(self) -> wire::Claim {
        match self {
            Self::GivenName => wire::Claim::GivenName,
            Self::FamilyName => wire::Claim::FamilyName,
            Self::Birthdate => wire::Claim::Birthdate,
            Self::Address => wire::Claim::Address,
            Self::Email => wire::Claim::Email,
            Self::PhoneNumber => wire::Claim::PhoneNumber,
            Self::TaxIdentificationNumber => wire::Claim::TaxIdentificationNumber,
        }
    }

    /// The same, from the other side of the test harness's bank.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn from_wire(claim: wire::Claim) -> Self {
        match claim {
            wire::Claim::GivenName => Self::GivenName,
            wire::Claim::FamilyName => Self::FamilyName,
            wire::Claim::Birthdate => Self::Birthdate,
            wire::Claim::Address => Self::Address,
            wire::Claim::Email => Self::Email,
            wire::Claim::PhoneNumber => Self::PhoneNumber,
            wire::Claim::TaxIdentificationNumber => Self::TaxIdentificationNumber,
        }
    }
}

impl Claims {
    /// Those of them that are among `wanted`.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn only(&self, wanted: &[Claim]) -> Self {
        let told = |claim: Claim, value: &Option<String>| {
            value.clone().filter(|_| wanted.contains(&claim))
        };
        Self {
            given_name: told(Claim::GivenName, &self.given_name),
            family_name: told(Claim::FamilyName, &self.family_name),
            birthdate: told(Claim::Birthdate, &self.birthdate),
            address: self.address.clone().filter(|_| wanted.contains(&Claim::Address)),
            email: told(Claim::Email, &self.email),
            phone_number: told(Claim::PhoneNumber, &self.phone_number),
            tax_identification_number: told(
                Claim::TaxIdentificationNumber,
                &self.tax_identification_number,
            ),
        }
    }

    /// As the test harness's bank gives them.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn into_wire(self) -> wire::Claims {
        let address = self.address.map(|address| wire::Address {
            street_address: address.street_address,
            locality: address.locality,
            region: address.region,
            postal_code: address.postal_code,
            country: address.country,
        });
        wire::Claims {
            given_name: self.given_name,
            family_name: self.family_name,
            birthdate: self.birthdate,
            address,
            email: self.email,
            phone_number: self.phone_number,
            tax_identification_number: self.tax_identification_number,
        }
    }

    fn from_wire(claims: wire::Claims) -> Self {
        let address = claims.address.map(|address| Address {
            street_address: address.street_address,
            locality: address.locality,
            region: address.region,
            postal_code: address.postal_code,
            country: address.country,
        });
        Self {
            given_name: claims.given_name,
            family_name: claims.family_name,
            birthdate: claims.birthdate,
            address,
            email: claims.email,
            phone_number: claims.phone_number,
            tax_identification_number: claims.tax_identification_number,
        }
    }
}
