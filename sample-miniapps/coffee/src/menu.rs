use loggia_sdk::Money;
use serde::{Deserialize, Serialize};

use crate::words::Language;

/// What Bean & Leaf sells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Product {
    /// Hot.
    Espresso,
    /// Hot.
    Cappuccino,
    /// Hot.
    FlatWhite,
    /// Hot.
    HotChocolate,
    /// Cold.
    IcedLatte,
    /// Cold.
    Lemonade,
    /// To eat.
    Croissant,
    /// To eat.
    BananaBread,
}

/// How large a drink is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Size {
    /// At the menu's price.
    Small,
    /// A little more.
    Medium,
    /// Much more.
    Large,
}

/// Which milk goes into a drink.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Milk {
    /// From a cow.
    Whole,
    /// From oats.
    Oat,
    /// From soy beans.
    Soy,
}

/// What else goes into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Extra {
    /// Another espresso.
    Shot,
    /// Vanilla syrup.
    Vanilla,
    /// A pinch of cinnamon.
    Cinnamon,
}

/// Something of which one is chosen by its value in a form.
pub(crate) trait Options: Copy + 'static {
    /// All of them, in the menu's order.
    const ALL: &'static [Self];

    /// What comes back from the form.
    fn value(self) -> &'static str;

    /// What the customer reads.
    fn name(self, language: Language) -> &'static str;

    /// What it adds to the price.
    fn surcharge(self) -> Money;

    /// The one of this value.
    fn from_value(value: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|option| option.value() == value)
    }
}

impl Product {
    /// The hot drinks, in the menu's order.
    pub(crate) const HOT: [Self; 4] =
        [Self::Espresso, Self::Cappuccino, Self::FlatWhite, Self::HotChocolate];
    /// The cold drinks, in the menu's order.
    pub(crate) const COLD: [Self; 2] = [Self::IcedLatte, Self::Lemonade];
    /// The food, in the menu's order.
    pub(crate) const BAKERY: [Self; 2] = [Self::Croissant, Self::BananaBread];

    /// What the customer reads.
    #[must_use]
    pub(crate) fn name(self, words: Language) -> &'static str {
        match self {
            Self::Espresso => words.espresso(),
            Self::Cappuccino => words.cappuccino(),
            Self::FlatWhite => words.flat_white(),
            Self::HotChocolate => words.hot_chocolate(),
            Self::IcedLatte => words.iced_latte(),
            Self::Lemonade => words.lemonade(),
            Self::Croissant => words.croissant(),
            Self::BananaBread => words.banana_bread(),
        }
    }

    /// What it is, in a few words.
    #[must_use]
    pub(crate) fn about(self, words: Language) -> &'static str {
        match self {
            Self::Espresso => words.espresso_about(),
            Self::Cappuccino => words.cappuccino_about(),
            Self::FlatWhite => words.flat_white_about(),
            Self::HotChocolate => words.hot_chocolate_about(),
            Self::IcedLatte => words.iced_latte_about(),
            Self::Lemonade => words.lemonade_about(),
            Self::Croissant => words.croissant_about(),
            Self::BananaBread => words.banana_bread_about(),
        }
    }

    /// Its picture, an asset of the package.
    #[must_use]
    pub(crate) fn image(self) -> &'static str {
        match self {
            Self::Espresso => "espresso.png",
            Self::Cappuccino => "cappuccino.png",
            Self::FlatWhite => "flat-white.png",
            Self::HotChocolate => "hot-chocolate.png",
            Self::IcedLatte => "iced-latte.png",
            Self::Lemonade => "lemonade.png",
            Self::Croissant => "croissant.png",
            Self::BananaBread => "banana-bread.png",
        }
    }

    /// What one costs, small and without extras.
    #[must_use]
    pub(crate) fn price(self) -> Money {
        Money::eur(match self {
            Self::Espresso => 240,
            Self::Cappuccino => 340,
            Self::FlatWhite => 380,
            Self::HotChocolate => 390,
            Self::IcedLatte => 420,
            Self::Lemonade => 360,
            Self::Croissant => 260,
            Self::BananaBread => 320,
        })
    }

    /// Whether it comes in sizes.
    #[must_use]
    pub(crate) fn has_sizes(self) -> bool {
        !matches!(self, Self::Espresso | Self::Croissant | Self::BananaBread)
    }

    /// Whether there is milk in it.
    #[must_use]
    pub(crate) fn has_milk(self) -> bool {
        matches!(self, Self::Cappuccino | Self::FlatWhite | Self::HotChocolate | Self::IcedLatte)
    }

    /// Whether extras go into it.
    #[must_use]
    pub(crate) fn has_extras(self) -> bool {
        self.has_milk() || self == Self::Espresso
    }
}

impl Options for Size {
    const ALL: &'static [Self] = &[Self::Small, Self::Medium, Self::Large];

    fn value(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
        }
    }

    fn name(self, words: Language) -> &'static str {
        match self {
            Self::Small => words.small(),
            Self::Medium => words.medium(),
            Self::Large => words.large(),
        }
    }

    fn surcharge(self) -> Money {
        Money::eur(match self {
            Self::Small => 0,
            Self::Medium => 40,
            Self::Large => 80,
        })
    }
}

impl Options for Milk {
    const ALL: &'static [Self] = &[Self::Whole, Self::Oat, Self::Soy];

    fn value(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Oat => "oat",
            Self::Soy => "soy",
        }
    }

    fn name(self, words: Language) -> &'static str {
        match self {
            Self::Whole => words.whole_milk(),
            Self::Oat => words.oat_milk(),
            Self::Soy => words.soy_milk(),
        }
    }

    fn surcharge(self) -> Money {
        Money::eur(match self {
            Self::Whole => 0,
            Self::Oat | Self::Soy => 30,
        })
    }
}

impl Options for Extra {
    const ALL: &'static [Self] = &[Self::Shot, Self::Vanilla, Self::Cinnamon];

    fn value(self) -> &'static str {
        match self {
            Self::Shot => "shot",
            Self::Vanilla => "vanilla",
            Self::Cinnamon => "cinnamon",
        }
    }

    fn name(self, words: Language) -> &'static str {
        match self {
            Self::Shot => words.extra_shot(),
            Self::Vanilla => words.vanilla(),
            Self::Cinnamon => words.cinnamon(),
        }
    }

    fn surcharge(self) -> Money {
        Money::eur(match self {
            Self::Shot => 90,
            Self::Vanilla => 50,
            Self::Cinnamon => 0,
        })
    }
}
