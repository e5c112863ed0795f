import host from "loggia:storage/storage@0.1.0";
import { decode, encode } from "../encoding";
import { call, localError } from "../error";
import { Failure } from "../failure";

/** The value at `key`, or null. */
export function get(key: string): Uint8Array | null {
  return call(() => host.get(key));
}

/** Stages a value at `key`: at most 64 KiB. */
export function set(key: string, value: Uint8Array): void {
  call(() => host.set(key, value));
}

/** The plain data that `save` kept at `key`, or null. Throws `conflict` where something else stands there. */
export function load<T>(key: string): T | null {
  const bytes = get(key);
  try {
    return bytes === null ? null : (decode("the stored value", bytes) as T);
  } catch (error) {
    throw error instanceof Failure ? localError("conflict", error.detail ?? "") : error;
  }
}

/** Stages plain data at `key`. */
export function save(key: string, value: unknown): void {
  set(key, encode("the value", value));
}

/** Stages the removal of `key`; there being none is fine. */
export function remove(key: string): void {
  call(() => host.delete(key));
}

/** The keys that begin with `prefix`, in byte order, at most 1 000. */
export function keys(prefix: string): string[] {
  return call(() => host.listKeys(prefix));
}
