export const descriptions = { command: 'What Hisaab does, by example' };

export const replies = {
  all: () =>
    [
      '**Hisaab keeps who owes whom.** It moves no money.',
      '**Add an expense**',
      '`/expense add amount:1000 description:Electricity for:@Asha @Bilal me`: you paid, all three share equally',
      '`… for:@Asha 370 @Bilal rest`: exact amounts; `rest` takes what is left',
      '`… for:@Asha 40% me 60%`: percent · `… for:@Asha x2 me x1`: weights',
      '`… for:everyone` or `for:@role`: all members, bots left out · `for:#11`: the people of expense 11',
      '`paid_by:@Asha` if somebody else paid; `paid_by:@Asha 600 me 400` if several did',
      '**Look**',
      '`/balances` who owes whom · `/balances member:@Asha` one person · `/balances with:@Asha` every expense behind one balance',
      '`/expense list` newest first · `/expense show number:12` everything about one',
      '**Pay back**',
      '`/settle to:@Asha amount:115` you paid Asha; without an amount, all that you owe. Asha answers “Got it” or “Not received”',
      '**Mend**',
      '`/expense edit number:12 amount:900` · `/expense void number:12` · `/expense restore number:12` · `/expense history` · Is one wrong? Press Dispute on it',
      '**You**',
      '`/summary now` your balances in every server · `/profile show`, `edit`, `download`, `erase`',
      '**Managers**',
      '`/ledger settings` currency, time zone, who may change an expense, and a channel that is told every change',
      '`/ledger verify` recomputes every balance, and looks at every change',
      '`/ledger rebuild` puts right what differs · `/ledger export` the whole ledger as CSV files',
    ].join('\n'),
};
