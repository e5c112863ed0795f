//! What a mini-app's steps were like lately.

/// A new mini-app begins with the record of one step that is longer than a quick one by so much.
const NEW: f64 = 1.25;
/// A record goes back over so much processor time, in milliseconds.
const MEMORY: f64 = 1_000.0;
/// Half of what stood against a mini-app is forgotten after so many nanoseconds.
const HALF_LIFE: f64 = 10e9;

/// How long a mini-app's steps are, as those see it who wait behind one: the sum of the squares over
/// the sum. One long step among many short ones hardly counts where it is rare, and counts in full
/// where the mini-app spends most of its time in such.
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
    pub(super) fn new(slow_micros: u64) -> Self {
        let step = millis(slow_micros) * NEW;
        Self { sum: step, squares: step * step, at: 0 }
    }

    pub(super) fn add(&mut self, step: f64, now: u64) {
        self.squares = self.squares * self.remembered(now) + step * step;
        self.sum += step;
        self.at = now;
        if self.sum > MEMORY {
            self.sum /= 2.0;
            self.squares /= 2.0;
        }
    }

    /// How long one waits behind its steps, more or less.
    pub(super) fn wait(&self, now: u64) -> f64 {
        self.squares * self.remembered(now) / self.sum.max(f64::MIN_POSITIVE)
    }

    fn remembered(&self, now: u64) -> f64 {
        (-(now.saturating_sub(self.at) as f64) / HALF_LIFE).exp2()
    }
}

pub(super) fn millis(micros: u64) -> f64 {
    micros as f64 / 1e3
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

    #[test]
    fn a_record_is_what_those_see_who_wait() {
        let wait = |steps: &[(f64, usize)], now: u64| {
            let mut record = Record::new(2_000);
            for _ in 0..100 {
                for (step, times) in steps {
                    (0..*times).for_each(|_| record.add(*step, 0));
                }
            }
            record.wait(now)
        };
        let usual = wait(&[(0.03, 1_000)], 0);
        assert!(usual < 0.1, "{usual}");
        let with_a_hiccup = wait(&[(0.03, 10_000), (5.0, 1)], 0);
        assert!(with_a_hiccup < 1.0, "{with_a_hiccup}: once in a while counts for little");
        let in_disguise = wait(&[(0.03, 100), (5.0, 1)], 0);
        assert!(in_disguise > 2.0, "{in_disguise}: most of its time it keeps others waiting");
        let looping = wait(&[(5.0, 1)], 0);
        assert!(looping > 4.0, "{looping}");
        let forgiven = wait(&[(5.0, 1)], 20_000_000_000);
        assert!(forgiven < 2.0, "{forgiven}: after two half-lives");
    }
}
