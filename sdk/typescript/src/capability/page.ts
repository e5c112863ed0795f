import type { PageRequest as Wire } from "loggia:types/types@0.1.0";

/** Which part of a long list is wanted: the first 50 items, unless it says otherwise. */
export interface PageRequest {
  /** Where to go on: the `next` of the page before. */
  readonly after?: string;
  /** 1 to 100. */
  readonly limit?: number;
}

export function pageRequest(page: PageRequest): Wire {
  return { cursor: page.after ?? null, limit: page.limit ?? 50 };
}
