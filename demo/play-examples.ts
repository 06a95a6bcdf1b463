import type { Answer, Person, Playground } from 'discord-playground';

/** Prints one line. */
export type Print = (line: string) => void;

/**
 * Plays three examples in a new server of four flatmates: a bill split equally, a purchase by exact amounts, a dinner
 * by percent; then shows the balances. Prints each command and the bot's answer.
 */
export async function playExamples(playground: Playground, print: Print): Promise<void> {
  const flatmates = playground.createUsers('u1', 'u2', 'u3', 'u4') as [Person, Person, Person, Person];
  const [u1, u2, u3, u4] = flatmates;
  const flat = playground.createServer({ name: 'Flat', members: flatmates });
  const nameOf = new Map(flatmates.map((person) => [person.mention, `@${person.name}`]));
  const readable = (text: string) => text.replace(/<@\d+>/g, (mention) => nameOf.get(mention) ?? mention);

  const type = async (person: Person, command: string, options: Record<string, string | Person>) => {
    const typed = Object.entries(options)
      .map(([name, value]) => ` ${name}:${typeof value === 'string' ? value : value.mention}`)
      .join('');
    print('');
    print(readable(`${person.mention} types  /${command}${typed}`));
    const answer = await flat.as(person).slash(command, options);
    for (const line of linesOf(answer)) print(readable(`    ${line}`));
  };

  await type(u1, 'expense add', {
    amount: '1000',
    description: 'Electricity bill',
    for: `${u1.mention} ${u2.mention} ${u3.mention} ${u4.mention}`,
  });
  await type(u1, 'expense add', {
    amount: '1250',
    description: 'Flipkart sale',
    for: `${u2.mention} 370 ${u3.mention} 880`,
  });
  await type(u4, 'expense add', {
    amount: '1200',
    description: 'Dinner',
    for: `${u1.mention} 40% ${u2.mention} 20% ${u3.mention} 20% ${u4.mention} 20%`,
  });
  await type(u1, 'balances', {});
  for (const person of flatmates) await type(u1, 'balances', { member: person });
}

function linesOf(answer: Answer): string[] {
  if (answer.failed) return ['(no answer)'];
  const day = (seconds: string) => new Date(Number(seconds) * 1000).toISOString().slice(0, 10);
  const plain = answer.text
    .replace(/<t:(\d+):\w>/g, (_time, seconds: string) => day(seconds))
    .replace(/^-# /gm, '')
    .replaceAll('**', '')
    .replace(/\\([^\w\s])/g, '$1');
  const lines = plain.split('\n').filter((line) => line.trim() !== '');
  return answer.ephemeral ? lines.map((line) => `(only for you) ${line}`) : lines;
}
