import host from "loggia:platform/navigation@0.1.0";
import { call } from "../error";

/**
 * Stages that the user is offered another mini-app, opened for one of the intents that it declares. What
 * becomes of it is not told. Only in a step that handles a user's action.
 */
export function open(
  app: string,
  intent: string,
  params: Readonly<Record<string, string>> = {},
): void {
  call(() => host.openMiniApp(app, intent, Object.entries(params)));
}

/** Stages the end of this session, after this step's view. Only in a step that handles a user's action. */
export function close(): void {
  call(() => host.close());
}
