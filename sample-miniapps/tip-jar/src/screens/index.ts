import type { View } from "@loggia/sdk";
import type { Msg, State } from "../state";
import { words } from "../words";
import { amountScreen } from "./amount";
import { historyScreen } from "./history";
import { payingScreen } from "./paying";
import { peopleScreen } from "./people";
import { receiptScreen } from "./receipt";

export function show(state: State): View<Msg> {
  const own = words(state.locale);
  const { screen, tip } = state;
  switch (screen.kind) {
    case "amount":
      return amountScreen(own, state, screen.to);
    case "history":
      return historyScreen(own, screen.tips);
    case "paying":
      return tip === null ? peopleScreen(own, state) : payingScreen(own, state, tip);
    case "receipt":
      return tip === null ? peopleScreen(own, state) : receiptScreen(own, tip);
    case "people":
      return peopleScreen(own, state);
  }
}
