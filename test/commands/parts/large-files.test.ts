import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Answer, Person, Server } from 'discord-playground';
import { makeFlat, setStage, type Stage } from '../../harness/bot.js';

// Discord's limit of a file is set low here, so that small lists are too large for one.
const fileLimitBytes = 2000;

let stage: Stage;
let flat: Server;
let u1: Person, u2: Person;

beforeAll(async () => {
  stage = await setStage({ fileLimitBytes });
  ({
    flat,
    people: [u1, u2],
  } = makeFlat(stage.playground));
  for (let number = 1; number <= 12; number++) {
    await flat
      .as(u1)
      .slash('expense add', { amount: String(number), description: 'चाय'.repeat(20), for: u2.mention });
  }
});
afterAll(() => stage.close());

const numbersIn = (answer: Answer) =>
  answer.files.flatMap(({ content }) =>
    content
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => parseInt(line, 10)),
  );
const isSmall = ({ content }: { content: string }) => Buffer.byteLength(content) <= fileLimitBytes;

describe('what is too large for one file', () => {
  test('is a list of expenses in several, each with its header, in their order', async () => {
    const list = await flat.as(u1).slash('expense list');
    const answer = await flat.as(u1).press(list, 'CSV');
    expect(answer.files.length).toBeGreaterThan(1);
    expect(answer.text).toBe(`Here is the whole list, in ${answer.files.length} files.`);
    expect(answer.files.map(({ name }) => name).slice(0, 2)).toEqual(['expenses.csv', 'expenses-2.csv']);
    expect(answer.files.every(isSmall)).toBe(true);
    expect(answer.files.every(({ content }) => content.startsWith('number,date,'))).toBe(true);
    expect(numbersIn(answer)).toEqual(Array.from({ length: 12 }, (_, index) => 12 - index));
  });

  test('is a profile in several, each of which can be read alone', async () => {
    const answer = await flat.as(u1).slash('profile download');
    expect(answer.text).toContain(`${answer.files.length} attached files`);
    expect(answer.files.every(isSmall)).toBe(true);
    const parts = answer.files.map(({ content }) => JSON.parse(content) as Download);
    expect(parts.flatMap(({ servers }) => servers.flatMap(({ expenses }) => expenses))).toHaveLength(12);
    expect(parts.every(({ userId }) => userId === u1.id)).toBe(true);
    expect(parts.map(({ servers }) => servers.at(-1)?.isComplete)).toEqual(
      parts.map((_, index) => index === parts.length - 1),
    );
  });

  test('is cut where ten files do not hold it, with a word on how to get the rest', async () => {
    for (let number = 13; number <= 90; number++) {
      await flat.as(u1).slash('expense add', { amount: '1', description: 'चाय'.repeat(20), for: u2.mention });
    }
    const list = await flat.as(u1).slash('expense list');
    const answer = await flat.as(u1).press(list, 'CSV');
    const numbers = numbersIn(answer);
    expect(answer.files).toHaveLength(10);
    expect(numbers[0]).toBe(90);
    expect(answer.text).toBe(
      `Here are the newest ${numbers.length} expenses, as many as fit. For the rest narrow the list by \`from\` and \`to\`, and press CSV again.`,
    );
    const download = await flat.as(u1).slash('profile download');
    expect(download.files).toHaveLength(10);
    expect(download.text).toContain('Not everything that Hisaab holds of you fits into one message.');
    expect(download.text.split('\n').slice(1)).toEqual(['Flat']);
  }, 60_000);
});

test('an answer whose files Discord does not take after all is sent without them, and says so', async () => {
  const list = await flat.as(u1).slash('expense list');
  stage.playground.faults.failNext(/callback$/, 413, 1, 40_005);
  const answer = await flat.as(u1).press(list, 'CSV');
  expect(answer.files).toEqual([]);
  expect(answer.text).toContain('Discord did not take the files of this answer');
  expect(answer.text).not.toContain('went wrong');
});

interface Download {
  readonly userId: string;
  readonly servers: readonly { readonly expenses: readonly object[]; readonly isComplete: boolean }[];
}
