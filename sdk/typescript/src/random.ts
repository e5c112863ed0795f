/**
 * The step's only randomness: ChaCha8 over its event's entropy, as in the Rust SDK. `Math.random()` gives
 * the same numbers in every step, and must not be used.
 */
export class Random {
  readonly #key: number[] = [];
  #block = 0;
  #words: number[] = [];

  constructor(entropy: Uint8Array) {
    const byte = (at: number) => entropy[at] ?? 0;
    for (let word = 0; word < 8; word += 1) {
      const at = word * 4;
      this.#key.push(byte(at) | (byte(at + 1) << 8) | (byte(at + 2) << 16) | (byte(at + 3) << 24));
    }
  }

  /** A number from 0 to 2³² − 1. */
  nextU32(): number {
    if (this.#words.length === 0) {
      this.#words = block(this.#key, this.#block).reverse();
      this.#block += 1;
    }
    return (this.#words.pop() ?? 0) >>> 0;
  }

  /** A number below `bound`, each as likely as the others. `bound` is 1 to 2³² − 1. */
  below(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1 || bound > MOST) {
      throw new RangeError(`there is no whole number from 0 to ${bound}`);
    }
    // Numbers past the last whole multiple of `bound` would favour the small remainders.
    const fair = MOST - (MOST % bound);
    for (;;) {
      const number = this.nextU32();
      if (number < fair) {
        return number % bound;
      }
    }
  }

  /** So many digits and small letters, five bits each: 26 of them are never met twice. */
  token(length: number): string {
    let token = "";
    for (let at = 0; at < length; at += 1) {
      token += DIGITS.charAt(this.below(32));
    }
    return token;
  }
}

const MOST = 0xffff_ffff;
const DIGITS = "0123456789abcdefghijklmnopqrstuv";
const CONSTANTS = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574] as const;
const QUARTERS = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const;

function block(key: readonly number[], counter: number): number[] {
  const start = [...CONSTANTS, ...key, counter | 0, 0, 0, 0];
  const state = Int32Array.from(start);
  const at = (place: number) => state[place] as number;
  const turn = (word: number, bits: number) => (word << bits) | (word >>> (32 - bits));
  for (let round = 0; round < 4; round += 1) {
    for (const [a, b, c, d] of QUARTERS) {
      state[a] = at(a) + at(b);
      state[d] = turn(at(d) ^ at(a), 16);
      state[c] = at(c) + at(d);
      state[b] = turn(at(b) ^ at(c), 12);
      state[a] = at(a) + at(b);
      state[d] = turn(at(d) ^ at(a), 8);
      state[c] = at(c) + at(d);
      state[b] = turn(at(b) ^ at(c), 7);
    }
  }
  return start.map((word, place) => (at(place) + word) | 0);
}
