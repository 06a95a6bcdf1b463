/** The database did not answer in time. It is certain that nothing was saved. */
export class StorageUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StorageUnavailable';
  }
}

/** The database is there, and has more to do than it takes on now. It is certain that nothing was saved. */
export class StorageBusy extends StorageUnavailable {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StorageBusy';
  }
}

/** A read was ended because its time was over. The database is there, but the question is too large for it. */
export class ReadTooLong extends StorageUnavailable {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ReadTooLong';
  }
}

/** The database stopped answering during a save. It is unknown whether the save succeeded. */
export class OutcomeUnknown extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OutcomeUnknown';
  }
}
