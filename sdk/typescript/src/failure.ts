import { lookup } from "./catalogue";

/**
 * Thrown, it gives the step up: all of it is undone, and the user reads the message.
 *
 * A `CapabilityError` that nobody catches gives the step up as well; the user then reads a general
 * sentence in their language, and the log says what it was. Anything else that is thrown is a fault.
 */
export class Failure extends Error {
  override readonly name = "Failure";
  /** For the partner's developers. */
  readonly detail: string | null;
  readonly #forUser: boolean;

  /** In the user's language, at most 280 characters; `detail` is for the partner's developers. */
  constructor(message: string, detail: string | null = null, forUser = true) {
    super(message);
    this.detail = detail;
    this.#forUser = forUser;
  }

  /** The user reads a general sentence, the partner's developers this. */
  static internal(detail: string): Failure {
    return new Failure("", detail, false);
  }

  /** As the host is told, for a user of this language. */
  toWire(locale: string): { message: string; detail: string | null } {
    return { message: this.#forUser ? this.message : generalMessage(locale), detail: this.detail };
  }
}

function generalMessage(locale: string): string {
  return GENERAL[lookup(locale, LANGUAGES)];
}

const GENERAL = {
  en: "That didn’t work. Please try again.",
  de: "Das hat nicht geklappt. Bitte noch einmal versuchen.",
  fr: "Cela n’a pas fonctionné. Veuillez réessayer.",
  it: "Qualcosa non ha funzionato. Riprova.",
  es: "No ha funcionado. Inténtalo de nuevo.",
} as const;

const LANGUAGES = ["en", "de", "fr", "it", "es"] as const;
