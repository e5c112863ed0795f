// A host of its own for each test file: what is called is written down, and answered as the test says.

/** What was called so far, such as `loggia:storage/storage.set`. */
export const calls: { name: string; args: readonly unknown[] }[] = [];

/** What functions answer, by their names without the version; those that are not here answer nothing. */
export const answers = new Map<string, (...args: never[]) => unknown>();

/** An error as componentize-qjs throws it. */
export function refusal(code: string): Error {
  const payload = { code, reason: null, message: `it is ${code}`, retryAfterMs: null, reference: "r1" };
  return Object.assign(new Error("(see error.payload)"), { payload });
}

/** The functions of an interface. */
export function host(specifier: string): unknown {
  const [interfaceName = specifier] = specifier.split("@");
  return new Proxy(
    {},
    {
      get: (_, name) => {
        const full = `${interfaceName}.${String(name)}`;
        return (...args: never[]) => {
          calls.push({ name: full, args });
          return answers.get(full)?.(...args);
        };
      },
    },
  );
}
