import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Answer } from '../../../commands/contract/answer.js';
import { answerLimits } from '../../../src/discord/limits.js';
import type { Invocation } from '../../../src/discord/receive/route-interaction.js';
import type { Exchange } from '../../../src/discord/respond/exchange.js';
import { runInvocation } from '../../../src/discord/respond/run-with-deferral.js';
import { createLog } from '../../../src/ops/log.js';
import { say, sleep } from '../run-bot.js';

let deferrals: string[];
let enqueued: string[];
let lines: string[];

beforeEach(() => {
  deferrals = [];
  enqueued = [];
  lines = [];
});

/** An exchange whose interaction came so long ago. */
function makeExchange(elapsedMs: number): Exchange {
  return {
    interaction: { actor: { userId: '7' } },
    context: { now: new Date() },
    turn: { begins: Promise.resolve() },
    elapsedMs: () => elapsedMs,
    response: { defer: (as: string) => deferrals.push(as) },
    notices: {
      enqueueNotice(reply: unknown, userId: string) {
        enqueued.push(`${userId} ${JSON.stringify(reply)}`);
        return Promise.resolve();
      },
    },
    log: createLog('info', { write: (line) => lines.push(line) }),
  } as unknown as Exchange;
}

function invoke(run: () => Answer | Promise<Answer>, more: Partial<Invocation> = {}): Invocation {
  return {
    ...{
      name: 'expense add',
      visibility: 'public',
      answers: 'reply',
      changes: true,
      opensModal: false,
      erasesActor: false,
    },
    ...more,
    run,
  };
}

/** So near to the end of its token that work of a tenth of a second comes too late. */
const nearlyOver = answerLimits.tokenMs - 20;

describe('work that ends after its interaction could be answered', () => {
  test('fails for the person, and what it saved is kept to be told', async () => {
    const late = invoke(() => sleep(120).then(() => say('Saved.')));
    await expect(runInvocation(makeExchange(nearlyOver), late)).rejects.toThrow('was not done while');
    expect(enqueued).toEqual([]);
    await sleep(200);
    expect(enqueued).toEqual([expect.stringMatching(/^7 .*Saved\./)]);
  });

  test('leaves nothing to be told when it saves nothing', async () => {
    const late = invoke(() => sleep(120).then(() => say('Seen.')), { changes: false });
    await expect(runInvocation(makeExchange(nearlyOver), late)).rejects.toThrow('was not done while');
    await sleep(200);
    expect(enqueued).toEqual([]);
  });

  test('is logged when it fails then', async () => {
    const late = invoke(() => sleep(120).then(() => Promise.reject(new Error('too late'))));
    await expect(runInvocation(makeExchange(nearlyOver), late)).rejects.toThrow('was not done while');
    await sleep(200);
    expect(lines.join('')).toContain('failed after its time');
  });
});

describe('a deferral', () => {
  const slow = () => sleep(120).then(() => say('Done.'));

  test('is as the command answers, a second after the interaction came', async () => {
    await runInvocation(makeExchange(950), invoke(slow));
    await runInvocation(makeExchange(950), invoke(slow, { visibility: 'ephemeral' }));
    await runInvocation(makeExchange(950), invoke(slow, { answers: 'update' }));
    expect(deferrals).toEqual(['public', 'ephemeral', 'update']);
  });

  test('comes later where a form may be the answer, and not at all when the work has ended', async () => {
    await runInvocation(makeExchange(950), invoke(slow, { opensModal: true }));
    await runInvocation(makeExchange(700), invoke(slow));
    await expect(
      runInvocation(
        makeExchange(999),
        invoke(() => {
          throw new Error('at once');
        }),
      ),
    ).rejects.toThrow('at once');
    await sleep(400);
    expect(deferrals).toEqual([]);
    await runInvocation(makeExchange(2450), invoke(slow, { opensModal: true }));
    expect(deferrals).toEqual(['public']);
  });
});
