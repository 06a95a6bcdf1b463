import { beforeEach, describe, expect, test } from '@jest/globals';
import { InteractionResponse } from '../../../src/discord/respond/interaction-response.js';
import type { RenderedMessage } from '../../../src/discord/respond/render-reply.js';
import type { Responder } from '../../../src/discord/respond/responder.js';
import { makeProgress } from '../../../src/discord/respond/show-progress.js';
import { voiceOf } from '../../../src/texts/voice.js';

/** What Discord was sent, in its order: `defer`, or the text of an edit. */
let sent: string[];
/** Lets the edit that is under way end. */
let endEdit: ((error?: Error) => void) | undefined;
let failures: unknown[];
let nowMs: number;

beforeEach(() => {
  [sent, failures, nowMs, endEdit] = [[], [], 0, undefined];
});

const responder = {
  defer(ephemeral: boolean) {
    sent.push(ephemeral ? 'defer for one' : 'defer for all');
    return Promise.resolve({ kind: 'delivered' });
  },
  reply(message: RenderedMessage) {
    sent.push(`reply ${textOf(message)}`);
    return Promise.resolve({ kind: 'delivered' });
  },
  async editOriginal(message: RenderedMessage) {
    sent.push(textOf(message));
    if (textOf(message).startsWith('step')) {
      await new Promise<void>((resolve, reject) => {
        endEdit = (error) => {
          if (error) reject(error);
          else resolve();
        };
      });
    }
    return { kind: 'delivered' };
  },
} as unknown as Responder;

function textOf({ body }: RenderedMessage): string {
  return /"content":"([^"]*)"/.exec(JSON.stringify(body))?.[1] ?? '';
}

const rendered = (text: string) =>
  ({ body: { flags: 0, components: [{ content: text }] }, files: [] }) as unknown as RenderedMessage;

function open() {
  const response = new InteractionResponse(responder, () => 0);
  const noteFailure = (error: unknown) => failures.push(error);
  const show = makeProgress(response, voiceOf('en'), noteFailure, () => nowMs);
  const deliver = () =>
    response.deliver({ message: rendered('the answer'), ephemeral: true, isUpdate: false, isError: false });
  const defer = async () => {
    response.defer('ephemeral', noteFailure);
    await settle();
  };
  return { show, deliver, defer };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('how far long work has come', () => {
  test('is not said while nobody waits for a deferred answer', async () => {
    const { show, deliver } = open();
    show('step 1');
    await deliver();
    show('step 2');
    expect(sent).toEqual(['reply the answer']);
  });

  test('is said in the deferred answer, and seldom', async () => {
    const { show, defer } = open();
    await defer();
    for (let step = 1; step <= 100; step++) {
      nowMs += 100;
      show(`step ${step}`);
      endEdit?.();
      await settle();
    }
    expect(sent).toEqual(['defer for one', 'step 1', 'step 26', 'step 51', 'step 76']);
  });

  test('waits for the last edit to end', async () => {
    const { show, defer } = open();
    await defer();
    show('step 1');
    nowMs += 60_000;
    show('step 2');
    endEdit?.();
    await settle();
    show('step 3');
    expect(sent).toEqual(['defer for one', 'step 1', 'step 3']);
  });

  test('never comes after the answer, which waits for an edit that is under way', async () => {
    const { show, deliver, defer } = open();
    await defer();
    show('step 1');
    const delivered = deliver();
    await settle();
    expect(sent).toEqual(['defer for one', 'step 1']);
    nowMs += 60_000;
    show('step 2');
    endEdit?.();
    await delivered;
    show('step 3');
    expect(sent).toEqual(['defer for one', 'step 1', 'the answer']);
  });

  test('may fail, and the answer comes all the same', async () => {
    const { show, deliver, defer } = open();
    await defer();
    show('step 1');
    endEdit?.(new Error('No way to Discord'));
    await deliver();
    expect(failures).toEqual([new Error('No way to Discord')]);
    expect(sent.at(-1)).toBe('the answer');
  });
});
