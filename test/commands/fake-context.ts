import type { GuildSettings } from '../../src/storage/collections/guilds.js';
import type { ServerContext } from '../../commands/contract/context.js';
import type {
  ChangedExpense,
  Expense,
  HistoryEntry,
  Ledger,
  LedgerFault,
  Outcome,
  StatementCursor,
} from '../../src/ledger/ledger.js';
import { createVoice } from '../../src/texts/voice.js';
import type { Texts } from '../../src/texts/languages.js';

/** A Discord id, 19 digits long. */
export function idOf(index: number): string {
  return String(1_575_551_139_557_519_000n + BigInt(index));
}

export const guildId = idOf(0);

/** Letters that take three bytes each, and no Markdown. */
export function longText(characters: number): string {
  return 'ख'.repeat(characters);
}

/** The largest possible expense: a thousand people, who all paid. Those with even numbers are void. */
export function largestExpense(number = 999_999_999, people = 1000): Expense {
  const everyone = Array.from({ length: people }, (_, index) => ({
    userId: idOf(index + 1),
    amountMinor: 1_000_000,
  }));
  return {
    guildId,
    number,
    kind: 'expense',
    requestId: idOf(0),
    version: 1,
    description: longText(100),
    currency: 'INR',
    amountMinor: 1_000_000_000,
    payers: everyone,
    split: { kind: 'shares', values: everyone.map(() => 33_333_333) },
    shares: everyone,
    debts: everyone.map(({ userId, amountMinor }) => ({
      debtorId: userId,
      creditorId: idOf(1),
      amountMinor,
    })),
    date: '2026-11-24',
    category: longText(20),
    typed: { amount: '10000000', for: longText(500) },
    receiptName: longText(200),
    createdBy: idOf(1),
    createdAt: new Date('2026-11-24T12:00:00Z'),
    channelId: idOf(0),
    messageId: idOf(0),
    disputes: everyone.slice(0, 25).map(({ userId }) => ({
      by: userId,
      at: new Date('2026-11-25T12:00:00Z'),
      reason: longText(200),
    })),
    ...(number % 2 === 0 && { voidedAt: new Date('2026-11-25T12:00:00Z') }),
  };
}

const debts = Array.from({ length: 5000 }, (_, index) => ({
  debtorId: idOf(index + 1),
  creditorId: idOf(index + 2),
  amountMinor: 1_000_000_000,
  currency: index % 2 === 0 ? 'INR' : 'KWD',
}));

/** One of each kind, as long as it can be. */
const faults: LedgerFault[] = [
  { fault: 'guildMissing' },
  { fault: 'numbersMissing', from: 999_999_998, to: 999_999_999 },
  { fault: 'numberTwice', number: 999_999_999 },
  { fault: 'chainBroken', revision: 999_999_999, number: 999_999_999 },
  { fault: 'settingDiffers', setting: 'whoMayChange' },
  { fault: 'anchorBroken', fromNumber: 999_999_998, toNumber: 999_999_999 },
  { fault: 'changesMissing', from: 999_999_998, to: 999_999_999 },
  { fault: 'versionDiffers', number: 999_999_999, version: 999_999 },
  { fault: 'chainHeadDiffers', revision: 999_999_999 },
  { fault: 'numberBeyondLast', number: 999_999_999, lastNumber: 999_999_998 },
  ...(['sharesDiffer', 'paymentsDiffer'] as const).map((fault) => ({
    fault,
    number: 999_999_999,
    currency: 'CLF',
    amountMinor: 100_000_000_000,
    sumMinor: 2n ** 70n,
  })),
  { fault: 'sharesUnpaired', number: 999_999_999 },
  { fault: 'debtsDiffer', number: 999_999_999 },
  {
    fault: 'totalDiffers',
    currency: 'CLF',
    kind: 'settlement',
    isVoid: true,
    storedCount: 999_999_999,
    storedMinor: 2n ** 70n,
    computedCount: 999_999_998,
    computedMinor: 2n ** 70n - 1n,
  },
  { fault: 'expenseUnreadable', number: 999_999_999 },
  { fault: 'balanceUnreadable', creditorId: idOf(1) },
];

const currencies = ['INR', 'USD', 'EUR', 'KWD', 'CLF', 'JPY'];

const manyGuildIds = Array.from({ length: 100 }, (_, index) => idOf(index));

async function* onePiece() {
  yield await Promise.resolve({ text: '{}', opening: '{}' });
}

const large = largestExpense();

const largestCursor: StatementCursor = {
  step: -1,
  number: 999_999_999,
  changes: 999_999_999,
  memberGetsMinor: -(2n ** 80n),
};

const largestChange: ChangedExpense = {
  before: {
    ...large,
    currency: 'INR',
    description: longText(99),
    date: '2026-11-23',
    category: longText(19),
  },
  after: large,
};

/** A payment that goes through the debts of very many others. */
const largestPayment: Expense = {
  ...large,
  kind: 'settlement',
  payers: large.payers.map((payer, index) => (index === 0 ? payer : { ...payer, amountMinor: 0 })),
  shares: large.shares.toReversed(),
  notes: { amountRounded: true, leftMinor: -Number.MAX_SAFE_INTEGER },
};

function paymentOutcome(kind: Outcome['kind']): Outcome {
  return { kind, expenses: [{ before: largestPayment, after: largestPayment }], replayed: false };
}

function largestOutcome(kind: Outcome['kind']): Outcome {
  return { kind, expenses: Array.from({ length: 50 }, () => largestChange), replayed: false };
}

const largestSettings: GuildSettings = {
  currency: 'CLF',
  timeZone: 'America/Argentina/ComodRivadavia',
  pings: true,
  language: 'en',
  whoMayChange: 'participants',
  auditChannelId: idOf(7),
};

const largestSettingsChange = { before: largestSettings, after: largestSettings };

const largestHistory = (['restore', 'dispute', 'settings', 'void', 'edit', 'add'] as const).map(
  (kind): HistoryEntry => ({
    kind,
    by: idOf(1),
    at: new Date('2026-11-26T12:00:00Z'),
    reason: longText(200),
    revision: 999_999_999,
    expenses: kind === 'void' ? largestOutcome(kind).expenses : [largestChange],
    ...(kind === 'settings' && { expenses: [], settings: largestSettingsChange }),
  }),
);

/** A ledger in which everything is as large as there can be. */
const ledger: Ledger = {
  findRecorded: () => Promise.resolve(undefined),
  recordExpense: () => Promise.resolve({ expense: largestExpense(), replayed: false }),
  findChanged: () => Promise.resolve(undefined),
  findDuplicate: () => Promise.resolve(large),
  editExpense: () => Promise.resolve(largestOutcome('edit')),
  voidExpenses: () => Promise.resolve(largestOutcome('void')),
  restoreExpense: () => Promise.resolve({ ...largestOutcome('restore'), expenses: [largestChange] }),
  recordPayment: () => Promise.resolve({ expense: largestPayment, replayed: false }),
  confirmPayment: () => Promise.resolve(paymentOutcome('confirm')),
  disputeExpense: () => Promise.resolve(largestOutcome('dispute')),
  withdrawDispute: () => Promise.resolve(largestOutcome('withdraw')),
  closeDisputes: () => Promise.resolve(largestOutcome('closeDispute')),
  fetchPairNets: () => Promise.resolve(currencies.map((currency) => ({ currency, netMinor: 1_000_000_000 }))),
  fetchExpenseHistory: () => Promise.resolve(largestHistory),
  fetchServerHistory: () =>
    Promise.resolve({
      entries: largestHistory,
      next: { revision: 999_999_999, number: 999_999_999 },
    }),
  changeSettings: () =>
    Promise.resolve({ kind: 'settings', expenses: [], settings: largestSettingsChange, replayed: false }),
  noteMessage: () => Promise.resolve(),
  listExpenses: () =>
    Promise.resolve({
      expenses: Array.from({ length: 10 }, (_, index) =>
        index % 3 === 0 ? largestPayment : largestExpense(999_999_999 - index),
      ),
      total: 999_999_999,
      payments: {
        count: 99_999_999,
        totals: currencies.map((currency) => ({ currency, amountMinor: Number.MAX_SAFE_INTEGER })),
      },
      hasNewer: true,
      hasOlder: true,
      searchedTo: { number: 999_990_000 },
      countedTo: { number: 999_990_000 },
      totals: currencies.map((currency) => ({
        currency,
        amountMinor: Number.MAX_SAFE_INTEGER,
        shareMinor: Number.MAX_SAFE_INTEGER,
      })),
    }),
  async *streamExpenses() {
    yield await Promise.resolve(largestExpense());
  },
  findUnconfirmed: (_guildId, { limit }) =>
    Promise.resolve(Array.from({ length: limit }, () => largestPayment)),
  fetchExpense: (_guildId, number) => Promise.resolve(largestExpense(number)),
  findExpenses: () => Promise.resolve(Array.from({ length: 25 }, (_, index) => largestExpense(index + 1))),
  findCategories: () => Promise.resolve([longText(20)]),
  fetchBalances: () =>
    Promise.resolve({
      debts,
      nets: currencies.map((currency) => ({ currency, netMinor: Number.MAX_SAFE_INTEGER })),
    }),
  fetchFewestPayments: () =>
    Promise.resolve({ payments: debts, debtCount: 999_999_999, inCircles: currencies, mostExcess: 'third' }),
  fetchStatement: () =>
    Promise.resolve({
      currency: 'CLF',
      lines: debts.slice(0, 10).map((debt) => ({ expense: large, debt, running: debt })),
      older: largestCursor,
      newer: largestCursor,
      searchedTo: 999_999_999,
      isAnew: false,
      others: currencies.map((currency) => ({ currency, netMinor: Number.MAX_SAFE_INTEGER })),
    }),
  async *streamStatement() {
    for (const debt of debts.slice(0, 1)) {
      yield await Promise.resolve({ expense: large, debt, running: debt });
    }
  },
  fetchLink: () => Promise.resolve(undefined),
  verifyBalances: () =>
    Promise.resolve({
      expenses: 999_999_999,
      differences: [
        ...faults,
        ...debts.map((debt) => ({
          ...debt,
          storedMinor: Number.MAX_SAFE_INTEGER,
          computedMinor: -Number.MAX_SAFE_INTEGER,
        })),
      ],
      more: 999_999_999,
    }),
  rebuildBalances: () =>
    Promise.resolve({
      expenses: 999_999_999,
      balances: debts.map((debt) => ({
        ...debt,
        storedMinor: Number.MAX_SAFE_INTEGER,
        computedMinor: -Number.MAX_SAFE_INTEGER,
      })),
      totals: faults.filter((fault) => fault.fault === 'totalDiffers'),
      unreadable: 999_999_999,
    }),
};

const memberNames = new Map(
  Array.from({ length: 5001 }, (_, index) => [idOf(index + 1), longText(100)] as const),
);

/**
 * The context of a command in a server in which everything is as large as there can be: it answers from memory,
 * without Discord or a database. Everybody has left, so that people stand by their names, which are longest.
 * @param texts another language than English
 */
export function makeFakeContext(texts?: Texts): ServerContext {
  const voice = createVoice('en', texts);
  const now = new Date('2026-11-26T12:00:00Z');
  const members = [...memberNames.keys()].map((userId) => ({ userId, name: longText(32), isBot: false }));
  const failed = { at: now, state: 'failed', leftOut: [guildId] } as const;
  return {
    requestId: idOf(0),
    now,
    actor: { userId: idOf(1), name: longText(32), canManageServer: true, canMentionMany: true },
    guildId,
    channelId: idOf(0),
    voice,
    publicVoice: voice,
    ledger,
    people: {
      ensurePeople: () => Promise.resolve(),
      fetchLeftMembers: () => Promise.resolve(memberNames),
      fetchNames: () => Promise.resolve(memberNames),
      findProfile: () =>
        Promise.resolve({
          name: longText(100),
          email: `${'a'.repeat(64)}@${'b'.repeat(185)}.in`,
          mobile: '+919876543210',
          createdAt: now,
          updatedAt: now,
        }),
      editProfile: () => Promise.resolve(),
      downloadProfile: () =>
        Promise.resolve({
          empty: '{}',
          tail: () => '',
          pieces: onePiece(),
          cutGuildIds: new Set(manyGuildIds),
        }),
      eraseProfile: () => Promise.resolve(),
      findGuildIds: () => Promise.resolve(Array.from({ length: 100 }, (_, index) => idOf(index))),
      fetchMembership: () => Promise.resolve(new Map()),
      markLeft: () => Promise.resolve(),
      markJoined: () => Promise.resolve(),
    },
    settings: {
      fetch: () => Promise.resolve(largestSettings),
      findAuditProblem: () =>
        Promise.resolve({ channelId: idOf(7), count: 1000, at: now, refusal: 'unwritable' }),
      resumeAudit: () => Promise.resolve(),
    },
    exports: {
      fetchState: () => Promise.resolve({ last: failed, nextAt: now, isOverdue: true }),
      exportLedger: () => {
        const most = 999_999_999;
        const rows = { expenses: most, balances: most, members: most, changes: most };
        const zips = Array.from({ length: 10 }, () => new Uint8Array([1]));
        return Promise.resolve({ zips, rows, payments: 499_999_999 });
      },
    },
    members: {
      find: () => Promise.resolve(new Map(members.map((member) => [member.userId, member]))),
      ofRole: () => Promise.resolve(members.slice(0, 1000)),
      everyone: () => Promise.resolve(members.slice(0, 1000)),
      countAtLeast: () => Promise.resolve(1000),
      byName: () => Promise.resolve([]),
    },
    platform: {
      fileLimits: { fileBytes: 10_485_760, answerBytes: 25_165_824, files: 10 },
      sendDirectMessage: () => Promise.resolve(false),
      sendToChannel: () => Promise.resolve('sent'),
      download: () => Promise.resolve(new Uint8Array([1])),
      serverName: () => longText(100),
    },
    showProgress: () => undefined,
  };
}
