import { fromBytes, toBytes } from "./bytes";
import { Failure } from "./failure";

/**
 * What can be kept: it comes back from the next step as it was. No functions, no `Date`, no `Map`, no
 * `bigint`, and no `undefined` in an array.
 */
export type Plain =
  | null
  | boolean
  | number
  | string
  | readonly Plain[]
  | { readonly [key: string]: Plain | undefined };

/** The value as JSON in UTF-8. */
export function encode(what: string, value: unknown): Uint8Array {
  const text = JSON.stringify(value, refuse);
  if (text === undefined) {
    throw new TypeError(`${what} is ${String(value)}: it must be plain data`);
  }
  return toBytes(text);
}

/** The value that `encode` wrote. */
export function decode(what: string, bytes: Uint8Array): unknown {
  try {
    // Whatever else lies there is not worth its fuel.
    if (!BEGINNINGS.includes(String.fromCharCode(bytes[0] ?? 0))) {
      throw new SyntaxError("it is no JSON");
    }
    return JSON.parse(fromBytes(bytes));
  } catch (error) {
    throw Failure.internal(`${what} cannot be read: ${String(error)}`);
  }
}

/** What JSON that `encode` wrote begins with. */
const BEGINNINGS = '{["-0123456789tfn';

/** What JSON would change without a word. */
function refuse(key: string, value: unknown): unknown {
  const type = typeof value;
  const lost =
    type === "bigint" ||
    type === "function" ||
    type === "symbol" ||
    (type === "number" && !Number.isFinite(value)) ||
    value instanceof Map ||
    value instanceof Set ||
    value instanceof Uint8Array;
  if (lost) {
    throw new TypeError(`\`${key}\` cannot be kept: ${String(value)} is no plain data`);
  }
  return value;
}
