import * as balances from './balances.js';
import * as expense from './expense.js';
import * as help from './help.js';
import * as ledger from './ledger.js';
import * as money from './money.js';
import * as platform from './platform.js';
import * as profile from './profile.js';
import { lists, messages, people } from './shared.js';
import * as settle from './settle.js';
import * as split from './split.js';
import * as summary from './summary.js';

// English. Each family of commands has one file with its descriptions, replies and errors.

export const descriptions = {
  balances: balances.descriptions,
  expense: expense.descriptions,
  help: help.descriptions,
  ledger: ledger.descriptions,
  profile: profile.descriptions,
  settle: settle.descriptions,
  summary: summary.descriptions,
};

export const replies = {
  balances: balances.replies,
  expense: expense.replies,
  help: help.replies,
  ledger: ledger.replies,
  lists,
  messages,
  people,
  profile: profile.replies,
  settle: settle.replies,
  summary: summary.replies,
};

export const errors = {
  ...balances.errors,
  ...expense.errors,
  ...ledger.errors,
  ...money.errors,
  ...platform.errors,
  ...profile.errors,
  ...settle.errors,
  ...split.errors,
};
