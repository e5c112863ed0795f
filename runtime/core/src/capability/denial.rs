//! What a step was denied, counted for the audit log.

use super::RefusalCode;

/// Calls of one step that the bank said no to: of one interface, with one code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Denial {
    /// Whose function was called, without its version: one of [`INTERFACES`](super::INTERFACES).
    pub interface: &'static str,
    /// How it was refused: one of those that [are denials](RefusalCode::is_denial).
    pub code: RefusalCode,
    /// How many calls.
    pub count: u64,
}

/// The denials of a step. As many as there are interfaces and codes, however often a mini-app calls.
#[derive(Debug, Default)]
pub(crate) struct Denials(Vec<Denial>);

impl Denials {
    /// Counts a refusal, if it is a denial.
    pub(crate) fn note(&mut self, interface: &'static str, code: RefusalCode) {
        if !code.is_denial() {
            return;
        }
        let same = |denial: &&mut Denial| denial.interface == interface && denial.code == code;
        match self.0.iter_mut().find(same) {
            Some(denial) => denial.count = denial.count.saturating_add(1),
            None => self.0.push(Denial { interface, code, count: 1 }),
        }
    }

    pub(crate) fn as_slice(&self) -> &[Denial] {
        &self.0
    }
}
