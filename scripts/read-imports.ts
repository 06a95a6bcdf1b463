import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** One import of a file; `import type` couples as much as any other. */
export interface Import {
  /** A path from the root of the project for a file of ours, e.g. `src/money/share-out.ts`, else the package's name. */
  readonly target: string;
  /** `import('…')` in code: loaded only when it is reached. */
  readonly isDynamic: boolean;
}

/** A source of the project and what it imports. */
export interface SourceFile {
  /** From the root of the project, with slashes. */
  readonly path: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
}

const sourceEndings = ['.ts', '.tsx', '.mjs'];

/**
 * Reads the sources of some folders, with their imports.
 * @param folders from the root of the project; a missing one counts as empty
 * @throws Error if the name of an import is computed
 */
export function readSources(root: string, folders: readonly string[]): SourceFile[] {
  const packages = readWorkspaces(root);
  return folders
    .flatMap((folder) => listSources(root, folder))
    .map((file) => {
      const tree = parseSource(file, readFileSync(path.join(root, file), 'utf8'));
      const imports = readImports(tree).map(({ target, isDynamic }) => ({
        target: resolveTarget(root, file, target, packages),
        isDynamic,
      }));
      return { path: file, tree, imports };
    });
}

/** The syntax tree of a text, with links to parents. */
export function parseSource(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

/** Every import of a file as it is written there: `import`, `export … from`, `import()`, and types by `import('…')`. */
export function readImports(tree: ts.SourceFile): Import[] {
  const imports: Import[] = [];
  visit(tree, (node) => {
    const named = specifierOf(node);
    if (named === undefined) return;
    if (!ts.isStringLiteralLike(named)) {
      throw new Error(`${tree.fileName} has an import whose name is computed: ${named.getText(tree)}`);
    }
    imports.push({ target: named.text, isDynamic: ts.isCallExpression(node) });
  });
  return imports;
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node))
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument;
  const isDynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isDynamic ? node.arguments[0] : undefined;
}

/** Calls `look` with every node of a tree, parents first. */
export function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  node.forEachChild((child) => {
    visit(child, look);
  });
}

function listSources(root: string, folder: string): string[] {
  if (!existsSync(path.join(root, folder))) return [];
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && sourceEndings.includes(path.extname(entry.name)))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((file) => !/(^|\/)(node_modules|dist)\//.test(file))
    .sort();
}

function resolveTarget(
  root: string,
  file: string,
  target: string,
  packages: ReadonlyMap<string, string>,
): string {
  if (target.startsWith('.')) return findSource(root, path.posix.join(path.posix.dirname(file), target));
  for (const [name, folder] of packages) {
    if (target === name || target.startsWith(`${name}/`)) return folder + target.slice(name.length);
  }
  return target;
}

/** Sources import each other as `.js`. */
function findSource(root: string, target: string): string {
  const stem = target.replace(/\.js$/, '');
  const found = sourceEndings
    .map((ending) => stem + ending)
    .find((file) => existsSync(path.join(root, file)));
  return found ?? target;
}

/** The packages of this project by their names, with their folders. */
function readWorkspaces(root: string): Map<string, string> {
  const { workspaces = [] } = readPackage(root, '.');
  return new Map(workspaces.map((folder) => [readPackage(root, folder).name, folder]));
}

/** The parts of a `package.json` that are used. */
export interface Package {
  readonly name: string;
  readonly workspaces?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Reads the `package.json` of a folder of the project. */
export function readPackage(root: string, folder: string): Package {
  return JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as Package;
}
