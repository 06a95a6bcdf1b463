import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ChannelHandle, Person, Server } from 'discord-playground';
import { PermissionFlagsBits } from 'discord-api-types/v10';
import { announceHeads } from '../../../src/ledger/announce-heads.js';
import { connectStorage, type Storage } from '../../../src/storage/connect.js';
import { until } from '../../discord/run-bot.js';
import { waitUntil } from '../../jobs/jobs.js';
import { setStage, type Stage } from '../../harness/bot.js';

let stage: Stage;
let storage: Storage;
let flat: Server;
let audit: ChannelHandle;
let [manager, u2, u3] = [] as unknown as [Person, Person, Person];
beforeAll(async () => {
  stage = await setStage();
  storage = await connectStorage(stage.uri);
});
afterAll(async () => {
  await storage.close();
  await stage.close();
});

beforeEach(() => {
  [manager, u2, u3] = stage.playground.createUsers('u1', 'u2', 'u3') as [Person, Person, Person];
  flat = stage.playground.createServer({ name: 'Flat', members: [manager, u2, u3] });
  flat.makeManager(manager);
  audit = flat.createChannel('audit');
});

const { ViewChannel, SendMessages } = PermissionFlagsBits;
const everything = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n);

const setAudit = (channel = audit) => flat.as(manager).slash('ledger settings', { audit_channel: channel });

const add = (description: string, by = u2) =>
  flat.as(by).slash('expense add', { amount: '100', description, for: `${manager.mention} ${u2.mention}` });

/** Every line that a channel was told, in the order of the messages. */
const linesOf = (channel: ChannelHandle) => channel.messages().flatMap(({ text }) => text.split('\n'));

async function told(count: number, channel = audit): Promise<string[]> {
  await until(() => linesOf(channel).length >= count);
  return linesOf(channel);
}

const notices = () => storage.notices.find({ guildId: flat.id, kind: 'audit' }).lean();

describe('an audit channel', () => {
  test('is tried when it is set, and told every change by one line', async () => {
    const set = await setAudit();
    expect(set.text).toContain(`Audit channel: none → <#${audit.id}>`);
    await add('Tea');
    await flat.as(u2).slash('expense edit', { number: 1, amount: '200', date: '2026-11-24' });
    await add('Milk');
    await flat.as(u2).slash('expense void', { number: '1 2', reason: 'Twice' });
    await flat.as(u2).slash('expense restore', { number: 2 });
    await flat.as(manager).slash('ledger settings', { pings: 'off' });
    const [trial, ...lines] = await told(8);
    expect(trial).toContain('every change of this server');
    const change = String.raw` · <t:\d+:f> · change`;
    expect(lines).toEqual(
      [
        `<@${manager.id}> changed the settings: Audit channel: none → <#${audit.id}>${change} 1`,
        String.raw`<@${u2.id}> added \*\*#1\*\* Tea · ₹100.00${change} 2`,
        String.raw`<@${u2.id}> edited \*\*#1\*\* Tea · ₹200.00 \(changed: Total, Paid by, Split, Day\)${change} 3`,
        String.raw`<@${u2.id}> added \*\*#2\*\* Milk · ₹100.00${change} 4`,
        String.raw`<@${u2.id}> made void \*\*2 expenses\*\*: #1, #2 · why: Twice${change} 5`,
        String.raw`<@${u2.id}> restored \*\*#2\*\* Milk · ₹100.00${change} 6`,
        `<@${manager.id}> changed the settings: Pings: on → off${change} 7`,
      ].map((line): unknown => expect.stringMatching(new RegExp(`^${line}$`))),
    );
    expect(audit.messages().every(({ pings }) => pings.length === 0)).toBe(true);
  });

  test('costs nothing where none is set', async () => {
    await add('Tea');
    expect(await notices()).toEqual([]);
  });

  test('is told once of many changes at once, in the order in which they were saved', async () => {
    await setAudit();
    await Promise.all(Array.from({ length: 40 }, (_, index) => add(`Tea ${index}`, index % 2 ? u2 : u3)));
    const lines = await told(42);
    expect(lines.slice(1).map((line) => Number(/change (\d+)$/.exec(line)?.[1]))).toEqual(
      Array.from({ length: 41 }, (_, index) => index + 1),
    );
    expect(audit.messages().length).toBeLessThan(42);
  });

  test('of an expense delivered again is told nothing more', async () => {
    await setAudit();
    const added = await add('Tea');
    await told(3);
    await stage.redeliver(added);
    await add('Milk');
    expect((await told(4)).filter((line) => line.includes('Tea'))).toHaveLength(1);
  });

  test('that is left for another one is told so, and then nothing more', async () => {
    const other = flat.createChannel('other');
    await setAudit();
    await setAudit(other);
    expect((await told(3)).at(-1)).toContain(`<#${audit.id}> → <#${other.id}>`);
    expect((await told(2, other)).at(-1)).toContain(`<#${audit.id}> → <#${other.id}>`);
    const stopped = await flat
      .as(manager)
      .press(await flat.as(manager).slash('ledger settings'), 'Stop telling');
    expect(stopped.text).toContain(`<#${other.id}> → none`);
    expect((await told(3, other)).at(-1)).toContain(`<#${other.id}> → none`);
    const count = (await notices()).length;
    await add('Tea');
    expect(await notices()).toHaveLength(count);
    expect(linesOf(audit)).toHaveLength(3);
  });

  test.each([
    ['View Channel', everything & ~ViewChannel],
    ['Send Messages', everything & ~SendMessages],
  ])('without the permission %s is refused by its name, and nothing is saved', async (name, bits) => {
    flat.setPermissions(stage.playground.bot, bits);
    const refused = await setAudit();
    expect([refused.ephemeral, refused.text]).toEqual([true, expect.stringContaining(`“${name}”`)]);
    flat.setPermissions(stage.playground.bot, everything);
    expect((await flat.as(manager).slash('ledger settings')).text).toContain('Audit channel: none');
    expect(audit.messages()).toEqual([]);
  });

  test('that takes nothing any more is shown as a problem, and told the rest once it does again', async () => {
    await setAudit();
    await told(2);
    flat.setPermissions(stage.playground.bot, everything & ~SendMessages);
    await add('Tea');
    await add('Milk');
    const failed = async () => (await notices()).filter(({ state }) => state === 'failed').length;
    await waitUntil(async () => (await failed()) === 2);
    for (const command of ['ledger settings', 'ledger problems']) {
      const shown = await flat.as(manager).slash(command);
      expect(shown.text).toMatch(/^2 messages to the audit channel <#\d+> could not be sent/);
      expect(shown.text).toContain('“Send Messages”');
    }
    flat.setPermissions(stage.playground.bot, everything);
    expect((await setAudit()).text).toContain('like that already');
    const lines = await told(5);
    expect(lines.filter((line) => /Tea|Milk/.test(line))).toHaveLength(2);
    await waitUntil(async () => (await failed()) === 0);
    expect((await flat.as(manager).slash('ledger settings')).text).not.toContain('could not be sent');
  });

  test('that works again by itself is told the rest with the next change', async () => {
    await setAudit();
    await told(2);
    flat.setPermissions(stage.playground.bot, everything & ~ViewChannel);
    await add('Tea');
    await waitUntil(async () => (await notices()).some(({ refusal }) => refusal === 'unseen'));
    flat.setPermissions(stage.playground.bot, everything);
    await add('Milk');
    const lines = (await told(4)).slice(2);
    expect(lines.filter((line) => /Tea|Milk/.test(line))).toHaveLength(2);
  });

  test('is told of people by their ids alone', async () => {
    await setAudit();
    flat.setNickname(u3, 'Zzyxquo');
    await flat.as(u2).slash('expense add', { amount: '100', description: 'Tea', for: '@Zzyxquo' });
    await told(3);
    const stored = await notices();
    expect(stored).toHaveLength(2);
    expect(JSON.stringify(stored)).not.toContain('Zzyxquo');
    expect(linesOf(audit).join('')).not.toContain('Zzyxquo');
  });

  test('is told the head of the chain, which anybody can compare with what is stored', async () => {
    await add('Tea');
    await setAudit();
    await add('Milk');
    await told(3);
    const signal = new AbortController().signal;
    const announce = (slot: string) => announceHeads(storage, { slot, now: new Date(), signal });
    await announce('20261128T183000Z');
    await until(() => audit.messages().length > 3);
    const head = audit.messages().at(-1);
    const { chain } = (await storage.raw.guilds.findOne({ _id: flat.id })) ?? {};
    expect(head?.text).toContain(`change 3; its newest expense is #2. Its fingerprint is \`${chain?.hash}\``);
    if (!head) throw new Error('Nothing was told');
    await add('Rice');
    const check = async () => (await audit.as(u3).press(head, 'Check')).text;
    expect(await check()).toContain('still has this fingerprint');
    await storage.raw.expenses.updateOne({ guildId: flat.id, number: 2 }, { $set: { hash: 'rewritten' } });
    expect(await check()).toContain('altered outside Hisaab');
    await storage.raw.expenses.deleteOne({ guildId: flat.id, number: 2 });
    expect(await check()).toContain('altered outside Hisaab');
  });
});
