import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';

const file = 'src/embedded-database/requirements.txt';

test('every Python package is pinned, with hashes, and SecantusDB in the version that is used', async () => {
  const text = (await readFile(file, 'utf8')).replace(/^#.*\n/gm, '').replace(/\\\n\s*/g, ' ');
  const lines = text.split('\n').filter((line) => line !== '');
  const form =
    /^[\w.-]+==[\w.]+ +(; python_full_version [<>=]+ '[\d.*]+' +)?(--hash=sha256:[0-9a-f]{64} *)+$/;
  expect(lines.filter((line) => !form.test(line))).toEqual([]);
  const source = await readFile('src/embedded-database/secantus-server.ts', 'utf8');
  const version = /packageVersion = '([^']+)'/.exec(source)?.[1] ?? '';
  expect(lines.filter((line) => line.startsWith(`secantusdb==${version} `))).toHaveLength(1);
});
