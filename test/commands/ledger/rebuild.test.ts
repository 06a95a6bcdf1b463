import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Person, Server } from 'discord-playground';
import { ledgerRebuild } from '../../../commands/ledger/rebuild.js';
import { connectStorage, type Storage } from '../../../src/storage/connect.js';
import { readCsv } from '../../export/bucket.js';
import { makeFlat, setStage, type Stage } from '../../harness/bot.js';

let stage: Stage;
let storage: Storage;
let flat: Server;
let u1: Person;
let u2: Person;
let u3: Person;
beforeAll(async () => {
  stage = await setStage();
  storage = await connectStorage(stage.uri);
});
beforeEach(async () => {
  const { flat: server, people } = makeFlat(stage.playground);
  flat = server;
  [u1, u2, u3] = people;
  flat.makeManager(u1);
  for (const currency of ['INR', 'USD']) {
    await flat.as(u1).slash('expense add', { amount: '100', description: 'Tea', for: '@u1 @u2', currency });
  }
});
afterAll(async () => {
  await storage.close();
  await stage.close();
});

const setBalance = (change: object) =>
  storage.raw.balances.updateOne({ guildId: flat.id, currency: 'INR', creditorId: u1.id }, change);

const nothing = 'Nothing differed: every balance is what 2 expenses make.';

describe('/ledger rebuild', () => {
  test('says that nothing differed', async () => {
    const answer = await flat.as(u1).slash('ledger rebuild');
    expect(answer.text).toBe(nothing);
    expect(answer.ephemeral).toBe(true);
  });

  test('says what it put right, and does it once', async () => {
    await setBalance({ $set: { [`owedBy.${u2.id}`]: 100, [`owedBy.${u3.id}`]: -5 } });
    await storage.raw.balances.deleteOne({ guildId: flat.id, currency: 'USD' });
    const update = { $inc: { 'totals.USD.live.amountMinor': 1 } };
    await storage.raw.guilds.updateOne({ _id: flat.id }, update);
    expect((await flat.as(u1).slash('ledger rebuild')).text.split('\n')).toEqual([
      'Put right: 2 balances in INR, 1 balance in USD, 1 total of the list. 2 expenses recomputed.',
      `${u2.mention} to ${u1.mention}: ₹1.00 → ₹50.00`,
      `${u3.mention} to ${u1.mention}: -₹0.05 → ₹0.00`,
      `${u2.mention} to ${u1.mention}: $0.00 → $50.00`,
    ]);
    expect((await flat.as(u1).slash('ledger rebuild')).text).toBe(nothing);
    expect((await flat.as(u1).slash('ledger verify')).text).toContain('Every balance agrees');
    expect((await flat.as(u2).slash('balances')).text).toContain(`${u2.mention} owes ${u1.mention} ₹50.00`);
  });

  test('tells more than ten in a file, with names and without formulas', async () => {
    const wrong = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`owedBy.${7_000 + index}`, 100]),
    );
    await setBalance({ $set: wrong });
    await storage.raw.members.insertOne({
      guildId: flat.id,
      userId: '7000',
      name: '=1+1',
      metAt: new Date(),
    });
    const answer = await flat.as(u1).slash('ledger rebuild');
    const lines = answer.text.split('\n');
    expect(lines[0]).toBe('Put right: 12 balances in INR. 2 expenses recomputed.');
    expect(lines.slice(-2)).toEqual(['… and 2 more.', 'All of them are in the file.']);
    const rows = readCsv(answer.files[0]?.content);
    expect(rows).toHaveLength(12);
    expect(rows[0]).toEqual({
      debtorId: '7000',
      debtor: "'=1+1",
      creditorId: u1.id,
      creditor: 'u1',
      currency: 'INR',
      before: '1.00',
      after: '0.00',
    });
  });

  test('is for managers alone, and so is its button', () => {
    expect(ledgerRebuild.managersOnly).toBe(true);
    expect(ledgerRebuild.actions['rebuild']?.managersOnly).toBe(true);
  });

  test('does nothing where an expense is gone, and says why', async () => {
    await storage.raw.expenses.deleteOne({ guildId: flat.id, number: 1 });
    const { text } = await flat.as(u1).slash('ledger rebuild');
    expect(text).toMatch(
      /^3 expenses or changes of this ledger are missing or damaged\..*Nothing was changed\./,
    );
    expect((await flat.as(u1).slash('balances')).text).toContain('₹50.00');
  });
});

describe('the button of /ledger verify', () => {
  test('rebuilds what differs, for as long as the message stands', async () => {
    await setBalance({ $set: { [`owedBy.${u2.id}`]: 100 } });
    const verified = await flat.as(u1).slash('ledger verify');
    expect(verified.buttons.map(({ label }) => label)).toEqual(['Rebuild']);
    await stage.restart();
    expect((await flat.as(u1).press(verified, 'Rebuild')).text).toContain('Put right: 1 balance in INR.');
    expect((await flat.as(u1).press(verified, 'Rebuild')).text).toBe(nothing);
  });

  test('stands there for totals and for balances that cannot be read', async () => {
    await storage.raw.guilds.updateOne(
      { _id: flat.id },
      { $inc: { 'totals.INR.live.count': 1, 'totals.INR.void.count': -1 } },
    );
    expect((await flat.as(u1).slash('ledger verify')).buttons).toHaveLength(1);
    const owedBy = { $set: { owedBy: null } };
    const bypass = { bypassDocumentValidation: true };
    await storage.raw.balances.updateOne({ guildId: flat.id }, owedBy as never, bypass);
    const verified = await flat.as(u1).slash('ledger verify');
    expect((await flat.as(u1).press(verified, 'Rebuild')).text).toContain('1 damaged row of balances');
    expect((await flat.as(u1).slash('ledger verify')).text).toContain('Every balance agrees');
  });

  test('is not there where nothing differs, or where expenses are damaged', async () => {
    expect((await flat.as(u1).slash('ledger verify')).buttons).toEqual([]);
    await setBalance({ $set: { [`owedBy.${u2.id}`]: 100 } });
    await storage.raw.expenses.updateOne({ guildId: flat.id, number: 2 }, { $set: { description: 'Lie' } });
    expect((await flat.as(u1).slash('ledger verify')).buttons).toEqual([]);
  });
});
