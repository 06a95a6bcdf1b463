import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';

const root = join(import.meta.dirname, '../..');
/** Whose words reach people in Discord. */
const rooms = [
  'commands',
  ...'discord ledger people split money calendar errors'.split(' ').map((room) => `src/${room}`),
];
/** Read by engineers and hosts, or by Discord alone. */
const forEngineers = [
  'src/discord/respond/encode-message.ts',
  'src/ledger/change/catalogue.ts',
  'src/money/share-out.ts',
  'src/calendar/parse-cron.ts',
];

interface Found {
  readonly where: string;
  readonly text: string;
}

/** Every text in a source that a person could read: not what is logged, thrown as a fault of ours, or imported. */
function findTexts(path: string): Found[] {
  const source = ts.createSourceFile(
    path,
    readFileSync(join(root, path), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return;
    if (isForEngineers(node)) return;
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push({ where: `${path}:${line + 1}`, text: node.text });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isForEngineers(node: ts.Node): boolean {
  if (ts.isNewExpression(node))
    return /(Error|OutcomeUnknown|StorageUnavailable|StorageBusy|ReadTooLong)$/.test(
      node.expression.getText(),
    );
  if (ts.isCallExpression(node)) return /\blog(\?)?\.\w+$|\bwarn$/.test(node.expression.getText());
  // `expense add` is what people type, and so is the language of `for`.
  return ts.isPropertyAssignment(node) && node.name.getText() === 'path';
}

const texts = rooms
  .flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => posix.join(room, file)),
  )
  .filter((path) => !forEngineers.includes(path))
  .flatMap(findTexts);

describe('what people read stands in the texts', () => {
  test('and nowhere else is a sentence', () => {
    expect(texts.length).toBeGreaterThan(200);
    expect(texts.filter(({ text }) => /[a-z]{2,}[,.:]? [a-z]{2,}/.test(text))).toEqual([]);
  });

  test('and nowhere else is Markdown, a mention or a timestamp of Discord’s', () => {
    expect(texts.filter(({ text }) => /<[@#t]|\*\*|^-# |^#+ |\]\(/.test(text))).toEqual([]);
  });
});
