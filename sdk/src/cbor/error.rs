use std::fmt;

use serde::{de, ser};

/// What was wrong with a value or its bytes.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct CborError(Box<str>);

impl CborError {
    #[cold]
    pub(super) fn new(text: &str) -> Self {
        Self(text.into())
    }

    #[cold]
    fn of(before: &str, name: &str, after: &str) -> Self {
        Self([before, name, after].concat().into())
    }
}

impl fmt::Display for CborError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for CborError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CborError {}

impl ser::Error for CborError {
    #[cold]
    fn custom<T: fmt::Display>(text: T) -> Self {
        Self(text.to_string().into())
    }
}

/// serde's own words would bring the writing of every type into the component, floats included.
impl de::Error for CborError {
    #[cold]
    fn custom<T: fmt::Display>(text: T) -> Self {
        Self(text.to_string().into())
    }

    #[cold]
    fn invalid_type(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::of("the value is not ", &expected.to_string(), "")
    }

    #[cold]
    fn invalid_value(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::of("the value is not ", &expected.to_string(), "")
    }

    #[cold]
    fn invalid_length(_: usize, expected: &dyn de::Expected) -> Self {
        Self::of("the length is not that of ", &expected.to_string(), "")
    }

    #[cold]
    fn unknown_variant(variant: &str, _: &'static [&'static str]) -> Self {
        Self::of("there is no variant `", variant, "`")
    }

    #[cold]
    fn unknown_field(field: &str, _: &'static [&'static str]) -> Self {
        Self::of("there is no field `", field, "`")
    }

    #[cold]
    fn missing_field(field: &'static str) -> Self {
        Self::of("field `", field, "` is missing")
    }

    #[cold]
    fn duplicate_field(field: &'static str) -> Self {
        Self::of("field `", field, "` is there twice")
    }
}
