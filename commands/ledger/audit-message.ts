import type { AuditEntry, AuditedExpense, ChainHead } from '../../src/ledger/settings.js';
import type { ServerVoice } from '../../src/texts/voice.js';
import { say, type Reply } from '../contract/answer.js';
import { describeAudited } from '../parts/describe-shortly.js';
import { describeSettingsChange } from '../parts/describe-settings.js';
import { hashCharacters, ledgerVerify } from './verify.js';

/** A message for an audit channel; undefined: it is of no kind that is known here. */
export function describeAudit(payload: object, voice: ServerVoice): Reply | undefined {
  if ('entries' in payload) return describeEntries(payload.entries as AuditEntry[], voice);
  return 'head' in payload ? describeHead(payload.head as ChainHead, voice) : undefined;
}

function describeEntries(entries: readonly AuditEntry[], voice: ServerVoice): Reply {
  return say(entries.map((entry) => describeEntry(entry, voice)).join('\n'));
}

function describeHead({ revision, lastNumber, hash }: ChainHead, { replies }: ServerVoice): Reply {
  const { head } = replies.ledger.audit;
  const check = ledgerVerify.button(
    'head',
    { revision, lastNumber, hash: hash.slice(0, hashCharacters) },
    { label: replies.ledger.audit.check },
  );
  return { ...say(head({ revision, lastNumber, hash })), buttons: [[check]] };
}

/** One line, however many people or expenses it is about. */
function describeEntry(entry: AuditEntry, voice: ServerVoice): string {
  const { audit } = voice.replies.ledger;
  const { by, at, revision, reason, settings } = entry;
  return audit.line({
    what: audit.did[wordOf(entry)]({ person: voice.person(by), what: describeWhat(entry, voice) }),
    changes: settings ? describeSettingsChange(settings, voice).join('; ') : undefined,
    reason: reason === undefined ? undefined : voice.typed(reason),
    when: voice.instant(at),
    revision,
  });
}

/** A payment is recorded, and one that its receiver has made void did not arrive. */
function wordOf({ kind, expenses }: AuditEntry): keyof ServerVoice['replies']['ledger']['audit']['did'] {
  if (kind === 'add') return expenses[0]?.parties ? 'record' : 'add';
  const isRefusal = expenses.length > 0 && expenses.every(({ isRefused }) => isRefused);
  return kind === 'void' && isRefusal ? 'refuse' : kind;
}

function describeWhat({ expenses, count }: AuditEntry, voice: ServerVoice): string {
  const { audit } = voice.replies.ledger;
  const [only, ...others] = expenses;
  if (only && others.length === 0) return describeExpense(only, voice);
  const payments = expenses.filter(({ parties }) => parties).length;
  return audit.several({ numbers: expenses.map(({ number }) => number), count, payments });
}

function describeExpense(expense: AuditedExpense, voice: ServerVoice): string {
  const { change } = voice.replies.expense;
  const { changed = [] } = expense;
  const line = describeAudited(expense, voice);
  if (changed.length === 0) return line;
  const names = changed.map((part) => change.parts[part]);
  return voice.replies.ledger.audit.changed({ line, parts: voice.list(names) });
}
