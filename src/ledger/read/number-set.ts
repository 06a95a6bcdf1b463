const blockLength = 4_096;

/** Which numbers were seen, in any order: a bit for each, so that a million take some 125 kB. */
export class NumberSet {
  readonly #blocks = new Map<number, Uint8Array>();
  #largest = 0;

  /** @returns false when it was there */
  add(number: number): boolean {
    const at = Math.floor(number / blockLength);
    let block = this.#blocks.get(at);
    if (block === undefined) this.#blocks.set(at, (block = new Uint8Array(blockLength / 8)));
    const [byte, bit] = [(number % blockLength) >> 3, 1 << (number & 7)];
    const isNew = ((block[byte] ?? 0) & bit) === 0;
    block[byte] = (block[byte] ?? 0) | bit;
    this.#largest = Math.max(this.#largest, number);
    return isNew;
  }

  get largest(): number {
    return this.#largest;
  }

  /** The stretches from 1 to a number, or to the largest, that were not seen. */
  *gaps(upTo: number): Generator<{ readonly from: number; readonly to: number }> {
    let next = 1;
    for (const at of [...this.#blocks.keys()].sort((one, other) => one - other)) {
      const block = this.#blocks.get(at) ?? new Uint8Array();
      for (let offset = 0; offset < blockLength; offset++) {
        if (((block[offset >> 3] ?? 0) & (1 << (offset & 7))) === 0) continue;
        const number = at * blockLength + offset;
        if (number > next) yield { from: next, to: number - 1 };
        next = number + 1;
      }
    }
    if (upTo >= next) yield { from: next, to: upTo };
  }
}
