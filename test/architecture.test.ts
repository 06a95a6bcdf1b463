import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { mutatingUseCases } from '../src/ledger/catalogue.js';
import { schemas } from '../src/storage/schemas.js';

const root = join(import.meta.dirname, '..');

interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** What it imports, relative paths resolved, `type` imports included: they couple as much. */
  readonly imports: readonly string[];
}

function readTree(folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => {
      const path = posix.relative(root, posix.join(entry.parentPath, entry.name));
      const text = readFileSync(join(root, path), 'utf8');
      return { path, text, imports: importsOf(path, text) };
    });
}

function importsOf(path: string, text: string): string[] {
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
  return specifiers.map((specifier) =>
    specifier.startsWith('.')
      ? posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts')
      : specifier,
  );
}

/** The room of a file: its folder, or the file itself at the top of `src/`. */
function roomOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  return top === 'src' ? second.replace(/\.ts$/, '') : top;
}

const files = [...readTree('src'), ...readTree('commands')];

/** What each room may import, besides itself and the furniture; the floors of the house, from the top. */
const below: Record<string, readonly string[]> = {
  main: [
    'bot',
    'discord',
    'jobs',
    'commands',
    'ledger',
    'people',
    'export',
    'storage',
    'split',
    'money',
    'demo',
  ],
  bot: ['discord', 'jobs', 'ledger', 'people', 'export', 'storage'],
  cli: ['discord', 'jobs', 'commands', 'ledger', 'people', 'export', 'storage', 'split', 'money'],
  discord: ['commands', 'ledger', 'people', 'export', 'storage', 'split', 'money'],
  jobs: ['commands', 'ledger', 'people', 'export', 'storage', 'split', 'money'],
  commands: ['ledger', 'people', 'export', 'storage', 'split', 'money'],
  ledger: ['people', 'export', 'storage', 'split', 'money'],
  people: ['ledger', 'export', 'storage', 'split', 'money'],
  export: ['ledger', 'people', 'storage', 'split', 'money'],
  storage: ['split', 'money'],
  split: ['money'],
  money: [],
  config: [],
  texts: [],
  ops: [],
};
const furniture = ['config', 'texts', 'ops'];

describe('the floors', () => {
  test('there is a floor for every room', () => {
    expect([...new Set(files.map((file) => roomOf(file.path)))].filter((room) => !(room in below))).toEqual(
      [],
    );
  });

  test('imports go only downwards', () => {
    const upwards = files.flatMap((file) => {
      const room = roomOf(file.path);
      const allowed = [room, ...(below[room] ?? []), ...(furniture.includes(room) ? [] : furniture)];
      return file.imports
        .filter((target) => /^(src|commands|demo|playground|test|bench)\//.test(target))
        .filter((target) => !allowed.includes(roomOf(target)))
        .map((target) => `${file.path} imports ${target}`);
    });
    expect(upwards).toEqual([]);
  });

  test.each([
    ['discord.js', ['discord']],
    ['mongoose', ['storage']],
    ['mongodb-memory-server', ['storage']],
    ['@aws-sdk/', ['export']],
    ['node-cron', ['jobs']],
    ['@discordjs/builders', ['commands', 'discord']],
    ['pino', ['ops']],
    ['csv-writer', ['export']],
    ['currency.js', ['money']],
    ['libphonenumber-js', ['people']],
  ])('%s is imported only in %j', (library, rooms) => {
    const strangers = files
      .filter((file) =>
        file.imports.some(
          (target) => target === library || target.startsWith(`${library.replace(/\/$/, '')}/`),
        ),
      )
      .map((file) => roomOf(file.path))
      .filter((room) => !rooms.includes(room));
    expect(strangers).toEqual([]);
  });

  test('no two files import each other in a circle', () => {
    const byPath = new Map(files.map((file) => [file.path, file]));
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (path: string, trail: readonly string[]) => {
      if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
      if (trail.includes(path) || done.has(path)) return;
      for (const target of byPath.get(path)?.imports ?? [])
        if (byPath.has(target)) visit(target, [...trail, path]);
      done.add(path);
    };
    for (const file of files) visit(file.path, []);
    expect(circles).toEqual([]);
  });

  test('production code never imports the demonstration but by a dynamic import in main, nor the playground', () => {
    const statics = files
      .filter((file) => /from\s+'[^']*(?:demo\/|playground)/.test(file.text))
      .map((file) => file.path);
    expect(statics).toEqual([]);
  });
});

describe('one place each', () => {
  const everything = [...files, ...readTree('demo')];

  test('process.env is read only in src/config.ts', () => {
    const readers = everything.filter((file) =>
      /process\s*\.\s*env|process\[|import.*\benv\b.*'node:process'/.test(file.text),
    );
    expect(readers.map((file) => file.path)).toEqual(['src/config.ts']);
  });

  test('money and split know no clock, no chance and no I/O', () => {
    const pure = files.filter((file) => ['money', 'split'].includes(roomOf(file.path)));
    expect(pure.length).toBeGreaterThan(5);
    const impure = pure.filter((file) =>
      /Date\.now|new Date\(|Math\.random|'node:|process\.|fetch\(/.test(file.text),
    );
    expect(impure.map((file) => file.path)).toEqual([]);
  });

  test('transactions are opened only by the connection, in storage', () => {
    const openers = files.filter((file) => /\.withTransaction\(|startTransaction\(/.test(file.text));
    expect(openers.map((file) => file.path)).toEqual([]);
    const users = files
      .filter((file) => file.text.includes('.transaction('))
      .map((file) => roomOf(file.path));
    expect(new Set(users)).toEqual(new Set(['storage']));
  });
});

describe('the ledger', () => {
  /** Anything that writes to a collection, by Mongoose or by the driver. */
  const writes =
    /\.(?:insertOne|insertMany|updateOne|updateMany|replaceOne|deleteOne|deleteMany|bulkWrite|findOneAnd\w+|create|save)\(|writeGuild\(/;

  test('every use-case that changes the ledger or people is in the idempotency catalogue', () => {
    const changing = files
      .filter((file) => ['ledger', 'people'].includes(roomOf(file.path)) && writes.test(file.text))
      .flatMap((file) => exportedFunctionsThatWrite(file.text));
    expect(changing).not.toEqual([]);
    expect(changing.filter((name) => !(name in mutatingUseCases))).toEqual([]);
    expect(Object.keys(mutatingUseCases).filter((name) => !changing.includes(name))).toEqual([]);
  });

  test('every unique index of ledger data begins with guildId', () => {
    const unique = Object.entries(schemas)
      .filter(([collection]) => ['expenses', 'balances', 'events'].includes(collection))
      .flatMap(([collection, schema]) =>
        schema
          .indexes()
          .flatMap(([keys, options]) =>
            options.unique ? [{ collection, first: Object.keys(keys)[0] }] : [],
          ),
      );
    expect(unique.length).toBeGreaterThan(2);
    expect(unique.filter(({ first }) => first !== 'guildId')).toEqual([]);
  });

  /** The exported functions of a source whose own text, or that of a private function they call, writes. */
  function exportedFunctionsThatWrite(text: string): string[] {
    const bodies = [...text.matchAll(/^(export )?(?:async )?function\*? (\w+)[^]*?^}/gm)].map((match) => ({
      isExported: match[1] !== undefined,
      name: match[2] ?? '',
      body: match[0],
    }));
    const writing = new Set(bodies.filter(({ body }) => writes.test(body)).map(({ name }) => name));
    for (let grown = true; grown;) {
      grown = false;
      for (const { name, body } of bodies) {
        const calls = [...writing].some(
          (callee) => callee !== name && new RegExp(`\\b${callee}\\(`).test(body),
        );
        if (calls && !writing.has(name)) grown = Boolean(writing.add(name));
      }
    }
    return bodies.filter(({ isExported, name }) => isExported && writing.has(name)).map(({ name }) => name);
  }
});
