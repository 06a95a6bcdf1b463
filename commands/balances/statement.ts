import type { Statement, StatementLine } from '../../src/ledger/ledger.js';
import type { ServerVoice } from '../../src/texts/voice.js';
import { text, type Block } from '../contract/answer.js';
import type { ServerContext } from '../contract/context.js';
import { linkToMessage } from '../parts/link-to-message.js';
import { cutPage } from '../parts/pages.js';

const pageLength = 10;

/** One page of an answer that has several. */
export interface PageBody {
  readonly blocks: readonly Block[];
  readonly page: number;
  /** 0 when there is nothing to show. */
  readonly pages: number;
}

export interface StatementView {
  readonly memberId: string;
  readonly withId: string;
  readonly currency?: string;
  readonly page: number;
}

/** A page of the expenses and payments behind the balance of two members, by number, with a running total. */
export async function describeStatement(
  view: StatementView,
  { ledger, guildId }: ServerContext,
  voice: ServerVoice,
): Promise<PageBody> {
  const { noneBetween, statement } = voice.replies.balances;
  const pair = { one: voice.person(view.memberId), other: voice.person(view.withId) };
  const statements = await ledger.fetchStatement(guildId, view);
  const lines = statements.flatMap((one) => one.lines.map((line) => describeLine(line, one, voice)));
  if (lines.length === 0) return { page: 0, pages: 0, blocks: [text(noneBetween(pair))] };
  const { shown, ...turn } = cutPage(lines, view.page, pageLength);
  return { ...turn, blocks: [text(statement.title(pair)), text(shown.join('\n'))] };
}

function describeLine(
  { expense, debt, running }: StatementLine,
  { currency }: Statement,
  voice: ServerVoice,
): string {
  const { balances, expense: replies } = voice.replies;
  return balances.statement.line({
    number: replies.numberLink({ number: expense.number, link: linkToMessage(expense) }),
    description: voice.typed(expense.description),
    debt: voice.debt(debt, currency),
    running: running ? voice.debt(running, currency) : balances.statement.even(),
  });
}
