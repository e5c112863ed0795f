import { encode } from "./encoding";
import { call, localError } from "./error";
import type { Context } from "./context";

declare const answered: unique symbol;

/**
 * Stands in a message for the answer that the message brings. It holds nothing: the answer is fetched
 * from the host by the capability's `take…`, in the step that handles the message, and in no other.
 */
export type Answer<T> = { readonly [answered]: T };

/** Makes the message that will bring the answer. */
export type Then<T, M> = (answer: Answer<T>) => M;

/** The message as the bytes that the host hands back unread with the answer. */
export function context<T, M>(then: Then<T, M>): Uint8Array {
  return encode("the answer's message", then(null as unknown as Answer<T>));
}

/** Fetches the answer that led to this step. */
export function take<T>(ctx: Context, fetch: (request: number) => T): T {
  const { request } = ctx;
  if (request === null) {
    throw localError(
      "not-found",
      "this step handles no answer: take an answer where the message that brings it is handled",
    );
  }
  return call(() => fetch(request));
}
