// Made of `wit/` by the tests: see `tests/tests/typescript/contract.rs`. Not to be edited by hand.
//
// As componentize-qjs has it: records are objects, enums their cases' names, variants objects with a
// `tag`, options `null` or the value, whole numbers `number`, a `result` its value or an exception.

/**
 * What a mini-app may see of the user's accounts. Each interface is a permission of its own (the
 * Open Banking one is named), granted by the bank and consented to by the user. Each function is a
 * request: it answers with a request id, an `answered` event follows, and the `take-…` function
 * gives the answer in that step and in no other. Where the user has not consented yet, the host
 * asks first, on the bank's own sheet, and answers then. A request that would need the user is
 * `denied` at once if it comes in a step that neither the user's action, nor the opening, nor an
 * answer within five seconds of them led to.
 *
 * Errors that every `take-…` has: `not-found` (not this step's request; no such account or
 * transaction of this user and mini-app), `denied` (no consent: refused, withdrawn or over),
 * `expired` (the user did not decide in time), `unavailable`.
 * Which accounts there are (ReadAccountsBasic).
 */
declare module "loggia:accounts/accounts-basic@0.1.0" {
  import type { AccountId } from "loggia:types/types@0.1.0";
  import type { Currency } from "loggia:types/types@0.1.0";
  import type { PageRequest } from "loggia:types/types@0.1.0";
  import type { RequestId } from "loggia:types/types@0.1.0";
  import type { Context } from "loggia:types/types@0.1.0";
  import type { Error } from "loggia:types/types@0.1.0";
  export interface Account {
    id: AccountId;
    /** What the user calls it. */
    nickname: string;
    currency: Currency;
    /** ISO 20022 ExternalCashAccountType1Code: `CACC` current, `SVGS` savings, `CARD` card … */
    typeCode: string;
  }
  export interface Page {
    items: Account[];
    /** For the next page's `cursor`; none after the last. */
    next: string | null;
  }
  export interface Functions {
    /**
     * Asks for the user's accounts, in the order in which they were opened.
     * Errors: `denied`, `invalid-argument` (limit, cursor), `limit-exceeded`.
     */
    listAccounts(page: PageRequest, context: Context): RequestId;
    /** The answer to `list-accounts`. */
    takeAccounts(request: RequestId): Page;
  }
  const functions: Functions;
  export default functions;
}

/** The bank's own picker: the mini-app learns of the one account that the user chose. */
declare module "loggia:accounts/account-picker@0.1.0" {
  import type { AccountId } from "loggia:types/types@0.1.0";
  import type { Currency } from "loggia:types/types@0.1.0";
  import type { RequestId } from "loggia:types/types@0.1.0";
  import type { Context } from "loggia:types/types@0.1.0";
  import type { Error } from "loggia:types/types@0.1.0";
  export interface Picked {
    id: AccountId;
    nickname: string;
    currency: Currency;
  }
  export interface Functions {
    /**
     * Has the user pick one of their accounts on the bank's sheet, which shows `reason`: 1 to 140
     * characters. Only in a step that handles a user's action, or an answer within five seconds of
     * one. Errors: `denied`, `invalid-argument`, `limit-exceeded`.
     */
    pickAccount(reason: string, context: Context): RequestId;
    /**
     * The answer to `pick-account`; `cancelled` where the user picked none; `denied` after they picked
     * none three or more times in a row: they are not asked again before `retry-after-ms`.
     */
    takePicked(request: RequestId): Picked;
  }
  const functions: Functions;
  export default functions;
}

/** What is on an account (ReadBalances). */
declare module "loggia:accounts/balances@0.1.0" {
  import type { AccountId } from "loggia:types/types@0.1.0";
  import type { Money } from "loggia:types/types@0.1.0";
  import type { CreditDebitIndicator } from "loggia:types/types@0.1.0";
  import type { Timestamp } from "loggia:types/types@0.1.0";
  import type { RequestId } from "loggia:types/types@0.1.0";
  import type { Context } from "loggia:types/types@0.1.0";
  import type { Error } from "loggia:types/types@0.1.0";
  /** ISO 20022 ExternalBalanceType1Code. */
  export type BalanceType =
    /** Closing booked: at the end of the last day (UTC). */
    | "clbd"
    /** Interim available: what can be spent now. */
    | "itav"
    /** Interim booked: what is booked now. */
    | "itbd";
  export interface Balance {
    kind: BalanceType;
    amount: Money;
    /** `debit` where the account owes. */
    indicator: CreditDebitIndicator;
    at: Timestamp;
  }
  export interface Functions {
    /** Asks for the balances of an account. Errors: `denied`, `limit-exceeded`. */
    getBalances(account: AccountId, context: Context): RequestId;
    /** The answer to `get-balances`: one of each type that the bank has. */
    takeBalances(request: RequestId): Balance[];
  }
  const functions: Functions;
  export default functions;
}

/** What `transactions-credits` and `transactions-debits` are about. It has no functions. */
declare module "loggia:accounts/transactions@0.1.0" {
  import type { Money } from "loggia:types/types@0.1.0";
  import type { Timestamp } from "loggia:types/types@0.1.0";
  /** A transaction on an account, for this user and mini-app alone: at most 128 bytes. */
  export type TransactionId = string;
  /** Whether it is booked (ISO 20022 EntryStatus). */
  export type EntryStatus =
    /** Booked. */
    | "book"
    /** Pending: held, and not booked yet. */
    | "pdng";
  export interface Transaction {
    id: TransactionId;
    status: EntryStatus;
    amount: Money;
    /** When it was booked, or held. */
    bookedAt: Timestamp;
  }
  export interface Page {
    /** The newest first. */
    items: Transaction[];
    /** For the next page's `cursor`; none after the last. */
    next: string | null;
  }
  /**
   * Which transactions are wanted: of an account, from `since` on and before `until`. What is
   * older than the history that the bank granted and the user consented to is left out.
   */
  export interface Period {
    since: Timestamp | null;
    until: Timestamp | null;
  }
}

/** What came in (ReadTransactionsBasic and ReadTransactionsCredits). */
declare module "loggia:accounts/transactions-credits@0.1.0" {
  import type { AccountId } from "loggia:types/types@0.1.0";
  import type { PageRequest } from "loggia:types/types@0.1.0";
  import type { RequestId } from "loggia:types/types@0.1.0";
  import type { Context } from "loggia:types/types@0.1.0";
  import type { Error } from "loggia:types/types@0.1.0";
  import type { Period } from "loggia:accounts/transactions@0.1.0";
  import type { Page } from "loggia:accounts/transactions@0.1.0";
  export interface Functions {
    /**
     * Asks for the credits of an account.
     * Errors: `denied`, `invalid-argument` (limit, cursor), `limit-exceeded`.
     */
    listCredits(account: AccountId, period: Period, page: PageRequest, context: Context): RequestId;
    /** The answer to `list-credits`. */
    takeCredits(request: RequestId): Page;
  }
  const functions: Functions;
  export default functions;
}

/** What went out (ReadTransactionsBasic and ReadTransactionsDebits). */
declare module "loggia:accounts/transactions-debits@0.1.0" {
  import type { AccountId } from "loggia:types/types@0.1.0";
  import type { PageRequest } from "loggia:types/types@0.1.0";
  import type { RequestId } from "loggia:types/types@0.1.0";
  import type { Context } from "loggia:types/types@0.1.0";
  import type { Error } from "loggia:types/types@0.1.0";
  import type { Period } from "loggia:accounts/transactions@0.1.0";
  import type { Page } from "loggia:accounts/transactions@0.1.0";
  export interface Functions {
    /**
     * Asks for the debits of an account.
     * Errors: `denied`, `invalid-argument` (limit, cursor), `limit-exceeded`.
     */
    listDebits(account: AccountId, period: Period, page: PageRequest, context: Context): RequestId;
    /** The answer to `list-debits`. */
    takeDebits(request: RequestId): Page;
  }
  const functions: Functions;
  export default functions;
}

/** With whom, and what for (ReadTransactionsDetail). */
declare module "loggia:accounts/transactions-detail@0.1.0" {
  import type { RequestId } from "loggia:types/types@0.1.0";
  import type { Context } from "loggia:types/types@0.1.0";
  import type { Error } from "loggia:types/types@0.1.0";
  import type { TransactionId } from "loggia:accounts/transactions@0.1.0";
  export interface Detail {
    id: TransactionId;
    /**
     * The merchant or the other party, by name; none where the bank masks it for this mini-app, as it
     * may each of these.
     */
    counterparty: string | null;
    /** Merchant category code (ISO 18245), four digits, where there was a merchant. */
    category: string | null;
    /** What it was for. */
    remittance: string | null;
  }
  export interface Functions {
    /**
     * Asks for the details of 1 to 100 transactions that this mini-app has seen.
     * Errors: `denied`, `invalid-argument`, `limit-exceeded`.
     */
    getDetails(transactions: TransactionId[], context: Context): RequestId;
    /**
     * The answer to `get-details`, in the order in which they were asked for; ids of other
     * mini-apps and invented ones are left out alike.
     */
    takeDetails(request: RequestId): Detail[];
  }
  const functions: Functions;
  export default functions;
}

/**
 * Host-rendered elements: data, and nothing that the bank's own sheets could be forged with.
 *
 * WIT has no recursive types, so a view is a flat list in which each node names its parent.
 * What would make every node as wide as the widest one (inputs, list items, data, actions) stands
 * in tables of its own.
 */
declare module "loggia:app/ui@0.1.0" {
  import type { AccountId } from "loggia:types/types@0.1.0";
  import type { Currency } from "loggia:types/types@0.1.0";
  import type { Date } from "loggia:types/types@0.1.0";
  import type { Money } from "loggia:types/types@0.1.0";
  import type { Timestamp } from "loggia:types/types@0.1.0";
  /** Where a node stands in `view.nodes`. */
  export type NodeId = number;
  /** Where an action stands in `view.actions`. */
  export type ActionId = number;
  /**
   * The partner's typed message, at most 1 KiB, opaque to the host, which hands it back only
   * while it stands in the view on screen, and only to the release that made it.
   */
  export type Action = Uint8Array;
  /** How a node's text is treated in logs, journals and screenshots. */
  export type Sensitivity =
    | "none"
    | "personal"
    | "secret";
  export type MomentStyle =
    | "date"
    | "time"
    | "date-time";
  export interface Moment {
    at: Timestamp;
    style: MomentStyle;
  }
  /** A part of a text that the host formats: an amount inside a label is still an amount. */
  export type Inline =
    | { tag: "text"; val: string }
    | { tag: "strong"; val: string }
    | { tag: "money"; val: Money }
    | { tag: "moment"; val: Moment }
    /** A day of the calendar, the same in every time zone. */
    | { tag: "date"; val: Date };
  export type Label = Inline[];
  export type Tone =
    | "neutral"
    | "info"
    | "success"
    | "warning"
    | "danger";
  export type Axis =
    | "vertical"
    | "horizontal";
  export type Size =
    | "small"
    | "medium"
    | "large";
  export interface Stack {
    axis: Axis;
    wrap: boolean;
  }
  export interface Tab {
    label: Label;
    /** Open to begin with, one at most; the first one where none is. */
    selected: boolean;
    /** Sent when the user opens it, to load what belongs there. */
    onOpen: ActionId | null;
  }
  export interface Details {
    summary: Label;
    /** To begin with. */
    open: boolean;
  }
  export interface Item {
    title: Label;
    subtitle: Label;
    /** Short, at the end of the line: an amount, a time. */
    trailing: Label;
    /** An asset of the package, shown at the start, decorative. */
    image: string | null;
    onTap: ActionId | null;
  }
  export interface Text {
    label: Label;
    tone: Tone;
    size: Size;
  }
  export interface Countdown {
    label: Label;
    until: Timestamp;
  }
  export interface Elapsed {
    label: Label;
    since: Timestamp;
  }
  export interface Badge {
    label: Label;
    tone: Tone;
  }
  /** The host's own set (Lucide's names). */
  export type IconName =
    | "check"
    | "circle-alert"
    | "clock"
    | "coffee"
    | "gift"
    | "heart"
    | "history"
    | "house"
    | "info"
    | "map-pin"
    | "minus"
    | "plus"
    | "receipt"
    | "search"
    | "settings"
    | "shopping-bag"
    | "star"
    | "trash"
    | "triangle-alert"
    | "user"
    | "wallet"
    | "x";
  export interface Icon {
    name: IconName;
    label: string | null;
  }
  export interface Image {
    /** The name of an asset of the package: PNG, JPEG or WebP. */
    asset: string;
    /** What it shows; none says that it is decorative. */
    alt: string | null;
    size: Size;
  }
  export interface QrCode {
    /** What it says to who scans it: 1 to 300 bytes. The host draws it. */
    content: string;
    /** What it is for. */
    label: string;
  }
  export type ColumnKind =
    | { tag: "text" }
    /** With so many decimals, 0 to 9: 1 234 is 12.34 with two. */
    | { tag: "number"; val: number }
    /** In minor units, below zero too. */
    | { tag: "amount"; val: Currency }
    | { tag: "date" };
  export interface Column {
    title: string;
    kind: ColumnKind;
  }
  /** Of its column's kind, or none. */
  export type Cell =
    | { tag: "none" }
    | { tag: "text"; val: string }
    /**
     * A number or an amount. There are no floats: nothing is rounded on the way, and there is no
     * infinity.
     */
    | { tag: "number"; val: number }
    | { tag: "date"; val: Date };
  /** What a table or a chart shows. */
  export interface Dataset {
    /** Mandatory: what it is about. */
    label: string;
    /**
     * 1 to 12. Of a chart 2 to 7: the first a text or a date, the others numbers, or amounts of one
     * currency.
     */
    columns: Column[];
    /** Row by row, as many as there are columns in each. At most 200 rows, of a donut 12. */
    cells: Cell[];
  }
  export type ChartKind =
    | "bar"
    | "line"
    /** The parts of a whole: one series, nothing in it below zero. */
    | "donut";
  /** What all inputs share. */
  export interface Input {
    /** Unique in the view: the name under which the value comes back. 1 to 64 bytes. */
    name: string;
    /** Mandatory: what a screen reader says. */
    label: string;
    help: string | null;
    /** The mini-app's word about the value, shown at the field. */
    error: string | null;
    required: boolean;
    enabled: boolean;
    /** Sent by itself when the value changes: text once the user pauses, all else at once. */
    onChange: ActionId | null;
  }
  export interface Form {
    submit: ActionId;
    submitLabel: Label;
  }
  export type TextKind =
    | "plain"
    | "multiline"
    | "email"
    | "phone"
    | "search"
    | "code";
  export interface TextField {
    kind: TextKind;
    /** A default: what the user typed stays while key and `value` are the same. */
    value: string;
    /** In characters; `max-length` at most 4 096, with a pattern 200. */
    minLength: number;
    maxLength: number;
    /**
     * What the whole text must match: a regular expression as the Rust crate `regex-lite` reads
     * it, at most 200 bytes, which is matched in linear time. The input's `help` must say it in
     * words: the host shows that.
     */
    pattern: string | null;
  }
  export interface ChoiceOption {
    /** What comes back. Unique among its siblings. */
    value: string;
    label: Label;
    selected: boolean;
  }
  export interface MultiChoice {
    options: ChoiceOption[];
    min: number;
    max: number;
  }
  export interface Stepper {
    value: number;
    min: number;
    max: number;
    step: number;
  }
  /** In units of its last decimal: 1 234 is 12.34 with two. */
  export interface NumberField {
    value: number | null;
    min: number;
    max: number;
    /** 0 to 9. */
    decimals: number;
  }
  /** In minor units of its currency. The user writes and reads it as their language does. */
  export interface MoneyField {
    value: number | null;
    currency: Currency;
    min: number;
    max: number;
  }
  export interface DateField {
    value: Date | null;
    min: Date | null;
    max: Date | null;
  }
  export type ButtonKind =
    | "primary"
    | "secondary"
    | "danger";
  export interface Button {
    label: Label;
    onTap: ActionId;
    kind: ButtonKind;
    enabled: boolean;
    /** At work: shows it, and does not act. */
    busy: boolean;
  }
  export interface Link {
    label: Label;
    onTap: ActionId;
  }
  /** How a screen reader says something new. */
  export type Politeness =
    /** When it has finished what it is saying. */
    | "polite"
    /** At once. */
    | "assertive";
  export interface Banner {
    label: Label;
    tone: Tone;
    politeness: Politeness;
  }
  export interface Dialog {
    title: Label;
    onDismiss: ActionId | null;
  }
  export interface EmptyState {
    icon: IconName;
    title: Label;
  }
  /** `done` of `count` are behind the user; 1 to 20. */
  export interface Steps {
    done: number;
    count: number;
  }
  export type ProgressSoFar =
    /** Nobody knows. */
    | { tag: "unknown" }
    /** 0 to 1 000. */
    | { tag: "permille"; val: number }
    | { tag: "steps"; val: Steps };
  export interface Progress {
    label: string;
    soFar: ProgressSoFar;
  }
  export interface SecretValue {
    /** What it is: this is always shown. */
    label: string;
    /** 1 to 200 bytes. */
    value: string;
  }
  export type Element =
    /**
     * structure
     * A titled part; the levels of headings come from how sections nest.
     */
    | { tag: "section"; val: Label }
    | { tag: "stack"; val: Stack }
    /** 2 to 4 columns, fewer where there is no room. */
    | { tag: "grid"; val: number }
    /** A framed group; with an action it is tapped as a whole. */
    | { tag: "card"; val: ActionId | null }
    /** Children are list-items. */
    | { tag: "list" }
    /** Its `item` says what it shows; children stand at its end: badge, stepper, button … */
    | { tag: "list-item" }
    | { tag: "divider" }
    /**
     * Children are its tabs, one at least. The host shows one at a time and remembers which: the
     * mini-app is not woken, and each tab's children stand in the view all the time.
     */
    | { tag: "tabs" }
    | { tag: "tab"; val: Tab }
    /** Children are its content. The host opens and closes it: the mini-app is not woken. */
    | { tag: "details"; val: Details }
    /** content */
    | { tag: "heading"; val: Label }
    | { tag: "text"; val: Text }
    /** Counts down to a moment by itself, and stays at zero. */
    | { tag: "countdown"; val: Countdown }
    /** Counts up from a moment by itself, and stays at zero before it. */
    | { tag: "elapsed"; val: Elapsed }
    | { tag: "badge"; val: Badge }
    | { tag: "key-values"; val: ([string, Label])[] }
    | { tag: "icon"; val: Icon }
    | { tag: "image"; val: Image }
    /** Its dataset is shown in columns, or as a card for each row where there is no room. */
    | { tag: "table" }
    /**
     * Its dataset's first column says what is drawn, each other column is a series. A shell can
     * show it as a table just as well.
     */
    | { tag: "chart"; val: ChartKind }
    | { tag: "qr-code"; val: QrCode }
    /**
     * input
     * Its inputs' values stay in the host until it is submitted, and then come together.
     */
    | { tag: "form"; val: Form }
    | { tag: "text-field"; val: TextField }
    /** One of its options; the host picks radio buttons, segments or a menu. */
    | { tag: "choice"; val: ChoiceOption[] }
    | { tag: "multi-choice"; val: MultiChoice }
    | { tag: "checkbox"; val: boolean }
    | { tag: "switch"; val: boolean }
    | { tag: "stepper"; val: Stepper }
    /** A number that is dragged: where it stands matters more than which it is. */
    | { tag: "slider"; val: Stepper }
    | { tag: "number-field"; val: NumberField }
    | { tag: "money-field"; val: MoneyField }
    | { tag: "date-field"; val: DateField }
    /** action */
    | { tag: "button"; val: Button }
    /** Acts as a button does, and looks like a part of the text. */
    | { tag: "link"; val: Link }
    /** What can be done besides, folded away: children are buttons. */
    | { tag: "menu"; val: Label }
    /** feedback */
    | { tag: "banner"; val: Banner }
    /** Children are its content; while there is one, nothing outside of it acts. */
    | { tag: "dialog"; val: Dialog }
    | { tag: "empty-state"; val: EmptyState }
    | { tag: "progress"; val: Progress }
    /**
     * Said in passing: the host shows it for some seconds when it appears, and then no more while
     * it stays the same.
     */
    | { tag: "toast"; val: Badge }
    /** Stands for so many lines that are not there yet: 1 to 20. */
    | { tag: "skeleton"; val: number }
    /**
     * the bank's, drawn from the bank's own data or with the bank's care
     * An account of the user as the bank shows it. The mini-app names it and learns nothing; an id
     * that is not its own, or that it may not see any more, shows that there is no account.
     */
    | { tag: "account-chip"; val: AccountId }
    /** Masked until the user asks the host to show it. Never in logs, journals or screenshots. */
    | { tag: "secret-value"; val: SecretValue };
  export interface Node {
    /** Before this node in the list; the root names itself, 0. */
    parent: NodeId;
    /** Stable and unique among siblings: keeps focus, scroll and half-typed values. 1 to 64 bytes. */
    key: string | null;
    sensitivity: Sensitivity;
    element: Element;
  }
  /**
   * Bounds: 1 000 nodes, 32 deep, 200 children each, 256 KiB of text, 4 000 cells, 256 actions,
   * 16 patterns.
   */
  export interface View {
    /** Names the screen: scroll, focus and the way back are kept per screen. 1 to 64 bytes. */
    screen: string;
    /** What the bank's frame shows beside the mini-app's name. */
    title: string;
    /** In reading order, parents before children; node 0 is the root. */
    nodes: Node[];
    /** What list-item nodes show, in the order of those nodes, one each. */
    items: Item[];
    /** What input nodes share, in the order of those nodes, one each. */
    inputs: Input[];
    /** What table and chart nodes show, in the order of those nodes, one each. */
    data: Dataset[];
    /** What nodes name as `action-id`. */
    actions: Action[];
    /** Names for the partner's own tests, at most one a node. */
    testIds: ([NodeId, string])[];
  }
}

/** What wakes a mini-app. */
declare module "loggia:app/events@0.1.0" {
  import type { Timestamp } from "loggia:types/types@0.1.0";
  import type { RequestId } from "loggia:types/types@0.1.0";
  import type { Context } from "loggia:types/types@0.1.0";
  import type { Currency } from "loggia:types/types@0.1.0";
  import type { Money } from "loggia:types/types@0.1.0";
  import type { Date } from "loggia:types/types@0.1.0";
  import type { Action } from "loggia:app/ui@0.1.0";
  export interface Environment {
    /** BCP 47 language tag, such as `de-AT`. */
    locale: string;
    /** IANA name, such as `Europe/Vienna`. */
    timeZone: string;
    /** Now, in that zone; east is positive. */
    utcOffsetMinutes: number;
    /** The currency of the user's main account. */
    currency: Currency;
  }
  /**
   * One of the intents that this mini-app's manifest declares. The host has checked it: the
   * parameters are declared there, each is there once and of its form, and none that is required is
   * missing. Whoever set them, they are another's words.
   */
  export interface Intent {
    name: string;
    params: ([string, string])[];
  }
  export type Reason =
    /** The user opened the mini-app. */
    | "opened"
    /** The state of before could not be carried over. */
    | "restarted";
  export interface Launch {
    environment: Environment;
    /**
     * What the mini-app is opened for, by a link or another mini-app; none where the user just
     * opened it.
     */
    intent: Intent | null;
    /**
     * The optional capabilities that are there for this user now, such as
     * `loggia:loyalty/loyalty`.
     */
    rights: string[];
    reason: Reason;
  }
  export type FieldValue =
    | { tag: "text"; val: string }
    /** Of a stepper or a slider. */
    | { tag: "integer"; val: number }
    /** The values of the chosen options, in the view's order. */
    | { tag: "choice"; val: string[] }
    | { tag: "on"; val: boolean }
    /** Of a number-field, as its `value`; none where it was left empty. */
    | { tag: "number"; val: number | null }
    /** Of a money-field, in its currency; none where it was left empty. */
    | { tag: "money"; val: Money | null }
    /** Of a date-field; none where it was left empty. */
    | { tag: "date"; val: Date | null };
  export interface UserAction {
    /** The bytes that the mini-app itself put into the view. */
    action: Uint8Array;
    /**
     * What the user entered: of the form that was submitted, or of the one input that changed.
     * Checked against the rules that the view declared.
     */
    fields: ([string, FieldValue])[];
  }
  export interface Answer {
    request: RequestId;
    context: Context;
  }
  export interface Change {
    /** What kind of thing: `payment`. */
    topic: string;
    /** Which one. */
    id: string;
  }
  export type Kind =
    /** The session's first step. */
    | { tag: "launched"; val: Launch }
    /** First step on a new release; carries the version that wrote the state. */
    | { tag: "upgraded"; val: string }
    /** The session is shown again, perhaps in another place and much later: paint it. */
    | { tag: "resumed"; val: Environment }
    | { tag: "environment-changed"; val: Environment }
    /** The user did something with what is on screen. */
    | { tag: "action"; val: UserAction }
    /** A request is answered: fetch the typed answer with the capability's `take-…`. */
    | { tag: "answered"; val: Answer }
    /** Something the mini-app owns has moved on by itself, such as a payment. */
    | { tag: "changed"; val: Change }
    /** A timer, with its own context. */
    | { tag: "woke"; val: Context }
    /** The user wants to go back from this screen. */
    | { tag: "back" };
  export interface Event {
    /**
     * The only clock: the moment at which the step was begun. It never runs backwards within a
     * session.
     */
    now: Timestamp;
    /** The only randomness: 32 bytes, new in each step, derived from the session's seed. */
    entropy: Uint8Array;
    kind: Kind;
  }
}

/**
 * What every mini-app exports: one pure step of a state machine.
 *
 * Each step runs in a fresh instance, which is dropped after it: nothing survives but `state`.
 */
declare module "loggia:app/app@0.1.0" {
  import type { Event } from "loggia:app/events@0.1.0";
  import type { View } from "loggia:app/ui@0.1.0";
  export interface Next {
    /**
     * What the next step gets back, in this release or, by way of `upgraded`, in a later one:
     * self-describing bytes, at most 64 KiB.
     */
    state: Uint8Array;
    /** What is on screen from now on: the whole of it, the host finds what changed. */
    view: View;
  }
  /**
   * The mini-app gives this step up. It is undone, effects and all, and the user sees `message`
   * as the partner's own. It is no strike against the mini-app.
   */
  export interface Failure {
    /** For the user, in the user's language, at most 280 characters. */
    message: string;
    /** For the partner's developer. */
    detail: string | null;
  }
  export interface Functions {
    /**
     * `state` is none in the session's first step. All that the step staged through its imports is
     * committed together with `next`, or not at all. If another process has moved the session
     * meanwhile, the step runs again on the newer state.
     */
    step(state: Uint8Array | null, event: Event): Next;
  }
}

/**
 * What money is worth in another currency, at the bank's own rates.
 *
 * A quote tells; it exchanges nothing.
 */
declare module "loggia:fx/fx@0.1.0" {
  import type { Money } from "loggia:types/types@0.1.0";
  import type { Currency } from "loggia:types/types@0.1.0";
  import type { Timestamp } from "loggia:types/types@0.1.0";
  import type { RequestId } from "loggia:types/types@0.1.0";
  import type { Context } from "loggia:types/types@0.1.0";
  import type { Error } from "loggia:types/types@0.1.0";
  export interface Quote {
    /** What was asked about. */
    amount: Money;
    /** What it is worth, rounded half up to the currency's minor unit. */
    worth: Money;
    /**
     * How many units of `worth`'s currency there are for one unit of `amount`'s, as a decimal
     * number, such as `1.0842`.
     */
    rate: string;
    at: Timestamp;
    /** Until when the bank stands by it. */
    expiresAt: Timestamp;
  }
  export interface Functions {
    /**
     * Asks what `amount`, more than zero, is worth in `into`.
     * Errors: `denied` (a currency beyond the grant), `invalid-argument`, `limit-exceeded`.
     */
    getQuote(amount: Money, into: Currency, context: Context): RequestId;
    /**
     * The answer to `get-quote`. Errors: `not-found` (not this step's request; the bank has no rate
     * between the two), `unavailable`.
     */
    takeQuote(request: RequestId): Quote;
  }
  const functions: Functions;
  export default functions;
}

/**
 * Requests to the partner's own servers: only to the hosts of the grant, after the step's commit.
 *
 * The host signs each request (RFC 9421), so that the server knows which mini-app of which user
 * calls, by the pseudonym of `identity-basic`; and it adds the credentials of the grant, which the
 * mini-app never sees. Redirects are answers, and are not followed.
 */
declare module "loggia:http/http@0.1.0" {
  import type { RequestId } from "loggia:types/types@0.1.0";
  import type { Context } from "loggia:types/types@0.1.0";
  import type { Error } from "loggia:types/types@0.1.0";
  export type Method =
    | "get"
    | "head"
    | "post"
    | "put"
    | "patch"
    | "delete";
  export interface Request {
    method: Method;
    /**
     * Absolute, `https`, without credentials or fragment, at most 2 048 bytes; its host is one of
     * the grant's.
     */
    url: string;
    /**
     * At most 32, together 8 KiB. Those that are the host's own (`host`, `cookie`,
     * `authorization` where the grant adds one, `signature` …) are refused by name.
     */
    headers: ([string, string])[];
    /** At most 256 KiB; none for `get` and `head`. */
    body: Uint8Array | null;
  }
  export interface Response {
    /** 200 to 599. */
    status: number;
    /** The few that are handed on, in lower case: `content-type`, `etag`, `location` … */
    headers: ([string, string])[];
    /** At most 256 KiB, uncompressed. */
    body: Uint8Array;
  }
  export interface Functions {
    /**
     * Stages a request; it is sent once the step is committed. What is not a `get` or `head` carries
     * an `Idempotency-Key`, the same in every attempt of the host's.
     * Errors: `denied` (a host beyond the grant), `invalid-argument` (url, header, body),
     * `limit-exceeded`, `rate-limited`.
     */
    send(request: Request, context: Context): RequestId;
    /**
     * The answer to `send`. Errors: `not-found` (not this step's request), `unavailable`: the server
     * was not reached, did not answer in time, or answered what cannot be handed on. Unless `message`
     * says that nothing was sent, what was asked for may have happened.
     */
    takeResponse(request: RequestId): Response;
  }
  const functions: Functions;
  export default functions;
}

/**
 * Who the user is, as little of it as is useful.
 *
 * Direct: every function answers at once. Where the user has not consented yet, it answers
 * `denied`; `request-consent` has the host ask.
 */
declare module "loggia:identity/identity-basic@0.1.0" {
  import type { RequestId } from "loggia:types/types@0.1.0";
  import type { Context } from "loggia:types/types@0.1.0";
  import type { Error } from "loggia:types/types@0.1.0";
  export interface Functions {
    /**
     * The user, for this partner: 32 hexadecimal digits, the same in all of the partner's mini-apps
     * and for ever, and nothing that another partner's could be matched with. Errors: `denied`,
     * `unavailable`.
     */
    subject(): string;
    /** What the user is called. Errors: `denied`, `unavailable`. */
    givenName(): string;
    /**
     * Asks the user, on the bank's sheet, if they have not consented yet. Only in a step that
     * handles a user's action or the opening, or an answer within five seconds of them.
     * Errors: `denied`, `limit-exceeded`.
     */
    requestConsent(context: Context): RequestId;
    /**
     * The answer to `request-consent`: whether the functions will answer now.
     * Errors: `not-found` (not this step's request), `unavailable`.
     */
    takeConsent(request: RequestId): boolean;
  }
  const functions: Functions;
  export default functions;
}

/**
 * Facts about the user that the bank has made sure of (ReadPartyPSU), each time only those that the
 * user ticks on the bank's own sheet.
 *
 * The names are those of OpenID Connect Core 1.0, section 5.1, with hyphens; the tax number has
 * ISO 20022's, because OpenID Connect knows none.
 */
declare module "loggia:identity/identity-verified@0.1.0" {
  import type { RequestId } from "loggia:types/types@0.1.0";
  import type { Context } from "loggia:types/types@0.1.0";
  import type { Error } from "loggia:types/types@0.1.0";
  export type Claim =
    /** `given_name`: as on the identity document, where `identity-basic` has what the user is called. */
    | "given-name"
    /** `family_name`, likewise. */
    | "family-name"
    /** `birthdate`. */
    | "birthdate"
    /** `address`: where the user lives. */
    | "address"
    /** `email`. */
    | "email"
    /** `phone_number`. */
    | "phone-number"
    /**
     * ExternalPersonIdentification1Code `TXID`: the number by which the tax authority of the user's
     * country of residence knows them.
     */
    | "tax-identification-number";
  /** The parts that OpenID Connect Core 1.0, section 5.1.1, has of an address. */
  export interface Address {
    /** Street, number, stairs, door. */
    streetAddress: string;
    locality: string;
    region: string | null;
    /** 1 to 16 characters. */
    postalCode: string | null;
    /** ISO 3166-1 alpha-2: `AT`. */
    country: string;
  }
  /**
   * What the user ticked. A claim that they did not tick, one that the bank does not know of them
   * and one that was not asked for are absent alike.
   */
  export interface Claims {
    /** 1 to 70 characters, and so are all texts that say nothing else. */
    givenName: string | null;
    familyName: string | null;
    /** ISO 8601: `1989-04-17`. */
    birthdate: string | null;
    address: Address | null;
    /** At most 254 bytes, one `@` in the middle. */
    email: string | null;
    /** E.164: `+` and at most 15 digits. */
    phoneNumber: string | null;
    /** 1 to 35 printable ASCII characters, as its authority writes it. */
    taxIdentificationNumber: string | null;
  }
  export interface Functions {
    /**
     * Asks the user, on the bank's sheet, for 1 to 7 different claims. The sheet shows `purpose`, in
     * quotes as the mini-app's words: 1 to 140 characters, no control or bidi characters. Nothing is
     * ticked when it opens. Only in a step that handles a user's action, or an answer within five
     * seconds of one. Errors: `denied` (not granted; a claim beyond the grant, by its name; no user's
     * action), `invalid-argument`, `limit-exceeded`.
     */
    requestClaims(claims: Claim[], purpose: string, context: Context): RequestId;
    /**
     * The answer to `request-claims`: at least one claim. Errors: `not-found` (not this step's
     * request), `cancelled` (the user shares nothing), `denied` (they refused lately, and are not
     * asked again before `retry-after-ms`; the pause grows with each refusal), `limit-exceeded` (a
     * sheet of this mini-app's is up already), `expired` (the user did not decide within five
     * minutes), `unavailable`.
     */
    takeClaims(request: RequestId): Claims;
  }
  const functions: Functions;
  export default functions;
}

/**
 * Where the user is, as coarse as the bank granted.
 *
 * The user consents once, on the bank's sheet.
 */
declare module "loggia:location/location@0.1.0" {
  import type { Timestamp } from "loggia:types/types@0.1.0";
  import type { RequestId } from "loggia:types/types@0.1.0";
  import type { Context } from "loggia:types/types@0.1.0";
  import type { Error } from "loggia:types/types@0.1.0";
  /**
   * A place, moved to the middle of a square so large as `accuracy-metres` says: what was asked for,
   * rounded up to a multiple of the smallest square that is granted.
   */
  export interface Position {
    /** Degrees north of the equator, times 1 000 000; negative in the south. */
    latitudeMicrodegrees: number;
    /** Degrees east of Greenwich, times 1 000 000; negative in the west. */
    longitudeMicrodegrees: number;
    accuracyMetres: number;
    at: Timestamp;
  }
  export interface Functions {
    /**
     * Asks where the user is, no finer than `accuracy-metres` (1 to 100 000) and than the grant. A
     * request that would need the user is `denied` at once if it comes in a step that neither their
     * action, nor the opening, nor an answer within five seconds of them led to.
     * Errors: `denied`, `invalid-argument`, `limit-exceeded`.
     */
    current(accuracyMetres: number, context: Context): RequestId;
    /**
     * The answer to `current`. Errors: `not-found` (not this step's request), `denied`, `expired`
     * (the user did not decide in time), `unavailable` (the device does not know).
     */
    takePosition(request: RequestId): Position;
  }
  const functions: Functions;
  export default functions;
}

/**
 * Points in the one loyalty scheme that the bank's grant names for this mini-app.
 *
 * Points are earned by settled payments at the scheme's rate, never by a number that the
 * mini-app chooses. Each function is a request: it answers with a request id, an `answered`
 * event follows, and the `take-…` function gives the answer in that step and in no other.
 */
declare module "loggia:loyalty/loyalty@0.1.0" {
  import type { PaymentId } from "loggia:types/types@0.1.0";
  import type { RequestId } from "loggia:types/types@0.1.0";
  import type { Context } from "loggia:types/types@0.1.0";
  import type { Error } from "loggia:types/types@0.1.0";
  /** Where the user stands in the scheme. */
  export interface Balance {
    /** Points that can be redeemed now. */
    points: number;
    /** The scheme's name, as the bank registered it. */
    scheme: string;
    /** Points earned for each whole unit of a payment's currency: for a euro, not for a cent. */
    pointsPerUnit: number;
  }
  /** A booking in the scheme. */
  export interface Booking {
    /** What was booked: earned, redeemed or returned points. */
    points: number;
    /** Points that can be redeemed after it. */
    balance: number;
  }
  export interface Functions {
    /** Asks for the balance. Errors: `denied`, `limit-exceeded`. */
    getBalance(context: Context): RequestId;
    /**
     * The answer to `get-balance`. Errors: `not-found` (not this step's request), `denied`,
     * `unavailable`.
     */
    takeBalance(request: RequestId): Balance;
    /**
     * Asks for the points of a payment of this mini-app that has settled (`acsc`). Each payment
     * earns once, for ever: a repeat is answered with the first booking.
     * Errors: `denied`, `invalid-argument`, `limit-exceeded`.
     */
    earn(payment: PaymentId, context: Context): RequestId;
    /**
     * Asks to spend `points` (1 to 1 000 000) for `reference`: 1 to 35 bytes, chosen by the
     * mini-app, an idempotency key: the same reference and points are booked once.
     * Errors: `denied`, `invalid-argument`, `limit-exceeded`.
     */
    redeem(points: number, reference: string, context: Context): RequestId;
    /**
     * Asks to give the points redeemed for `reference` back, once, because what they were spent
     * on did not come about. Errors: `denied`, `invalid-argument`, `limit-exceeded`.
     */
    returnPoints(reference: string, context: Context): RequestId;
    /**
     * The answer to `earn`, `redeem` and `return-points`. Errors: `not-found` (not this step's
     * request; no such payment or reference), `conflict` (the payment has not settled, or the
     * points do not suffice), `duplicate-mismatch` (the reference stands for other points),
     * `denied`, `unavailable`.
     */
    takeBooking(request: RequestId): Booking;
  }
  const functions: Functions;
  export default functions;
}

/** What payments are made of. */
declare module "loggia:payments/payments@0.1.0" {
  import type { PaymentId } from "loggia:types/types@0.1.0";
  import type { PartyAccount } from "loggia:types/types@0.1.0";
  import type { Money } from "loggia:types/types@0.1.0";
  import type { Timestamp } from "loggia:types/types@0.1.0";
  import type { RequestId } from "loggia:types/types@0.1.0";
  /** What is to be paid (OBDomestic2, reduced). */
  export interface Instruction {
    /**
     * Idempotency key, chosen by the mini-app, kept for ever: 1 to 35 bytes of printable ASCII.
     * The same id and body are the same payment; another body is `duplicate-mismatch`.
     */
    instructionId: string;
    /** Carried to the creditor: 1 to 35 bytes of printable ASCII. */
    endToEndId: string;
    /** More than zero. */
    amount: Money;
    creditor: PartyAccount;
    /** Unstructured remittance information, at most 140 characters (ISO 20022 Max140Text). */
    remittance: string | null;
  }
  /** What the user did with the bank's sheet (OBInternalConsentStatus1Code). */
  export type ConsentStatus =
    /** Awaiting the user. */
    | "awau"
    /** Authorised. */
    | "auth"
    /** Rejected by the user or the bank. */
    | "rjct"
    /** Cancelled by the mini-app. */
    | "canc"
    /** Expired unanswered. */
    | "expd";
  /** Where the money is (ISO 20022 ExternalPaymentTransactionStatus1Code). */
  export type PaymentStatus =
    /** Received: authorised for a later day, which has not come. */
    | "rcvd"
    /** Pending: the amount is held. */
    | "pdng"
    /** Accepted, settlement in process. */
    | "acsp"
    /** Accepted, settlement completed on the debtor's account. */
    | "acsc"
    /** Accepted, settlement completed on the creditor's account. */
    | "accc"
    /** Cancelled. */
    | "canc"
    /** Rejected. */
    | "rjct";
  export interface Payment {
    id: PaymentId;
    instructionId: string;
    consent: ConsentStatus;
    /** None until the user has authorised it. */
    status: PaymentStatus | null;
    amount: Money;
    updatedAt: Timestamp;
  }
  /** A payment that is on its way to the user. */
  export interface Initiated {
    /**
     * The payment's id. Where the instruction repeats an earlier one it is nobody's: the bank knows
     * that payment by its first id, which the answer brings.
     */
    payment: PaymentId;
    /**
     * Answered once the user has decided, or the bank has refused it; at once, with the payment as it
     * stands, where the instruction repeats an earlier one.
     */
    request: RequestId;
  }
}

/**
 * Starts payments from an account that the user chooses on the bank's own sheet. The mini-app
 * never learns which account it was, nor why the bank refused.
 */
declare module "loggia:payments/payments-initiate@0.1.0" {
  import type { PaymentId } from "loggia:types/types@0.1.0";
  import type { RequestId } from "loggia:types/types@0.1.0";
  import type { Context } from "loggia:types/types@0.1.0";
  import type { Error } from "loggia:types/types@0.1.0";
  import type { Instruction } from "loggia:payments/payments@0.1.0";
  import type { ConsentStatus } from "loggia:payments/payments@0.1.0";
  import type { PaymentStatus } from "loggia:payments/payments@0.1.0";
  import type { Payment } from "loggia:payments/payments@0.1.0";
  import type { Initiated } from "loggia:payments/payments@0.1.0";
  export interface Functions {
    /**
     * Stages a payment: it becomes durable with the step, and then the bank's sheet is raised.
     * Only in a step that handles a user's action, or an answer within five seconds of one.
     *
     * Errors, all from the form and the grant alone: `denied` (payee, amount or currency beyond
     * the grant; no user's action), `invalid-argument`, `limit-exceeded`. Everything else (another
     * body under the same instruction id, the user's decision) comes with `take-outcome`.
     */
    initiate(instruction: Instruction, context: Context): Initiated;
    /**
     * The answer to `initiate`: the payment as it stands after the user's decision. Later moves
     * come as `changed` with topic `payment` and the payment's id, to each open session of the user
     * with the mini-app; so does the decision to those that did not ask. Errors: `not-found` (not this
     * step's request), `duplicate-mismatch`, `denied` (also when the user declined three or more
     * payments in a row: they are not asked again before `retry-after-ms`), `expired`, `unavailable`.
     */
    takeOutcome(request: RequestId): Payment;
    /**
     * One of this mini-app's own payments for this user, if it was initiated here. Another's id and
     * an invented one are `not-found` alike. Errors: `not-found`, `unavailable`.
     */
    getPayment(id: PaymentId): Payment;
    /**
     * Stages the withdrawal of a payment that the user has not decided on; one that has moved on
     * stays as it is. Errors: `not-found`, `unavailable`.
     */
    cancel(id: PaymentId): void;
  }
  const functions: Functions;
  export default functions;
}

/**
 * Schedules payments for a later day, from an account that the user chooses on the bank's own sheet
 * (OBDomesticScheduled2, reduced). Nothing is held before that day. Days are UTC's, whatever the
 * user's zone, as the days of the grant's ceilings are; a day's payments are carried out from 06:00
 * UTC on.
 */
declare module "loggia:payments/payments-scheduled@0.1.0" {
  import type { PaymentId } from "loggia:types/types@0.1.0";
  import type { RequestId } from "loggia:types/types@0.1.0";
  import type { Context } from "loggia:types/types@0.1.0";
  import type { Error } from "loggia:types/types@0.1.0";
  import type { Instruction } from "loggia:payments/payments@0.1.0";
  import type { Payment } from "loggia:payments/payments@0.1.0";
  import type { Initiated } from "loggia:payments/payments@0.1.0";
  /** A day of the calendar (ISO 8601): `YYYY-MM-DD`. */
  export type Date = string;
  /**
   * A payment with its day. Its status is `rcvd` from the user's yes until that day; then as with
   * any payment, or `rjct` where the bank could not carry it out, and `canc` where it was cancelled
   * before.
   */
  export interface Scheduled {
    payment: Payment;
    /** When it is carried out (RequestedExecutionDateTime). */
    on: Date;
  }
  export interface Functions {
    /**
     * Stages a payment for a later day: tomorrow at the earliest, and no later than the grant says.
     * It becomes durable with the step, and then the bank's sheet is raised, with the day on it.
     * Only in a step that handles a user's action, or an answer within five seconds of one.
     *
     * Instruction ids are one's with `payments-initiate`: the day is part of the body. The grant's
     * ceiling of a day is that of the day on which it is carried out.
     *
     * Errors, all from the form and the grant alone: `denied` (payee, amount, currency or day beyond
     * the grant; no user's action), `invalid-argument` (also a day that the calendar does not have,
     * or that is not later than today), `limit-exceeded`. Everything else comes with `take-outcome`.
     */
    schedule(instruction: Instruction, on: Date, context: Context): Initiated;
    /**
     * The answer to `schedule`: the payment as it stands after the user's decision. Later moves come
     * as `changed` with topic `payment` and the payment's id, as those of `payments-initiate`. Errors: `not-found` (not this step's
     * request), `duplicate-mismatch`, `denied` (as `take-outcome` of `payments-initiate`), `expired`, `unavailable`.
     */
    takeOutcome(request: RequestId): Scheduled;
    /**
     * One of this mini-app's own payments for this user, if it was scheduled here. Another's id and
     * an invented one are `not-found` alike. Errors: `not-found`, `unavailable`.
     */
    getPayment(id: PaymentId): Scheduled;
    /**
     * Stages the withdrawal of a payment, also of one that the user has authorised, as long as the
     * bank has not begun to carry it out; one that has moved on stays as it is. Errors: `not-found`,
     * `unavailable`.
     */
    cancel(id: PaymentId): void;
  }
  const functions: Functions;
  export default functions;
}

/** Wakes the mini-app while it is on screen. */
declare module "loggia:platform/timers@0.1.0" {
  import type { Timestamp } from "loggia:types/types@0.1.0";
  import type { Context } from "loggia:types/types@0.1.0";
  import type { Error } from "loggia:types/types@0.1.0";
  export interface Functions {
    /**
     * Stages a `woke` event with `context` at `at`, or at the next moment after it in which the
     * session is on screen. At least one second away; at most 8 timers are open at once.
     * Errors: `denied`, `invalid-argument` (too soon, or over a year away), `limit-exceeded`.
     */
    wakeAt(at: Timestamp, context: Context): void;
  }
  const functions: Functions;
  export default functions;
}

/** Leaves the mini-app, for good or for another one. */
declare module "loggia:platform/navigation@0.1.0" {
  import type { Error } from "loggia:types/types@0.1.0";
  export interface Functions {
    /**
     * Stages that the user is offered another mini-app: `app`, such as `com.example.parking`, opened
     * for one of the intents that it declares. After this step's view the bank's own sheet names both
     * mini-apps and shows every parameter; the user opens it or stays, and comes back when it is closed.
     *
     * `intent` and the names of `params`: 1 to 63 lower-case letters, digits and inner hyphens. At most
     * 16 params, each once, the values at most 1 024 bytes on one line, without control or bidi
     * characters.
     *
     * What becomes of it is not told, nor whether the bank has such a mini-app, nor whether that
     * declares such an intent. Only in a step that handles a user's action, and instead of `close`.
     * Errors: `denied` (beyond the grant, or no user's action), `invalid-argument`, `limit-exceeded` (a
     * step leads to one place).
     */
    openMiniApp(app: string, intent: string, params: ([string, string])[]): void;
    /**
     * Stages the end of this session, after this step's view. Only in a step that handles a
     * user's action. Errors: `denied`, `limit-exceeded` (the step opens another mini-app).
     */
    close(): void;
  }
  const functions: Functions;
  export default functions;
}

/** The partner's own log, read by the partner's developers and the bank's staff, never by users. */
declare module "loggia:platform/log@0.1.0" {
  export type Level =
    | "debug"
    | "info"
    | "warn"
    | "error";
  export interface Functions {
    /**
     * Writes one line. Cut at 1 KiB; at most 8 KiB a step and 20 lines a second, what is more is
     * counted and dropped. Kept only if the step is. Control characters are made visible.
     */
    write(level: Level, message: string): void;
  }
  const functions: Functions;
  export default functions;
}

/** Always there, grants nothing, survives the undoing of a faulted step. */
declare module "loggia:platform/diagnostics@0.1.0" {
  export interface Functions {
    /**
     * The SDK's panic hook says here what happened, and where in the partner's source, before it
     * traps. Only the first report of a step is kept; each text is cut at 1 KiB.
     */
    panicked(message: string, file: string, line: number): void;
  }
  const functions: Functions;
  export default functions;
}

/**
 * A small key-value store, private to this mini-app and this user, kept over its sessions.
 *
 * Writes are staged: the rest of the step sees them, and they are committed with it or not at
 * all. Direct: every function answers at once.
 *
 * Bounds: a key is 1 to 128 bytes of UTF-8, a value at most 64 KiB, all keys and values of one
 * mini-app and user together at most 1 MiB.
 */
declare module "loggia:storage/storage@0.1.0" {
  import type { Error } from "loggia:types/types@0.1.0";
  export interface Functions {
    /** The value at `key`, or none. Errors: `denied`, `invalid-argument`, `unavailable`. */
    get(key: string): Uint8Array | null;
    /**
     * Stages `value` at `key`. Errors: `denied`, `invalid-argument` (key or value out of bounds),
     * `limit-exceeded` (the total would pass its bound), `unavailable`.
     */
    set(key: string, value: Uint8Array): void;
    /** Stages the removal of `key`; there being none is fine. Errors as `get`. */
    delete(key: string): void;
    /** The keys that begin with `prefix`, in byte order, at most 1 000. Errors as `get`. */
    listKeys(prefix: string): string[];
  }
  const functions: Functions;
  export default functions;
}

/** Value types that the capability families share. It has no functions, so it grants nothing. */
declare module "loggia:types/types@0.1.0" {
  /**
   * A payment of this mini-app and this user: 32 hexadecimal digits, random, never a
   * core-banking id.
   */
  export type PaymentId = string;
  /**
   * An account of this user, as this mini-app knows it: 32 hexadecimal digits, random, another one
   * for each mini-app and user, never a core-banking id.
   */
  export type AccountId = string;
  /**
   * The ticket for an answer that arrives later, in an `answered` event. Counts up from 1
   * within a session and is never used twice.
   */
  export type RequestId = number;
  /**
   * The mini-app's own words about a request or a timer, at most 1 024 bytes, handed back
   * unread with the event that it leads to.
   */
  export type Context = Uint8Array;
  /** Milliseconds since 1970-01-01T00:00:00Z, UTC, leap seconds smeared as POSIX does. */
  export type Timestamp = number;
  /** ISO 4217 alphabetic code of an active currency: three capital letters, such as `EUR`. */
  export type Currency = string;
  /** An amount. Never signed: which way it goes is said by where it stands. */
  export interface Money {
    /**
     * In the currency's minor unit by ISO 4217's exponent: 340 is 3.40 EUR, 340 JPY,
     * 0.340 KWD. At most 2⁶³ − 1.
     */
    minorUnits: number;
    currency: Currency;
  }
  /**
   * A day of the calendar, of no time zone (ISO 8601, proleptic Gregorian): one that exists, in the
   * years 1 to 9999.
   */
  export interface Date {
    year: number;
    month: number;
    day: number;
  }
  /** Which way an entry or a balance goes, seen from the account that it is on. */
  export type CreditDebitIndicator =
    | "credit"
    | "debit";
  /** Which part of a long list is wanted. */
  export interface PageRequest {
    /**
     * Where to go on: the `next` of the page before, from the same call with the same arguments;
     * none for the first page.
     */
    cursor: string | null;
    /** How many items at most: 1 to 100. */
    limit: number;
  }
  /** How an account is named (OBExternalAccountIdentification4Code). */
  export type AccountIdentification =
    /** ISO 13616, electronic format: no spaces, checksum right, at most 34 characters. */
    | { tag: "iban"; val: string }
    /** UK sort code and account number: 14 digits. */
    | { tag: "sort-code-account-number"; val: string };
  /** Whom to pay: an account and the name that its holder is known by. */
  export interface PartyAccount {
    identification: AccountIdentification;
    /** 1 to 70 characters (ISO 20022 Max70Text). */
    name: string;
  }
  /** Why a capability refused or failed. Stable; new codes come with a new version. */
  export type ErrorCode =
    /** Not granted by the bank, refused by the user, or beyond the grant: `message` says which. */
    | "denied"
    /** There is no such thing, or it is not this mini-app's: the two look the same. */
    | "not-found"
    /** The argument that `message` names is malformed or out of its bounds. */
    | "invalid-argument"
    /** The id was used before, for something else. */
    | "duplicate-mismatch"
    /** More than the limits allow: bytes, open requests, timers, calls in this step. */
    | "limit-exceeded"
    /** Too many calls in this minute; `retry-after-ms` says when there is room again. */
    | "rate-limited"
    /** The user said no, or the mini-app withdrew it. */
    | "cancelled"
    /** Nobody decided in time. */
    | "expired"
    /** It has moved on meanwhile: look at it again. */
    | "conflict"
    /** The bank could not do it now. What it would have changed may or may not have happened. */
    | "unavailable";
  /** How every capability refuses or fails; it never traps. */
  export interface Error {
    code: ErrorCode;
    /**
     * An ISO 20022 reason code, such as `AM04`, where it gives nothing away. None of this version's
     * capabilities gives one.
     */
    reason: string | null;
    /**
     * For the partner's developer: what was wrong and what would be right. English, never
     * shown to the user by the host.
     */
    message: string;
    /** When it makes sense to try again, in milliseconds from now. */
    retryAfterMs: number | null;
    /**
     * 16 hexadecimal digits that stand beside this refusal in the bank's own log, with the session, the
     * mini-app, the interface and the code: who gives it to the bank has the matter found.
     */
    reference: string;
  }
}
