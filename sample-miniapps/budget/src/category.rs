use serde::{Deserialize, Serialize};

use crate::words::Language;

/// What money goes for, or comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Category {
    /// Supermarkets, bakeries, butchers.
    Groceries,
    /// Eating and drinking out.
    Restaurants,
    /// Trains, buses, taxis, fuel, parking.
    Transport,
    /// Rent, and what a home needs.
    Housing,
    /// Electricity, gas, water.
    Utilities,
    /// Pharmacies, doctors, hospitals.
    Health,
    /// Cinema, sport, books, games.
    Leisure,
    /// Clothes and shoes.
    Clothing,
    /// Flights, hotels, travel agents.
    Travel,
    /// Telephone, television, subscriptions.
    Telecom,
    /// From a cash machine.
    Cash,
    /// To somebody who is no merchant.
    Transfers,
    /// To a merchant of another kind, or nobody says to whom.
    Other,
    /// What came in from somebody who is no merchant: a salary.
    Income,
    /// What a merchant gave back.
    Refunds,
}

/// Which way a transaction goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Side {
    Credits,
    Debits,
}

/// Merchant category codes (ISO 18245) by what they are for us: from, to, category.
const CODES: [(u16, u16, Category); 34] = [
    // Airlines, car rental and hotels with codes of their own.
    (3000, 3999, Category::Travel),
    (4111, 4131, Category::Transport),
    (4411, 4411, Category::Travel),
    (4511, 4511, Category::Travel),
    (4722, 4722, Category::Travel),
    (4784, 4784, Category::Transport),
    (4812, 4816, Category::Telecom),
    (4899, 4899, Category::Telecom),
    (4900, 4900, Category::Utilities),
    (5200, 5200, Category::Housing),
    (5411, 5411, Category::Groceries),
    (5422, 5422, Category::Groceries),
    (5441, 5499, Category::Groceries),
    (5541, 5542, Category::Transport),
    (5611, 5699, Category::Clothing),
    (5712, 5722, Category::Housing),
    (5735, 5735, Category::Leisure),
    (5811, 5814, Category::Restaurants),
    (5815, 5818, Category::Telecom),
    (5912, 5912, Category::Health),
    (5940, 5942, Category::Leisure),
    (5945, 5945, Category::Leisure),
    (5968, 5968, Category::Telecom),
    (6010, 6011, Category::Cash),
    (6513, 6513, Category::Housing),
    (7011, 7011, Category::Travel),
    (7512, 7512, Category::Transport),
    (7523, 7523, Category::Transport),
    (7829, 7841, Category::Leisure),
    (7911, 7999, Category::Leisure),
    (8011, 8062, Category::Health),
    (8071, 8099, Category::Health),
    (8641, 8641, Category::Leisure),
    (5977, 5977, Category::Health),
];

impl Category {
    /// All of them, in the order of the screen where amounts are the same.
    pub(crate) const ALL: [Self; 15] = [
        Self::Groceries,
        Self::Restaurants,
        Self::Transport,
        Self::Housing,
        Self::Utilities,
        Self::Health,
        Self::Leisure,
        Self::Clothing,
        Self::Travel,
        Self::Telecom,
        Self::Cash,
        Self::Transfers,
        Self::Other,
        Self::Income,
        Self::Refunds,
    ];

    /// What a transaction with this merchant category code is for; without a code it was no merchant.
    #[must_use]
    pub(crate) fn of(side: Side, code: Option<&str>) -> Self {
        match (side, code) {
            (Side::Credits, None) => Self::Income,
            (Side::Credits, Some(_)) => Self::Refunds,
            (Side::Debits, None) => Self::Transfers,
            (Side::Debits, Some(code)) => {
                let code: u16 = code.parse().unwrap_or(0);
                let entry = CODES.iter().find(|(from, to, _)| (*from..=*to).contains(&code));
                entry.map_or(Self::Other, |(_, _, category)| *category)
            }
        }
    }

    /// What a transaction is for of which nobody says with whom it was.
    #[must_use]
    pub(crate) fn unknown(side: Side) -> Self {
        match side {
            Side::Credits => Self::Income,
            Side::Debits => Self::Other,
        }
    }

    /// Among which transactions it is found.
    #[must_use]
    pub(crate) fn side(self) -> Side {
        match self {
            Self::Income | Self::Refunds => Side::Credits,
            _ => Side::Debits,
        }
    }

    /// What the customer reads.
    #[must_use]
    pub(crate) fn name(self, words: Language) -> &'static str {
        match self {
            Self::Groceries => words.groceries(),
            Self::Restaurants => words.restaurants(),
            Self::Transport => words.transport(),
            Self::Housing => words.housing(),
            Self::Utilities => words.utilities(),
            Self::Health => words.health(),
            Self::Leisure => words.leisure(),
            Self::Clothing => words.clothing(),
            Self::Travel => words.travel(),
            Self::Telecom => words.telecom(),
            Self::Cash => words.cash(),
            Self::Transfers => words.transfers(),
            Self::Other => words.other(),
            Self::Income => words.income(),
            Self::Refunds => words.refunds(),
        }
    }

    /// Its place among all.
    pub(crate) fn index(self) -> u8 {
        self as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_for_what_people_call_it() {
        let debits = [
            ("5411", Category::Groceries),
            ("5812", Category::Restaurants),
            ("5814", Category::Restaurants),
            ("4111", Category::Transport),
            ("4121", Category::Transport),
            ("5541", Category::Transport),
            ("6513", Category::Housing),
            ("4900", Category::Utilities),
            ("5912", Category::Health),
            ("8011", Category::Health),
            ("7832", Category::Leisure),
            ("5945", Category::Leisure),
            ("5651", Category::Clothing),
            ("4511", Category::Travel),
            ("7011", Category::Travel),
            ("3501", Category::Travel),
            ("4814", Category::Telecom),
            ("4899", Category::Telecom),
            ("6011", Category::Cash),
            ("9999", Category::Other),
            ("none", Category::Other),
        ];
        for (code, category) in debits {
            assert_eq!(Category::of(Side::Debits, Some(code)), category, "{code}");
        }
        assert_eq!(Category::of(Side::Debits, None), Category::Transfers);
        assert_eq!(Category::of(Side::Credits, None), Category::Income);
        assert_eq!(Category::of(Side::Credits, Some("5651")), Category::Refunds);
    }

    #[test]
    fn every_category_stands_at_its_place_and_no_code_for_two() {
        for (place, category) in Category::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(category.index()), place);
        }
        for (number, (from, to, _)) in CODES.iter().enumerate() {
            assert!(from <= to);
            for (other_from, other_to, _) in &CODES[number + 1..] {
                assert!(to < other_from || other_to < from, "{from} to {to} stands for two");
            }
        }
    }
}
