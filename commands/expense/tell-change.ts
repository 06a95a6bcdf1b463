import type { AuditEntry } from '../../src/ledger/settings.js';
import type { ServerVoice } from '../../src/texts/voice.js';
import { describeAudited } from '../parts/describe-shortly.js';
import { fitLines, type Room } from '../parts/fit-lines.js';
import { say, type Reply } from '../contract/answer.js';

/** Of several payments that one void refuses. */
const linesRoom: Room = { characters: 2600, bytes: 6600 };

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
  const { told } = voice.replies.expense;
  const { by, reason, expenses } = change;
  const [first, ...others] = expenses;
  const did = wordOf(change);
  if (!first || !isTold(did, told.did)) return undefined;
  const { number } = first;
  const described = expenses.map((expense) => describeAudited(expense, voice));
  const what = others.length === 0 ? described.join() : `\n${fitLines(described, linesRoom).join('\n')}`;
  return say(
    told.did[did]({ person: voice.person(by), what }),
    ...(reason === undefined ? [] : [told.reason({ reason: voice.typed(reason) })]),
    told.where({ server: server === undefined ? told.someServer() : voice.typed(server), number }),
  );
}

/** A payment that was not confirmed, and is void by its receiver, did not arrive. */
function wordOf({ kind, expenses }: AuditEntry): string {
  return kind === 'void' && expenses.some(({ isRefused }) => isRefused) ? 'refuse' : kind;
}

function isTold<Told extends object>(kind: PropertyKey, told: Told): kind is keyof Told {
  return Object.hasOwn(told, kind);
}
