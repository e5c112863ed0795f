use crate::bindings::exports::loggia::app::app as wire;
use crate::bindings::loggia::types::types::Error;
use crate::catalogue;
use crate::encoding::EncodingError;
use crate::fields::FieldError;
use crate::money::MoneyError;

/// The mini-app gives a step up: all of it is undone, and the user sees the message.
///
/// `?` makes one of a capability's [`Error`], of a [`MoneyError`] and of a [`FieldError`]: the
/// user then reads a general sentence in their language, and the log says what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    message: Option<String>,
    detail: Option<String>,
}

impl Failure {
    /// A failure that the user is told of in these words, in their language, at most 280 characters.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: Some(message.into()), detail: None }
    }

    /// A failure of which only the partner's developers are told what it was; the user reads a
    /// general sentence.
    pub fn internal(detail: impl Into<String>) -> Self {
        Self { message: None, detail: Some(detail.into()) }
    }

    /// Adds what the partner's developers should know.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    pub(crate) fn into_wire(self, locale: &str) -> wire::Failure {
        wire::Failure {
            message: self.message.unwrap_or_else(|| general_message(locale).to_owned()),
            detail: self.detail,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let mut detail = error.message;
        detail.push_str(" (reference ");
        detail.push_str(&error.reference);
        detail.push(')');
        Self::internal(detail)
    }
}

impl From<MoneyError> for Failure {
    fn from(error: MoneyError) -> Self {
        Self::internal(error.to_string())
    }
}

impl From<FieldError> for Failure {
    fn from(error: FieldError) -> Self {
        Self::internal(error.to_string())
    }
}

impl From<EncodingError> for Failure {
    fn from(error: EncodingError) -> Self {
        Self::internal(error.to_string())
    }
}

fn general_message(locale: &str) -> &'static str {
    const MESSAGES: [(&str, &str); 5] = [
        ("en", "That didn’t work. Please try again."),
        ("de", "Das hat nicht geklappt. Bitte noch einmal versuchen."),
        ("fr", "Cela n’a pas fonctionné. Veuillez réessayer."),
        ("it", "Qualcosa non ha funzionato. Riprova."),
        ("es", "No ha funcionado. Inténtalo de nuevo."),
    ];
    let tags = MESSAGES.map(|(tag, _)| tag);
    MESSAGES.get(catalogue::lookup(locale, &tags)).map_or("", |(_, message)| message)
}
