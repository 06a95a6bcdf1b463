import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readPackage } from '../scripts/read-imports.js';

const root = join(import.meta.dirname, '..');
const { workspaces = [] } = readPackage(root, '.');
const packages = ['.', ...workspaces].map((folder) => readPackage(root, folder));
const ours = packages.map(({ name }) => name);
const installed = packages
  .flatMap(({ dependencies, devDependencies }) => Object.keys({ ...dependencies, ...devDependencies }))
  .filter((name) => !ours.includes(name));

/** The packages that the tables name, several in a cell. */
const listed = readFileSync(join(root, 'docs', 'dependencies.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| [@\w]/.test(line) && !line.startsWith('| package '))
  .flatMap((line) => (line.split('|')[1] ?? '').split(','))
  .map((name) => name.trim());

test('docs/dependencies.md says of every dependency what it is for, and names no other', () => {
  const named = listed.filter((name) => !ours.includes(name));
  expect([...new Set(named)].sort()).toEqual([...new Set(installed)].sort());
});
