import type { Storage } from '../storage/connect.js';
import { exportLedger, type ExportLedgerOptions, type LedgerZips } from './export-ledger.js';
import { fetchExportState, type ExportState } from './last-export.js';

export { ledgerFileNames, type LedgerFileName, type LedgerZips } from './export-ledger.js';
export type { ExportState, LastExport, LastState } from './last-export.js';

/** The state of the exports, for commands. */
export interface Exports {
  /**
   * How the exports stand, as their own records say.
   * @throws StorageUnavailable
   */
  fetchState(now: Date): Promise<ExportState>;
  /**
   * The whole ledger of a server as CSV files in ZIPs, as of one moment.
   * @throws UserError `ledgerTooLarge`, `ledgerUnreadable`
   * @throws StorageUnavailable
   */
  exportLedger(options: ExportLedgerOptions): Promise<LedgerZips>;
}

export function createExports(storage: Storage): Exports {
  return {
    fetchState: (now) => fetchExportState(storage, now),
    exportLedger: (options) => exportLedger(storage, options),
  };
}
