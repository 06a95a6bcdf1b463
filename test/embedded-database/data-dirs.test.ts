import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { chooseDataDir } from '../../src/embedded-database/data-dirs.js';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'hisaab-dirs-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

test('the bot and the playground have a folder each', () => {
  expect(chooseDataDir(dataDir, 'bot')).toBe(path.join(dataDir, 'bot'));
  expect(chooseDataDir(dataDir, 'playground')).toBe(path.join(dataDir, 'playground'));
});

test.each(['mongod', 'secantusdb'])(
  'an earlier version’s %s is left alone by the playground',
  async (kind) => {
    await mkdir(path.join(dataDir, kind));
    const lines: string[] = [];
    expect(chooseDataDir(dataDir, 'playground', (line) => lines.push(line))).toBe(
      path.join(dataDir, 'playground'),
    );
    expect(lines).toEqual([`Left as it is: ${path.join(dataDir, kind)}, of an earlier version`]);
  },
);

test('an earlier version’s files are not taken for the bot’s: it is told how to move them', async () => {
  await mkdir(path.join(dataDir, 'secantusdb'));
  await writeFile(path.join(dataDir, 'server.json'), '{}');
  const [files, bot] = [
    ['secantusdb', 'server.json'].map((name) => path.join(dataDir, name)),
    path.join(dataDir, 'bot'),
  ];
  expect(() => chooseDataDir(dataDir, 'bot')).toThrow(
    `mkdir -p '${bot}' && mv '${files[0] ?? ''}' '${files[1] ?? ''}' '${bot}'`,
  );
  // Moved, or begun anew on purpose.
  await mkdir(path.join(bot, 'secantusdb'), { recursive: true });
  expect(chooseDataDir(dataDir, 'bot')).toBe(bot);
});
