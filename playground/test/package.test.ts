import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { routes } from '../discord/rest/routes.js';

const root = path.join(import.meta.dirname, '..');
const { devDependencies, exports } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  devDependencies: Record<string, string>;
  exports: Record<string, string | Record<string, string>>;
};

const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
  .filter((file) => !/^(?:dist|node_modules)\//.test(file));
const sources = files
  .filter((file) => /\.(?:tsx?|mjs|css)$/.test(file))
  .map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }));
const imports = sources.flatMap(({ file, text }) =>
  [...text.matchAll(/(?:from\s+|import\s*\(?\s*)'([^'\n]+)'/g)].map(([, target = '']) => ({ file, target })),
);

describe('the package stands alone', () => {
  test('the test reads all of it', () => {
    expect(sources.length).toBeGreaterThan(150);
    expect(imports.length).toBeGreaterThan(400);
  });

  test('no file imports anything outside of it', () => {
    const outside = imports
      .filter(({ target }) => target.startsWith('.'))
      .filter(({ file, target }) => path.join(path.dirname(file), target).startsWith('..'));
    expect(outside).toEqual([]);
  });

  test('every library that it imports is in its own package.json', () => {
    const nameOf = (target: string) =>
      target
        .split('/')
        .slice(0, target.startsWith('@') ? 2 : 1)
        .join('/');
    const foreign = imports
      .map(({ target }) => nameOf(target))
      .filter((name) => !name.startsWith('.') && !name.startsWith('node:') && !builtinModules.includes(name))
      .filter((name) => !(name in devDependencies) && name !== 'discord-playground');
    expect([...new Set(foreign)]).toEqual([]);
  });

  test('its sources, its page and its texts name no bot', () => {
    const product = ['hi', 'saab'].join('');
    const naming = files.filter((file) =>
      readFileSync(path.join(root, file), 'utf8').toLowerCase().includes(product),
    );
    expect(naming).toEqual([]);
  });

  test('its README names the routes that are played, and no other', () => {
    const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
    const named = [...readme.matchAll(/^\| ([A-Z, ]+?) +\| `(\/[^`]*)` +\|$/gm)].flatMap(
      ([, methods = '', route = '']) => methods.split(', ').map((method) => `${method} ${route}`),
    );
    const played = routes.map((route) => `${route.method} ${route.path}`);
    expect(named.toSorted()).toEqual(played.toSorted());
  });

  test('each entry has a source', () => {
    const entries = Object.values(exports).map((entry) =>
      typeof entry === 'string' ? entry : (entry['playground-source'] ?? ''),
    );
    expect(entries.filter((entry) => !files.includes(path.normalize(entry)))).toEqual([]);
  });
});
