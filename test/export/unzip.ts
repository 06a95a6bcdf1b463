import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readCsv } from './bucket.js';

/** Reads a ZIP by Python's own library, which checks every checksum. */
const program = `
import io, json, sys, zipfile
archive = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))
assert archive.testzip() is None
print(json.dumps([[name, archive.read(name).decode('utf-8')] for name in archive.namelist()]))
`;

/** The files in a ZIP, by name, as another reader finds them. */
export async function unzip(content: Uint8Array): Promise<ReadonlyMap<string, string>> {
  const python = spawn('python3', ['-c', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  python.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  python.stdin.end(content);
  const [code] = (await once(python, 'close')) as [number];
  if (code !== 0) throw new Error('This is no ZIP');
  return new Map(JSON.parse(Buffer.concat(chunks).toString()) as [string, string][]);
}

/** The rows of each table of a ledger that was exported, its parts put together. */
export async function readLedger(zips: readonly Uint8Array[]) {
  const tables: Record<string, Record<string, string>[]> = {};
  for (const zip of zips) {
    for (const [name, text] of await unzip(zip)) {
      const table = name.replace(/(-\d+)?\.csv$/, '');
      tables[table] = [...(tables[table] ?? []), ...readCsv(text)];
    }
  }
  const { expenses = [], balances = [], members = [], changes = [] } = tables;
  return { names: Object.keys(tables), expenses, balances, members, changes };
}
