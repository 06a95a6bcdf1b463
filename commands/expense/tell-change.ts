import type { AuditEntry } from '../../src/ledger/settings.js';
import type { ServerVoice } from '../../src/texts/voice.js';
import { say, type Reply } from '../contract/answer.js';

/** What a person is told of a change that concerns them. */
export interface ToldChange {
  readonly guildId: string;
  readonly change: AuditEntry;
}

/** The direct message for it; undefined: it is of no kind that is known here. @param server its name, if it is known */
export function tellChange(
  { change }: ToldChange,
  server: string | undefined,
  voice: ServerVoice,
): Reply | undefined {
  const { told, change: lines } = voice.replies.expense;
  const { kind, by, reason, expenses } = change;
  const [expense] = expenses;
  if (!expense || !isTold(kind, told.did)) return undefined;
  const { number, description, amountMinor, currency } = expense;
  const what = lines.line({
    number,
    description: voice.typed(description),
    total: voice.money(amountMinor, currency),
  });
  return say(
    told.did[kind]({ person: voice.person(by), what }),
    ...(reason === undefined ? [] : [told.reason({ reason: voice.typed(reason) })]),
    told.where({ server: server === undefined ? told.someServer() : voice.typed(server), number }),
  );
}

function isTold<Told extends object>(kind: PropertyKey, told: Told): kind is keyof Told {
  return Object.hasOwn(told, kind);
}
