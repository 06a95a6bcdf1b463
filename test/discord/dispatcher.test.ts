import { SlashCommandSubcommandBuilder } from '@discordjs/builders';
import { afterEach, describe, expect, test } from '@jest/globals';
import { anywhereAction } from '../../commands/contract/action.js';
import type { Modal, Reply } from '../../commands/contract/answer.js';
import { wholeNumber } from '../../commands/contract/state.js';
import { OutcomeUnknown, StorageBusy, StorageUnavailable } from '../../src/errors/storage-failure.js';
import { UserError } from '../../src/errors/user-error.js';
import { command, runBot, say, sleep, type Bot, type BotOptions } from './run-bot.js';

let bot: Bot;
async function start(options: BotOptions): Promise<Bot> {
  bot = await runBot(options);
  return bot;
}
afterEach(async () => {
  await bot.stop();
});

const callback = /POST \/interactions\/.*\/callback/;
const callbacks = ({ playground }: Bot) =>
  playground.requests().filter(({ method, path }) => callback.test(`${method} ${path}`));
/** The line that each answer leaves in the log, a moment after the person has it. */
async function answered({ lines }: Bot) {
  await sleep(50);
  return lines.filter(({ msg }) => msg === 'answered');
}

describe('the first answer', () => {
  test('is the answer itself when the work is quick, in one request', async () => {
    const { server, asha, playground } = await start({ commands: [command('quick', () => say('Done.'))] });
    const answer = await server.as(asha).slash('expense quick');
    expect(answer).toMatchObject({ text: 'Done.', deferred: false, ephemeral: false });
    expect(playground.requests().filter(({ path }) => path.includes('webhooks'))).toEqual([]);
    expect(callbacks(bot)).toHaveLength(1);
  });

  test('after a second is a deferral that shows what the command shows', async () => {
    const slow = async () => sleep(1300).then(() => say('Done.'));
    const { server, asha } = await start({
      commands: [command('pub', slow), command('eph', slow, { visibility: 'ephemeral' })],
    });
    const [open, closed] = await Promise.all([
      server.as(asha).slash('expense pub'),
      server.as(asha).slash('expense eph'),
    ]);
    expect([await open.waitForText(/Done/), open.deferred, open.ephemeral]).toEqual(['Done.', true, false]);
    expect([await closed.waitForText(/Done/), closed.deferred, closed.ephemeral]).toEqual([
      'Done.',
      true,
      true,
    ]);
    expect(open.firstAnswerMs).toBeGreaterThan(900);
    expect(open.firstAnswerMs).toBeLessThan(1300);
  });

  test('survives errors, rate limits and lost answers of Discord', async () => {
    const { server, asha, playground } = await start({ commands: [command('quick', () => say('Done.'))] });
    playground.faults.failNext(callback, 500, 4);
    expect((await server.as(asha).slash('expense quick')).text).toBe('Done.');
    playground.faults.failNext(callback, 429, 1);
    expect((await server.as(asha).slash('expense quick')).text).toBe('Done.');
    playground.faults.loseAnswerOfNext(callback, 1);
    expect((await server.as(asha).slash('expense quick')).text).toBe('Done.');
    await sleep(300);
    expect(server.messages()).toHaveLength(3);
  });

  test('reaches the person even when the deferral was carried out but its answer lost', async () => {
    const { server, asha, playground } = await start({
      commands: [
        command('slow', async () =>
          sleep(1300).then(() => {
            throw new UserError('peopleMissing');
          }),
        ),
      ],
    });
    playground.faults.loseAnswerOfNext(callback, 1);
    const answer = await server.as(asha).slash('expense slow');
    const text = await answer.waitForText(/Nobody is named/);
    expect([text, server.messages()]).toEqual([expect.stringContaining('Nobody is named'), []]);
  });
});

describe('an answer that turns out otherwise than it was deferred', () => {
  test('is shown to everyone though the deferral was seen by one', async () => {
    const reply = (): Reply => ({ ...say('For all.'), visibility: 'public' });
    const { server, asha } = await start({
      commands: [command('slow', () => sleep(1200).then(reply), { visibility: 'ephemeral' })],
    });
    const answer = await server.as(asha).slash('expense slow');
    expect(await answer.waitForText(/For all/)).toBe('For all.');
    expect(server.messages().map(({ text }) => text)).toEqual(['For all.']);
  });

  test('as a modal asks to try again', async () => {
    const modal: Modal = {
      kind: 'modal',
      title: 'Profile',
      action: { command: 'mod', action: 'save', state: [] },
      fields: [{ id: 'name', label: 'Name', required: false, maxLength: 50 }],
    };
    const { server, asha } = await start({
      commands: [
        command('mod', () => sleep(1300).then(() => modal), { opensModal: true, visibility: 'ephemeral' }),
        command('late', () => sleep(1300).then(() => modal), { visibility: 'ephemeral' }),
      ],
    });
    expect((await server.as(asha).slash('expense mod')).modal?.title).toBe('Profile');
    const late = await server.as(asha).slash('expense late');
    expect(await late.waitForText(/too long/)).toContain('once more');
  });
});

describe('an error', () => {
  test('of the person is its sentence, only for them', async () => {
    const { server, asha } = await start({
      commands: [command('bad', () => Promise.reject(new UserError('peopleMissing')))],
    });
    const answer = await server.as(asha).slash('expense bad');
    expect(answer.text).toContain('Nobody is named');
    expect(answer.ephemeral).toBe(true);
    expect(await answered(bot)).toMatchObject([
      { command: 'expense bad', outcome: 'peopleMissing', delivery: 'delivered' },
    ]);
  });

  test('after a public deferral deletes the deferred message and is shown only to the person', async () => {
    const { server, asha } = await start({
      commands: [
        command('bad', async () =>
          sleep(1200).then(() => {
            throw new UserError('peopleMissing');
          }),
        ),
      ],
    });
    const answer = await server.as(asha).slash('expense bad');
    expect(await answer.waitForText(/Nobody is named/)).toContain('Nobody');
    expect(answer.ephemeral).toBe(true);
    expect(server.messages()).toEqual([]);
  });

  test('that nobody foresaw has a number that is also in the log, and nothing of its message', async () => {
    const { server, asha, lines } = await start({
      commands: [command('bad', () => Promise.reject(new TypeError('secret inside')))],
    });
    const answer = await server.as(asha).slash('expense bad');
    const [, id] = /`([0-9a-z]{8})`/.exec(answer.text) ?? [];
    expect(id).toBeDefined();
    expect(answer.text).not.toContain('secret');
    expect(lines.find(({ msg }) => msg === 'an incident')).toMatchObject({
      incident: id,
      err: { type: 'TypeError' },
    });
    expect(await answered(bot)).toMatchObject([{ outcome: 'incident', incident: id }]);
  });

  test('in rendering the answer is shown too, and the saved change goes to the outbox', async () => {
    const undelivered: string[] = [];
    const button = { label: 'Go', action: { command: 'bad', action: 'x', state: ['y'.repeat(100)] } };
    const { server, asha } = await start({
      commands: [command('bad', () => ({ ...say('Saved.'), buttons: [[button]] }), { changes: true })],
      enqueueNotice: (reply) => {
        undelivered.push(JSON.stringify(reply.blocks));
        return Promise.resolve();
      },
    });
    const answer = await server.as(asha).slash('expense bad');
    expect(answer.text).toMatch(/number `[0-9a-z]{8}`/);
    expect(undelivered).toEqual([expect.stringContaining('Saved.')]);
  });

  test('of the database says whether anything was saved', async () => {
    const { server, asha } = await start({
      commands: [
        command('gone', () => Promise.reject(new StorageUnavailable('x'))),
        command('full', () => Promise.reject(new StorageBusy('x'))),
        command('unknown', () => Promise.reject(new OutcomeUnknown('x'))),
      ],
    });
    const gone = await server.as(asha).slash('expense gone');
    expect(gone.text).toContain('does not answer. Nothing was saved');
    const full = await server.as(asha).slash('expense full');
    expect(full.text).toContain('busy right now. Nothing was saved');
    expect(full.text).not.toMatch(/Incident|does not answer/);
    const unknown = await server.as(asha).slash('expense unknown');
    expect(unknown.text).toContain('/expense list');
    expect(unknown.text).not.toContain('Nothing was saved');
  });
});

describe('buttons', () => {
  const state = { number: wholeNumber };
  const update = { state, answers: 'update', visibility: 'ephemeral' } as const;
  const press = {
    go: anywhereAction({ ...update, run: () => say('Changed.') }),
    slow: anywhereAction({ ...update, run: () => sleep(1200).then(() => say('Changed late.')) }),
    bad: anywhereAction({
      ...update,
      run: () =>
        sleep(1200).then(() => {
          throw new UserError('buttonOutdated');
        }),
    }),
    boss: anywhereAction({
      ...update,
      answers: 'reply',
      managersOnly: true,
      run: ({ state: { number } }) => say(`Yes, boss ${number}.`),
    }),
  };
  const label = (action: string, name = 'men') => ({
    label: action,
    action: { command: name, action, state: ['1'] },
  });
  const menu = command(
    'menu',
    (): Reply => ({
      ...say('Menu'),
      buttons: [['go', 'slow', 'bad', 'boss', 'lost'].map((action) => label(action)), [label('go', 'old')]],
    }),
    { actions: press },
  );

  test('change their message, at once or after a deferral', async () => {
    const { server, asha } = await start({ commands: [menu] });
    const first = await server.as(asha).slash('expense menu');
    await server.as(asha).press(first, 'go');
    expect(await first.waitForText(/Changed\./)).toBe('Changed.');
    const second = await server.as(asha).slash('expense menu');
    await server.as(asha).press(second, 'slow');
    expect(await second.waitForText(/late/)).toBe('Changed late.');
  });

  test('that fail leave their message and tell only the person', async () => {
    const { server, asha } = await start({ commands: [menu] });
    const first = await server.as(asha).slash('expense menu');
    const pressed = await server.as(asha).press(first, 'bad');
    expect(await pressed.waitForText(/too old/)).toContain('too old');
    expect(pressed.ephemeral).toBe(true);
    expect(first.text).toBe('Menu');
  });

  test('that no version knows say so', async () => {
    const { server, asha } = await start({ commands: [menu] });
    const first = await server.as(asha).slash('expense menu');
    const lost = await server.as(asha).press(first, 'lost');
    expect([lost.ephemeral, lost.text]).toEqual([true, expect.stringContaining('too old')]);
    const foreign = await server.as(asha).press(first, first.buttons[5]?.customId ?? '');
    expect(foreign.text).toContain('too old');
  });

  test('for managers refuse everyone else', async () => {
    const { server, ravi, asha } = await start({ commands: [menu] });
    const first = await server.as(asha).slash('expense menu');
    expect((await server.as(ravi).press(first, 'boss')).text).toContain('manage this server');
    server.makeManager(ravi);
    expect((await server.as(ravi).press(first, 'boss')).text).toBe('Yes, boss 1.');
  });
});

describe('the same interaction delivered twice', () => {
  test('gives one answer, while the first is under way and after it', async () => {
    let runs = 0;
    const once = command('once', () => sleep(50).then(() => say(`Result`)), {});
    const counted = {
      ...once,
      run: (...args: Parameters<typeof once.run>) => ((runs += 1), once.run(...(args as [never, never]))),
    };
    const { server, asha, playground } = await start({ commands: [counted] });
    const answer = await server.as(asha).slash('expense once', {}, { deliveries: 2 });
    expect([answer.text, runs]).toEqual(['Result', 1]);
    playground.redeliver(answer.interaction);
    await sleep(300);
    expect(runs).toBe(2);
    expect(server.messages().map(({ text }) => text)).toEqual(['Result']);
    expect((await answered(bot))[1]).toMatchObject({ delivery: 'repeated' });
  });

  test('never lets a later error replace the answer', async () => {
    let runs = 0;
    const { server, asha, playground } = await start({
      commands: [
        command('once', () => {
          runs += 1;
          if (runs > 1) throw new Error('broken by now');
          return say('Result');
        }),
      ],
    });
    const answer = await server.as(asha).slash('expense once');
    playground.redeliver(answer.interaction);
    await sleep(300);
    expect(answer.text).toBe('Result');
    expect(answer.followUps).toEqual([]);
    expect(server.messages()).toHaveLength(1);
  });
});

describe('an answer that is larger than a message can be', () => {
  test('arrives, cut to what Discord takes in bytes', async () => {
    const lines = Array.from({ length: 100 }, () => 'क'.repeat(60));
    const { server, asha } = await start({ commands: [command('long', () => say(lines.join('\n')))] });
    const answer = await server.as(asha).slash('expense long');
    const shown = answer.text.split('\n');
    expect(shown.slice(0, -1)).toEqual(lines.slice(0, shown.length - 1));
    // Sixty letters of three bytes and a line break, in 10,170 bytes.
    expect(shown.length - 1).toBe(56);
    expect(shown.at(-1)).toBe('… and 44 more lines');
  });
});

describe('an answer that nobody can get any more', () => {
  test('is handed on when something was saved, and only then', async () => {
    const undelivered: string[] = [];
    const { server, asha, playground } = await start({
      commands: [
        command('save', () => say('Saved.'), { changes: true }),
        command('look', () => say('Seen.'), { changes: false }),
      ],
      enqueueNotice: (reply, userId) => {
        undelivered.push(`${JSON.stringify(reply.blocks)} ${userId}`);
        return Promise.resolve();
      },
    });
    playground.faults.failNext(callback, 500, 50);
    await Promise.all(['save', 'look'].map((name) => server.as(asha).slash(`expense ${name}`)));
    await sleep(1500);
    expect(undelivered).toEqual([expect.stringContaining('Saved.')]);
    expect(undelivered[0]).toContain(asha.id);
  });
});

describe('an answer that comes too late', () => {
  test('is handed on when something was saved', async () => {
    const undelivered: string[] = [];
    const { server, asha, playground } = await start({
      commands: [command('save', () => say('Saved.'), { changes: true })],
      enqueueNotice: (reply) => {
        undelivered.push(JSON.stringify(reply.blocks));
        return Promise.resolve();
      },
    });
    playground.faults.delayNext(callback, 3200);
    expect((await server.as(asha).slash('expense save')).failed).toBe(true);
    await sleep(600);
    expect(undelivered).toEqual([expect.stringContaining('Saved.')]);
    expect(await answered(bot)).toMatchObject([{ outcome: 'ok', delivery: 'lost' }]);
  });
});

describe('choices', () => {
  const completing = (complete: () => Promise<{ name: string; value: string }[]>) =>
    command('pick', () => say('x'), {
      definition: new SlashCommandSubcommandBuilder()
        .setName('pick')
        .setDescription('Pick')
        .addStringOption((option) => option.setName('what').setDescription('What').setAutocomplete(true))
        .toJSON(),
      complete: { what: complete },
    });

  test('are offered, and none when they cannot be found', async () => {
    const { server, asha } = await start({
      commands: [completing(() => Promise.resolve([{ name: 'A', value: 'a' }]))],
    });
    expect(await server.as(asha).complete('expense pick', 'what', 'x')).toEqual([{ name: 'A', value: 'a' }]);
    await bot.stop();
    const broken = await start({ commands: [completing(() => Promise.reject(new Error('x')))] });
    expect(await broken.server.as(broken.asha).complete('expense pick', 'what', 'x')).toEqual([]);
  });
});

describe('limits', () => {
  test('one person has three commands at work and twenty waiting, others are not held up', async () => {
    let atWork = 0;
    let mostAtWork = 0;
    const slow = async () => {
      mostAtWork = Math.max(mostAtWork, ++atWork);
      await sleep(100);
      atWork -= 1;
      return say('Done.');
    };
    const { server, asha, ravi } = await start({ commands: [command('slow', slow)] });
    const typing = Promise.all(Array.from({ length: 25 }, () => server.as(asha).slash('expense slow')));
    expect((await server.as(ravi).slash('expense slow')).deferred).toBe(false);
    const mine = await typing;
    expect(mine.filter(({ text }) => text === 'Done.')).toHaveLength(23);
    expect(mine.filter(({ text, ephemeral }) => text.includes('their turn') && ephemeral)).toHaveLength(2);
    expect(mostAtWork).toBeLessThanOrEqual(4);
  });

  test('who waits longer than a second gets a deferral, and then the answer', async () => {
    const { server, asha } = await start({
      commands: [command('slow', () => sleep(600).then(() => say('Done.')))],
    });
    const mine = await Promise.all(Array.from({ length: 7 }, () => server.as(asha).slash('expense slow')));
    expect(mine.map(({ text }) => text)).toEqual(Array(7).fill('Done.'));
    expect(mine.slice(3).map(({ deferred }) => deferred)).toEqual(Array(4).fill(true));
  });

  test('what is wrong is said without waiting', async () => {
    const { server, asha } = await start({
      commands: [
        command('slow', () => sleep(900).then(() => say('Done.'))),
        command('boss', () => say('Yes.'), { managersOnly: true }),
      ],
    });
    const running = Array.from({ length: 3 }, () => server.as(asha).slash('expense slow'));
    expect((await server.as(asha).slash('expense boss')).text).toContain('manage this server');
    await Promise.all(running);
  });

  test('what waits is delivered again without being run twice', async () => {
    let runs = 0;
    const slow = () => ((runs += 1), sleep(300).then(() => say('Done.')));
    const { server, asha } = await start({ commands: [command('slow', slow)] });
    const mine = await Promise.all(
      Array.from({ length: 5 }, () => server.as(asha).slash('expense slow', {}, { deliveries: 3 })),
    );
    expect([mine.every(({ text }) => text === 'Done.'), runs]).toEqual([true, 5]);
  });

  test('what is refused at once is answered once, also later', async () => {
    const { server, asha, playground } = await start({
      commands: [
        command('wrong', () => {
          throw new UserError('slowDown');
        }),
      ],
    });
    await server.as(asha).slash('expense wrong');
    await sleep(1300);
    expect(playground.requests().filter(({ path }) => path.endsWith('/callback'))).toHaveLength(1);
  });

  test('a stop waits for what is at work, and refuses what waits and what comes', async () => {
    const { server, asha, ravi, dispatcher } = await start({
      commands: [command('slow', () => sleep(700).then(() => say('Done.')))],
    });
    const mine = Promise.all(Array.from({ length: 5 }, () => server.as(asha).slash('expense slow')));
    await sleep(200);
    const drained = dispatcher.drain(5000);
    expect((await server.as(ravi).slash('expense slow')).text).toContain('restarting');
    const texts = (await mine).map(({ text }) => text);
    expect(texts.filter((text) => text === 'Done.')).toHaveLength(3);
    expect(texts.filter((text) => text.includes('restarting'))).toHaveLength(2);
    expect(await drained).toBe(0);
  });

  test('a stop does not wait for ever', async () => {
    const { server, asha, dispatcher } = await start({
      commands: [command('slow', () => sleep(900).then(() => say('Done.')))],
    });
    const running = server.as(asha).slash('expense slow');
    await sleep(200);
    expect(await dispatcher.drain(100)).toBe(1);
    await running;
  });
});

describe('around an answer', () => {
  test('the log has one line, with times, and nothing that was typed or answered', async () => {
    const { server, asha, lines } = await start({
      commands: [command('quick', () => say('Dinner at nine'))],
    });
    await server.as(asha).slash('expense quick');
    const [line] = await answered(bot);
    expect(line).toMatchObject({
      command: 'expense quick',
      guild: server.id,
      outcome: 'ok',
      msToFirstAnswer: expect.any(Number),
      msToDone: expect.any(Number),
    });
    expect(JSON.stringify(lines)).not.toMatch(new RegExp(`Dinner|${asha.name}|${asha.id}`));
  });

  test('the ledger learns where the message of an expense is, also after a deferral', async () => {
    const places: unknown[] = [];
    const about = { expenseNumber: 3 };
    const { server, asha } = await start({
      commands: [
        command('quick', () => ({ ...say('#3'), about })),
        command('slow', () => sleep(1200).then(() => ({ ...say('#3 late'), about }))),
      ],
      note: (what, place) => {
        places.push([what, place]);
        return Promise.resolve();
      },
    });
    await server.as(asha).slash('expense quick');
    await (await server.as(asha).slash('expense slow')).waitForText(/late/);
    await sleep(100);
    const place = { guildId: server.id, channelId: server.channel.id };
    const [first, second] = server.messages().map(({ id }) => id);
    expect(places).toEqual([
      [about, { ...place, messageId: first }],
      [about, { ...place, messageId: second }],
    ]);
  });

  test('what a person is still to be told comes beside the next answer, only for them', async () => {
    const untold = [say('Earlier: saved.')];
    const { server, asha } = await start({
      commands: [command('quick', () => say('Done.'))],
      takePendingNotices: () => Promise.resolve(untold.splice(0)),
    });
    const answer = await server.as(asha).slash('expense quick');
    const [told] = await answer.waitForFollowUps(1);
    expect(told).toMatchObject({ ephemeral: true, text: 'Earlier: saved.' });
    expect((await server.as(asha).slash('expense quick')).followUps).toEqual([]);
  });
});
