import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ClientRefusal, startPlayground } from '../index.js';
import type { Person, Playground, Server } from '../index.js';
import type { PageComponent } from '../page/protocol.js';
import { checkForm } from '../web/forms/check-form.js';
import { callRest, errorCodes, errorPaths } from './call-rest.js';
import { RawBot } from './raw-bot.js';

/** One character for Discord, two for JavaScript's `length`, four bytes in UTF-8. */
const rupees = (count: number) => '💸'.repeat(count);
/** One character, three bytes. */
const ka = (count: number) => 'क'.repeat(count);
const text = (content: string) => ({ type: 10, content });
const v2 = (...components: object[]) => ({ flags: 32_768, components });
const buttons = (more: object) => ({
  content: 'a',
  components: [{ type: 1, components: [{ type: 2, style: 2, label: 'Go', custom_id: 'go', ...more }] }],
});
const pick = (more: object) => ({
  content: 'a',
  components: [
    {
      type: 1,
      components: [{ type: 3, custom_id: 'pick', options: [{ label: 'A', value: 'a', ...more }] }],
    },
  ],
});
const greet = { name: 'greet', description: 'Greets' };
const word = { type: 3, name: 'word', description: 'A word', max_length: 5 };
const place = { type: 3, name: 'place', description: 'A place', autocomplete: true };

let playground: Playground;
let bot: RawBot;
let flat: Server;
let asha: Person;

beforeAll(async () => {
  playground = await startPlayground({ globalRequestsPerSecond: 10_000 });
  [asha] = playground.createUsers('Asha') as [Person];
  flat = playground.createServer({ name: 'Flat', members: [asha] });
  bot = await RawBot.login(playground, 1);
  await callRest(playground, 'PUT', `/applications/${playground.applicationId}/commands`, [
    { ...greet, options: [word, place] },
  ]);
});
afterAll(async () => {
  await bot.close();
  await playground.close();
});

const send = (body: object) => callRest(playground, 'POST', `/channels/${flat.channel.id}/messages`, body);

describe('lengths count characters, whatever their size in memory', () => {
  test.each<readonly [string, (count: number) => object, number, string]>([
    ['content', (count) => ({ content: rupees(count) }), 2000, 'content'],
    ['the title of an embed', (count) => ({ embeds: [{ title: rupees(count) }] }), 256, 'embeds.0.title'],
    [
      'the value of a field',
      (count) => ({ embeds: [{ fields: [{ name: 'a', value: rupees(count) }] }] }),
      1024,
      'embeds.0.fields.0.value',
    ],
    [
      'the label of a button',
      (count) => buttons({ label: rupees(count) }),
      80,
      'components.0.components.0.label',
    ],
    [
      'a custom id',
      (count) => buttons({ custom_id: rupees(count) }),
      100,
      'components.0.components.0.custom_id',
    ],
    [
      'the label of a choice',
      (count) => pick({ label: rupees(count) }),
      100,
      'components.0.components.0.options.0.label',
    ],
  ])('%s', async (_what, body, limit, path) => {
    expect(await send(body(limit))).toMatchObject({ status: 200 });
    const refused = await send(body(limit + 1));
    expect(refused).toMatchObject({ status: 400, body: { code: 50035 } });
    expect(errorPaths(refused.body)).toEqual([path]);
    expect(errorCodes(refused.body)).toEqual(['BASE_TYPE_MAX_LENGTH']);
  });

  test('all embeds together', async () => {
    const embeds = (last: number) => ({
      embeds: [{ description: rupees(4000) }, { description: rupees(last) }],
    });
    expect((await send(embeds(2000))).status).toBe(200);
    expect(errorCodes((await send(embeds(2001))).body)).toEqual(['MAX_EMBED_SIZE_EXCEEDED']);
  });

  test('all text displays together', async () => {
    const texts = (last: number) => v2(text('é'.repeat(3000)), text('é'.repeat(last)));
    expect((await send(texts(1000))).status).toBe(200);
    const refused = await send(texts(1001));
    expect(errorCodes(refused.body)).toEqual(['COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED']);
  });

  test('the description of a command, and the command as a whole', async () => {
    const path = `/applications/${playground.applicationId}/commands`;
    const put = (body: object) => callRest(playground, 'PUT', path, [body]);
    const choices = Array.from({ length: 25 }, (_, n) => ({ name: `${n}${rupees(90)}`, value: `v${n}` }));
    const full = Array.from({ length: 3 }, (_, n) => ({
      type: 3,
      name: `word${n}`,
      description: rupees(100),
      choices,
    }));
    expect((await put({ ...greet, description: rupees(100) })).status).toBe(200);
    expect((await put({ ...greet, description: rupees(101) })).status).toBe(400);
    expect((await put({ ...greet, options: full })).status).toBe(200);
    const more = { type: 3, name: 'more', description: 'More', choices };
    const refused = await put({ ...greet, options: [...full, more] });
    expect(errorCodes(refused.body)).toEqual(['APPLICATION_COMMAND_TOO_LARGE']);
    await put({ ...greet, options: [word, place] });
  });

  test.each<readonly [string, (count: number) => object]>([
    ['name', (count) => ({ name: rupees(count), value: 'a' })],
    ['value', (count) => ({ name: 'a', value: rupees(count) })],
  ])('the %s of a choice offered while typing', async (key, choice) => {
    const offer = async (count: number) => {
      const { id, token } = await bot.interactionOf(() => flat.as(asha).complete('greet', 'place', 'a'));
      const data = { choices: [{ name: 'first', value: 'b' }, choice(count)] };
      return callRest(playground, 'POST', `/interactions/${id}/${token}/callback`, { type: 8, data });
    };
    expect(await offer(100)).toMatchObject({ status: 204 });
    const refused = await offer(101);
    expect(refused).toMatchObject({ status: 400, body: { code: 50035 } });
    expect(errorPaths(refused.body)).toEqual([`data.choices.1.${key}`]);
    expect(errorCodes(refused.body)).toEqual(['BASE_TYPE_MAX_LENGTH']);
  });

  test('what a person types into a form of the page', () => {
    const input = { type: 4, custom_id: 'name', style: 1, max_length: 5 };
    const form = [{ type: 18, label: 'Name', component: input }] as unknown as readonly PageComponent[];
    expect(checkForm(form, { name: rupees(5) })).toEqual(new Map());
    expect(checkForm(form, { name: rupees(6) })).toEqual(new Map([['name', 'Must be 5 or fewer in length']]));
  });

  test('what a person types into an option', async () => {
    const interaction = await bot.interactionOf(() => flat.as(asha).slash('greet', { word: rupees(5) }));
    expect(interaction['data']).toMatchObject({ options: [{ value: rupees(5) }] });
    await expect(flat.as(asha).slash('greet', { word: rupees(6) })).rejects.toThrow(ClientRefusal);
  });
});

describe("Components V2 break Discord's own servers where no rule does", () => {
  test('10,170 bytes of text, and twelve more for each display, are accepted; one more is answered with 500', async () => {
    const full = ka(3386);
    expect(Buffer.byteLength(full) + 12).toBe(10_170);
    expect((await send(v2(text(full)))).status).toBe(200);
    expect(await send(v2(text(`${full}a`)))).toMatchObject({
      status: 500,
      body: { message: '500: Internal Server Error', code: 0 },
    });
    expect((await send(v2(text(ka(3000)), text(ka(382))))).status).toBe(200);
    expect((await send(v2(text(ka(3000)), text(ka(383))))).status).toBe(500);
  });

  test('an edit breaks them as well', async () => {
    const { body } = await send(v2(text('short')));
    const path = `/channels/${flat.channel.id}/messages/${String(body['id'])}`;
    expect((await callRest(playground, 'PATCH', path, v2(text(ka(3387))))).status).toBe(500);
  });

  test('content without Components V2 has no such limit', async () => {
    expect((await send({ content: rupees(2000), embeds: [{ description: rupees(4000) }] })).status).toBe(200);
  });

  test('64 items in galleries are accepted, 65 are answered with 500', async () => {
    const gallery = (count: number) => ({
      type: 12,
      items: Array.from({ length: count }, (_, n) => ({ media: { url: `https://example.org/${n}.png` } })),
    });
    const galleries = (last: number) => v2(...Array.from({ length: 6 }, () => gallery(10)), gallery(last));
    expect((await send(galleries(4))).status).toBe(200);
    expect((await send(galleries(5))).status).toBe(500);
  });
});
