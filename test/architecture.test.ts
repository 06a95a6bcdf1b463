import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import {
  describeStep,
  findCircles,
  floors,
  sharedRooms,
  innerRoomOf,
  isBreach,
  listSteps,
  separatePackage,
  roomOf,
  sourceFolders,
  toGraph,
} from '../scripts/house.js';
import { readSources, visit, type SourceFile } from '../scripts/read-imports.js';
import { mutatingUseCases } from '../src/ledger/change/catalogue.js';
import { schemas } from '../src/storage/collections/schemas.js';

const root = join(import.meta.dirname, '..');
const files = readSources(root, sourceFolders);
/** What runs in production. */
const product = files.filter(({ path }) => /^(src|commands)\//.test(path));
const steps = listSteps(files);

const paths = new Set(files.map(({ path }) => path));
/** Every import of one of our files by another. */
const imports = files.flatMap(({ path, imports: targets }) =>
  targets.filter(({ target }) => paths.has(target)).map(({ target }) => ({ file: path, target })),
);
const levels = [
  ['rooms', roomOf],
  ['rooms inside a room', innerRoomOf],
  ['files', (file: string) => file],
] as const;

describe('the floors', () => {
  test('there is a floor for every room', () => {
    const known = [...floors.flat(), ...sharedRooms, separatePackage];
    expect(
      [...new Set(files.map(({ path }) => roomOf(path)))].filter((room) => !known.includes(room)),
    ).toEqual([]);
  });

  test('imports go only downwards, and only to rooms that are open to the one who imports', () => {
    expect(steps.filter(isBreach).map(describeStep)).toEqual([]);
  });

  test.each(levels)('no %s import each other in a circle', (_, nameOf) => {
    expect(findCircles(toGraph(imports, nameOf)).map((circle) => circle.join(' -> '))).toEqual([]);
  });

  test('the drawing of the house shows every arrow, and none upwards', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hisaab-house-'));
    try {
      const file = join(folder, 'house.svg');
      const program = ['--import', './scripts/typescript-loader.mjs', 'scripts/draw-house.ts', file];
      const { stdout, status } = spawnSync(process.execPath, program, { cwd: root, encoding: 'utf8' });
      expect(stdout.split('\n').filter((line) => line.startsWith('UPWARDS'))).toEqual([]);
      expect(status).toBe(0);
      const isDrawn = (room: string) => !sharedRooms.includes(room);
      const arrows = steps.filter(({ from, to }) => isDrawn(from) && isDrawn(to));
      expect(readFileSync(file, 'utf8').match(/class="count"/g)).toHaveLength(
        new Set(arrows.map(({ from, to }) => `${from} ${to}`)).size,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test.each([
    ['discord.js', ['discord']],
    ['mongoose', ['storage']],
    ['mongodb-memory-server', ['embedded-database']],
    ['@aws-sdk', ['export']],
    ['node-cron', ['jobs']],
    ['@discordjs/builders', ['commands', 'texts', 'discord']],
    ['pino', ['ops']],
    ['prom-client', ['ops']],
    ['hono', ['ops']],
    ['@hono/node-server', ['ops']],
    ['csv-writer', ['export']],
    ['libphonenumber-js', ['people']],
  ])('%s is imported only in %j', (library, rooms) => {
    const users = product.filter((file) =>
      file.imports.some(({ target }) => target === library || target.startsWith(`${library}/`)),
    );
    expect(users).not.toEqual([]);
    expect(users.map(({ path }) => path).filter((path) => !rooms.includes(roomOf(path)))).toEqual([]);
  });
});

describe('one place each', () => {
  test('process.env is read only in src/config.ts', () => {
    // The playground is a package of its own, and scripts run before there is a configuration.
    const running = files.filter(({ path }) => /^(src|commands|demo)\//.test(path));
    const readers = running.filter(({ tree }) => has(tree, readsEnvironment));
    expect(readers.map(({ path }) => path)).toEqual(['src/config.ts']);
  });

  test('money, split and calendar know no clock, no chance and no I/O', () => {
    const pure = product.filter(({ path }) => ['money', 'split', 'calendar'].includes(roomOf(path)));
    expect(new Set(pure.map(({ path }) => roomOf(path))).size).toBe(3);
    const impure = pure.filter(({ tree, imports: targets }) => {
      return has(tree, reachesOutside) || targets.some(({ target }) => target.startsWith('node:'));
    });
    expect(impure.map(({ path }) => path)).toEqual([]);
  });

  test('transactions are opened only by the connection, in storage', () => {
    const opens = (node: ts.Node) =>
      ['withTransaction', 'startTransaction'].includes(methodCalled(node) ?? '');
    expect(product.filter(({ tree }) => has(tree, opens)).map(({ path }) => path)).toEqual([]);
    const users = product.filter(({ tree }) => has(tree, (node) => methodCalled(node) === 'transaction'));
    expect(new Set(users.map(({ path }) => roomOf(path)))).toEqual(new Set(['storage']));
  });
});

describe('the ledger', () => {
  test('every use-case that changes the ledger or people is in the idempotency catalogue', () => {
    const changing = product
      // The service only hands on.
      .filter(({ path }) => ['ledger', 'people'].includes(roomOf(path)) && path !== 'src/ledger/ledger.ts')
      .flatMap(exportedFunctionsThatWrite);
    expect(changing).not.toEqual([]);
    expect(changing.filter((name) => !(name in mutatingUseCases))).toEqual([]);
    expect(Object.keys(mutatingUseCases).filter((name) => !changing.includes(name))).toEqual([]);
  });

  test('every unique index of ledger data begins with guildId', () => {
    const unique = Object.entries(schemas)
      .filter(([collection]) => ['expenses', 'balances', 'changes'].includes(collection))
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
});

function has(tree: ts.Node, isWanted: (node: ts.Node) => boolean): boolean {
  let isFound = false;
  visit(tree, (node) => {
    isFound ||= isWanted(node);
  });
  return isFound;
}

/** Whether a node is the global of that name, and not a property, a key or a type of that name. */
function isGlobal(node: ts.Node, ...names: readonly string[]): boolean {
  if (!ts.isIdentifier(node) || !names.includes(node.text)) return false;
  const { parent } = node;
  const isName =
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    ((ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) && parent.name === node);
  return !isName;
}

/** `process.env` in every way to write it: what else is read of `process` is named. */
function readsEnvironment(node: ts.Node): boolean {
  if (ts.isImportSpecifier(node)) {
    const { moduleSpecifier } = node.parent.parent.parent;
    const isOfProcess = ts.isStringLiteral(moduleSpecifier) && /^(node:)?process$/.test(moduleSpecifier.text);
    return isOfProcess && (node.propertyName ?? node.name).text === 'env';
  }
  if (!isGlobal(node, 'process')) return false;
  const { parent } = node;
  return !ts.isPropertyAccessExpression(parent) || parent.expression !== node || parent.name.text === 'env';
}

/** A clock, chance, the process or the network. `new Date(x)` says only what `x` says. */
function reachesOutside(node: ts.Node): boolean {
  if (ts.isNewExpression(node)) return isGlobal(node.expression, 'Date') && !node.arguments?.length;
  if (ts.isCallExpression(node) && isGlobal(node.expression, 'Date')) return true;
  if (ts.isPropertyAccessExpression(node)) {
    const { expression, name } = node;
    if (isGlobal(expression, 'Date') && name.text === 'now') return true;
    if (isGlobal(expression, 'Math') && name.text === 'random') return true;
  }
  return isGlobal(node, 'process', 'fetch', 'performance', 'crypto', 'setTimeout', 'setInterval', 'console');
}

/** The name of the method that a node calls, e.g. `save` for `document.save()`. */
function methodCalled(node: ts.Node): string | undefined {
  const isMethod = ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression);
  return isMethod ? node.expression.name.text : undefined;
}

/** The name of the function that a node calls, or of the class that it makes one of. */
function functionCalled(node: ts.Node): string | undefined {
  const isCall = ts.isCallExpression(node) || ts.isNewExpression(node);
  return isCall && ts.isIdentifier(node.expression) ? node.expression.text : undefined;
}

/** Anything that writes to a collection, by Mongoose or by the driver. */
const writingMethods =
  /^(?:insertOne|insertMany|updateOne|updateMany|replaceOne|deleteOne|deleteMany|bulkWrite|findOneAnd\w+|create|save)$/;

function writes(node: ts.Node): boolean {
  return (
    writingMethods.test(methodCalled(node) ?? '') ||
    ['runGuildTransaction', 'runRebuildStep', 'runChange'].includes(functionCalled(node) ?? '')
  );
}

/** The exported functions of a source that write, or that call another function of it which does. */
function exportedFunctionsThatWrite({ tree }: SourceFile): string[] {
  const functions = tree.statements.flatMap(namedFunctions);
  const writing = new Set(functions.filter(({ body }) => has(body, writes)).map(({ name }) => name));
  for (let isGrowing = true; isGrowing;) {
    const more = functions.filter(
      ({ name, body }) => !writing.has(name) && has(body, (node) => writing.has(functionCalled(node) ?? '')),
    );
    for (const { name } of more) writing.add(name);
    isGrowing = more.length > 0;
  }
  return functions.filter(({ isExported, name }) => isExported && writing.has(name)).map(({ name }) => name);
}

/** The functions that a statement declares at the top of a file, as `function` or as a constant. */
function namedFunctions(statement: ts.Statement) {
  const isExported =
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
    return [{ isExported, name: statement.name?.text ?? 'default', body: statement as ts.Node }];
  }
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap(({ name, initializer }) =>
    initializer && ts.isIdentifier(name) ? [{ isExported, name: name.text, body: initializer }] : [],
  );
}
