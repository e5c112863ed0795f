import { CapabilityError, log, storage } from "@loggia/sdk";
import type { Tip } from "./tip";

// The customer's last tips, kept over sessions. The storage is the truth; a jar whose storage fails takes
// tips all the same.

const KEY = "tips";

/** How many are kept. */
const MOST = 20;

/** The tips that are kept, the newest first; null where they cannot be read. */
export function kept(): Tip[] | null {
  try {
    return storage.load<Tip[]>(KEY) ?? [];
  } catch (error) {
    return missing("the last tips cannot be read", error);
  }
}

/** Keeps a tip as it is now. When that fails it goes to the log: the tip itself goes on. */
export function keep(tip: Tip): void {
  const before = kept();
  if (before === null) {
    // What cannot be read is not written over.
    return;
  }
  const others = before.filter((other) => other.id !== tip.id);
  try {
    storage.save(KEY, [tip, ...others].sort((a, b) => b.at - a.at).slice(0, MOST));
  } catch (error) {
    missing("a tip is not among the last ones", error);
  }
}

function missing(what: string, error: unknown): null {
  if (!(error instanceof CapabilityError)) {
    throw error;
  }
  log.warn(`${what}: ${error.message}`);
  return null;
}
