import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Person, Server } from 'discord-playground';
import { connectStorage, type Storage } from '../../../src/storage/connect.js';
import { makeFlat, setStage, type Stage } from '../../harness/bot.js';

let stage: Stage;
let storage: Storage;
let flat: Server;
let u1: Person;
let u2: Person;
beforeAll(async () => {
  stage = await setStage();
  storage = await connectStorage(stage.uri);
});
beforeEach(async () => {
  const { flat: server, people } = makeFlat(stage.playground);
  flat = server;
  [u1, u2] = people;
  flat.makeManager(u1);
  for (const description of ['Tea', 'Rent']) {
    await flat.as(u1).slash('expense add', { amount: '100', description, for: `@u1 @u2` });
  }
});
afterAll(async () => {
  await storage.close();
  await stage.close();
});

const verify = async () => (await flat.as(u1).slash('ledger verify')).text;

describe('/ledger verify', () => {
  test('says that nothing is missing or different', async () => {
    expect(await verify()).toBe(
      'Every balance agrees with its expenses (2 expenses recomputed), and no expense is missing.',
    );
  });

  test('says which expense is gone, and which balance no longer has its expense', async () => {
    await storage.raw.expenses.deleteOne({ guildId: flat.id, number: 1 });
    expect(await verify()).toBe(
      '4 faults in 1 expense and their balances:\nChange 1 of this ledger is missing\n' +
        '`#2`: change 2 of this ledger is not what was saved\n`#1` is missing\n' +
        `${u2.mention} to ${u1.mention}: stored ₹100.00, recomputed ₹50.00`,
    );
  });

  test('says that the server’s own document is gone', async () => {
    await storage.raw.guilds.deleteOne({ _id: flat.id });
    expect(await verify()).toContain(
      'The settings of this server and the number of its last expense are gone',
    );
  });

  test('says what shares and payments make, and shows a balance beyond safe integers as damaged', async () => {
    const at = (number: number) => ({ guildId: flat.id, number });
    await storage.raw.expenses.updateOne(at(1), { $inc: { 'shares.0': -1 } });
    await storage.raw.expenses.updateOne(at(2), { $inc: { 'payers.0.amountMinor': 1 } });
    await storage.raw.balances.updateOne(
      { guildId: flat.id },
      { $set: { [`owedBy.${u2.id}`]: 2 ** 53 } },
      { bypassDocumentValidation: true },
    );
    const said = await verify();
    expect(said).toContain('`#1`: its shares make ₹99.99, not ₹100.00');
    expect(said).toContain('`#2`: its payments make ₹100.01, not ₹100.00');
    expect(said).toContain(`What ${u1.mention} is owed cannot be read`);
  });

  test('shows the first twenty of many, and how many more there are', async () => {
    const record = await storage.raw.expenses.findOne(
      { guildId: flat.id, number: 1 },
      { projection: { _id: 0 } },
    );
    for (let number = 4; number < 60; number += 2) {
      const requestId = `copy-${number}`;
      await storage.raw.expenses.insertOne({ ...record, number, requestId, shares: [1, 1] } as never);
    }
    const said = await verify();
    expect(said.split('\n')).toHaveLength(22);
    // 28 gaps, 28 times shares, and the last number.
    expect(said).toMatch(/^57 faults in 30 expenses/);
    expect(said).toContain('… and 37 more.');
  });
});
