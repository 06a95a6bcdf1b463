import { balances } from './balances/balances.js';
import type { ActionGroup, Command } from './contract/command.js';
import { expenseAdd } from './expense/add.js';
import { disputeActions } from './expense/dispute-actions.js';
import { expenseEdit } from './expense/edit.js';
import { expenseHistory } from './expense/history.js';
import { expenseList } from './expense/list.js';
import { paymentActions } from './expense/payment-actions.js';
import { expenseRestore } from './expense/restore.js';
import { expenseShow } from './expense/show.js';
import { expenseVoid } from './expense/void.js';
import { help } from './help.js';
import { ledgerExport } from './ledger/export.js';
import { ledgerProblems } from './ledger/problems.js';
import { ledgerRebuild } from './ledger/rebuild.js';
import { ledgerSettings } from './ledger/settings.js';
import { ledgerVerify } from './ledger/verify.js';
import { profileDownload } from './profile/download.js';
import { profileEdit } from './profile/edit.js';
import { profileErase } from './profile/erase.js';
import { profileShow } from './profile/show.js';
import { settle } from './settle/settle.js';
import { summaryNow } from './summary/now.js';

/** Every command, in the order of Discord's list. */
export const commands: readonly Command[] = [
  expenseAdd,
  expenseList,
  expenseShow,
  expenseEdit,
  expenseVoid,
  expenseRestore,
  expenseHistory,
  balances,
  settle,
  summaryNow,
  profileShow,
  profileEdit,
  profileDownload,
  profileErase,
  ledgerSettings,
  ledgerProblems,
  ledgerVerify,
  ledgerRebuild,
  ledgerExport,
  help,
];

/** Actions that no command has of its own. */
export const otherActions: readonly ActionGroup[] = [paymentActions, disputeActions];
