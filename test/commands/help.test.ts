import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commands } from '../../commands/index.js';
import type { Answer, OptionValue, Person, Role, Server } from 'discord-playground';
import { replies } from '../../src/texts/en/help.js';
import { setStage, type Stage } from '../harness/bot.js';

let stage: Stage;
let flat: Server;
let reader: Person, asha: Person, bilal: Person;
let role: Role;

/** A server that has whatever the examples name: Asha, Bilal, a role, and expenses up to number 12. */
beforeAll(async () => {
  stage = await setStage();
  [reader, asha, bilal] = stage.playground.createUsers('Reader', 'Asha', 'Bilal') as [Person, Person, Person];
  flat = stage.playground.createServer({
    name: 'Flat',
    members: [reader, asha, bilal],
    roles: [{ name: 'role', members: [asha, bilal] }],
  });
  [role] = flat.roles().filter(({ name }) => name === 'role') as [Role];
  flat.makeManager(reader);
  for (let number = 1; number <= 12; number++) {
    await flat.as(asha).slash('expense add', { amount: '30', description: 'Tea', for: reader.mention });
  }
  // So that the reader has something to pay back, whatever the examples add.
  await flat.as(asha).slash('expense add', { amount: '90000', description: 'Rent', for: reader.mention });
});
afterAll(() => stage.close());

interface Example {
  readonly command: string;
  readonly options: Readonly<Record<string, string>>;
}

/** Pieces of the help that are no commands: a value, and the further words of `/profile show`. */
const words = { value: /^rest$/, profile: /^(?:edit|download|erase)$/ };

/** Every code span of the help, as the command that a reader would type. */
function examplesOf(help: string): Example[] {
  const pieces = [...help.matchAll(/`([^`]+)`/g)].map(([, piece = '']) => piece);
  return pieces
    .filter((piece) => !words.value.test(piece))
    .map((piece) => {
      const [, command = '', typed = ''] = /^(?:\/([a-z]+(?: [a-z]+(?!\w*:))?))?[… ]*(.*)$/.exec(piece) ?? [];
      const options = Object.fromEntries(
        [...typed.matchAll(/(\w+):(.+?)(?= \w+:|$)/g)].map(([, name = '', value = '']) => [name, value]),
      );
      if (command !== '') return { command, options };
      if (words.profile.test(typed)) return { command: `profile ${typed}`, options: {} };
      if (Object.keys(options).length === 0) throw new Error(`Nobody can type \`${piece}\``);
      // What begins in the middle continues the first example.
      const start = { amount: '1000', description: 'Electricity', for: '@Asha @Bilal me' };
      return { command: 'expense add', options: { ...start, ...options } };
    });
}

/** As Discord's own client sends it: a name after `@` is picked from the list that it shows. */
function pick(option: string, typed: string): OptionValue {
  if (['member', 'with', 'to'].includes(option)) return asha;
  return typed
    .replaceAll('@Asha', asha.mention)
    .replaceAll('@Bilal', bilal.mention)
    .replaceAll('@role', role.mention);
}

/** What only an answer without a mistake says. */
const saysDone: Readonly<Record<string, (answer: Answer) => unknown>> = {
  'expense add': ({ ephemeral, text }) => !ephemeral && /^\*\*#\d+\*\* Electricity · ₹1,000\.00/.test(text),
  'expense list': ({ text }) => text.startsWith('**Expenses of this server**'),
  'expense show': ({ text }) => text.startsWith('**#12** '),
  'expense edit': ({ ephemeral, text }) => !ephemeral && text.includes('Total: ₹30.00 → ₹900.00'),
  'expense void': ({ ephemeral, text }) => !ephemeral && text.includes('took this expense out'),
  'expense restore': ({ ephemeral, text }) => !ephemeral && text.includes('put this expense back'),
  'expense history': ({ text }) => text.startsWith('**The newest changes of this server**'),
  settle: ({ ephemeral, text }) => !ephemeral && text.includes('₹115.00'),
  balances: ({ text }) => /^\*\*(?:Balances|Behind the balance)\b/.test(text),
  'summary now': ({ text }) => text === 'Sent to you as a direct message.',
  'profile show': ({ text }) => text.startsWith('**Your profile**'),
  'profile edit': ({ modal }) => modal?.fields.length === 3,
  'profile download': ({ files }) => files.length === 1,
  'profile erase': ({ buttons }) => buttons.length === 1,
  'ledger settings': ({ text }) => text.startsWith('**Settings of this server**'),
  'ledger verify': ({ text }) => text.startsWith('Every balance agrees'),
  'ledger rebuild': ({ text }) => text.startsWith('Nothing differed'),
  'ledger export': ({ files }) => files.length === 1,
};

describe('/help', () => {
  test('is for the reader alone, and shows the examples', async () => {
    const help = await flat.as(reader).slash('help');
    expect(help.ephemeral).toBe(true);
    expect(help.text).toBe(replies.all());
  });

  test('names every command but itself and the one that looks at the set-up', () => {
    const named = new Set(examplesOf(replies.all()).map(({ command }) => command));
    const there = commands.map(({ path }) => path);
    expect([...named, 'help', 'ledger problems'].sort()).toEqual([...there].sort());
  });

  test.each(examplesOf(replies.all()))(
    'shows an example that is accepted: $command $options',
    async (example) => {
      const { command, options } = example;
      const typed = Object.entries(options).map(([name, value]) => [name, pick(name, value)] as const);
      const answer = await flat.as(reader).slash(command, Object.fromEntries(typed));
      const { text } = answer;
      expect({ text, isDone: saysDone[command]?.(answer) }).toEqual({ text, isDone: true });
    },
  );
});
