import type { IconName, Money } from "@loggia/sdk";
import { eur } from "@loggia/sdk";

/** Whom one can tip. */
export interface Person {
  readonly id: PersonId;
  /** As the account's holder is known: names are the same in every language. */
  readonly name: string;
  readonly iban: string;
  readonly icon: IconName;
  /** What most people give. */
  readonly usual: readonly Money[];
}

export type PersonId = "band" | "guide" | "cafe";

export const PEOPLE: readonly Person[] = [
  {
    id: "band",
    name: "The Corner Band",
    iban: "AT752011182012345678",
    icon: "heart",
    usual: [eur(200), eur(500), eur(1_000)],
  },
  {
    id: "guide",
    name: "Mara Lind",
    iban: "AT201200010023456789",
    icon: "map-pin",
    usual: [eur(300), eur(500), eur(1_500)],
  },
  {
    id: "cafe",
    name: "Café Anker",
    iban: "AT841420020010938475",
    icon: "coffee",
    usual: [eur(50), eur(100), eur(200)],
  },
];

/** The least and the most that one can give at once, in cents. */
export const LEAST = 50;
export const MOST = 5_000;

export function person(id: PersonId): Person {
  const found = PEOPLE.find((one) => one.id === id);
  if (found === undefined) {
    throw new TypeError(`there is no ${id} to tip`);
  }
  return found;
}
