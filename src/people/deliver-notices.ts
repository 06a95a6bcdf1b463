import { randomUUID } from 'node:crypto';
import type { ChannelRefusal } from '../errors/user-error.js';
import { resumeAuditNotices } from '../ledger/audit-channel.js';
import { withheld, type NoticeRecord } from '../storage/collections/notices.js';
import type { Storage } from '../storage/connect.js';
import { isDuplicateKey } from '../storage/failures.js';

/** Something that a person is to be told. */
export interface NewNotice {
  /** What sort of message it is, e.g. `answer`. */
  readonly kind: string;
  readonly userId: string;
  /** Left out for what concerns no server. */
  readonly guildId?: string;
  /** What the adapter makes a message of. */
  readonly payload: NoticePayload;
  /** The same for the same notice, however often it is caused. */
  readonly nonce: string;
}

export type NoticePayload = NoticeRecord['payload'];

/** Whom a notice is for: a person, or an audit channel. */
export type Recipient =
  | { readonly kind: 'person'; readonly userId: string }
  | { readonly kind: 'channel'; readonly guildId: string; readonly channelId: string };

/** A notice that this process alone may deliver until its lease ends. */
export interface ClaimedNotice {
  readonly to: Recipient;
  readonly payload: NoticePayload;
  /** For Discord, which creates a message with this nonce once, however often it is sent. */
  readonly nonce: string;
  /** How often it was claimed, this time included. */
  readonly attempts: number;
  readonly leaseToken: string;
}

/**
 * What became of a delivery. A notice to a person that `failed` waits to be told beside an answer; one to a channel, until
 * the channel takes messages again.
 */
export type Delivery =
  | { readonly state: 'sent' }
  | { readonly state: 'failed'; readonly refusal?: ChannelRefusal }
  | { readonly state: 'pending'; readonly nextAttemptAt: Date };

type Notices = Pick<Storage, 'notices'>;
type NoticesAndErasures = Pick<Storage, 'notices' | 'members' | 'erasures'>;

/** A message may come late from another process: until then its nonce is needed, to send it once. */
const sentKeptForMs = 24 * 3_600_000;
/** Who types nothing for so long does not wait for it any more. */
const failedKeptForMs = 30 * 24 * 3_600_000;

/** What is left of a notice that was delivered: no text, for it may name people. */
function sentAt(now: Date): Pick<NoticeRecord, 'state' | 'payload' | 'expiresAt'> {
  return { state: 'sent', payload: {}, expiresAt: new Date(now.getTime() + sentKeptForMs) };
}

export async function enqueueNotice(
  storage: NoticesAndErasures,
  notice: NewNotice,
  { now, typedAt }: { readonly now: Date; readonly typedAt: Date },
): Promise<void> {
  const { notices, erasures } = storage;
  const record = { ...notice, state: 'pending', attempts: 0, nextAttemptAt: now, createdAt: now } as const;
  await notices.create(record).catch((error: unknown) => {
    if (!isDuplicateKey(error)) throw error;
  });
  // Who was erased while the answer was made may be named in it. An erasure from now on finds the notice itself.
  const erased = await erasures.findErasedSince(typedAt);
  for (const userId of erased.keys()) await withholdNotices(storage, userId);
}

/** What was changed, not a text: it names people by their ids alone. */
const namesNobody: NoticeRecord['kind'] = 'change';

/**
 * Takes the text out of the notices of others that may name a person: those of the person's servers, and old ones of
 * which the server is not known. Their sentences and files hold names in too many forms to be found one by one.
 */
export async function withholdNotices(
  { notices, members }: Pick<Storage, 'notices' | 'members'>,
  userId: string,
): Promise<void> {
  const guildIds = await members.distinct('guildId', { userId });
  await notices.updateMany(
    {
      state: { $in: ['pending', 'failed'] },
      userId: { $ne: userId },
      // What a channel is told names people by their ids alone too.
      channelId: { $exists: false },
      kind: { $ne: namesNobody },
      $or: [{ guildId: { $in: guildIds } }, { guildId: { $exists: false } }],
    },
    { $set: { payload: withheld } },
  );
}

export async function claimDueNotice(
  { notices }: Notices,
  now: Date,
  leaseMs: number,
  exceptChannelIds: readonly string[],
): Promise<ClaimedNotice | undefined> {
  const leaseToken = randomUUID();
  const nextAttemptAt = new Date(now.getTime() + leaseMs);
  const notice = await notices
    .findOneAndUpdate(
      {
        state: 'pending',
        nextAttemptAt: { $lte: now },
        ...(exceptChannelIds.length > 0 && { channelId: { $nin: exceptChannelIds } }),
      },
      { $set: { leaseToken, nextAttemptAt }, $inc: { attempts: 1 } },
      { sort: { nextAttemptAt: 1 }, returnDocument: 'after' },
    )
    .lean();
  if (notice === null) return undefined;
  const { payload, nonce, attempts } = notice;
  return { to: recipientOf(notice), payload, nonce, attempts, leaseToken };
}

function recipientOf({ userId = '', guildId = '', channelId }: NoticeRecord): Recipient {
  return channelId === undefined ? { kind: 'person', userId } : { kind: 'channel', guildId, channelId };
}

export async function settleNotice(
  { notices }: Notices,
  { to, nonce, leaseToken }: ClaimedNotice,
  delivery: Delivery,
  now: Date,
): Promise<void> {
  const settled = {
    ...delivery,
    ...(delivery.state === 'sent' && sentAt(now)),
    ...(delivery.state === 'failed' && { expiresAt: new Date(now.getTime() + failedKeptForMs) }),
  };
  await notices.updateOne({ nonce, leaseToken }, { $set: settled, $unset: { leaseToken: 1 } });
  if (to.kind === 'channel' && delivery.state === 'sent')
    await resumeAuditNotices({ notices }, to.channelId, now, 'refused');
}

export async function takeFailedNotices(
  { notices }: Notices,
  userId: string,
  limit: number,
  now: Date,
): Promise<NoticePayload[]> {
  const failed = await notices.find({ userId, state: 'failed' }).limit(limit).lean();
  const taken: NoticePayload[] = [];
  for (const { _id, payload } of failed) {
    const { modifiedCount } = await notices.updateOne({ _id, state: 'failed' }, { $set: sentAt(now) });
    if (modifiedCount === 1) taken.push(payload);
  }
  return taken;
}

export async function findFailedRecipients(
  { notices }: Notices,
  limit: number,
): Promise<Set<string> | undefined> {
  const failed = await notices
    .find({ state: 'failed', userId: { $exists: true } }, { userId: 1 })
    .limit(limit)
    .lean();
  return failed.length < limit ? new Set(failed.flatMap(({ userId }) => userId ?? [])) : undefined;
}
