// npm start: installs what is missing, builds what has changed, and runs the bot.
import { build } from './build.mjs';
import { prepare, root, runScript } from './prepare.mjs';

await runScript(async () => {
  process.chdir(root);
  await prepare();
  await build();
});
// In this process, so that Ctrl-C, signals and the exit code are the bot's own.
await import('../dist/src/main.js');
