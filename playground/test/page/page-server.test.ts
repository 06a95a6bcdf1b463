import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { buildPage } from 'discord-playground/build';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Person, Server } from '../../index.js';
import { servePage, type PageServer } from '../../page/index.js';
import { worlds } from './worlds.js';

let served: PageServer;
let flat: Server;
let u1: Person;
let u2: Person;

beforeAll(async () => {
  await buildPage();
  served = await servePage({
    name: 'Nobody',
    worlds,
    icon: '<svg/>',
    others: (request, response) => {
      response.writeHead(request.url === '/health' ? 200 : 404).end('healthy');
    },
    store: {
      ...{ name: 'Bucket', shortName: 'B', hint: 'A bucket', title: 'In it', emptyText: 'Nothing' },
      list: () =>
        Promise.resolve([{ key: 'users.csv', sizeBytes: 4, changedAt: '2026-11-24T00:00:00.000Z' }]),
      read: (key) => Promise.resolve(`contents of ${key}`),
      runNow: () => Promise.resolve(),
    },
  });
  [flat] = served.playground.servers() as [Server];
  [u1, u2] = flat.members() as [Person, Person];
});

afterAll(async () => {
  await served.close();
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** As a program on this machine may ask, with headers that a browser would not let a page set. */
function ask(path: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const request = httpRequest(new URL(path, served.url), { headers, method }, (response) => {
      let text = '';
      response.on('data', (part: Buffer) => (text += part.toString()));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** What a page of that origin would send. */
function actFrom(origin: string, contentType = 'application/json'): Promise<Answer> {
  const headers = { 'content-type': contentType, origin };
  const body = JSON.stringify({ kind: 'write', content: 'hello' });
  return ask(`/page/act/${flat.channel.id}?as=${u1.id}`, headers, body);
}

describe('who may use the page', () => {
  test('it listens on loopback only', () => {
    expect(new URL(served.url).hostname).toBe('127.0.0.1');
  });

  test.each(['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:80'])(
    'a name that leads here, %s, is refused',
    async (host) => {
      expect((await ask('/', { host })).status).toBe(403);
      expect((await ask(`/page/messages/${flat.channel.id}?as=${u1.id}`, { host })).status).toBe(403);
    },
  );

  test('a page of another origin can do nothing, nor can a form', async () => {
    const before = flat.messages().length;
    expect((await actFrom('http://evil.example')).status).toBe(403);
    expect((await actFrom('null')).status).toBe(403);
    expect((await actFrom(new URL(served.url).origin, 'text/plain')).status).toBe(400);
    expect(flat.messages()).toHaveLength(before);
    expect((await actFrom(new URL(served.url).origin)).status).toBe(200);
    expect(flat.messages()).toHaveLength(before + 1);
  });

  test('more than 40 MB at once are refused in words', async () => {
    const headers = { 'content-type': 'application/json', origin: new URL(served.url).origin };
    const body = JSON.stringify({ kind: 'write', content: 'x'.repeat(40 * 1024 * 1024) });
    const answer = await ask(`/page/act/${flat.channel.id}?as=${u1.id}`, headers, body);
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toEqual({ error: 'That is too much at once' });
  });

  test('the picture is the one that was handed in', async () => {
    expect(await ask('/icon.svg')).toMatchObject({ status: 200, body: '<svg/>' });
  });

  test('a page of another origin can read nothing', async () => {
    const path = `/page/stream?as=${u1.id}`;
    expect((await ask(path, { origin: 'http://evil.example' })).status).toBe(403);
    expect((await ask(path, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });

  test('other requests are answered by `others`', async () => {
    expect(await ask('/health')).toMatchObject({ status: 200, body: 'healthy' });
    expect((await ask('/nothing')).status).toBe(404);
  });
});

describe('what the page lets a browser do', () => {
  test('only its own files run, and it is framed by nobody', async () => {
    const { headers } = await ask('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("font-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  test('what every window loads is less than 60 kB, compressed; fonts come when they are needed', async () => {
    const paths = ['/', '/page.mjs', '/page.css', '/icon.svg'];
    const sizes = await Promise.all(paths.map(async (path) => gzipSync((await ask(path)).body).length));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60_000);
    for (const path of ['/devanagari.woff2', '/emoji.woff2']) {
      expect((await ask(path)).headers['content-type']).toBe('font/woff2');
    }
  });

  test('a file of a message is saved, never run', async () => {
    const answering = flat.as(u1).write('see <b>this</b>');
    expect(answering.text).toBe('see <b>this</b>');
    const form = new FormData();
    form.set('payload_json', JSON.stringify({ content: 'a page' }));
    form.set('files[0]', new Blob(['<script>alert(1)</script>']), 'page.html');
    const sent = await fetch(`${served.playground.apiUrl}/v10/channels/${flat.channel.id}/messages`, {
      method: 'POST',
      headers: { authorization: `Bot ${served.playground.token}` },
      body: form,
    });
    const { attachments } = (await sent.json()) as { attachments: { id: string; url: string }[] };
    const [attachment] = attachments;
    for (const path of [`/page/files/${attachment?.id ?? ''}`, attachment?.url ?? '']) {
      const { headers, status } = await ask(path);
      expect(status).toBe(200);
      expect(headers['content-type']).toBe('application/octet-stream');
      expect(headers['content-disposition']).toMatch(/^attachment/);
      expect(headers['content-security-policy']).toContain('sandbox');
    }
  });
});

describe('what a person sees', () => {
  test('nothing of a place that is not theirs', async () => {
    const dms = served.playground.dm(u2).write('only mine');
    const channelId = dms.message.channel_id;
    const own = await ask(`/page/messages/${channelId}?as=${u2.id}`);
    expect(own.body).toContain('only mine');
    const others = await ask(`/page/messages/${channelId}?as=${u1.id}`);
    expect(JSON.parse(others.body)).toEqual({ messages: [], hasOlder: false });
  });

  test('messages come fifty at a time, oldest first', async () => {
    for (let number = 0; number < 60; number += 1) flat.as(u1).write(`line ${number}`);
    const read = async (query = '') => {
      const { body } = await ask(`/page/messages/${flat.channel.id}?as=${u1.id}${query}`);
      return JSON.parse(body) as { messages: { api: { id: string; content: string } }[]; hasOlder: boolean };
    };
    const newest = await read();
    expect(newest.messages).toHaveLength(50);
    expect(newest.messages.at(-1)?.api.content).toBe('line 59');
    expect(newest.hasOlder).toBe(true);
    const older = await read(`&before=${newest.messages[0]?.api.id ?? ''}`);
    expect(older.messages.at(-1)?.api.content).toBe('line 9');
    expect(older.hasOlder).toBe(false);
  });

  test('what Discord would not send is refused in words', async () => {
    const headers = { 'content-type': 'application/json', origin: new URL(served.url).origin };
    const body = JSON.stringify({ kind: 'slash', command: 'nothing', options: {} });
    const answer = await ask(`/page/act/${flat.channel.id}?as=${u1.id}`, headers, body);
    expect(JSON.parse(answer.body)).toEqual({ refusal: 'There is no command /nothing' });
  });

  test('what lies in the store', async () => {
    expect(JSON.parse((await ask('/page/store')).body)).toMatchObject([{ key: 'users.csv' }]);
    const { body } = await ask('/page/store/users/20261128T183000Z.csv');
    expect(JSON.parse(body)).toEqual({ text: 'contents of users/20261128T183000Z.csv' });
  });
});
