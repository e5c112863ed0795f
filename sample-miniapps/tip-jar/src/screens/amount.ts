import { type View, button, form, moneyField, row, section, text, view } from "@loggia/sdk";
import { LEAST, MOST, type PersonId, person } from "../people";
import type { Msg, State } from "../state";
import type { Words } from "../words";
import { notice } from "./notice";

export function amountScreen(own: Words, state: State, to: PersonId): View<Msg> {
  const { name, usual } = person(to);
  const buttons = usual.map((amount) => {
    const { minorUnits: cents } = amount;
    return button<Msg>(own.tip(amount), { kind: "give", to, cents }, { key: `give-${cents}` });
  });
  return view<Msg>("amount", name, [
    notice(own, state),
    text(own.people[to]),
    section<Msg>(own.howMuch, [
      row(buttons, { wrap: true }),
      form<Msg>(
        { kind: "give-entered", to },
        own.tipThis,
        moneyField<Msg>("amount", own.otherAmount, "EUR", {
          help: own.otherHelp,
          min: LEAST,
          max: MOST,
          required: true,
        }),
        { key: "other" },
      ),
    ]),
  ]);
}
