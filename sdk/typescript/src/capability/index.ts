// A module for each interface: what is not used of these is not in the bundle, and so not among the
// component's imports.

export * as accountPicker from "./account-picker";
export * as accounts from "./accounts";
export * as balances from "./balances";
export * as credits from "./credits";
export * as debits from "./debits";
export * as fx from "./fx";
export * as http from "./http";
export * as identity from "./identity";
export * as location from "./location";
export * as log from "./log";
export * as loyalty from "./loyalty";
export * as navigation from "./navigation";
export * as payments from "./payments";
export * as scheduledPayments from "./scheduled-payments";
export * as storage from "./storage";
export * as timers from "./timers";
export * as transactionDetails from "./transaction-details";
export * as verifiedIdentity from "./verified-identity";

export type { Instruction, Payee, Payment } from "./payments";
