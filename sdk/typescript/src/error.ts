import type { Error as Wire, ErrorCode } from "loggia:types/types@0.1.0";

export type { ErrorCode };

/** A capability refused, or failed. */
export class CapabilityError extends Error {
  override readonly name = "CapabilityError";
  readonly code: ErrorCode;
  /** An ISO 20022 reason code, such as `AM04`, where it gives nothing away. */
  readonly reason: string | null;
  /** When it makes sense to try again, in milliseconds from now. */
  readonly retryAfterMs: number | null;
  /** A token under which the bank finds the matter again. */
  readonly reference: string;

  constructor(error: Wire) {
    super(error.message);
    this.code = error.code;
    this.reason = error.reason;
    this.retryAfterMs = error.retryAfterMs;
    this.reference = error.reference;
  }
}

/** An error that the SDK itself finds, before the host is asked. */
export function localError(code: ErrorCode, message: string): CapabilityError {
  const reference = "0000000000000000";
  return new CapabilityError({ code, reason: null, message, retryAfterMs: null, reference });
}

/** Calls the host; what it says no to is thrown as a `CapabilityError`. */
export function call<T>(host: () => T): T {
  try {
    return host();
  } catch (error) {
    // componentize-qjs throws an `Error` that carries what the host said.
    const said = error instanceof Error && "payload" in error ? error.payload : error;
    throw isWire(said) ? new CapabilityError(said) : error;
  }
}

function isWire(said: unknown): said is Wire {
  return typeof said === "object" && said !== null && "code" in said && "reference" in said;
}
