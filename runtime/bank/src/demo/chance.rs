//! Chance that comes out the same every time.

use blake3::OutputReader;

/// A stream of numbers that looks random, and follows from its seed.
pub(super) struct Chance(OutputReader);

impl Chance {
    /// For one customer's day. Each day has a stream of its own, so that what happens on it does not
    /// depend on when the year around it begins.
    pub(super) fn of(user: &str, day: u64) -> Self {
        let mut seed = blake3::Hasher::new_derive_key("loggia-bank 2026 demonstration's chance");
        Self(seed.update(&day.to_le_bytes()).update(user.as_bytes()).finalize_xof())
    }

    /// One of the first `bound` numbers, from 0. That the first ones are likelier by some 2⁻⁵⁰ is
    /// nothing to a demonstration.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes).checked_rem(bound).unwrap_or_default()
    }

    /// True as often as `per_mille` says.
    pub(super) fn happens(&mut self, per_mille: u64) -> bool {
        self.below(1_000) < per_mille
    }

    /// Any of them; none of none.
    pub(super) fn one_of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let at = usize::try_from(self.below(all.len() as u64)).ok()?;
        all.get(at)
    }
}
