use std::fmt;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The step's random numbers: new in each step, and the same when that step is replayed.
///
/// ChaCha8, seeded with the event's entropy.
#[derive(Clone)]
pub struct Random(ChaCha8Rng);

impl Random {
    pub(crate) fn new(entropy: [u8; 32]) -> Self {
        Self(ChaCha8Rng::from_seed(entropy))
    }

    /// Any `u64`.
    pub fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number from 0 up to but not including `bound`, each as likely as the other; 0 for a
    /// bound of 0.
    pub fn below(&mut self, bound: u32) -> u32 {
        if bound == 0 {
            return 0;
        }
        // Numbers past the last whole multiple of `bound` would favour the small remainders.
        let fair = u32::MAX - u32::MAX % bound;
        loop {
            let number = self.0.next_u32();
            if number < fair {
                return number % bound;
            }
        }
    }

    /// A random token of `length` characters out of `0-9a-v`, five bits each: 26 are a unique id.
    pub fn token(&mut self, length: usize) -> String {
        const DIGITS: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";
        (0..length)
            .filter_map(|_| {
                DIGITS
                    .get(self.below(32) as usize)
                    .map(|&digit| char::from(digit))
            })
            .collect()
    }
}

impl fmt::Debug for Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Random")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_entropy_gives_the_same_numbers_and_other_entropy_others() {
        let token = |seed| Random::new([seed; 32]).token(26);
        assert_eq!(token(1), token(1));
        assert_ne!(token(1), token(2));
        assert_eq!(token(1).len(), 26);
    }

    #[test]
    fn numbers_stay_below_their_bound_and_reach_all_of_it() {
        let mut random = Random::new([7; 32]);
        let mut seen = [false; 6];
        for _ in 0..200 {
            seen[random.below(6) as usize] = true;
        }
        assert_eq!(seen, [true; 6]);
        assert_eq!(random.below(0), 0);
        assert_eq!(random.below(1), 0);
    }
}
