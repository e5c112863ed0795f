//! Who is not asked again for a while: the pause after a no grows with each no in a row.

use loggia_bank::pause_after_refusals;
use loggia_runtime::AppId;

/// The refusals of a visit, by the mini-app that led and the one that it led to.
#[derive(Debug, Default)]
pub(super) struct Pauses(Vec<Refused>);

#[derive(Debug)]
struct Refused {
    from: AppId,
    to: AppId,
    times: u32,
    last: u64,
}

impl Pauses {
    /// How long nobody is asked yet, in milliseconds; none: they may be.
    pub(super) fn left(&self, from: &AppId, to: &AppId, now: u64) -> Option<u64> {
        let refused = self.0.iter().find(|refused| refused.from == *from && refused.to == *to)?;
        let until = refused.last.saturating_add(pause_after_refusals(refused.times));
        until.checked_sub(now).filter(|left| *left > 0)
    }

    /// Notes an answer. A yes begins anew.
    pub(super) fn answered(&mut self, from: &AppId, to: &AppId, yes: bool, now: u64) {
        let at = self.0.iter().position(|refused| refused.from == *from && refused.to == *to);
        match at.and_then(|at| self.0.get_mut(at)) {
            Some(refused) if yes => refused.times = 0,
            Some(refused) => (refused.times, refused.last) = (refused.times + 1, now),
            None if yes => {}
            None => {
                self.0.push(Refused { from: from.clone(), to: to.clone(), times: 1, last: now })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_grows_with_each_no_and_a_yes_begins_anew() {
        let [travel, parking, coffee] =
            ["a.travel", "a.parking", "a.coffee"].map(|id| id.parse::<AppId>().unwrap());
        let mut pauses = Pauses::default();
        let minute = 60_000;
        assert_eq!(pauses.left(&travel, &parking, 0), None);
        pauses.answered(&travel, &parking, false, 1_000);
        assert_eq!(pauses.left(&travel, &parking, 1_000), Some(minute));
        assert_eq!(pauses.left(&travel, &parking, 1_000 + minute), None);
        assert_eq!(pauses.left(&travel, &coffee, 1_000), None, "it is another mini-app");
        assert_eq!(pauses.left(&coffee, &parking, 1_000), None, "it is another mini-app's");
        pauses.answered(&travel, &parking, false, 2_000);
        assert_eq!(pauses.left(&travel, &parking, 2_000), Some(60 * minute));
        pauses.answered(&travel, &parking, true, 3_000);
        assert_eq!(pauses.left(&travel, &parking, 3_000), None);
        pauses.answered(&travel, &parking, false, 4_000);
        assert_eq!(pauses.left(&travel, &parking, 4_000), Some(minute));
    }
}
