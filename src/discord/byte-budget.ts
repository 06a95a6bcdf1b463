interface Waiter {
  readonly sizeBytes: number;
  begin(giveBack: () => void): void;
}

/** A limited number of bytes, handed out in the order in which they are asked for. */
export class ByteBudget {
  readonly #waiting: Waiter[] = [];
  #freeBytes: number;

  /** @param totalBytes no more than this can be asked for at once */
  constructor(readonly totalBytes: number) {
    this.#freeBytes = totalBytes;
  }

  /** Resolves with what gives the bytes back; undefined when there was no room in time. */
  reserve(sizeBytes: number, withinMs: number): Promise<(() => void) | undefined> {
    return new Promise((resolve) => {
      const waiter: Waiter = {
        sizeBytes,
        begin(giveBack) {
          clearTimeout(timer);
          resolve(giveBack);
        },
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        resolve(undefined);
        this.#beginWaiting();
      }, withinMs);
      this.#waiting.push(waiter);
      this.#beginWaiting();
    });
  }

  #beginWaiting(): void {
    for (let [next] = this.#waiting; next && next.sizeBytes <= this.#freeBytes; [next] = this.#waiting) {
      this.#waiting.shift();
      this.#freeBytes -= next.sizeBytes;
      next.begin(this.#giveBackOnce(next.sizeBytes));
    }
  }

  #giveBackOnce(sizeBytes: number): () => void {
    let isGivenBack = false;
    return () => {
      if (isGivenBack) return;
      isGivenBack = true;
      this.#freeBytes += sizeBytes;
      this.#beginWaiting();
    };
  }
}
