import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { verifyLedger } from '../../src/cli/verify-ledger.js';
import { exportJobName } from '../../src/export/last-export.js';
import { parseManifest } from '../../src/export/manifest.js';
import { recordExpense } from '../../src/ledger/change/record-expense.js';
import { ensurePeople } from '../../src/people/ensure-people.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { findRuns } from '../../src/storage/collections/job-runs.js';
import { openBucket, readCsv, type TestBucket } from '../export/bucket.js';
import { databaseUri } from '../harness/database.js';
import { expenseOf, newGuildId, u1, u2 } from '../ledger/ledger.js';
import { rewriteChain } from '../ledger/read/rewrite-chain.js';

let storage: Storage;
let bucket: TestBucket;
let environment: NodeJS.ProcessEnv;
let folder: string;
beforeAll(async () => {
  const uri = await databaseUri('cli');
  storage = await connectStorage(uri);
  await ensurePeople(storage, undefined, [{ userId: u1, name: 'u1' }], new Date());
  await recordExpense(storage, expenseOf(newGuildId()));
  bucket = await openBucket({ prefix: 'hisaab/' });
  const { settings } = bucket;
  environment = {
    PATH: process.env['PATH'],
    MONGODB_URI: uri,
    S3_BUCKET: settings.bucket,
    S3_PREFIX: settings.prefix,
    S3_ENDPOINT: settings.endpoint,
    S3_FORCE_PATH_STYLE: 'true',
    AWS_ACCESS_KEY_ID: settings.credentials?.accessKeyId,
    AWS_SECRET_ACCESS_KEY: settings.credentials?.secretAccessKey,
  };
  folder = await mkdtemp(path.join(tmpdir(), 'hisaab-cli-'));
});
afterAll(async () => {
  await bucket.stop();
  await storage.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(args: readonly string[], variables: NodeJS.ProcessEnv = {}) {
  const program = ['--import', './scripts/typescript-loader.mjs', 'src/cli.ts', ...args];
  const child = spawn(process.execPath, program, { env: { ...environment, ...variables } });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (output += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

describe('export', () => {
  test('writes a set, says so in plain lines, and can be checked', async () => {
    const { code, output } = await run(['export']);
    expect(output).toMatch(
      /users: \d+ rows\nbalances: 3 rows\nexpenses: 1 rows\nchanges: 1 rows\nheads: 1 rows\nSlot \d{8}T\d{6}Z is in s3:\/\/hisaab\/hisaab\//,
    );
    expect(output).not.toContain('\u001b');
    expect(code).toBe(0);
    const [last] = await findRuns(storage, { job: exportJobName }, { limit: 1 });
    expect(last).toMatchObject({ state: 'done', result: { balances: 3, expenses: 1 } });

    const verified = await run(['export', 'verify', '--to', path.join(folder, 'kept')]);
    expect(verified.output).toContain(`Slot ${last?.slot ?? ''} is complete.`);
    expect(verified.code).toBe(0);
    const kept = await readFile(path.join(folder, 'kept', 'balances.csv'), 'utf8');
    expect(kept).toBe(await bucket.readText('hisaab/balances.csv'));

    const again = await run(['export', '--slot', last?.slot ?? '']);
    expect(again).toMatchObject({ code: 0, output: expect.stringContaining('was done before') as unknown });
  });

  test('verify ends with 1 when a file is not what the manifest says', async () => {
    const text = (await bucket.readText('hisaab/manifest.json')) ?? '';
    const { files } = parseManifest(text);
    await bucket.store.remove(files.expenses.key);
    await bucket.store.replace(
      files.users.key,
      'userId,name,email,mobile,createdAt,updatedAt\r\n',
      (await bucket.store.find(files.users.key))?.etag,
      { contentType: 'text/csv' },
    );
    const { code, output } = await run(['export', 'verify']);
    expect(output).toContain(`${files.expenses.key}: is not there`);
    expect(output).toMatch(new RegExp(`${files.users.key}: (differs in bytes|is cut off)`));
    expect(code).toBe(1);
  });

  test('--to writes the files and their manifest to a folder, and needs no bucket', async () => {
    const to = path.join(folder, 'here');
    const { code } = await run(['export', '--to', to], { S3_BUCKET: '' });
    expect(code).toBe(0);
    expect((await readdir(to)).sort()).toEqual([
      'balances.csv',
      'changes.csv',
      'expenses.csv',
      'heads.csv',
      'manifest.json',
      'users.csv',
    ]);
    const manifest = parseManifest(await readFile(path.join(to, 'manifest.json'), 'utf8'));
    const rows = readCsv(await readFile(path.join(to, 'balances.csv'), 'utf8'));
    expect(manifest.files.balances.rows).toBe(rows.length);
    expect(rows[0]).toMatchObject({ debtorId: u2, creditorId: u1, amount: '250.00' });
    const modes = await Promise.all(
      (await readdir(to)).map(async (name) => (await stat(path.join(to, name))).mode),
    );
    expect(modes.map((mode) => mode & 0o777)).toEqual(Array<number>(6).fill(0o600));
    expect((await run(['export', '--to', to], { S3_BUCKET: '' })).code).toBe(0);
  });

  test('ends with 1 and names the server that it leaves out, to S3, to a folder and when it is verified', async () => {
    const guildId = newGuildId();
    const broken = { guildId, currency: 'INR', creditorId: u1, owedBy: { [u2]: 2 ** 53 } };
    await storage.raw.balances.insertOne(broken, { bypassDocumentValidation: true });
    try {
      const named = expect.stringContaining(
        `Servers whose data cannot be exported, and are left out: ${guildId}\n`,
      ) as unknown;
      const exported = await run(['export']);
      expect(exported).toMatchObject({ code: 1, output: named });
      expect(exported.output).toMatch(/Slot \d{8}T\d{6}Z is in s3:/);
      expect(await run(['export', '--to', path.join(folder, 'without')], { S3_BUCKET: '' })).toMatchObject({
        code: 1,
        output: named,
      });
      const { code, output } = await run(['export', 'verify']);
      expect(output).toContain(`server ${guildId} was left out: the balances of ${u1}`);
      expect(output).toMatch(/is what its manifest says, without 1 server\n/);
      expect(code).toBe(1);
    } finally {
      await storage.raw.balances.deleteOne({ guildId });
    }
    expect(await run(['export'])).toMatchObject({ code: 0 });
    expect(await run(['export', 'verify'])).toMatchObject({ code: 0 });
  }, 90_000);

  test.each([
    ['manifest.json', '{}'],
    ['users.csv', 'my,own,file\n'],
  ])('--to leaves a folder alone that holds another %s', async (name, text) => {
    const to = await mkdtemp(path.join(folder, 'taken-'));
    await writeFile(path.join(to, name), text);
    const { code, output } = await run(['export', '--to', to], { S3_BUCKET: '' });
    expect(output).toContain(`${name} was not written by an export`);
    expect(code).toBe(1);
    expect(await readdir(to)).toEqual([name]);
    expect(await readFile(path.join(to, name), 'utf8')).toBe(text);
  });

  test('makes no database where there is none', async () => {
    const dataDir = path.join(folder, 'nowhere');
    const { code, output } = await run(['export'], { MONGODB_URI: '', DATA_DIR: dataDir });
    expect(output).toContain('There is no database: MONGODB_URI is not set');
    expect(code).toBe(2);
    expect(existsSync(dataDir)).toBe(false);
  });

  test('tells how it is used', async () => {
    const { code, output } = await run(['export', '--help']);
    expect(output).toContain('Usage: node dist/src/cli.js');
    expect(code).toBe(0);
  });

  test('ends with 1 when the bucket cannot be written to', async () => {
    const { code, output } = await run(['export'], { S3_BUCKET: 'no-such-bucket' });
    expect(output).toContain('failed: NoSuchBucket');
    expect(code).toBe(1);
  }, 90_000);

  test.each([
    [['export', '--slot', 'yesterday'], {}, 'A slot is an instant'],
    [['export', '--slot', '20200101T000000Z'], {}, 'was never begun'],
    [['export', '--fast'], {}, '--fast'],
    [['export', '--to', ''], {}, '--to needs a value'],
    [['exprot'], {}, 'no command exprot'],
    [['export'], { S3_BUCKET: '' }, 'S3_BUCKET is not set'],
    [['export'], { MONGODB_URI: '', DISCORD_TOKEN: 'x', DATA_DIR: '/nowhere' }, 'There is no database'],
    [['export'], { MONGODB_URI: '' }, 'do not go into a real bucket'],
    [['export'], { EXPORT_CRON: 'x', TIME_ZONE: 'y' }, 'TIME_ZONE must be'],
  ])('%j with %j ends with 2 before anything is done', async (args, variables, why) => {
    const { code, output } = await run(args, variables);
    expect(output).toContain(why);
    expect(code).toBe(2);
  });
});

describe('verify', () => {
  test('stops before the next server when it is aborted', async () => {
    const original = process.env;
    process.env = environment;
    try {
      await expect(verifyLedger([], AbortSignal.abort(new Error('Stopped')))).rejects.toThrow('Stopped');
    } finally {
      process.env = original;
    }
  });

  test('ends with 0 when every balance agrees, and with 1 and a line a server when one does not', async () => {
    const good = await run(['verify']);
    expect(good).toMatchObject({
      code: 0,
      output: expect.stringContaining('1 expenses, 0 differences') as unknown,
    });
    await storage.raw.balances.updateOne({ creditorId: u1 }, { $inc: { [`owedBy.${u2}`]: 1 } });
    const bad = await run(['verify']);
    expect(bad.output).toMatch(/^server \d+: 1 balances differ from 1 expenses$/m);
    expect(bad.code).toBe(1);
    await storage.raw.balances.updateOne({ creditorId: u1 }, { $inc: { [`owedBy.${u2}`]: -1 } });
  });

  test('ends with 1 where there is no ledger, as in an empty database that was meant to be restored', async () => {
    const { code, output } = await run(['verify'], { MONGODB_URI: await databaseUri('cli-empty') });
    expect(output).toContain('0 servers, 0 expenses, 0 differences\nThere is no ledger in this database.');
    expect(code).toBe(1);
  });

  test('ends with 1 when an expense or a whole server is gone since the export', async () => {
    const [kept, gone] = [newGuildId(), newGuildId()];
    for (const guildId of [kept, kept, gone]) {
      await recordExpense(storage, expenseOf(guildId, { description: 'Two "cups",\nand; "more' }));
    }
    const to = path.join(folder, 'drill');
    expect((await run(['export', '--to', to], { S3_BUCKET: '' })).code).toBe(0);
    const verify = ['verify', '--manifest', path.join(to, 'manifest.json')];
    const good = await run(verify);
    expect(good.output).toMatch(/^4 expenses and payments, void ones too; 4 in the export of \d{8}T\d{6}Z$/m);
    expect(good.code).toBe(0);

    await storage.raw.expenses.deleteOne({ guildId: kept, number: 2 });
    const without = await run(['verify']);
    expect(without.output).toContain(`server ${kept}: expense 2 is missing\n`);
    expect(without.code).toBe(1);
    await recordExpense(storage, expenseOf(kept));
    await storage.raw.guilds.deleteOne({ _id: kept });
    expect((await run(['verify'])).output).toContain(`server ${kept}: its document in "guilds" is missing\n`);

    for (const guildId of [kept, gone]) {
      await storage.raw.guilds.deleteOne({ _id: guildId });
      await storage.raw.expenses.deleteMany({ guildId });
      await storage.raw.balances.deleteMany({ guildId });
    }
    expect((await run(['verify'])).code).toBe(0);
    const compared = await run(verify);
    expect(compared.output).toContain('3 of them are not here');
    expect(compared.code).toBe(1);

    // New expenses of another server make as many again, and hide nothing.
    const grown = newGuildId();
    for (let count = 0; count < 3; count++) await recordExpense(storage, expenseOf(grown));
    const masked = await run(verify);
    expect(masked.output).toMatch(/^\d+ expenses and payments, void ones too; 4 in the export/m);
    expect(masked.output).not.toContain('of them are not here');
    expect(masked.output).toContain(`server ${kept}: 2 of 2 expenses of the export are not here\n`);
    expect(masked.output).toContain(`server ${gone}: 1 of 1 expenses of the export are not here\n`);
    expect(masked.code).toBe(1);

    const other = await run(verify, { MONGODB_URI: await databaseUri('cli-other') });
    expect(other.output).toContain('is that of another database');
    expect(other.code).toBe(1);
    const misused = await run(['verify', '--manifest', path.join(to, 'users.csv')]);
    expect(misused.output).toContain('is no manifest of an export');
    expect(misused.code).toBe(2);
  }, 120_000);

  test('names the ledger whose history was rewritten since an export recorded its head', async () => {
    const uri = await databaseUri('cli-heads');
    const ledgers = await connectStorage(uri);
    const [honest, rewritten, emptied] = [newGuildId(), newGuildId(), newGuildId()];
    for (const guildId of [honest, rewritten, emptied]) await recordExpense(ledgers, expenseOf(guildId));
    const to = path.join(folder, 'heads');
    const variables = { MONGODB_URI: uri };
    expect((await run(['export', '--to', to], { ...variables, S3_BUCKET: '' })).code).toBe(0);
    const heads = path.join(to, 'heads.csv');
    expect(readCsv(await readFile(heads, 'utf8')).map(({ guildId }) => guildId)).toEqual([
      honest,
      rewritten,
      emptied,
    ]);

    for (const guildId of [honest, rewritten]) await recordExpense(ledgers, expenseOf(guildId));
    const good = await run(['verify', '--heads', heads], variables);
    expect(good).toMatchObject({
      code: 0,
      output: expect.stringContaining('3 heads compared, 0 different') as unknown,
    });

    await ledgers.raw.expenses.updateOne({ guildId: rewritten, number: 1 }, { $set: { description: 'Lie' } });
    await rewriteChain(ledgers, rewritten);
    await ledgers.raw.guilds.deleteOne({ _id: emptied });
    for (const name of ['expenses', 'balances'] as const)
      await ledgers.raw[name].deleteMany({ guildId: emptied });
    await ledgers.close();
    const plain = await run(['verify'], variables);
    expect(plain).toMatchObject({ code: 0, output: expect.stringContaining(' 0 differences') as unknown });
    const manifest = path.join(to, 'manifest.json');
    for (const option of [
      ['--heads', heads],
      ['--manifest', manifest],
    ]) {
      const { code, output } = await run(['verify', ...option], variables);
      expect(output).toContain(
        `server ${rewritten}: what had happened up to change 1 is not what the export recorded\n`,
      );
      expect(output).toContain(`server ${emptied}: its ledger ends before change 1, which`);
      expect(output).not.toContain(`server ${honest}`);
      expect(code).toBe(1);
    }

    await writeFile(heads, (await readFile(heads, 'utf8')).replace(/,1,1,.{4}/, ',1,1,AAAA'));
    expect(await run(['verify', '--manifest', manifest], variables)).toMatchObject({
      code: 1,
      output: expect.stringContaining('is not the file that the manifest names') as unknown,
    });
    for (const file of [manifest, path.join(to, 'none.csv')]) {
      expect((await run(['verify', '--heads', file], variables)).code).toBe(2);
    }
  }, 120_000);
});

describe('rebuild', () => {
  test('puts the balances of all servers right, or of one, and leaves a damaged one as it is', async () => {
    const uri = await databaseUri('cli-rebuild');
    const ledgers = await connectStorage(uri);
    const variables = { MONGODB_URI: uri };
    const [one, other, damaged] = [newGuildId(), newGuildId(), newGuildId()];
    for (const guildId of [one, other, damaged]) await recordExpense(ledgers, expenseOf(guildId));
    await ledgers.raw.balances.updateMany({}, { $inc: { [`owedBy.${u2}`]: 1 } });
    await ledgers.raw.expenses.deleteOne({ guildId: damaged });

    const ofOne = await run(['rebuild', '--server', one], variables);
    expect(ofOne.output).toBe(
      `server ${one}: put right: 1 balances, 0 totals, 0 damaged rows\n1 servers looked at, 0 of them damaged\n`,
    );
    expect(ofOne.code).toBe(0);
    const ofAll = await run(['rebuild'], variables);
    expect(ofAll.output).not.toContain(`server ${one}`);
    expect(ofAll.output).toContain(`server ${other}: put right: 1 balances`);
    expect(ofAll.output).toContain(`server ${damaged}: left as it is`);
    expect(ofAll.output).toContain('3 servers looked at, 1 of them damaged\n');
    expect(ofAll.code).toBe(1);
    expect((await run(['rebuild', '--server', '1'], variables)).code).toBe(1);
    await ledgers.close();
  }, 60_000);
});
