import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ledgerExport } from '../../../commands/ledger/export.js';
import type { Answer, Person, Server } from 'discord-playground';
import { connectStorage } from '../../../src/storage/connect.js';
import { readLedger } from '../../export/unzip.js';
import { makeFlat, setStage, type Stage } from '../../harness/bot.js';

let stage: Stage;
let flat: Server;
let u1: Person;
let u2: Person;
beforeAll(async () => {
  stage = await setStage();
  const { flat: server, people } = makeFlat(stage.playground);
  flat = server;
  [u1, u2] = people;
  flat.makeManager(u1);
  for (const description of ['Tea', '=1+1']) {
    await flat.as(u2).slash('expense add', { amount: '100', description, for: '@u1 @u2' });
  }
  await flat.as(u2).slash('expense void', { number: '1', reason: 'Twice' });
});
afterAll(() => stage.close());

async function download({ message }: Answer): Promise<Uint8Array[]> {
  const load = async ({ url }: { readonly url: string }) =>
    new Uint8Array(await (await fetch(url)).arrayBuffer());
  return Promise.all(message.attachments.map(load));
}

describe('/ledger export', () => {
  test('sends the whole ledger, for the manager alone', async () => {
    const answer = await flat.as(u1).slash('ledger export');
    expect(answer.ephemeral).toBe(true);
    expect(answer.text).toBe(
      'Here is the whole ledger: 2 expenses, 1 balance, 2 members, 3 changes. ' +
        'Amounts stand beside ids; `members.csv` says whose they are. Nobody’s email or mobile is in it.',
    );
    expect(answer.files.map(({ name }) => name)).toEqual(['ledger.zip']);
    const { expenses, balances, members, changes } = await readLedger(await download(answer));
    expect(expenses.map(({ description }) => description)).toEqual(['Tea', "'=1+1"]);
    expect(balances).toMatchObject([{ debtorId: u1.id, creditorId: u2.id, amount: '50.00' }]);
    expect(members.map(({ name }) => name)).toEqual(['u1', 'u2']);
    expect(changes.map(({ kind, by, reason }) => [kind, by, reason])).toEqual([
      ['add', u2.id, ''],
      ['add', u2.id, ''],
      ['void', u2.id, 'Twice'],
    ]);
  });

  test('says that a part of it is damaged', async () => {
    const storage = await connectStorage(stage.uri);
    const at = { guildId: flat.id, number: 1 };
    await storage.raw.expenses.updateOne(at, { $set: { currency: 'ZZZ' } });
    const { text, files } = await flat.as(u1).slash('ledger export');
    await storage.raw.expenses.updateOne(at, { $set: { currency: 'INR' } });
    await storage.close();
    expect(text).toContain('A part of this ledger is damaged, so it cannot be exported.');
    expect(files).toEqual([]);
  });

  test('is for managers alone', () => {
    expect(ledgerExport.managersOnly).toBe(true);
  });
});
