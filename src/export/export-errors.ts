/** Another database exports to this place. */
export class ExportOfAnotherDatabase extends Error {
  constructor(key: string) {
    super(`${key} is that of another database: set another S3_PREFIX, or remove it if that database is gone`);
    this.name = 'ExportOfAnotherDatabase';
  }
}

/** An object in the bucket is missing, or not as an export leaves it. */
export class ExportDamaged extends Error {
  constructor(key: string, what: string) {
    super(`${key} ${what}`);
    this.name = 'ExportDamaged';
  }
}

/**
 * Two databases at one place would take each other's files for their own. The manifest tells which database the place
 * belongs to; until there is one, each object does.
 * @param owner the database that the object under the key tells of; undefined: it tells of none
 * @throws ExportOfAnotherDatabase
 */
export function refuseOtherDatabase(owner: string | undefined, key: string, databaseId: string): void {
  if (owner !== undefined && owner !== databaseId) throw new ExportOfAnotherDatabase(key);
}
