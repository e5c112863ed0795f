import picker from "loggia:accounts/account-picker@0.1.0";
import accounts from "loggia:accounts/accounts-basic@0.1.0";
import balances from "loggia:accounts/balances@0.1.0";
import credits from "loggia:accounts/transactions-credits@0.1.0";
import debits from "loggia:accounts/transactions-debits@0.1.0";
import details from "loggia:accounts/transactions-detail@0.1.0";
import fx from "loggia:fx/fx@0.1.0";
import http from "loggia:http/http@0.1.0";
import identity from "loggia:identity/identity-basic@0.1.0";
import type { Claim } from "loggia:identity/identity-verified@0.1.0";
import verified from "loggia:identity/identity-verified@0.1.0";
import location from "loggia:location/location@0.1.0";
import { bytes } from "./bytes";

/** What it can be told to ask about its user, their accounts, servers, markets and the sky. */
export function ask(verb: string, words: readonly string[]): (() => unknown) | undefined {
  const word = (at: number) => words[at] ?? "";
  const number = (at: number) => Number(words[at] ?? 0);
  const from = (at: number) => bytes(words.slice(at).join(" "));
  // `-` is no cursor.
  const page = (at: number) => ({
    limit: number(at),
    cursor: word(at + 1) === "-" ? null : word(at + 1),
  });
  const ever = { since: null, until: null };
  const orders: Record<string, () => unknown> = {
    accounts: () => accounts.listAccounts(page(0), from(2)),
    "take-accounts": () => accounts.takeAccounts(number(0)).items.map((own) => own.nickname),
    pick: () => picker.pickAccount(word(0), from(1)),
    "take-picked": () => picker.takePicked(number(0)).nickname,
    "account-balances": () => balances.getBalances(word(0), from(1)),
    "take-account-balances": () =>
      balances.takeBalances(number(0)).map((one) => one.amount.minorUnits),
    credits: () => credits.listCredits(word(0), ever, page(1), from(3)),
    "take-credits": () => credits.takeCredits(number(0)).items.map((one) => one.id),
    debits: () => debits.listDebits(word(0), ever, page(1), from(3)),
    "take-debits": () => debits.takeDebits(number(0)).items.map((one) => one.id),
    details: () => details.getDetails([word(0)], from(1)),
    "take-details": () => details.takeDetails(number(0)).map((one) => one.counterparty),
    subject: () => identity.subject(),
    "given-name": () => identity.givenName(),
    consent: () => identity.requestConsent(from(0)),
    "take-consent": () => identity.takeConsent(number(0)),
    claims: () => verified.requestClaims(word(0).split(",") as Claim[], word(1), from(2)),
    "take-claims": () => verified.takeClaims(number(0)).givenName,
    fetch: () =>
      http.send({ method: "get", url: word(0), headers: [], body: null }, from(1)),
    "take-response": () => http.takeResponse(number(0)).status,
    quote: () =>
      fx.getQuote({ minorUnits: number(0), currency: word(1) }, word(2), from(3)),
    "take-quote": () => fx.takeQuote(number(0)).worth.minorUnits,
    locate: () => location.current(number(0), from(1)),
    "take-position": () => location.takePosition(number(0)).accuracyMetres,
  };
  return orders[verb];
}
