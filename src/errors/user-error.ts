/** An amount as typed, and the code of the currency it was read in. */
interface AmountMistake {
  readonly typed: string;
  readonly currency: string;
}

interface Typed {
  readonly typed: string;
}

/** Exact values that do not make the total. */
export interface SumMismatch {
  readonly subject: 'shares' | 'payments';
  /** `units` times 10^-`decimals`, because values may be finer than the minor unit. */
  readonly sum: { readonly units: bigint; readonly decimals: number };
  readonly totalMinor: number;
  readonly currency: string;
}

/** Why a channel takes no message: it is gone, it cannot be seen, or not be written to. */
export type ChannelRefusal = 'gone' | 'unseen' | 'unwritable';

/** Members and roles that a typed name may mean. `more` counts those that are not among them. */
interface NameOwners {
  readonly userIds: readonly string[];
  readonly roleIds: readonly string[];
  readonly more: number;
}

/** Percentages that do not make 100, in millionths of a percent. */
interface PercentMismatch {
  readonly sumMicros: number;
}

/**
 * Every error that a person can cause, with its data: ids, numbers and typed text, never sentences. `undefined` means
 * no data. Each language has one sentence for each code.
 */
export interface UserErrors {
  // Amounts and currencies
  amountExponent: AmountMistake;
  amountForeignDigits: AmountMistake;
  amountGrouping: AmountMistake;
  amountHexadecimal: AmountMistake;
  amountLeadingPoint: AmountMistake;
  amountLeadingZero: AmountMistake;
  amountMissing: { readonly currency: string };
  /** `reading` is the only amount that it can mean, as it can be typed. */
  amountNotation: AmountMistake & { readonly reading: string };
  amountNotNumber: AmountMistake;
  /** `sign` is the sign or code of the other currency, as typed. */
  amountOtherCurrency: AmountMistake & { readonly sign: string };
  amountRoundsToZero: AmountMistake;
  amountSigned: AmountMistake;
  /** `readings` are the two amounts that it can mean, as they can be typed. */
  amountThousands: AmountMistake & { readonly readings: readonly [string, string] };
  /** More decimals than an exact value may have. */
  amountTooFine: Typed & { readonly decimals: number };
  amountTooLarge: AmountMistake;
  /** `limit` in characters. */
  amountTooLong: AmountMistake & { readonly limit: number };
  /** A sum of more amounts than `limit`. */
  amountTooManyTerms: Typed & { readonly limit: number };
  amountTrailingPoint: AmountMistake;
  amountZero: AmountMistake;
  currencyUnknown: Typed;

  // Days
  dateTooFar: Typed;
  dateUnreadable: Typed;
  /** Days of the calendar, `2026-11-24`. */
  datesCrossed: { readonly from: string; readonly to: string };
  /** `names` are those that may be meant. */
  timeZoneUnknown: Typed & { readonly names: readonly string[] };

  // Who shares and how much
  everyoneUnknown: Typed;
  nameAmbiguous: Typed & NameOwners;
  /** Nobody has the name, but some names begin with it, or with its first words. */
  nameIncomplete: Typed & NameOwners;
  /** More names begin so than Discord lists. */
  nameTooCommon: Typed;
  nameUnknown: Typed;
  peopleExpenseAllLeft: { readonly number: number };
  peopleExpenseNumber: Typed;
  peopleExpenseUnknown: { readonly number: number };
  peopleManyForbidden: { readonly count: number; readonly limit: number };
  peopleMissing: undefined;
  peopleMixedKinds: Typed & { readonly other: string };
  peopleTooMany: { readonly count: number; readonly limit: number };
  /** One text names more of a kind than may be looked up for it. */
  peopleTooManyOfKind: {
    readonly kind: 'user' | 'role' | 'expense' | 'name';
    readonly count: number;
    readonly limit: number;
  };
  peopleTwice: Typed & { readonly userId: string };
  peopleTwoValues: Typed;
  peopleValueMissing: Typed;
  peopleValueWithoutPerson: Typed;
  peopleWordUnknown: Typed;
  percentNotNumber: Typed;
  /** There is a `rest`, but the others already make 100 %. */
  percentNothingLeft: undefined;
  percentOver: PercentMismatch;
  percentShort: PercentMismatch;
  percentTooFine: Typed & { readonly decimals: number };
  percentTooLarge: Typed;
  personIsBot: { readonly userId: string };
  personNotInServer: { readonly userId: string };
  /** There is a `rest`, but the others already make the total. */
  restNothingLeft: { readonly totalMinor: number; readonly currency: string };
  restWithWeights: Typed;
  roleEmpty: { readonly roleId: string };
  roleUnknown: Typed;
  splitContradicted: Typed & { readonly split: string };
  splitNeedsValues: { readonly split: string };
  splitOver: SumMismatch;
  splitShort: SumMismatch;
  weightNotNumber: Typed;
  weightTooFine: Typed & { readonly decimals: number };
  /** `limitMicros` in millionths of a weight. */
  weightTooLarge: Typed & { readonly limitMicros: number };
  weightZero: Typed;

  // The ledger and its people
  /** `version` is the one that the person saw. */
  changedMeanwhile: { readonly number: number; readonly version: number };
  alreadyConfirmed: { readonly number: number };
  alreadyDisputed: { readonly number: number };
  alreadyVoid: { readonly numbers: readonly number[] };
  /** Somebody would owe this person more than can be counted. */
  balanceTooLarge: { readonly creditorId: string; readonly currency: string };
  /** Nothing can be sent to it. */
  channelRefused: { readonly channelId: string; readonly refusal: ChannelRefusal };
  disputeNotYours: { readonly number: number };
  disputesTooMany: { readonly number: number };
  emailInvalid: undefined;
  expenseNotFound: { readonly number: number };
  mobileInvalid: undefined;
  /** Both in characters. */
  nameTooLong: { readonly length: number; readonly limit: number };
  isVoid: { readonly number: number };
  currencyNeedsAmount: undefined;
  nothingToEdit: { readonly number: number };
  payersNeeded: { readonly number: number };
  numbersTooMany: { readonly limit: number };
  numbersUnreadable: Typed;
  notDisputed: { readonly number: number };
  notPayment: { readonly number: number };
  notVoid: { readonly number: number };
  /** What an expense is the same as is void. */
  otherIsVoid: { readonly number: number; readonly other: number };
  notYours: { readonly number: number };
  /** Who owes, and in which currencies. */
  paymentCurrency: { readonly currencies: readonly string[] };
  paymentNotEdited: { readonly number: number };
  paymentNotYours: { readonly number: number };
  paymentOfOthers: undefined;
  paymentToSelf: undefined;
  reasonNeeded: { readonly number: number };
  requestReused: undefined;
  sameMember: undefined;
  settingsSame: undefined;
  /** The fewest payments were asked for of one member. */
  simplifyAlone: undefined;
  statementChanged: undefined;

  // Errors that any command can meet
  answerTooLate: undefined;
  attachmentTooLarge: { readonly name: string; readonly limitBytes: number };
  attachmentsBusy: { readonly name: string };
  attachmentUnreadable: { readonly name: string };
  buttonOutdated: undefined;
  commandUnknown: undefined;
  incident: { readonly id: string };
  /** Too many changes of one server wait to be saved. */
  ledgerBusy: undefined;
  /** Expenses or changes are missing or damaged, so what follows from the others is not made anew. */
  ledgerDamaged: { readonly count: number };
  /** An export of it is larger than what can be sent. */
  ledgerTooLarge: { readonly limitBytes: number };
  /** It holds a record that cannot be written. */
  ledgerUnreadable: undefined;
  managersOnly: undefined;
  membersSlow: undefined;
  membersUnreadable: undefined;
  optionInvalid: { readonly option: string };
  outcomeUnknown: { readonly id: string };
  queueFull: undefined;
  readTooLong: undefined;
  /** Others put the same ledger right at the same time, again and again. */
  rebuildBusy: undefined;
  restarting: undefined;
  /** Its data are being erased, because the bot had been removed from it for long. */
  serverErasing: undefined;
  serverOnly: undefined;
  /** A server has more members than are read for a role. */
  serverTooLarge: { readonly count: number; readonly limit: number };
  slowDown: undefined;
  /** The database is there, and has too much to do. */
  storageBusy: undefined;
  storageUnavailable: { readonly id: string };
  textInvisible: { readonly option: string };
}

export type UserErrorCode = keyof UserErrors;

type Args<Code extends UserErrorCode> = UserErrors[Code] extends undefined ? [] : [data: UserErrors[Code]];

/**
 * An error that a person can cause and correct. It has a code and data; the sentence comes from the texts of the
 * reader's language. Every other error is an incident.
 */
export class UserError<Code extends UserErrorCode = UserErrorCode> extends Error {
  readonly code: Code;
  readonly data: UserErrors[Code];

  constructor(code: Code, ...args: Args<Code>) {
    super(code);
    this.name = 'UserError';
    this.code = code;
    const [data] = args as unknown as [UserErrors[Code]];
    this.data = data;
  }
}
