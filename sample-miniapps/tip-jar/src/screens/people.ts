import { type View, banner, button, card, icon, list, listItem, row, section, view } from "@loggia/sdk";
import { PEOPLE } from "../people";
import type { Msg, State } from "../state";
import { isOpen } from "../tip";
import type { Words } from "../words";
import { notice } from "./notice";

export function peopleScreen(own: Words, state: State): View<Msg> {
  const open = state.tip !== null && isOpen(state.tip);
  return view<Msg>("people", own.title, [
    notice(own, state),
    open &&
      card<Msg>([
        banner(own.open, "info"),
        button<Msg>(own.show, { kind: "payment" }, { key: "show" }),
      ]),
    section<Msg>(
      own.whom,
      list<Msg>(
        PEOPLE.map((one) =>
          listItem<Msg>(one.name, {
            key: one.id,
            subtitle: own.people[one.id],
            onTap: { kind: "choose", to: one.id },
            children: icon(one.icon, null),
          }),
        ),
      ),
    ),
    row(button<Msg>(own.lastTips, { kind: "history" }, { key: "history" })),
  ]);
}
