import { say } from '../../../commands/contract/answer.js';
import type { Voice } from '../../texts/voice.js';
import type { InteractionResponse } from './interaction-response.js';
import { renderReply } from './render-reply.js';

/** Between two edits of a deferred answer: each is a request, and nobody reads faster. */
const pauseMs = 2_500;

/**
 * Makes what shows a person how far long work has come. It is called with every step, and mostly does nothing.
 * @param clockMs of the time that passes
 */
export function makeProgress(
  response: InteractionResponse,
  voice: Voice,
  onFailure: (error: unknown) => void,
  clockMs = () => performance.now(),
): (text: string) => void {
  let shownAtMs = -Infinity;
  return (text) => {
    const nowMs = clockMs();
    if (nowMs - shownAtMs < pauseMs || !response.canShowProgress) return;
    shownAtMs = nowMs;
    // Whoever sees a deferred answer sees its edits: the flag of who sees it is not sent again.
    response.showProgress(renderReply(say(text), voice, true), onFailure);
  };
}
