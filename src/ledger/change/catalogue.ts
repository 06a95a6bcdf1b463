/**
 * Every use-case that changes what is stored about the ledger and its people, and what makes it harmless to do the
 * same thing again. A test holds this list against the source.
 */
export const mutatingUseCases = {
  recordExpense: 'requestId, unique per guild; the same input returns what is stored, other input is refused',
  runChange: 'the same for every change',
  anchorChain: 'does nothing where the chain has come as far as its ledger',
  anchorChains: 'the same for every ledger',
  noteMessages: 'sets a value that does not change',
  MessageNotes: 'the same, for notes that come one by one',
  rebuildBalances: 'writes what differs; a step of another rebuild meanwhile makes it look again',
  resumeAuditNotices: 'sets a state; each notice is delivered once, by its nonce',
  announceHeads: 'the nonce, made from the slot and the server, is unique',
  ensurePeople: 'insert-only, under unique keys; a name is set, not added to',
  markLeft: 'sets a state',
  markJoined: 'sets a state',
  editProfile: 'once for a request, so that an earlier form never undoes a later one',
  enqueueNotice: 'the nonce, made from the request, is unique; each notice is delivered once, by its nonce',
  claimDueNotice: 'fenced by a lease of its own',
  withholdNotices: 'sets a value that does not change',
  settleNotice: 'sets a state, fenced by the lease',
  takeFailedNotices: 'hands out each notice once',
  erasePerson: 'removes what is stored; who comes back is erased again only by a new request',
  compareServers: 'sets states',
  beginErasure: 'sets a state, once',
  eraseServer: 'removes what is there, and goes on where an earlier run ended',
  runOnce: 'by the id of the request',
} as const satisfies Readonly<Record<string, string>>;
