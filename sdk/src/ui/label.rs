use crate::bindings::loggia::app::ui as wire;
use crate::money::Money;
use crate::timestamp::Timestamp;

/// A text whose amounts and moments the host writes as the user's language does.
///
/// Made from a string, an amount, a [`Moment`], or a tuple of such parts: `("Pay ", price)`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Label(pub(crate) Vec<wire::Inline>);

/// A part of a [`Label`].
#[derive(Clone, Debug, PartialEq)]
pub struct Inline(wire::Inline);

/// A moment, and how much of it is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment(wire::Moment);

impl Label {
    /// Nothing.
    #[must_use]
    pub const fn empty() -> Self {
        Self(Vec::new())
    }

    /// Adds a part at the end.
    #[must_use]
    pub fn then(mut self, part: impl Into<Inline>) -> Self {
        self.push(part);
        self
    }

    /// Adds a part at the end.
    pub fn push(&mut self, part: impl Into<Inline>) {
        self.0.push(part.into().0);
    }
}

impl Moment {
    /// Its day.
    #[must_use]
    pub const fn date(at: Timestamp) -> Self {
        Self(wire::Moment { at: at.millis(), style: wire::MomentStyle::Date })
    }

    /// Its time of day.
    #[must_use]
    pub const fn time(at: Timestamp) -> Self {
        Self(wire::Moment { at: at.millis(), style: wire::MomentStyle::Time })
    }

    /// Both.
    #[must_use]
    pub const fn date_time(at: Timestamp) -> Self {
        Self(wire::Moment { at: at.millis(), style: wire::MomentStyle::DateTime })
    }
}

/// A part that stands out.
pub fn strong(text: impl Into<String>) -> Inline {
    Inline(wire::Inline::Strong(text.into()))
}

impl From<&str> for Inline {
    fn from(text: &str) -> Self {
        Self(wire::Inline::Text(text.to_owned()))
    }
}

impl From<String> for Inline {
    fn from(text: String) -> Self {
        Self(wire::Inline::Text(text))
    }
}

impl From<Money> for Inline {
    fn from(amount: Money) -> Self {
        Self(wire::Inline::Money(amount.to_wire()))
    }
}

/// A day of the calendar, the same in every time zone.
impl From<time::Date> for Inline {
    fn from(day: time::Date) -> Self {
        Self(wire::Inline::Date(crate::date::to_wire(day)))
    }
}

impl From<Moment> for Inline {
    fn from(moment: Moment) -> Self {
        Self(wire::Inline::Moment(moment.0))
    }
}

impl<T: Into<Inline>> From<T> for Label {
    fn from(part: T) -> Self {
        Self(vec![part.into().0])
    }
}

macro_rules! label_of_parts {
    ($($part:ident)+) => {
        impl<$($part: Into<Inline>),+> From<($($part,)+)> for Label {
            #[allow(non_snake_case, reason = "each part is named as its type parameter")]
            fn from(($($part,)+): ($($part,)+)) -> Self {
                Self(vec![$($part.into().0),+])
            }
        }
    };
}

label_of_parts!(A B);
label_of_parts!(A B C);
label_of_parts!(A B C D);
label_of_parts!(A B C D E);
