use std::fmt;

/// The step's random numbers: new in each step, and the same when that step is replayed.
///
/// ChaCha with 8 rounds, the event's entropy its key. What the next number is can't be told from those
/// before it.
#[derive(Clone)]
pub struct Random {
    key: [u32; 8],
    block: u64,
    /// The words of the block that are still to be given out, the last one first.
    words: [u32; 16],
    left: usize,
}

impl Random {
    pub(crate) fn new(entropy: [u8; 32]) -> Self {
        let mut key = [0; 8];
        for (word, bytes) in key.iter_mut().zip(entropy.as_chunks::<4>().0) {
            *word = u32::from_le_bytes(*bytes);
        }
        Self { key, block: 0, words: [0; 16], left: 0 }
    }

    fn next_u32(&mut self) -> u32 {
        if self.left == 0 {
            self.words = block(&self.key, self.block);
            self.words.reverse();
            self.block = self.block.wrapping_add(1);
            self.left = self.words.len();
        }
        self.left -= 1;
        self.words.get(self.left).copied().unwrap_or_default()
    }

    /// Any `u64`.
    pub fn next_u64(&mut self) -> u64 {
        u64::from(self.next_u32()) | u64::from(self.next_u32()) << 32
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
            let number = self.next_u32();
            if number < fair {
                return number % bound;
            }
        }
    }

    /// A random token of `length` characters out of `0-9a-v`, five bits each: 26 are a unique id.
    pub fn token(&mut self, length: usize) -> String {
        const DIGITS: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";
        (0..length)
            .filter_map(|_| DIGITS.get(self.below(32) as usize).map(|&digit| char::from(digit)))
            .collect()
    }
}

/// One block of the key stream (RFC 8439, section 2.3, with 8 rounds and a counter of 64 bits).
fn block(key: &[u32; 8], counter: u64) -> [u32; 16] {
    const ROUNDS: [[usize; 4]; 8] = [
        [0, 4, 8, 12],
        [1, 5, 9, 13],
        [2, 6, 10, 14],
        [3, 7, 11, 15],
        [0, 5, 10, 15],
        [1, 6, 11, 12],
        [2, 7, 8, 13],
        [3, 4, 9, 14],
    ];
    let [k0, k1, k2, k3, k4, k5, k6, k7] = *key;
    let (low, high) = (counter as u32, (counter >> 32) as u32);
    let start = [
        0x6170_7865,
        0x3320_646e,
        0x7962_2d32,
        0x6b20_6574,
        k0,
        k1,
        k2,
        k3,
        k4,
        k5,
        k6,
        k7,
        low,
        high,
        0,
        0,
    ];
    let mut state = start;
    for quarter in ROUNDS.iter().cycle().take(4 * ROUNDS.len()) {
        // The four places differ and lie within the state, so they are always there.
        let Ok([a, b, c, d]) = state.get_disjoint_mut(*quarter) else { continue };
        *a = a.wrapping_add(*b);
        *d = (*d ^ *a).rotate_left(16);
        *c = c.wrapping_add(*d);
        *b = (*b ^ *c).rotate_left(12);
        *a = a.wrapping_add(*b);
        *d = (*d ^ *a).rotate_left(8);
        *c = c.wrapping_add(*d);
        *b = (*b ^ *c).rotate_left(7);
    }
    for (word, first) in state.iter_mut().zip(start) {
        *word = word.wrapping_add(first);
    }
    state
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

    /// ECRYPT's test vector for ChaCha8 with a key and a nonce of zeros.
    #[test]
    fn the_key_stream_is_that_of_chacha8() {
        let mut random = Random::new([0; 32]);
        let stream: Vec<u8> = (0..4).flat_map(|_| random.next_u64().to_le_bytes()).collect();
        let known = "3e00ef2f895f40d67f5bb8e81f09a5a12c840ec3ce9a7f3b181be188ef711a1e";
        assert_eq!(stream.iter().map(|byte| format!("{byte:02x}")).collect::<String>(), known);
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
