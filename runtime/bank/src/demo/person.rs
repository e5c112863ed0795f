//! Customers of the demonstration, and what is known of their lives.

use loggia_runtime::capability::identity_verified::{Address, Claims};

use super::day::CalendarDay;
use super::habit::{Habit, Price, Shop};

/// A customer of the demonstration.
pub(super) struct Person {
    pub(super) user: &'static str,
    pub(super) given_name: &'static str,
    pub(super) family_name: &'static str,
    pub(super) facts: Facts,
    pub(super) purses: &'static [Purse],
    /// What happens wherever they are.
    pub(super) always: &'static [Habit],
    /// What happens when they are not on a journey.
    pub(super) at_home: &'static [Habit],
    pub(super) journeys: &'static [Journey],
    pub(super) surplus: Surplus,
}

/// What the bank has made sure of, as claims have it.
pub(super) struct Facts {
    /// On the identity document, beside the family name.
    pub(super) given_names: &'static str,
    pub(super) birthdate: &'static str,
    pub(super) street: &'static str,
    /// Postal code and town.
    pub(super) town: (&'static str, &'static str),
    pub(super) email: &'static str,
    /// One of those that the German regulator keeps free for films.
    pub(super) phone_number: &'static str,
    /// Of a tax office that there is not; none for who pays no taxes yet.
    pub(super) tax_number: Option<&'static str>,
}

/// An account, and what is on it in the end.
pub(super) struct Purse {
    pub(super) name: &'static str,
    pub(super) iban: &'static str,
    pub(super) balance: &'static str,
}

/// Some days of a month, every year.
pub(super) struct Journey {
    pub(super) month: u64,
    pub(super) first: u64,
    pub(super) last: u64,
    pub(super) habits: &'static [Habit],
}

/// What becomes of wages that are not needed: it goes on at once, by a standing order.
pub(super) struct Surplus {
    /// To which own account, while what is on it in the end has room for them.
    pub(super) into: Option<&'static str>,
    /// To whom otherwise.
    pub(super) saver: Shop,
    /// What there should have been before they came.
    pub(super) rest: Price,
    /// It is a multiple of this.
    pub(super) step: u64,
}

impl Person {
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }

    pub(super) fn claims(&self) -> Claims {
        let Facts { given_names, birthdate, street, town, email, phone_number, tax_number } =
            self.facts;
        let (postal_code, locality) = town;
        Claims {
            given_name: Some(given_names.to_owned()),
            family_name: Some(self.family_name.to_owned()),
            birthdate: Some(birthdate.to_owned()),
            address: Some(Address {
                street_address: street.to_owned(),
                locality: locality.to_owned(),
                region: None,
                postal_code: Some(postal_code.to_owned()),
                country: "AT".to_owned(),
            }),
            email: Some(email.to_owned()),
            phone_number: Some(phone_number.to_owned()),
            tax_identification_number: tax_number.map(str::to_owned),
        }
    }

    /// What may happen on a day: first what happens wherever they are.
    pub(super) fn habits(&self, day: CalendarDay) -> impl Iterator<Item = &Habit> {
        let journey = self.journeys.iter().find(|journey| {
            journey.month == day.month && (journey.first..=journey.last).contains(&day.of_month)
        });
        self.always.iter().chain(journey.map_or(self.at_home, |journey| journey.habits))
    }
}
