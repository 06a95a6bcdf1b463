import { playExamples, type Print } from './play-examples.js';
import { startPlayground } from './start-playground.js';

/** A playground for whoever runs the bot without a token. */
export interface OpenPlayground {
  readonly apiUrl: string;
  readonly token: string;
  readonly print: Print;
  /** Plays the examples once the bot is there. */
  play(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a Discord on this machine that prints what happens on it. */
export async function openPlayground(): Promise<OpenPlayground> {
  const playground = await startPlayground({ port: 0 });
  const print: Print = (line) => {
    process.stdout.write(`${line}\n`);
  };
  print('No DISCORD_TOKEN: Hisaab runs on the playground, a Discord on this machine.');
  return {
    apiUrl: playground.apiUrl,
    token: playground.token,
    print,
    async play() {
      await playground.waitForBot();
      await playExamples(playground, print);
      print('');
      print('These were the examples. Hisaab keeps running; Ctrl-C ends it.');
    },
    close: () => playground.close(),
  };
}
