import diagnostics from "loggia:platform/diagnostics@0.1.0";

/**
 * Where the lines of the bundle come from; `loggia build` puts it at the bundle's end. `lines` has an entry
 * for each line of the bundle: the source's number and the line in it, or nothing.
 */
interface Origin {
  readonly sources: readonly string[];
  readonly lines: string;
}

declare global {
  var loggiaOrigin: Origin | undefined;
}

/** Something was thrown that is no failure: says what and where, and traps. */
export function panic(error: unknown): never {
  const is = error instanceof Error;
  const message = is ? `${error.name}: ${error.message}` : `thrown: ${String(error)}`;
  const { file, line } = place(is ? (error.stack ?? "") : "");
  diagnostics.panicked(message, file, line);
  // An export that returns nothing where a result is declared makes the engine trap.
  return undefined as never;
}

/** The innermost place in the partner's own source. */
function place(stack: string): { file: string; line: number } {
  const origin = globalThis.loggiaOrigin;
  const lines = origin === undefined ? [] : origin.lines.split(";");
  for (const [, at] of stack.matchAll(/:(\d+):\d+\)?$/gm)) {
    const [source, line] = (lines[Number(at) - 1] ?? "").split(":");
    const file = source ? origin?.sources[Number(source)] : undefined;
    if (file !== undefined && line !== undefined && !file.startsWith("@loggia/sdk/")) {
      return { file, line: Number(line) };
    }
  }
  return { file: "unknown", line: 0 };
}
