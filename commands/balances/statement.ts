import { fetchStatement, type StatementLine } from '../../src/ledger/read/fetch-statement.js';
import { getCurrency } from '../../src/money/currency.js';
import { fetchLeftMembers } from '../../src/people/ensure-people.js';
import { escapeMarkdown } from '../../src/texts/escape-markdown.js';
import { textsOf, type Locale } from '../../src/texts/text.js';
import type { ServerContext } from '../contract/command.js';
import { describeDebt } from '../expense/expense-card.js';
import { linkToMessage } from '../parts/link-to-message.js';
import { mentionPerson, type LeftMembers } from '../parts/mention-person.js';
import type { Block } from '../contract/reply.js';

const pageLength = 10;

/** One page of an answer that has several. */
export interface PageBody {
  readonly blocks: readonly Block[];
  readonly page: number;
  /** 0 where there is nothing to turn, share or save. */
  readonly pages: number;
}

/** Every live expense and payment behind the balance of two members, in number order, with a running total. */
export async function describeStatement(
  view: {
    readonly memberId: string;
    readonly withId: string;
    readonly currency?: string;
    readonly page: number;
  },
  context: ServerContext,
  locale: Locale,
): Promise<PageBody> {
  const { storage, guildId } = context;
  const { replies } = textsOf(locale);
  const left = await fetchLeftMembers(storage, guildId);
  const pair = { one: mentionPerson(view.memberId, left), other: mentionPerson(view.withId, left) };
  const statements = await fetchStatement(storage, guildId, view);
  const lines = statements.flatMap(({ currency, lines }) =>
    lines.map((line) => describeLine(line, currency, locale, left)),
  );
  if (lines.length === 0) {
    return { page: 0, pages: 0, blocks: [{ kind: 'text', text: replies.balancesNoneWith(pair) }] };
  }
  const pages = Math.ceil(lines.length / pageLength);
  const page = Math.min(view.page, pages - 1);
  return {
    page,
    pages,
    blocks: [
      { kind: 'text', text: replies.statementTitle(pair) },
      { kind: 'text', text: lines.slice(page * pageLength, (page + 1) * pageLength).join('\n') },
    ],
  };
}

function describeLine(
  { expense, debt, running }: StatementLine,
  code: string,
  locale: Locale,
  left: LeftMembers,
): string {
  const { replies } = textsOf(locale);
  const currency = getCurrency(code);
  const link = linkToMessage(expense);
  return replies.statementLine({
    number: link ? `[#${expense.number}](${link})` : `#${expense.number}`,
    description: escapeMarkdown(expense.description),
    debt: describeDebt(debt, currency, locale, left),
    running: running ? describeDebt(running, currency, locale, left) : replies.statementEven(),
  });
}
