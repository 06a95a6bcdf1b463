import { isFault, isMendable, type Difference, type LedgerFault } from '../../src/ledger/ledger.js';
import type { ServerVoice, Voice } from '../../src/texts/voice.js';
import { serverAction } from '../contract/action.js';
import { say, type Button } from '../contract/answer.js';
import { serverCommand } from '../contract/command.js';
import { typedText, wholeNumber } from '../contract/state.js';
import { readerVoice } from '../parts/voices.js';
import { ledgerRebuild } from './rebuild.js';

const shownDifferences = 20;
/** So much of a fingerprint tells it from any other, and fits into a button. */
export const hashCharacters = 32;

/** `/ledger verify`: recomputes the ledger from its expenses and lists what is missing, damaged or different. */
export const ledgerVerify = serverCommand({
  path: 'ledger verify',
  code: 'lv',
  describe: ({ ledger }) => ledger.verify,
  visibility: 'ephemeral',
  readsLedger: true,
  managersOnly: true,
  async run(_input, context) {
    const { ledger, guildId } = context;
    const { expenses, differences, more = 0 } = await ledger.verifyBalances(guildId);
    const voice = await readerVoice(context);
    const { ledger: replies, lists } = voice.replies;
    if (differences.length === 0) return { ...say(replies.verifyGood({ expenses })), tone: 'good' };
    const lines = differences.slice(0, shownDifferences).map((difference) => describe(difference, voice));
    const count = differences.length + more;
    if (count > lines.length) lines.push(lists.more({ count: count - lines.length }));
    const said = say(replies.verifyBad({ count, expenses }), lines.join('\n'));
    return { ...said, tone: 'bad', buttons: differences.every(isMendable) ? [[rebuildButton(voice)]] : [] };
  },
  actions: {
    head: serverAction({
      state: { revision: wholeNumber, lastNumber: wholeNumber, hash: typedText(hashCharacters) },
      answers: 'reply',
      visibility: 'ephemeral',
      async run({ state }, { ledger, guildId, voice }) {
        const { headHolds, headDiffers } = voice.replies.ledger.audit;
        const link = await ledger.fetchLink(guildId, state);
        return link?.slice(0, hashCharacters) === state.hash
          ? { ...say(headHolds(state)), tone: 'good' }
          : { ...say(headDiffers(state)), tone: 'bad' };
      },
    }),
  },
});

/** Only where a rebuild mends all of it: it does nothing while expenses are damaged. */
function rebuildButton({ replies }: Voice): Button {
  return ledgerRebuild.button('rebuild', {}, { label: replies.ledger.rebuild.button() });
}

function describe(difference: Difference, voice: ServerVoice): string {
  if (isFault(difference)) return describeFault(difference, voice);
  const { debtorId, creditorId, storedMinor, computedMinor, currency } = difference;
  return voice.replies.ledger.verifyLine({
    debtor: voice.person(debtorId),
    creditor: voice.person(creditorId),
    stored: voice.money(storedMinor, currency),
    computed: voice.money(computedMinor, currency),
  });
}

function describeFault(fault: LedgerFault, voice: ServerVoice): string {
  const { verifyFaults } = voice.replies.ledger;
  switch (fault.fault) {
    case 'guildMissing':
      return verifyFaults.guildMissing();
    case 'numbersMissing':
      return verifyFaults.numbersMissing(fault);
    case 'chainBroken':
      return verifyFaults.chainBroken(fault);
    case 'anchorBroken':
      return verifyFaults.anchorBroken(fault);
    case 'changesMissing':
      return verifyFaults.changesMissing(fault);
    case 'versionDiffers':
      return verifyFaults.versionDiffers(fault);
    case 'settingDiffers':
      return verifyFaults.settingDiffers({ setting: voice.replies.ledger.settings.names[fault.setting] });
    case 'chainHeadDiffers':
      return verifyFaults.chainHeadDiffers(fault);
    case 'numberTwice':
      return verifyFaults.numberTwice(fault);
    case 'numberBeyondLast':
      return verifyFaults.numberBeyondLast(fault);
    case 'sharesUnpaired':
      return verifyFaults.sharesUnpaired(fault);
    case 'debtsDiffer':
      return verifyFaults.debtsDiffer(fault);
    case 'expenseUnreadable':
      return verifyFaults.expenseUnreadable({ number: String(fault.number) });
    case 'balanceUnreadable':
      return verifyFaults.balanceUnreadable({ creditor: voice.person(String(fault.creditorId)) });
    case 'totalDiffers':
      return verifyFaults.totalDiffers({
        kind: fault.kind,
        isVoid: fault.isVoid,
        stored: { count: fault.storedCount, sum: voice.money(fault.storedMinor, fault.currency) },
        computed: { count: fault.computedCount, sum: voice.money(fault.computedMinor, fault.currency) },
      });
    case 'sharesDiffer':
    case 'paymentsDiffer':
      return verifyFaults[fault.fault]({
        number: fault.number,
        sum: voice.money(fault.sumMinor, fault.currency),
        amount: voice.money(fault.amountMinor, fault.currency),
      });
  }
}
