//! What a mini-app's steps were like lately.

/// A new mini-app begins with the record of one step that is longer than a quick one by so much.
const NEW: f64 = 1.25;
/// A record goes back over so much processor time, in milliseconds.
const MEMORY: f64 = 1_000.0;
/// Half of what stands against a mini-app is forgotten after so many nanoseconds.
const HALF_LIFE: f64 = 10e9;

/// How long a mini-app's steps are, as those see it who wait behind one: the sum of the squares over
/// the sum. One long step among many short ones hardly counts where it is rare, and counts in full
/// where the mini-app spends most of its time in such.
///
/// Time makes it as good as a new one's, and no better: that takes quick steps. Otherwise many
/// mini-apps could each rest until they count as quick, and then take turns.
///
/// In milliseconds of processor time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record {
    sum: f64,
    squares: f64,
    /// When it was last added to, in nanoseconds since the scheduler started.
    at: u64,
}

impl Record {
    /// Of a mini-app that is not known yet, where a quick step takes up to `quick`.
    pub(super) fn new(quick: f64) -> Self {
        let step = quick * NEW;
        Self { sum: step, squares: step * step, at: 0 }
    }

    pub(super) fn add(&mut self, step: f64, now: u64, quick: f64) {
        let Self { sum, squares, .. } = self.after_rest(now, quick);
        *self = Self { sum: sum + step, squares: squares + step * step, at: now };
        if self.sum > MEMORY {
            self.sum /= 2.0;
            self.squares /= 2.0;
        }
    }

    pub(super) fn is_quick(&self, now: u64, quick: f64) -> bool {
        self.after_rest(now, quick).wait() <= quick
    }

    /// How long one waits behind its steps, more or less.
    fn wait(&self) -> f64 {
        self.squares / self.sum.max(f64::MIN_POSITIVE)
    }

    fn after_rest(self, now: u64, quick: f64) -> Self {
        let new = Self::new(quick);
        if self.wait() <= new.wait() {
            return self;
        }
        let remembered = (-(now.saturating_sub(self.at) as f64) / HALF_LIFE).exp2();
        let rested = Self { squares: self.squares * remembered, ..self };
        if rested.wait() > new.wait() { rested } else { new }
    }
}

#[cfg(test)]
impl Record {
    /// Of a mini-app that has made quick steps only.
    pub(super) fn quick() -> Self {
        Self { sum: 1.0, squares: 0.0, at: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUICK: f64 = 2.0;
    const LONG: u64 = 1_000_000_000_000;

    /// Of one that has made these steps, each so many times, again and again.
    fn of(steps: &[(f64, usize)]) -> Record {
        let mut record = Record::new(QUICK);
        for _ in 0..100 {
            for (step, times) in steps {
                (0..*times).for_each(|_| record.add(*step, 0, QUICK));
            }
        }
        record
    }

    #[test]
    fn a_record_is_what_those_see_who_wait() {
        let usual = of(&[(0.03, 1_000)]).wait();
        assert!(usual < 0.1, "{usual}");
        let with_a_hiccup = of(&[(0.03, 10_000), (5.0, 1)]).wait();
        assert!(with_a_hiccup < 1.0, "{with_a_hiccup}: once in a while counts for little");
        let in_disguise = of(&[(0.03, 100), (5.0, 1)]).wait();
        assert!(in_disguise > 2.0, "{in_disguise}: most of its time it keeps others waiting");
        let looping = of(&[(5.0, 1)]).wait();
        assert!(looping > 4.0, "{looping}");
    }

    #[test]
    fn who_rests_counts_as_new_and_becomes_quick_by_quick_steps_only() {
        for mut record in [Record::new(QUICK), of(&[(70.0, 1)])] {
            assert!(!record.is_quick(LONG, QUICK));
            for _ in 0..30 {
                record.add(0.03, LONG, QUICK);
            }
            assert!(record.is_quick(LONG, QUICK));
        }
        let mut looping = of(&[(70.0, 1)]);
        for _ in 0..30 {
            looping.add(0.03, 0, QUICK);
        }
        assert!(!looping.is_quick(0, QUICK), "without a rest it takes more than a few of them");
    }
}
