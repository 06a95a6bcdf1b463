import { balances } from './balances/balances.js';
import type { Command } from './contract/command.js';
import { expenseAdd } from './expense/add.js';
import { expenseList } from './expense/list.js';
import { expenseShow } from './expense/show.js';
import { help } from './help.js';
import { ledgerProblems } from './ledger/problems.js';
import { ledgerVerify } from './ledger/verify.js';
import { profileDownload } from './profile/download.js';
import { profileEdit } from './profile/edit.js';
import { profileErase } from './profile/erase.js';
import { profileShow } from './profile/show.js';
import { summaryNow } from './summary/now.js';

/** Every command, in the order of Discord's list. */
export const commands: readonly Command[] = [
  expenseAdd,
  expenseList,
  expenseShow,
  balances,
  summaryNow,
  profileShow,
  profileEdit,
  profileDownload,
  profileErase,
  ledgerProblems,
  ledgerVerify,
  help,
];
