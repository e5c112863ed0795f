//! How long a user is left in peace after they said no.

use loggia_runtime::capability::{Refusal, RefusalCode};

/// How long nobody is asked again after the first, second, third and each further refusal in a row,
/// in milliseconds: a minute, an hour, a day, a week.
const PAUSES: [u64; 4] = [60_000, 3_600_000, 86_400_000, LONGEST_PAUSE];

/// A week, in milliseconds.
pub(crate) const LONGEST_PAUSE: u64 = 604_800_000;

/// How long nobody is asked again after so many refusals in a row, in milliseconds: the same for
/// everything that a user can be asked. After none it is nothing.
#[must_use]
pub fn pause_after_refusals(refusals: u32) -> u64 {
    let Some(before) = refusals.checked_sub(1) else { return 0 };
    let which = usize::try_from(before).unwrap_or(usize::MAX);
    PAUSES.get(which).copied().unwrap_or(LONGEST_PAUSE)
}

/// The same for what a user may begin again because they changed their mind, a payment or an account to
/// pick: the first two in a row are followed by no pause.
#[must_use]
pub fn pause_after_declined(times: u32) -> u64 {
    pause_after_refusals(times.saturating_sub(2))
}

/// What a mini-app is told in a pause, which ends at `again`.
pub(crate) fn refused_until(again: u64, now: u64, message: &str) -> Refusal {
    let mut refusal = Refusal::new(RefusalCode::Denied, message);
    refusal.retry_after_ms = Some(again.saturating_sub(now));
    refusal
}
