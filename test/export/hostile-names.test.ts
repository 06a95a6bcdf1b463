import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { databaseUri } from '../harness/database.js';
import { exportTo, openBucket, readCsv, type TestBucket } from './bucket.js';

let storage: Storage;
let bucket: TestBucket;
beforeAll(async () => {
  storage = await connectStorage(await databaseUri('hostile'));
  bucket = await openBucket();
});
afterAll(async () => {
  await bucket.stop();
  await storage.close();
});

const slot = '20261128T183000Z';
const count = 10_000;

/** What spreadsheets, parsers and terminals have been broken with. */
const pieces = [
  ...[
    '=1+1',
    '=cmd|" /C calc"!A0',
    '+',
    '-',
    '@SUM(A1)',
    '＝1',
    '＋1',
    '－1',
    '＠x',
    "'",
    "''",
    '"',
    '""',
    '","',
  ],
  ...[
    '\r',
    '\n',
    '\r\n',
    '\t',
    ',',
    ';',
    '\u0000',
    '\u001b[31m',
    '\ufeff',
    '\u2028',
    '\u202e',
    '\u200f',
    '\u0085',
  ],
  ...[
    '😀',
    '👨‍👩‍👧',
    'हिसाब',
    'مرحبا',
    'e\u0301',
    'ﷺ',
    '\ud83d\ude00',
    'a',
    ' ',
    '\\',
    '\\"',
    '%0d%0a',
    '<@1>',
    '| |',
    'NULL',
  ],
];

const hostileName = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'grapheme', maxLength: 5 })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join(''))
  // MongoDB holds UTF-8: half a surrogate pair cannot be stored.
  .filter((name) => name !== '' && !/\p{Surrogate}/u.test(name));

describe(`${count} hostile names`, () => {
  test('come back from a strict parser of another library as they are, and no cell is executed', async () => {
    const names = fc.sample(hostileName, { numRuns: count - 2, seed: 20_261_128 });
    names.push('='.repeat(100_000), '"\r\n'.repeat(33_333));
    const now = new Date('2026-11-24T10:00:00Z');
    const mobile = (index: number) => `+9198${String(index).padStart(8, '0')}`;
    await storage.raw.users.insertMany(
      names.map((name, index) => ({
        _id: String(index),
        name,
        // A mobile that is none, as nobody can type it: it must not pass for bare.
        ...(index % 3 !== 0 && { mobile: index % 30 === 1 ? `=${mobile(index)}` : mobile(index) }),
        ...(index % 2 === 0 && { email: `=${index}+x@example.com` }),
        createdAt: now,
        updatedAt: now,
      })),
    );
    await exportTo({ storage, store: bucket.store, slot });

    const text = (await bucket.readText('users.csv')) ?? '';
    expect(text.startsWith('userId,')).toBe(true); // No BOM.
    const rows = readCsv(text).sort((one, other) => Number(one['userId']) - Number(other['userId']));
    expect(rows).toHaveLength(count);
    const read = (cell: string | undefined) => cell?.replace(/(^|[;\t\r\n])'/g, '$1');
    expect(rows.filter((row, index) => read(row['name']) !== names[index])).toEqual([]);
    const triggers = rows.flatMap((row) =>
      Object.entries(row).filter(
        ([column, cell]) =>
          /^[=+\-@\t\r\n＝＋－＠]/.test(cell) && !(column === 'mobile' && /^\+\d{12}$/.test(cell)),
      ),
    );
    expect(triggers).toEqual([]);
    // A program that separates by `;` or tabs heeds no quote inside a cell.
    expect(text.split(/[;\t\r\n]/).filter((piece) => /^"*[=@＝＋－＠]/.test(piece))).toEqual([]);
    expect(rows[2]).toMatchObject({ mobile: mobile(2), email: "'=2+x@example.com" });
    expect(rows[1]?.['mobile']).toBe(`'=${mobile(1)}`);
  });
});
