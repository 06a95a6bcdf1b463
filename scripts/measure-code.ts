// npm run measure: the longest files, the longest functions and the functions with the most parameters, to see whether
// they are still easy to read. No limit is enforced.
//   npm run measure -- DIR      measures another checkout
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { readSources, visit, type SourceFile } from './read-imports.js';

const shownCount = 10;

const root = resolve(process.argv[2] ?? join(import.meta.dirname, '..'));
const sources = readSources(root, ['src', 'commands', 'playground', 'demo']).filter(
  ({ path }) => !path.includes('/test/'),
);
const functions = sources.flatMap(listFunctions);

print(
  'The longest files',
  sources.map((source) => ({ count: countLines(source), text: source.path })),
);
print(
  'The longest functions',
  functions.map(({ name, place, lineCount }) => ({ count: lineCount, text: `${name}  ${place}` })),
);
print(
  'The functions with the most parameters',
  functions.map(({ name, place, parameters }) => ({
    count: parameters.length,
    text: `${name}(${parameters.join(', ')})  ${place}`,
  })),
);

function print(title: string, entries: readonly { readonly count: number; readonly text: string }[]): void {
  const longest = entries.toSorted((one, other) => other.count - one.count).slice(0, shownCount);
  const lines = longest.map(({ count, text }) => `${String(count).padStart(5)}  ${text}`);
  process.stdout.write(`${title}\n${lines.join('\n')}\n\n`);
}

function countLines({ tree }: SourceFile): number {
  return tree.getLineAndCharacterOfPosition(tree.getEnd()).line;
}

/** Every function with a body, nested ones included. */
function listFunctions({ path: file, tree }: SourceFile) {
  const found: { name: string; place: string; lineCount: number; parameters: string[] }[] = [];
  visit(tree, (node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || !node.body) return;
    const first = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line;
    const last = tree.getLineAndCharacterOfPosition(node.getEnd()).line;
    found.push({
      name: nameOf(node, tree),
      place: `${file}:${first + 1}`,
      lineCount: last - first + 1,
      parameters: node.parameters.map(({ name }) => (ts.isIdentifier(name) ? name.text : '{…}')),
    });
  });
  return found;
}

function nameOf(node: ts.SignatureDeclaration, tree: ts.SourceFile): string {
  if (ts.isConstructorDeclaration(node)) return `new ${node.parent.name?.text ?? 'class'}`;
  if (node.name) return node.name.getText(tree);
  const { parent } = node;
  const isNamed = ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent);
  return isNamed ? parent.name.getText(tree) : '=>';
}
