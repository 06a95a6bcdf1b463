import { cutText, textLimits } from '../../src/limits.js';
import { getCurrency } from '../../src/money/currency.js';
import { formatPlainAmount } from '../../src/money/format-amount.js';
import { absoluteMinor } from '../../src/money/minor-sum.js';
import { dropUnseen } from '../../src/texts/readable-text.js';
import type { Voice } from '../../src/texts/voice.js';
import { say, type Button, type Modal, type Reply } from '../contract/answer.js';
import { serverAction } from '../contract/action.js';
import { serverCommand } from '../contract/command.js';
import type { ServerContext } from '../contract/context.js';
import { textOption, userOption } from '../contract/option.js';
import {
  amount,
  currencyCode,
  discordId,
  flag,
  optional,
  typedText,
  type StateOf,
} from '../contract/state.js';
import { completeCurrency } from '../parts/complete-currency.js';
import { everyonesVoice, readerVoice } from '../parts/voices.js';
import { announcePayment } from './announce-payment.js';
import { completePayment } from './complete-payment.js';
import { findEarlier, recordPayment } from './record-payment.js';
import { allOf, checkParties, readPayment, type Parties, type ReadPayment } from './read-payment.js';

/** A payment that a button proposes. */
const proposalShape = {
  payerId: discordId,
  receiverId: discordId,
  currency: currencyCode,
  /** Missing: all that is owed when the form opens. */
  amountMinor: optional(amount),
  /** It goes along the debts of others. */
  isRouted: flag,
  note: optional(typedText(textLimits.note)),
};
type Proposal = StateOf<typeof proposalShape>;

/** `/settle`: records that somebody paid somebody back. */
export const settle = serverCommand({
  path: 'settle',
  code: 'st',
  describe: (descriptions) => descriptions.settle,
  options: {
    to: userOption({ required: true }),
    amount: textOption({ isRead: true, complete: completePayment }),
    from: userOption(),
    currency: textOption({ maxLength: textLimits.currency, isRead: true, complete: completeCurrency }),
    note: textOption({ maxLength: textLimits.note }),
  },
  visibility: 'public',
  changes: true,
  run: (typed, context) => settleByCommand(typed, context),
  actions: {
    open: serverAction({
      state: proposalShape,
      answers: 'reply',
      visibility: 'public',
      opensModal: true,
      run: ({ state }, context) => openForm(state, context),
    }),
    save: serverAction({
      // What opened the form: the form is sent once, however often it arrives.
      state: {
        payerId: discordId,
        receiverId: discordId,
        currency: currencyCode,
        offerId: discordId,
        isRouted: flag,
      },
      fields: {
        amount: { required: true, maxLength: textLimits.amountTyped },
        note: { required: false, maxLength: textLimits.note },
      },
      answers: 'reply',
      visibility: 'public',
      changes: true,
      run: ({ state, fields }, context) => settleByForm(state, fields, context),
    }),
  },
});

/** The button that opens the form for a payment of a debt. */
export function settleButton(
  debt: {
    readonly debtorId: string;
    readonly creditorId: string;
    readonly amountMinor?: number;
    readonly currency: string;
  },
  options: { readonly isRouted?: true },
  { replies }: Voice,
): Button {
  const { debtorId: payerId, creditorId: receiverId, currency, amountMinor } = debt;
  const proposal = {
    payerId,
    receiverId,
    currency,
    ...(amountMinor !== undefined && { amountMinor }),
    ...options,
  };
  return settle.button('open', proposal, { label: replies.settle.buttons.settle });
}

interface Typed {
  readonly to: string;
  readonly amount: string | undefined;
  readonly from: string | undefined;
  readonly currency: string | undefined;
  readonly note: string | undefined;
}

async function settleByCommand(typed: Typed, context: ServerContext): Promise<Reply> {
  const { guildId, requestId, actor } = context;
  const { to: receiverId, from: payerId = actor.userId, amount: typedAmount, currency, note } = typed;
  const delivered = { guildId, requestId, createdBy: actor.userId, input: { ...typed } };
  const { settings, earlier } = await findEarlier(delivered, context);
  if (earlier) return announcePayment(earlier, settings, await everyonesVoice(context));
  const payment = await readPayment(
    { payerId, receiverId, amount: typedAmount, currency },
    settings,
    context,
  );
  const { amountMinor, owedMinor } = payment;
  if (owedMinor < 0 || amountMinor === undefined) {
    // Another delivery may have saved it meanwhile, and changed by that what is owed.
    const saved = await context.ledger.findRecorded(delivered);
    if (saved) return announcePayment(saved, settings, await everyonesVoice(context));
    if (owedMinor < 0) return askWhich(payment, note, context);
    return sayNothingOwed(payment, context);
  }
  const typing = { note, typedAmount, isRouted: false };
  return recordPayment({ ...payment, amountMinor }, typing, delivered, settings, context);
}

async function settleByForm(
  { offerId, isRouted, ...asked }: Parties & { currency: string; offerId: string; isRouted?: true },
  fields: { readonly amount: string; readonly note: string },
  context: ServerContext,
): Promise<Reply> {
  const { guildId, actor } = context;
  const input = { ...asked, isRouted, ...fields };
  const delivered = { guildId, requestId: offerId, createdBy: actor.userId, input };
  const { settings, earlier } = await findEarlier(delivered, context);
  if (earlier) return announcePayment(earlier, settings, await everyonesVoice(context));
  const typedAmount = dropUnseen(fields.amount);
  const payment = await readPayment({ ...asked, amount: typedAmount }, settings, context);
  const { amountMinor = 0 } = payment;
  const typed = { note: fields.note || undefined, typedAmount, isRouted: isRouted ?? false };
  return recordPayment({ ...payment, amountMinor }, typed, delivered, settings, context);
}

async function sayNothingOwed({ payerId, receiverId }: Parties, context: ServerContext): Promise<Reply> {
  const voice = await readerVoice(context);
  const names = { payer: voice.person(payerId), receiver: voice.person(receiverId) };
  return { ...say(voice.replies.settle.nothingOwed(names)), visibility: 'ephemeral' };
}

/** It is the receiver who owes, so who typed may have meant the other direction. */
async function askWhich(
  { payerId, receiverId, currency, owedMinor, amountMinor }: ReadPayment,
  note: string | undefined,
  context: ServerContext,
): Promise<Reply> {
  const voice = await readerVoice(context);
  const { buttons, turnedRound } = voice.replies.settle;
  const debt = { debtorId: receiverId, creditorId: payerId, amountMinor: absoluteMinor(owedMinor) };
  const rest = {
    currency: currency.code,
    ...(amountMinor !== undefined && { amountMinor }),
    ...(note !== undefined && { note }),
  };
  const turned = { payerId: receiverId, receiverId: payerId, ...rest };
  const asTyped = { payerId, receiverId, ...rest };
  const names = { payer: voice.person(payerId), receiver: voice.person(receiverId) };
  return {
    ...say(turnedRound({ ...names, debt: voice.debt(debt, currency.code) })),
    visibility: 'ephemeral',
    buttons: [
      [
        settle.button('open', turned, { label: buttons.turnRound, style: 'primary' }),
        ...(amountMinor === undefined ? [] : [settle.button('open', asTyped, { label: buttons.asTyped })]),
      ],
    ],
  };
}

/** Names in the title of a form are cut here. */
const nameInTitle = 18;

/** A form that is its own preview: how much, and a note. */
export async function openForm(proposal: Proposal, context: ServerContext): Promise<Modal> {
  const { payerId, receiverId, currency: code, isRouted, note } = proposal;
  const { ledger, people, guildId, requestId, voice } = context;
  checkParties(proposal, context);
  const currency = getCurrency(code);
  const [nets, names] = await Promise.all([
    ledger.fetchPairNets(guildId, { memberId: receiverId, withId: payerId }),
    people.fetchNames(guildId, [payerId, receiverId]),
  ]);
  const owedMinor = nets.find((net) => net.currency === code)?.netMinor ?? 0;
  const amountMinor = proposal.amountMinor ?? allOf(owedMinor, currency);
  const nameOf = (userId: string) => `@${cutText(names.get(userId) ?? userId, nameInTitle)}`;
  const { title, fields } = voice.replies.settle.form;
  return settle.form(
    'save',
    { payerId, receiverId, currency: code, offerId: requestId, ...(isRouted && { isRouted }) },
    {
      title: title({ payer: nameOf(payerId), receiver: nameOf(receiverId) }),
      fields: {
        amount: {
          ...fields.amount,
          value: amountMinor === undefined ? undefined : formatPlainAmount(amountMinor, currency),
        },
        note: { ...fields.note, value: note },
      },
    },
  );
}
