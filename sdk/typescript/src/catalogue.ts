/**
 * Texts in all languages that the mini-app speaks. Each says all that the first one says, or it does not
 * compile:
 *
 * ```ts
 * const words = catalogue({
 *   en: { tip: (amount: Money) => ["Tip ", amount], thanks: "Thank you!" },
 *   de: { tip: (amount: Money) => [amount, " Trinkgeld"], thanks: "Danke!" },
 * });
 * words(ctx.environment.locale).thanks;
 * ```
 */
export function catalogue<First extends string, Texts, Others extends string>(
  languages: { readonly [language in First]: Texts } & {
    readonly [language in Others]: NoInfer<Texts>;
  },
): (locale: string) => Texts {
  const all = languages as Readonly<Record<string, Texts>>;
  const tags = Object.keys(all);
  return (locale) => {
    const texts = all[lookup(locale, tags)];
    if (texts === undefined) {
      throw new TypeError("a catalogue needs one language at least");
    }
    return texts;
  };
}

/** The language of `tags` that suits a user best (RFC 4647, lookup); the first one where none does. */
export function lookup<Tag extends string>(locale: string, tags: readonly Tag[]): Tag {
  let wanted = locale.toLowerCase();
  for (;;) {
    const found = tags.find((tag) => tag.toLowerCase() === wanted);
    if (found !== undefined) {
      return found;
    }
    const shorter = wanted.lastIndexOf("-");
    if (shorter < 0) {
      return tags[0] as Tag;
    }
    wanted = wanted.slice(0, shorter);
    // A single letter introduces what follows it, and goes with it.
    if (wanted.charAt(wanted.length - 2) === "-") {
      wanted = wanted.slice(0, -2);
    }
  }
}

/** Whether a language speaks of so many in the singular; English's and German's rule. */
export function isOne(count: number): boolean {
  return count === 1;
}
