import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startPlayground } from '../index.js';
import type { Person, Playground, PlaygroundOptions, Server } from '../index.js';
import { createSnowflakes, parseSnowflakeMs } from '../discord/snowflake.js';
import { callRest } from './call-rest.js';
import { RawBot } from './raw-bot.js';

let playground: Playground;
let flat: Server;
let asha: Person;
let bot: RawBot;
let nowMs: number;

async function start(options: PlaygroundOptions = {}): Promise<void> {
  nowMs = Date.UTC(2026, 10, 24);
  playground = await startPlayground({ now: () => nowMs, ...options });
  [asha] = playground.createUsers('Asha') as [Person];
  flat = playground.createServer({ name: 'Flat', members: [asha] });
  bot = await RawBot.login(playground, 1);
  const path = `/applications/${playground.applicationId}/commands`;
  await callRest(playground, 'PUT', path, [{ name: 'greet', description: 'Greets' }]);
}
beforeEach(() => start());
afterEach(async () => {
  await bot.close();
  await playground.close();
});

const minuteMs = 60_000;
const message = (content: string, flags = 0) => ({ type: 4, data: { content, flags } });

function answer(id: string, token: string, body: object) {
  return callRest(playground, 'POST', `/interactions/${id}/${token}/callback`, body);
}

function webhook(token: string, rest = ''): string {
  return `/webhooks/${playground.applicationId}/${token}${rest}`;
}

describe('time', () => {
  test('the first answer is good after 2.9 s and unknown after 3.1 s', async () => {
    const early = await bot.interactionOf(() => flat.as(asha).slash('greet'));
    nowMs += 2900;
    expect((await answer(early.id, early.token, message('in time'))).status).toBe(204);
    const late = await bot.interactionOf(() => flat.as(asha).slash('greet'));
    nowMs += 3100;
    expect(await answer(late.id, late.token, message('late'))).toMatchObject({
      status: 404,
      body: { code: 10062 },
    });
  });

  test('the token is good after 14:59 and unknown after 15:01', async () => {
    const { id, token } = await bot.interactionOf(() => flat.as(asha).slash('greet'));
    await answer(id, token, message('first'));
    nowMs += 14 * minuteMs + 59_000;
    expect((await callRest(playground, 'POST', webhook(token), { content: 'a' })).status).toBe(200);
    const original = webhook(token, '/messages/%40original');
    expect((await callRest(playground, 'PATCH', original, { content: 'b' })).status).toBe(200);
    nowMs += 2000;
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const late = await callRest(
        playground,
        method,
        original,
        method === 'PATCH' ? { content: 'c' } : undefined,
      );
      expect(late).toMatchObject({ status: 404, body: { code: 10015 } });
    }
    const late = await callRest(playground, 'POST', webhook(token), { content: 'a' });
    expect(late).toMatchObject({ status: 404, body: { code: 10015 } });
  });

  test('a nonce is remembered for minutes, not for ever, and only where it is enforced', async () => {
    const path = `/channels/${flat.channel.id}/messages`;
    const send = async (body: object) =>
      (await callRest(playground, 'POST', path, { content: 'a', ...body })).body['id'];
    const first = await send({ nonce: 'n', enforce_nonce: true });
    nowMs += minuteMs;
    expect(await send({ nonce: 'n', enforce_nonce: true })).toBe(first);
    expect(await send({ nonce: 'n' })).not.toBe(first);
    nowMs += 10 * minuteMs;
    expect(await send({ nonce: 'n', enforce_nonce: true })).not.toBe(first);
  });

  test('ids tell their time, grow while the clock stands or goes back, and differ between two starts', () => {
    let clockMs = 1_700_000_000_000;
    const next = createSnowflakes(() => clockMs);
    expect(parseSnowflakeMs(next())).toBe(clockMs);
    const ids = Array.from({ length: 10_000 }, () => BigInt(next()));
    clockMs -= 1000;
    ids.push(BigInt(next()));
    expect(ids.every((id, index) => index === 0 || id > (ids[index - 1] ?? id))).toBe(true);
    const starts = new Set(Array.from({ length: 50 }, () => createSnowflakes(() => clockMs)()));
    expect(starts.size).toBeGreaterThan(40);
  });
});

describe('one answer for one interaction', () => {
  test('the second is refused with 40060, and a wrong token with 10062', async () => {
    const { id, token } = await bot.interactionOf(() => flat.as(asha).slash('greet'));
    expect(await answer(id, 'wrong', message('a'))).toMatchObject({ status: 404, body: { code: 10062 } });
    expect((await answer(id, token, message('a'))).status).toBe(204);
    expect(await answer(id, token, message('b'))).toMatchObject({ status: 400, body: { code: 40060 } });
    expect(flat.messages().map(({ text }) => text)).toEqual(['a']);
  });

  test('a refused answer is not an answer', async () => {
    const { id, token } = await bot.interactionOf(() => flat.as(asha).slash('greet'));
    expect((await answer(id, token, message(''))).body).toMatchObject({ code: 50006 });
    expect((await answer(id, token, message('a'))).status).toBe(204);
  });

  test('before the first answer there is no webhook, after its deletion no @original', async () => {
    const { id, token } = await bot.interactionOf(() => flat.as(asha).slash('greet'));
    const early = await callRest(playground, 'POST', webhook(token), { content: 'a' });
    expect(early).toMatchObject({ status: 404, body: { code: 10015 } });
    await answer(id, token, message('a'));
    const original = webhook(token, '/messages/@original');
    expect((await callRest(playground, 'DELETE', original)).status).toBe(204);
    expect(await callRest(playground, 'GET', original)).toMatchObject({ status: 404, body: { code: 10008 } });
  });

  test('an ephemeral message is no part of its channel, and no edit makes a message ephemeral', async () => {
    const { id, token } = await bot.interactionOf(() => flat.as(asha).slash('greet'));
    await answer(id, token, message('secret', 64));
    const { body } = await callRest(playground, 'GET', webhook(token, '/messages/@original'));
    const path = `/channels/${flat.channel.id}/messages/${String(body['id'])}`;
    expect(await callRest(playground, 'GET', path)).toMatchObject({ status: 404, body: { code: 10008 } });
    expect(await callRest(playground, 'PATCH', path, { content: 'b' })).toMatchObject({
      body: { code: 10008 },
    });
    const open = await bot.interactionOf(() => flat.as(asha).slash('greet'));
    await answer(open.id, open.token, message('public'));
    const edited = await callRest(playground, 'PATCH', webhook(open.token, '/messages/@original'), {
      content: 'p',
      flags: 64,
    });
    expect((edited.body['flags'] as number) & 64).toBe(0);
  });

  test('a follow-up is edited and deleted by its own id, and files come with it', async () => {
    const { id, token } = await bot.interactionOf(() => flat.as(asha).slash('greet'));
    await answer(id, token, message('first'));
    const files = { 'a.csv': 'x,1', 'b.csv': 'y,2' };
    const sent = await callRest(playground, 'POST', webhook(token), { content: 'files' }, { files });
    expect(flat.messages().at(-1)?.files).toEqual([
      { name: 'a.csv', content: 'x,1' },
      { name: 'b.csv', content: 'y,2' },
    ]);
    const path = webhook(token, `/messages/${String(sent.body['id'])}`);
    const [kept] = sent.body['attachments'] as { id: string }[];
    await callRest(playground, 'PATCH', path, { attachments: [{ id: kept?.id }] });
    expect(
      flat
        .messages()
        .at(-1)
        ?.files.map(({ name }) => name),
    ).toEqual(['a.csv']);
    expect((await callRest(playground, 'DELETE', path)).status).toBe(204);
    expect(flat.messages().map(({ text }) => text)).toEqual(['first']);
  });
});

describe('files', () => {
  const mib = 1024 * 1024;
  const path = () => `/channels/${flat.channel.id}/messages`;
  const send = (files: Readonly<Record<string, string>>) =>
    callRest(playground, 'POST', path(), { content: 'files' }, { files });
  const tooLarge = { status: 413, body: { code: 40005 } };

  test('of 10 MiB are accepted, and one byte more is refused with 40005', async () => {
    expect((await send({ 'a.txt': 'x'.repeat(10 * mib) })).status).toBe(200);
    expect(await send({ 'a.txt': 'x'.repeat(10 * mib + 1) })).toMatchObject(tooLarge);
    expect(flat.messages()).toHaveLength(1);
  });

  test('are counted in bytes', async () => {
    expect(await send({ 'a.txt': 'क'.repeat((10 * mib) / 2) })).toMatchObject(tooLarge);
  });

  test('of less than 25 MiB in all are accepted, and more are refused', async () => {
    const file = 'x'.repeat(8 * mib);
    expect((await send({ a: file, b: file, c: file })).status).toBe(200);
    expect(await send({ a: file, b: file, c: file, d: 'x'.repeat(mib) })).toMatchObject(tooLarge);
  });

  test('more than ten are refused', async () => {
    const names = Array.from({ length: 11 }, (_, n) => [`${n}.txt`, 'x']);
    expect(await send(Object.fromEntries(names) as Record<string, string>)).toMatchObject({
      status: 400,
      body: { code: 50035 },
    });
  });

  test('have the limit that interactions name', async () => {
    await bot.close();
    await playground.close();
    await start({ fileLimitBytes: 1000 });
    const interaction = await bot.interactionOf(() => flat.as(asha).slash('greet'));
    expect(interaction['attachment_size_limit']).toBe(1000);
    expect((await send({ a: 'x'.repeat(1000) })).status).toBe(200);
    expect(await send({ a: 'x'.repeat(1001) })).toMatchObject(tooLarge);
  });
});

describe('commands', () => {
  test('keep id and version while they are unchanged, and the id while the name stays', async () => {
    const path = `/applications/${playground.applicationId}/commands`;
    const list = async (body: object[]) =>
      (await callRest(playground, 'PUT', path, body)).body as unknown as { id: string; version: string }[];
    const [first] = await list([{ name: 'greet', description: 'Greets' }]);
    const [same] = await list([{ name: 'greet', description: 'Greets' }]);
    expect(same).toEqual(first);
    const [changed] = await list([{ name: 'greet', description: 'Greets you' }]);
    expect(changed?.id).toBe(first?.id);
    expect(changed?.version).not.toBe(first?.version);
    await list([]);
    const [anew] = await list([{ name: 'greet', description: 'Greets' }]);
    expect(anew?.id).not.toBe(first?.id);
  });

  test('are created, changed, listed with their languages, and deleted one by one', async () => {
    const path = `/applications/${playground.applicationId}/guilds/${flat.id}/commands`;
    const body = { name: 'pay', description: 'Pays', description_localizations: { hi: 'भुगतान' } };
    const created = await callRest(playground, 'POST', path, body);
    expect(created.status).toBe(201);
    expect((await callRest(playground, 'POST', path, body)).status).toBe(200);
    const one = `${path}/${String(created.body['id'])}`;
    expect((await callRest(playground, 'PATCH', one, { description: 'Pays back' })).body).toMatchObject({
      description: 'Pays back',
    });
    const full = await callRest(playground, 'GET', `${path}?with_localizations=true`);
    expect(full.body).toMatchObject([{ description_localizations: { hi: 'भुगतान' } }]);
    const short = (await callRest(playground, 'GET', path)).body as unknown as object[];
    expect(short[0]).not.toHaveProperty('description_localizations');
    expect(playground.commands(flat)).toEqual(['pay', 'greet']);
    expect((await callRest(playground, 'DELETE', one)).status).toBe(204);
    expect(playground.commands(flat)).toEqual(['greet']);
  });
});

describe('rate limits', () => {
  test('over the global limit comes a 429 with its headers; interaction endpoints are outside it', async () => {
    await bot.close();
    await playground.close();
    await start({ globalRequestsPerSecond: 20 });
    const many = await Promise.all(
      Array.from({ length: 40 }, () => callRest(playground, 'GET', '/users/@me')),
    );
    const refused = many.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(15);
    expect(refused[0]?.body).toMatchObject({ global: true });
    expect(refused[0]?.body['retry_after']).toBeLessThanOrEqual(1);
    expect(refused[0]?.headers.get('x-ratelimit-global')).toBe('true');
    const { id, token } = await bot.interactionOf(() => flat.as(asha).slash('greet'));
    expect((await answer(id, token, message('a'))).status).toBe(204);
  });

  test('a route of its own limit counts down in its headers', async () => {
    await bot.close();
    await playground.close();
    await start({ routeLimits: [{ pattern: /^POST \/channels/, limit: 2, perMs: 5000 }] });
    const send = () =>
      callRest(playground, 'POST', `/channels/${flat.channel.id}/messages`, { content: 'a' });
    expect((await send()).headers.get('x-ratelimit-remaining')).toBe('1');
    expect((await send()).headers.get('x-ratelimit-remaining')).toBe('0');
    const refused = await send();
    expect(refused).toMatchObject({ status: 429, body: { global: false } });
    expect(Number(refused.headers.get('x-ratelimit-reset-after'))).toBeGreaterThan(3);
  });
});
