import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as schemas from 'discord-api-spec/zod';
import type { ZodMiniType } from 'zod/mini';
import { startPlayground } from '../index.js';
import type { Person, Playground, Server } from '../index.js';
import { callRest } from './call-rest.js';
import { RawBot } from './raw-bot.js';

let playground: Playground;
let flat: Server;
let asha: Person;
let bot: RawBot;

const option = {
  type: 3,
  name: 'word',
  description: 'A word',
  required: true,
  choices: [{ name: 'a', value: 'b' }],
};

beforeAll(async () => {
  playground = await startPlayground({ globalRequestsPerSecond: 10_000 });
  [asha] = playground.createUsers('Asha') as [Person];
  flat = playground.createServer({
    name: 'Flat',
    members: [asha],
    roles: [{ name: 'cooks', members: [asha] }],
  });
  bot = await RawBot.login(playground, 1);
  await callRest(playground, 'PUT', `/applications/${playground.applicationId}/commands`, [
    { name: 'greet', description: 'Greets', options: [{ ...option, required: false }] },
  ]);
});
afterAll(async () => {
  await bot.close();
  await playground.close();
});

/** What Discord's schema misses in an object. */
function gaps(schema: ZodMiniType, value: unknown): string[] {
  return (schema.safeParse(value).error?.issues ?? []).map(({ path, code }) => `${path.join('.')}: ${code}`);
}

describe('what the playground sends is complete', () => {
  test.each([
    ['the bot', () => '/users/@me', schemas.UserPIIResponseSchema],
    ['the application', () => '/applications/@me', schemas.PrivateApplicationResponseSchema],
    ['the gateway', () => '/gateway/bot', schemas.GatewayBotResponseSchema],
    ['a server', () => `/guilds/${flat.id}?with_counts=true`, schemas.GuildWithCountsResponseSchema],
    ['a member', () => `/guilds/${flat.id}/members/${asha.id}`, schemas.GuildMemberResponseSchema],
    ['a channel', () => `/channels/${flat.channel.id}`, schemas.GuildChannelResponseSchema],
    ['an error', () => '/channels/1', schemas.ErrorResponseSchema],
  ])('%s', async (_what, path, schema) => {
    expect(gaps(schema, (await callRest(playground, 'GET', path())).body)).toEqual([]);
  });

  test.each([
    ['roles', () => `/guilds/${flat.id}/roles`, schemas.GuildRoleResponseSchema, 3],
    ['channels', () => `/guilds/${flat.id}/channels`, schemas.GuildChannelResponseSchema, 1],
    ['members', () => `/guilds/${flat.id}/members?limit=9`, schemas.GuildMemberResponseSchema, 2],
    [
      'commands',
      () => `/applications/${playground.applicationId}/commands`,
      schemas.ApplicationCommandResponseSchema,
      1,
    ],
  ])('%s', async (_what, path, schema, count) => {
    const list = (await callRest(playground, 'GET', path())).body as unknown as unknown[];
    expect(list).toHaveLength(count);
    expect(list.flatMap((one) => gaps(schema, one))).toEqual([]);
  });

  test('a conversation by direct message', async () => {
    const channel = await callRest(playground, 'POST', '/users/@me/channels', { recipient_id: asha.id });
    expect(gaps(schemas.PrivateChannelResponseSchema, channel.body)).toEqual([]);
    const sent = await callRest(playground, 'POST', `/channels/${String(channel.body['id'])}/messages`, {
      content: 'a',
      nonce: 'n',
    });
    expect(gaps(schemas.MessageResponseSchema, sent.body)).toEqual([]);
  });

  test('a message with everything of the older kind', async () => {
    const body = {
      content: `${asha.mention} <@&${flat.roles()[0]?.id ?? ''}>`,
      embeds: [
        {
          title: 'a',
          fields: [{ name: 'b', value: 'c' }],
          footer: { text: 'd' },
          image: { url: 'attachment://a.png' },
        },
      ],
      components: [
        { type: 1, components: [{ type: 2, style: 1, label: 'a', custom_id: 'a' }] },
        { type: 1, components: [{ type: 3, custom_id: 'b', options: [{ label: 'a', value: 'b' }] }] },
        ...[5, 6, 7, 8]
          .map((type) => ({ type: 1, components: [{ type, custom_id: `s${type}` }] }))
          .slice(0, 3),
      ],
    };
    const sent = await callRest(playground, 'POST', `/channels/${flat.channel.id}/messages`, body, {
      files: { 'a.png': 'x' },
    });
    expect(sent.status).toBe(200);
    expect(gaps(schemas.MessageResponseSchema, sent.body)).toEqual([]);
  });

  test('a message of Components V2', async () => {
    const text = { type: 10, content: 'a' };
    const body = {
      flags: 32_768,
      components: [
        {
          type: 17,
          components: [
            text,
            { type: 14 },
            { type: 9, components: [text], accessory: { type: 11, media: { url: 'attachment://a.png' } } },
            { type: 12, items: [{ media: { url: 'https://example.org/a.png' } }] },
            { type: 13, file: { url: 'attachment://b.csv' } },
            { type: 1, components: [{ type: 8, custom_id: 'c' }] },
          ],
        },
      ],
    };
    const files = { 'a.png': 'x', 'b.csv': 'y' };
    const sent = await callRest(playground, 'POST', `/channels/${flat.channel.id}/messages`, body, { files });
    expect(sent.status).toBe(200);
    expect(gaps(schemas.MessageResponseSchema, sent.body)).toEqual([]);
    const path = `/channels/${flat.channel.id}/messages/${String(sent.body['id'])}`;
    const edited = await callRest(playground, 'PATCH', path, { components: [text] });
    expect(edited.status).toBe(200);
    expect(gaps(schemas.MessageResponseSchema, edited.body)).toEqual([]);
  });

  test.each([
    ['a message', { type: 4, data: { content: 'a' } }, true],
    ['an ephemeral deferral', { type: 5, data: { flags: 64 } }, true],
    [
      'a modal',
      { type: 9, data: { custom_id: 'm', title: 'a', components: [{ type: 10, content: 'a' }] } },
      false,
    ],
  ])('the response to the callback with %s', async (_what, body, hasMessage) => {
    const { id, token } = await bot.interactionOf(() => flat.as(asha).slash('greet', { word: 'b' }));
    const answer = await callRest(
      playground,
      'POST',
      `/interactions/${id}/${token}/callback?with_response=true`,
      body,
    );
    expect(answer.status).toBe(200);
    expect(gaps(schemas.InteractionCallbackResponseSchema, answer.body)).toEqual([]);
    expect('resource' in answer.body).toBe(hasMessage);
  });

  test('the answers to a button and to a modal, with what led to them', async () => {
    const respond = ({ id, token }: { id: string; token: string }, body: object) =>
      callRest(playground, 'POST', `/interactions/${id}/${token}/callback?with_response=true`, body);
    const components = [{ type: 1, components: [{ type: 2, style: 1, label: 'Go', custom_id: 'go' }] }];
    const slash = flat.as(asha).slash('greet');
    await respond(await bot.interactionOf(() => slash), { type: 4, data: { content: 'a', components } });
    const press = await bot.interactionOf(async () => flat.as(asha).press(await slash, 'Go'));
    expect(gaps(schemas.MessageResponseSchema, press['message'])).toEqual([]);
    const input = { type: 18, label: 'a', component: { type: 4, custom_id: 'n', style: 1 } };
    let opened: ReturnType<ReturnType<Server['as']>['press']> | undefined;
    const second = await bot.interactionOf(() => {
      opened = slash.then((answer) => flat.as(asha).press(answer, 'Go'));
    });
    await respond(second, { type: 9, data: { custom_id: 'm', title: 'a', components: [input] } });
    const submitted = await bot.interactionOf(async () => {
      if (opened !== undefined) await flat.as(asha).submit(await opened, { n: 'x' });
    });
    for (const interaction of [press, submitted]) {
      const answer = await respond(interaction, { type: 4, data: { content: 'b' } });
      expect(gaps(schemas.InteractionCallbackResponseSchema, answer.body)).toEqual([]);
    }
    const update = await bot.interactionOf(async () => flat.as(asha).press(await slash, 'Go'));
    const updated = await respond(update, { type: 7, data: { content: 'c', components: [] } });
    expect(gaps(schemas.InteractionCallbackResponseSchema, updated.body)).toEqual([]);
  });

  test('members and roles of an interaction', async () => {
    const { member, ...interaction } = await bot.interactionOf(() => flat.as(asha).slash('greet'));
    expect(gaps(schemas.GuildMemberResponseSchema, member)).toEqual([]);
    expect(interaction).toMatchObject({
      version: 1,
      context: 0,
      guild_id: flat.id,
      locale: 'en-US',
      guild_locale: 'en-US',
      attachment_size_limit: 10_485_760,
      authorizing_integration_owners: { 0: flat.id },
    });
    expect((member as { roles: string[] }).roles).toEqual([
      flat.roles().find(({ name }) => name === 'cooks')?.id,
    ]);
  });
});
