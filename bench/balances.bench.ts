import type { Responder } from '../src/discord/respond/responder.js';
import { createDispatcher, type Dispatcher, type DispatcherOptions } from '../src/discord/dispatcher.js';
import { fetchBalances } from '../src/ledger/read/fetch-balances.js';
import { createExports } from '../src/export/exports.js';
import { createLedger } from '../src/ledger/ledger.js';
import { createSettings } from '../src/ledger/settings.js';
import { createPeople } from '../src/people/people.js';
import { createLog } from '../src/ops/log.js';
import type { Storage } from '../src/storage/connect.js';
import { balances } from '../commands/balances/balances.js';
import { closeStorage, fillLedger, openStorage, peopleIds } from './ledger.js';
import { describeTimes, median, report, timeMs } from './measure.js';

// The balances of one member in a group of ten must take as long at 100,000 expenses as at 1,000. Adding them up from
// the expenses would take a hundred times as long.

const few = 1_000;
const many = 100_000;
const groupOf = 10;
const rounds = 5;
const repeats = 150;
let interactions = 0;

const storage = await openStorage();
try {
  const userIds = peopleIds(groupOf);
  const [memberId = ''] = userIds;
  const groups = userIds.map((payerId) => [payerId, ...userIds.filter((userId) => userId !== payerId)]);
  const fewGuildId = await fillLedger(storage, groups, few);
  const manyGuildId = await fillLedger(storage, groups, many);
  await compare('Read the balances of a member', (guildId) => fetchBalances(storage, guildId, { memberId }));
  const dispatcher = createQuietDispatcher(storage);
  await compare('Answer /balances member', (guildId) => dispatcher.receive(interaction(guildId, memberId)));

  async function compare(name: string, work: (guildId: string) => Promise<unknown>): Promise<void> {
    const ratios: number[] = [];
    const all = { fewMs: [] as number[], manyMs: [] as number[] };
    // The first round warms up and does not count.
    for (let round = 0; round <= rounds; round++) {
      const fewMs: number[] = [];
      const manyMs: number[] = [];
      for (let i = 0; i < repeats; i++) {
        fewMs.push(await timeMs(() => work(fewGuildId)));
        manyMs.push(await timeMs(() => work(manyGuildId)));
      }
      if (round === 0) continue;
      ratios.push(median(manyMs) / median(fewMs));
      all.fewMs.push(...fewMs);
      all.manyMs.push(...manyMs);
    }
    report({
      name: `${name}, at ${many} expenses against ${few}`,
      ratio: median(ratios),
      target: 1.2,
      detail: `${describeTimes(all.manyMs)}; at ${few} ${describeTimes(all.fewMs)}`,
    });
  }
} finally {
  await closeStorage(storage);
}

/** The dispatcher without Discord: an answer is rendered and counts as delivered. */
function createQuietDispatcher(storage: Storage): Dispatcher {
  const deliver: Responder['reply'] = ({ body }) => {
    if (!JSON.stringify(body).includes(' owes ')) throw new Error('/balances did not answer with balances');
    return Promise.resolve({ kind: 'delivered' });
  };
  return createDispatcher({
    commands: [balances],
    services: {
      ledger: createLedger(storage),
      people: createPeople(storage),
      settings: createSettings(storage),
      exports: createExports(storage),
    },
    notices: { enqueueNotice: () => Promise.resolve(), takePendingNotices: () => Promise.resolve([]) },
    messages: { note: () => Promise.resolve(), refresh: () => undefined },
    members: { noteSeen: () => undefined } as unknown as DispatcherOptions['members'],
    memberCount: () => undefined,
    platformFor: () => ({}) as never,
    responderFor: () => ({ reply: deliver }) as unknown as Responder,
    log: createLog('silent'),
  });
}

/** `/balances member:@member` as Discord sends it. */
function interaction(guildId: string, memberId: string): unknown {
  interactions += 1;
  return {
    id: String(interactions),
    token: 'token',
    application_id: '1',
    type: 2,
    guild_id: guildId,
    channel_id: '2',
    locale: 'en-US',
    guild_locale: 'en-US',
    member: { user: { id: memberId, username: 'asha' }, permissions: '0' },
    data: { id: '3', name: 'balances', type: 1, options: [{ name: 'member', type: 6, value: memberId }] },
  };
}
