import type { Storage } from '../storage/connect.js';
import { fetchExportState, type ExportState } from './last-export.js';

export type { ExportState, LastExport, LastState } from './last-export.js';

/** The state of the exports, for commands. */
export interface Exports {
  /**
   * How the exports stand, as their own records say.
   * @throws StorageUnavailable
   */
  fetchState(now: Date): Promise<ExportState>;
}

export function createExports(storage: Storage): Exports {
  return { fetchState: (now) => fetchExportState(storage, now) };
}
