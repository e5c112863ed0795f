import host from "loggia:http/http@0.1.0";
import type { Method, Response as Wire } from "loggia:http/http@0.1.0";
import { type Answer, type Then, context, take } from "../answer";
import { fromBytes, toBytes } from "../bytes";
import type { Context } from "../context";
import { encode } from "../encoding";
import { call, localError } from "../error";

/** A request to the partner's own server. */
export interface Request {
  readonly method: Method;
  /** Absolute, `https`; its host is one of the grant's. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** At most 256 KiB; none for `get` and `head`. */
  readonly body?: Uint8Array | string;
  /** Instead of a body: a value that is sent as JSON. */
  readonly json?: unknown;
}

/** What the server answered. */
export class Response {
  /** 200 to 599. */
  readonly status: number;
  readonly body: Uint8Array;
  readonly #headers: readonly (readonly [string, string])[];

  constructor(wire: Wire) {
    this.status = wire.status;
    this.body = wire.body;
    this.#headers = wire.headers;
  }

  get isSuccess(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /** The first header of this name. */
  header(name: string): string | null {
    const wanted = name.toLowerCase();
    return this.#headers.find(([key]) => key === wanted)?.[1] ?? null;
  }

  /** The body as text. */
  text(): string {
    return fromBytes(this.body);
  }

  /** What the body says in JSON. Throws `unavailable` where it says nothing. */
  json(): unknown {
    try {
      return JSON.parse(this.text());
    } catch (error) {
      throw localError("unavailable", `the answer is no JSON: ${String(error)}`);
    }
  }
}

/** Stages a request; it is sent once the step is committed. */
export function send<M>(request: Request, then: Then<Response, M>): void {
  const { method, url, headers = {}, body, json } = request;
  const bytes = json !== undefined ? encode("the body", json) : body;
  const sent = json !== undefined ? { "content-type": "application/json", ...headers } : headers;
  const wire = {
    method,
    url,
    headers: Object.entries(sent),
    body: typeof bytes === "string" ? toBytes(bytes) : (bytes ?? null),
  };
  call(() => host.send(wire, context(then)));
}

/** The answer to `send`. */
export function takeResponse(_: Answer<Response>, ctx: Context): Response {
  return new Response(take(ctx, host.takeResponse));
}
