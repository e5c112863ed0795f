//! `loggia:identity/identity-verified`: facts about the user that the bank has made sure of, those
//! alone that they tick on the bank's sheet.
//!
//! A grant names the claims that may be asked for; the sheet is the user's consent, each time. Bounded
//! are how many claims are asked for and what the sheet shows of the mini-app's words. What a backend
//! gives is held to what was asked for and to the contract's form before it goes on. The backend keeps
//! each decision.

use serde::{Deserialize, Serialize};
use wasmtime::component::{HasSelf, Linker};

use super::payments::text;
use super::{
    Answer, EffectKind, Refusal, RefusalCode, Unavailable, not_granted, only_when_the_user_acts,
    wrong_take,
};
use crate::contract::loggia::identity::identity_verified as wit;
use crate::contract::loggia::types::types as wit_types;
use crate::date::Date;
use crate::guest_text::GuestText;
use crate::ids::{EffectId, SessionId};
use crate::state::StepState;
use crate::store::Owner;

/// Which facts about its users a mini-app may ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ClaimsGrant {
    /// These, such as `["given-name", "address"]`.
    pub claims: Vec<Claim>,
}

/// A fact about a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the contract's own docs say what each is")]
pub enum Claim {
    GivenName,
    FamilyName,
    Birthdate,
    Address,
    Email,
    PhoneNumber,
    TaxIdentificationNumber,
}

/// Facts about a user, each as the contract says; none where it is not known, or not told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
#[allow(missing_docs, reason = "the contract's own docs say what each is")]
pub struct Claims {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birthdate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_identification_number: Option<String>,
}

/// Where somebody lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[allow(missing_docs, reason = "the contract's own docs say what each is")]
pub struct Address {
    pub street_address: String,
    pub locality: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

/// A claim that has not the form which the contract gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the claim {claim} must be {form}")]
pub struct MalformedClaim {
    /// Which.
    pub claim: Claim,
    /// What would be right.
    pub form: &'static str,
}

/// What a user is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimsRequest {
    /// Each once, and at least one.
    pub claims: Vec<Claim>,
    /// What for, in the mini-app's words, harmless to show.
    pub purpose: String,
}

/// How it stands with what a user is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claiming {
    /// The sheet is up; the request waits, and comes again.
    AwaitingUser,
    /// What they ticked, or why there is nothing.
    Decided(Result<Box<Claims>, Refusal>),
}

/// What the bank has made sure of about its customers. The host has made sure of the grant.
pub trait VerifiedIdentity: Send + Sync + 'static {
    /// Has the user tick which of the claims the mini-app gets. Same effect: the same sheet, and the
    /// same answer. What the bank does not know must look, to the mini-app, as if the user had not
    /// ticked it: the sheet is raised even where nothing is known.
    ///
    /// # Errors
    ///
    /// It may or may not have been done; it will be called again.
    fn request_claims(
        &self,
        effect: &EffectId,
        session: &SessionId,
        owner: &Owner,
        request: &ClaimsRequest,
    ) -> Result<Claiming, Unavailable>;
}

impl ClaimsGrant {
    /// Whether all of these may be asked for.
    ///
    /// # Errors
    ///
    /// `denied`, with the first that may not.
    pub fn permits(&self, claims: &[Claim]) -> Result<(), Refusal> {
        match claims.iter().find(|claim| !self.claims.contains(claim)) {
            None => Ok(()),
            Some(claim) => Err(Refusal::new(
                RefusalCode::Denied,
                format!("the bank has not granted the claim {claim} to the mini-app"),
            )),
        }
    }
}

impl Claim {
    /// All there are, in the contract's order.
    pub const ALL: [Self; 7] = [
        Self::GivenName,
        Self::FamilyName,
        Self::Birthdate,
        Self::Address,
        Self::Email,
        Self::PhoneNumber,
        Self::TaxIdentificationNumber,
    ];

    /// Its name in the contract, such as `given-name`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::GivenName => "given-name",
            Self::FamilyName => "family-name",
            Self::Birthdate => "birthdate",
            Self::Address => "address",
            Self::Email => "email",
            Self::PhoneNumber => "phone-number",
            Self::TaxIdentificationNumber => "tax-identification-number",
        }
    }
}

impl std::fmt::Display for Claim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

impl Claims {
    /// Those of them that are among `wanted`.
    #[must_use]
    pub fn only(self, wanted: &[Claim]) -> Self {
        fn of<T>(value: Option<T>, claim: Claim, wanted: &[Claim]) -> Option<T> {
            value.filter(|_| wanted.contains(&claim))
        }
        Self {
            given_name: of(self.given_name, Claim::GivenName, wanted),
            family_name: of(self.family_name, Claim::FamilyName, wanted),
            birthdate: of(self.birthdate, Claim::Birthdate, wanted),
            address: of(self.address, Claim::Address, wanted),
            email: of(self.email, Claim::Email, wanted),
            phone_number: of(self.phone_number, Claim::PhoneNumber, wanted),
            tax_identification_number: of(
                self.tax_identification_number,
                Claim::TaxIdentificationNumber,
                wanted,
            ),
        }
    }

    /// Which of them there are, in the contract's order.
    pub fn known(&self) -> impl Iterator<Item = Claim> {
        Claim::ALL.into_iter().filter(|claim| self.lines(*claim).is_some())
    }

    /// One of them as people read it, a line each; none where it is not there.
    #[must_use]
    pub fn lines(&self, claim: Claim) -> Option<Vec<String>> {
        let text = match claim {
            Claim::GivenName => &self.given_name,
            Claim::FamilyName => &self.family_name,
            Claim::Birthdate => &self.birthdate,
            Claim::Email => &self.email,
            Claim::PhoneNumber => &self.phone_number,
            Claim::TaxIdentificationNumber => &self.tax_identification_number,
            Claim::Address => return self.address.as_ref().map(Address::lines),
        };
        text.clone().map(|text| vec![text])
    }

    /// Whether each has the form that the contract gives it: bounded, and harmless to show.
    ///
    /// # Errors
    ///
    /// The first that has not.
    pub fn check(&self) -> Result<(), MalformedClaim> {
        let Self {
            given_name,
            family_name,
            birthdate,
            address,
            email,
            phone_number,
            tax_identification_number,
        } = self;
        let name = "1 to 70 characters without control or bidi characters";
        let rule = |claim, value: &Option<String>, form, holds: fn(&str) -> bool| match value {
            Some(value) if !holds(value) => Err(MalformedClaim { claim, form }),
            _ => Ok(()),
        };
        rule(Claim::GivenName, given_name, name, |name| is_text(name, 70))?;
        rule(Claim::FamilyName, family_name, name, |name| is_text(name, 70))?;
        rule(Claim::Birthdate, birthdate, "a date such as 1989-04-17", |date| {
            date.parse::<Date>().is_ok()
        })?;
        rule(
            Claim::Email,
            email,
            "an address of at most 254 bytes, such as a@example.com",
            is_email,
        )?;
        rule(Claim::PhoneNumber, phone_number, "in E.164, such as +4312345678", is_phone_number)?;
        let number = "1 to 35 printable ASCII characters";
        rule(Claim::TaxIdentificationNumber, tax_identification_number, number, |number| {
            (1..=35).contains(&number.len()) && number.bytes().all(|b| (b' '..=b'~').contains(&b))
        })?;
        if address.as_ref().is_some_and(|address| !address.is_well_formed()) {
            let form = "texts of 1 to 70 characters, a postal code of 1 to 16 and a country by its two letters";
            return Err(MalformedClaim { claim: Claim::Address, form });
        }
        Ok(())
    }
}

impl Address {
    fn lines(&self) -> Vec<String> {
        let Self { street_address, locality, region, postal_code, country } = self;
        let town = match postal_code {
            Some(code) => format!("{code} {locality}"),
            None => locality.clone(),
        };
        let region = region.as_ref().map(|region| format!("{region}, ")).unwrap_or_default();
        vec![street_address.clone(), town, format!("{region}{country}")]
    }

    fn is_well_formed(&self) -> bool {
        let Self { street_address, locality, region, postal_code, country } = self;
        is_text(street_address, 70)
            && is_text(locality, 70)
            && region.as_ref().is_none_or(|region| is_text(region, 70))
            && postal_code.as_ref().is_none_or(|code| is_text(code, 16))
            && country.len() == 2
            && country.bytes().all(|byte| byte.is_ascii_uppercase())
    }
}

/// Bounded, and what it seems to be.
fn is_text(text: &str, most: usize) -> bool {
    text.len() <= 4 * most
        && (1..=most).contains(&text.chars().count())
        && GuestText::line(text.to_owned()).as_str() == text
}

fn is_email(text: &str) -> bool {
    let (name, domain) = text.split_once('@').unwrap_or_default();
    !name.is_empty()
        && !domain.is_empty()
        && !domain.contains('@')
        && text.len() <= 254
        && is_text(text, 254)
        && !text.contains(char::is_whitespace)
}

fn is_phone_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or_default();
    (3..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0')
}

impl wit::Host for StepState {
    fn request_claims(
        &mut self,
        claims: Vec<wit::Claim>,
        purpose: String,
        context: Vec<u8>,
    ) -> Result<u64, wit_types::Error> {
        self.ask_for_claims(&claims, purpose, context).map_err(|refusal| self.refuse(refusal))
    }

    fn take_claims(&mut self, request: u64) -> Result<wit::Claims, wit_types::Error> {
        let taken = self.begin_call().and_then(|()| match self.answer_to(request)? {
            Answer::Claims(claims) => claims.clone().map(|claims| *claims),
            _ => Err(wrong_take()),
        });
        taken.map(wit_claims).map_err(|refusal| self.refuse(refusal))
    }
}

impl StepState {
    #[tracing::instrument(name = "capability.identity.request_claims", level = "debug", skip_all)]
    fn ask_for_claims(
        &mut self,
        claims: &[wit::Claim],
        purpose: String,
        context: Vec<u8>,
    ) -> Result<u64, Refusal> {
        self.begin_call()?;
        let granted = self.grant.identity_verified.as_ref();
        let grant = granted.ok_or_else(|| not_granted("verified facts about the user"))?;
        if !self.cause.may_raise {
            return Err(only_when_the_user_acts("claims can be asked for"));
        }
        let claims = different(claims)?;
        grant.permits(&claims)?;
        text("purpose", &purpose, 1..=140)?;
        let request = ClaimsRequest { claims, purpose };
        self.stage_request(EffectKind::RequestClaims(request), context)
    }
}

/// The claims, if there are some and none stands there twice.
fn different(claims: &[wit::Claim]) -> Result<Vec<Claim>, Refusal> {
    let invalid = |message: String| Refusal::new(RefusalCode::InvalidArgument, message);
    if !(1..=Claim::ALL.len()).contains(&claims.len()) {
        let most = Claim::ALL.len();
        return Err(invalid(format!("claims must be 1 to {most} different ones")));
    }
    let mut seen = Vec::with_capacity(claims.len());
    for claim in claims.iter().map(claim_of) {
        if seen.contains(&claim) {
            return Err(invalid(format!(
                "claims must be different, and {claim} stands there twice"
            )));
        }
        seen.push(claim);
    }
    Ok(seen)
}

fn claim_of(claim: &wit::Claim) -> Claim {
    match claim {
        wit::Claim::GivenName => Claim::GivenName,
        wit::Claim::FamilyName => Claim::FamilyName,
        wit::Claim::Birthdate => Claim::Birthdate,
        wit::Claim::Address => Claim::Address,
        wit::Claim::Email => Claim::Email,
        wit::Claim::PhoneNumber => Claim::PhoneNumber,
        wit::Claim::TaxIdentificationNumber => Claim::TaxIdentificationNumber,
    }
}

fn wit_claims(claims: Claims) -> wit::Claims {
    let address = claims.address.map(|address| wit::Address {
        street_address: address.street_address,
        locality: address.locality,
        region: address.region,
        postal_code: address.postal_code,
        country: address.country,
    });
    wit::Claims {
        given_name: claims.given_name,
        family_name: claims.family_name,
        birthdate: claims.birthdate,
        address,
        email: claims.email,
        phone_number: claims.phone_number,
        tax_identification_number: claims.tax_identification_number,
    }
}

pub(super) fn link(linker: &mut Linker<StepState>) -> wasmtime::Result<()> {
    wit::add_to_linker::<_, HasSelf<StepState>>(linker, |state| {
        state.calling("loggia:identity/identity-verified")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(claim: Claim, text: &str) -> Claims {
        let text = Some(text.to_owned());
        let none = Claims::default();
        match claim {
            Claim::GivenName => Claims { given_name: text, ..none },
            Claim::FamilyName => Claims { family_name: text, ..none },
            Claim::Birthdate => Claims { birthdate: text, ..none },
            Claim::Email => Claims { email: text, ..none },
            Claim::PhoneNumber => Claims { phone_number: text, ..none },
            Claim::TaxIdentificationNumber => Claims { tax_identification_number: text, ..none },
            Claim::Address => Claims {
                address: text.map(|street_address| Address {
                    street_address,
                    locality: "Wien".into(),
                    region: None,
                    postal_code: Some("1070".into()),
                    country: "AT".into(),
                }),
                ..none
            },
        }
    }

    #[test]
    fn each_claim_has_its_form_and_a_name_that_serde_has_too() {
        let good = [
            (Claim::GivenName, "Änne-Sofie"),
            (Claim::FamilyName, "van der Berg"),
            (Claim::Birthdate, "2000-02-29"),
            (Claim::Address, "Lindengasse 12/3"),
            (Claim::Email, "anne@example.com"),
            (Claim::PhoneNumber, "+491713920001"),
            (Claim::TaxIdentificationNumber, "12 345/6789"),
        ];
        for (claim, text) in good {
            assert_eq!(of(claim, text).check(), Ok(()), "{claim}");
            assert_eq!(of(claim, text).known().collect::<Vec<_>>(), [claim]);
            assert_eq!(serde_json::to_string(&claim).unwrap(), format!("\"{claim}\""));
        }
    }

    #[test]
    fn what_has_another_form_or_would_hide_something_is_refused() {
        let long = "x".repeat(300);
        for claim in Claim::ALL {
            for text in ["", &long, "a\u{202e}b", "a\nb", "\u{1b}[2J"] {
                let refused = of(claim, text).check().unwrap_err();
                assert_eq!(refused.claim, claim, "{text:?}");
            }
        }
        for date in [
            "1989-4-17",
            "1989-02-29",
            "1900-02-29",
            "1989-13-01",
            "1989-04-31",
            "17.04.1989",
            "0000-01-01",
            "1989-04-17-1",
            "+989-04-17",
        ] {
            assert!(of(Claim::Birthdate, date).check().is_err(), "{date}");
        }
        for email in ["anne", "@example.com", "anne@", "a@b@c", "a b@example.com"] {
            assert!(of(Claim::Email, email).check().is_err(), "{email}");
        }
        for number in ["431234", "+0123", "+1", "+1234567890123456", "+43 1 234"] {
            assert!(of(Claim::PhoneNumber, number).check().is_err(), "{number}");
        }
        let mut claims = of(Claim::Address, "Lindengasse 12/3");
        claims.address.as_mut().unwrap().country = "Österreich".into();
        assert!(claims.check().is_err());
    }

    #[test]
    fn only_what_is_wanted_stays() {
        let all =
            Claims { family_name: Some("Moser".into()), ..of(Claim::Address, "Lindengasse 12/3") };
        let kept = all.clone().only(&[Claim::FamilyName, Claim::Email]);
        assert_eq!(kept, of(Claim::FamilyName, "Moser"));
        assert_eq!(all.only(&[]), Claims::default());
    }
}
