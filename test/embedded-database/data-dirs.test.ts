import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { claimDataDir } from '../../src/embedded-database/claim-data-dir.js';
import { chooseDataDir } from '../../src/embedded-database/data-dirs.js';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'hisaab-dirs-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

test('the bot and the playground have a folder each', async () => {
  expect(await chooseDataDir(dataDir, 'bot')).toBe(path.join(dataDir, 'bot'));
  expect(await chooseDataDir(dataDir, 'playground')).toBe(path.join(dataDir, 'playground'));
});

test.each(['mongod', 'secantusdb'])(
  'an earlier version’s %s is left alone by the playground',
  async (kind) => {
    await mkdir(path.join(dataDir, kind));
    const lines: string[] = [];
    expect(await chooseDataDir(dataDir, 'playground', (line) => lines.push(line))).toBe(
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
  await expect(chooseDataDir(dataDir, 'bot')).rejects.toThrow(
    `mkdir -p '${bot}' && mv '${files[0] ?? ''}' '${files[1] ?? ''}' '${bot}'`,
  );
  // Moved, or begun anew on purpose.
  await mkdir(path.join(bot, 'secantusdb'), { recursive: true });
  expect(await chooseDataDir(dataDir, 'bot')).toBe(bot);
});

const rightsOf = async (dir: string): Promise<number> => (await stat(dir)).mode & 0o777;

test.each([0o700, 0o755, 0o750, 0o777])(
  'only its owner can read a new data directory, and one with rights %o',
  async (mode) => {
    const fresh = path.join(dataDir, 'fresh');
    await claimDataDir(await chooseDataDir(fresh, 'bot'));
    expect([await rightsOf(fresh), await rightsOf(path.join(fresh, 'bot'))]).toEqual([0o700, 0o700]);

    // As earlier versions left it.
    await chmod(fresh, mode);
    await chmod(path.join(fresh, 'bot'), mode);
    await claimDataDir(await chooseDataDir(fresh, 'bot'));
    expect([await rightsOf(fresh), await rightsOf(path.join(fresh, 'bot'))]).toEqual([0o700, 0o700]);
  },
);

test('a directory that others use too keeps its rights; what is ours in it is closed', async () => {
  await mkdir(path.join(dataDir, 'of-another-program'));
  await chmod(dataDir, 0o755);
  const chosen = await chooseDataDir(dataDir, 'playground');
  await claimDataDir(chosen);
  expect([await rightsOf(dataDir), await rightsOf(chosen)]).toEqual([0o755, 0o700]);
});
