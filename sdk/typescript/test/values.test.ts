import assert from "node:assert/strict";
import test from "node:test";
import { addDays, catalogue, dayAt, eur, isoDay, lookup, minus, money, plus, sum, times } from "../src";
import { fromBytes, toBytes } from "../src/bytes";
import { decode, encode } from "../src/encoding";
import { Random } from "../src/random";

test("text is its UTF-8, and comes back", () => {
  for (const text of ["", "plain", "Grüße, 3 € für dich 🎻", "x".repeat(10_000)]) {
    assert.deepEqual(toBytes(text), new TextEncoder().encode(text));
    assert.equal(fromBytes(toBytes(text)), text);
  }
  assert.equal(fromBytes(toBytes("half \ud83c here")), "half \ufffd here");
});

test("what is not plain data is refused by its name", () => {
  assert.deepEqual(decode("it", encode("it", { a: [1, null, "b"] })), { a: [1, null, "b"] });
  class Line {
    readonly drink = "tea";
  }
  for (const value of [
    1n,
    new Map(),
    new Set(),
    () => 1,
    Symbol("tea"),
    Number.NaN,
    Number.POSITIVE_INFINITY,
    new Uint8Array(1),
    new Float64Array(1),
    new ArrayBuffer(1),
    new Date(0),
    /tea/,
    new Error("tea"),
    new Line(),
  ]) {
    assert.throws(() => encode("it", { basket: { lines: value } }), /`lines` cannot be kept/);
    assert.throws(() => encode("it", [value]), /`0` cannot be kept/);
  }
  assert.throws(() => encode("it", { lines: ["tea", undefined] }), /`1` cannot be kept/);
  assert.deepEqual(decode("it", encode("it", { lines: undefined })), {});
  assert.throws(() => encode("it", undefined), /it is undefined/);
  for (const plain of [null, true, false, -1, 0, "text", [], {}]) {
    assert.deepEqual(decode("it", encode("it", plain)), plain);
  }
  for (const other of ["", "xxx", "{", " {}"]) {
    assert.throws(() => decode("it", toBytes(other)), { detail: /^it cannot be read/ });
  }
});

test("the random numbers are those of the Rust SDK", () => {
  const random = new Random(new Uint8Array(32));
  const stream = Array.from({ length: 8 }, () => random.nextU32());
  const bytes = Buffer.from(Uint32Array.from(stream).buffer);
  const known = "3e00ef2f895f40d67f5bb8e81f09a5a12c840ec3ce9a7f3b181be188ef711a1e";
  assert.equal(bytes.toString("hex"), known);
  assert.match(random.token(26), /^[0-9a-v]{26}$/);
  const seen = new Set(Array.from({ length: 200 }, () => random.below(6)));
  assert.deepEqual([...seen].sort(), [0, 1, 2, 3, 4, 5]);
  assert.throws(() => random.below(0), RangeError);
});

test("money is exact or refused", () => {
  assert.deepEqual(plus(eur(150), eur(50)), eur(200));
  assert.deepEqual(minus(eur(150), eur(50)), eur(100));
  assert.deepEqual(times(eur(150), 3), eur(450));
  assert.deepEqual(sum("EUR", [eur(1), eur(2), eur(3)]), eur(6));
  for (const wrong of [
    () => money(0.5, "EUR"),
    () => money(-1, "EUR"),
    () => money(1, "euro"),
    () => minus(eur(1), eur(2)),
    () => plus(eur(1), money(1, "USD")),
    () => times(eur(Number.MAX_SAFE_INTEGER), 2),
  ]) {
    assert.throws(wrong, RangeError);
  }
});

test("days go over the ends of months, and a zone moves midnight", () => {
  assert.equal(isoDay(addDays({ year: 2026, month: 2, day: 28 }, 1)), "2026-03-01");
  const beforeMidnight = 1_772_495_400_000;
  assert.equal(isoDay(dayAt(beforeMidnight)), "2026-03-02");
  assert.equal(isoDay(dayAt(beforeMidnight, 60)), "2026-03-03");
});

test("a language is found as RFC 4647 says", () => {
  assert.equal(lookup("de-AT", ["en", "de"]), "de");
  assert.equal(lookup("zh-Hant-CN-x-private1", ["en", "zh-Hant"]), "zh-Hant");
  assert.equal(lookup("fr", ["en", "de"]), "en");
  const words = catalogue({ en: { hello: "Hello" }, de: { hello: "Hallo" } });
  assert.equal(words("de-CH").hello, "Hallo");
});
