//! On whose behalf a request is sent.

use crate::label::Label;

/// Who calls, as the partner's server gets to know it: signed over, in headers of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The user, by a pseudonym that they have with this partner alone: every request says it, whatever
    /// the mini-app may know of them. None where there is no user.
    pub subject: Option<Label>,
    /// The mini-app.
    pub app: Label,
    /// The digest of its package.
    pub package: Label,
    /// Production, a sandbox, a developer's machine: as the bank calls it.
    pub environment: Label,
}

/// The headers of a [`Caller`], in the order of its fields.
pub(crate) const CALLER_FIELDS: [&str; 4] =
    ["loggia-subject", "loggia-app", "loggia-package", "loggia-environment"];

impl Caller {
    /// Its headers.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&'static str, &Label)> {
        let Self { subject, app, package, environment } = self;
        let values = [subject.as_ref(), Some(app), Some(package), Some(environment)];
        CALLER_FIELDS.into_iter().zip(values).filter_map(|(name, value)| Some((name, value?)))
    }

    /// From the headers of a message, by their names. None: one is missing or is no label.
    pub(crate) fn of(field: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let [subject, app, package, environment] = CALLER_FIELDS.map(field);
        Some(Self {
            subject: subject.map(|subject| subject.parse()).transpose().ok()?,
            app: app?.parse().ok()?,
            package: package?.parse().ok()?,
            environment: environment?.parse().ok()?,
        })
    }
}
