// One measurement in its own process: `export-process.mjs bucket`, or
// `export-process.mjs cursor|csv|s3 OPTIONS`. It prints JSON.
import { connectStorage } from '../dist/src/storage/connect.js';
import { highestMemoryBytes } from './highest-memory.mjs';

const [mode, options] = process.argv.slice(2);
if (mode === 'bucket') await serveBucket();
else await measure(mode, JSON.parse(options));

async function serveBucket() {
  const { startBucket } = await import('../dist/demo/bucket/start-bucket.js');
  const { settings } = await startBucket();
  process.stdout.write(`${JSON.stringify(settings)}\n`);
}

async function measure(mode, { mongodbUri, s3, slot }) {
  const storage = await connectStorage(mongodbUri);
  const { exportFiles } = await import('../dist/src/export/export-files.js');
  const users = exportFiles.find(({ name }) => name === 'users');
  let rows = 0;
  let bytes = 0;
  const startedAtMs = performance.now();
  if (mode === 'cursor') for await (const _ of storage.raw.users.find({}, { batchSize: 1000 })) rows++;
  else if (mode === 'csv') for await (const chunk of users.stream(storage)) bytes += chunk.length;
  else ({ rows, bytes } = (await exportAll(storage, s3, slot)).files.users);
  const tookMs = performance.now() - startedAtMs;
  const cpu = process.cpuUsage();
  process.stdout.write(
    `${JSON.stringify({ rows, bytes, tookMs, cpuMs: (cpu.user + cpu.system) / 1000, peakMb: highestMemoryBytes() / 1024 ** 2 })}\n`,
  );
  await storage.close();
  process.exit(0);
}

async function exportAll(storage, s3, slot) {
  const [{ connectS3 }, { publishExport }, { createLog }] = await Promise.all([
    import('../dist/src/export/s3.js'),
    import('../dist/src/export/publish-export.js'),
    import('../dist/src/ops/log.js'),
  ]);
  return await publishExport({
    storage,
    store: connectS3(s3),
    slot,
    log: createLog('warn'),
    signal: new AbortController().signal,
    confirmLease: () => Promise.resolve(),
  });
}
