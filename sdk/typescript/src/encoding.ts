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

/** What JSON would change without a word. `this` has the value as it was before its `toJSON`. */
function refuse(this: unknown, key: string, value: unknown): unknown {
  const own = (this as Record<string, unknown>)[key];
  if (!isPlain(own, Array.isArray(this))) {
    throw new TypeError(`\`${key}\` cannot be kept: ${String(own)} is no plain data`);
  }
  return value;
}

/** Whether the value comes back as it is. A field that is undefined is left out; a place in a list cannot be. */
function isPlain(value: unknown, isInList: boolean): boolean {
  switch (typeof value) {
    case "boolean":
    case "string":
      return true;
    case "number":
      return Number.isFinite(value);
    case "undefined":
      return !isInList;
    case "object": {
      if (value === null || Array.isArray(value)) {
        return true;
      }
      const prototype: unknown = Object.getPrototypeOf(value);
      return prototype === Object.prototype || prototype === null;
    }
    default:
      return false;
  }
}
