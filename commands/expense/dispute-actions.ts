import type { Dispute, Expense, Outcome } from '../../src/ledger/ledger.js';
import { textLimits } from '../../src/limits.js';
import type { ServerVoice, Voice } from '../../src/texts/voice.js';
import { say, text, type Answer, type Button, type Reply } from '../contract/answer.js';
import { serverAction } from '../contract/action.js';
import { serverActions } from '../contract/command.js';
import type { ServerContext } from '../contract/context.js';
import { wholeNumber } from '../contract/state.js';
import { describeShortly } from '../parts/describe-shortly.js';
import { requestOf } from '../parts/request-of.js';
import { everyonesVoice, readerVoice } from '../parts/voices.js';

/** Disagreeing with an expense. It moves no money. */
export const disputeActions = serverActions({
  name: 'dispute',
  code: 'di',
  actions: {
    ask: serverAction({
      state: { number: wholeNumber },
      answers: 'reply',
      visibility: 'ephemeral',
      opensModal: true,
      run: ({ state }, context) => ask(state.number, context),
    }),
    send: serverAction({
      state: { number: wholeNumber },
      fields: { reason: { required: true, maxLength: textLimits.reason } },
      answers: 'reply',
      visibility: 'public',
      changes: true,
      run: ({ state, fields }, context) => dispute(state.number, fields.reason, context),
    }),
    withdraw: serverAction({
      state: { number: wholeNumber },
      answers: 'reply',
      visibility: 'public',
      changes: true,
      run: ({ state }, context) => end('withdraw', state.number, context),
    }),
    close: serverAction({
      state: { number: wholeNumber },
      answers: 'reply',
      visibility: 'public',
      managersOnly: true,
      changes: true,
      run: ({ state }, context) => end('close', state.number, context),
    }),
  },
});

/** The button that begins a dispute. */
export function disputeButton({ number }: Pick<Expense, 'number'>, { replies }: Voice): Button {
  return disputeActions.button('ask', { number }, { label: replies.expense.buttons.dispute });
}

/** What the reader may do about the disputes of an expense. */
export function endDisputeButtons(
  { number, disputes = [] }: Expense,
  { actor }: Pick<ServerContext, 'actor'>,
  { replies }: Voice,
): Button[] {
  const { withdraw, closeDispute } = replies.expense.buttons;
  return [
    ...(findOwn(disputes, actor.userId)
      ? [disputeActions.button('withdraw', { number }, { label: withdraw })]
      : []),
    ...(disputes.length > 0 && actor.canManageServer
      ? [disputeActions.button('close', { number }, { label: closeDispute })]
      : []),
  ];
}

/** A form for the reason; who disputes it already, or can only close the dispute, is offered that. */
async function ask(number: number, context: ServerContext): Promise<Answer> {
  const { ledger, guildId, actor } = context;
  const expense = await ledger.fetchExpense(guildId, number);
  const own = findOwn(expense.disputes ?? [], actor.userId);
  const closable =
    (expense.disputes ?? []).length > 0 && actor.canManageServer && !isInvolved(expense, context);
  const { dispute } = context.voice.replies.expense;
  if (!own && !closable) {
    const { title, fields } = dispute.form;
    return disputeActions.form('send', { number }, { title: title({ number }), fields });
  }
  const voice = await readerVoice(context);
  const head = own ? dispute.yours({ number, reason: voice.typed(own.reason) }) : dispute.toClose({ number });
  return { ...say(head), buttons: [endDisputeButtons(expense, context, voice)] };
}

function findOwn(disputes: readonly Dispute[], userId: string): Dispute | undefined {
  return disputes.find(({ by }) => by === userId);
}

function isInvolved({ payers, shares }: Expense, { actor }: ServerContext): boolean {
  return [...payers, ...shares].some(({ userId }) => userId === actor.userId);
}

async function dispute(number: number, reason: string, context: ServerContext): Promise<Reply> {
  // Everything that can fail comes before the change: an error says that nothing was saved.
  const voice = await everyonesVoice(context);
  const outcome = await context.ledger.disputeExpense({
    ...requestOf({ number, reason }, context),
    number,
    reason,
  });
  const { dispute: texts, change } = voice.replies.expense;
  const person = voice.person(context.actor.userId);
  const lines = [
    texts.disputed({ person, kind: kindOf(outcome) }),
    change.voidReason({ reason: voice.typed(reason) }),
  ];
  return announce(outcome, lines, voice);
}

async function end(how: 'withdraw' | 'close', number: number, context: ServerContext): Promise<Reply> {
  const { ledger, actor } = context;
  const voice = await everyonesVoice(context);
  const request = { ...requestOf({ number, how }, context), number };
  const outcome = await (how === 'close' ? ledger.closeDisputes(request) : ledger.withdrawDispute(request));
  const { closed, withdrawn } = voice.replies.expense.dispute;
  const said = { person: voice.person(actor.userId), kind: kindOf(outcome) };
  return announce(outcome, [(how === 'close' ? closed : withdrawn)(said)], voice);
}

function kindOf({ expenses }: Outcome): Expense['kind'] {
  return expenses[0]?.after.kind ?? 'expense';
}

function announce({ expenses }: Outcome, lines: readonly string[], voice: ServerVoice): Reply {
  const [head = '', ...rest] = lines;
  const described = expenses.map(({ after }) => describeShortly(after, voice));
  return {
    kind: 'reply',
    changed: expenses.map(({ after }) => after.number),
    blocks: [text([head, ...described, ...rest].join('\n'))],
  };
}
