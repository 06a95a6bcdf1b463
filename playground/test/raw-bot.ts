import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Playground } from '../index.js';

export interface RawFrame {
  readonly op: number;
  readonly t: string | null;
  readonly s: number | null;
  readonly d: Record<string, unknown>;
}

/** A bot without any library: what Discord sends is seen as it is. */
export class RawBot {
  readonly frames: RawFrame[] = [];
  closeCode: number | undefined;
  readonly #socket: WebSocket;
  #wake: () => void = () => undefined;

  constructor(
    readonly playground: Playground,
    readonly identify: object,
  ) {
    this.#socket = new WebSocket(`${playground.origin.replace('http', 'ws')}/gateway?v=10&encoding=json`);
    this.#socket.on('message', (raw: Buffer) => {
      this.frames.push(JSON.parse(raw.toString()) as RawFrame);
      this.#wake();
    });
    this.#socket.on('close', (code) => {
      this.closeCode = code;
      this.#wake();
    });
    this.#socket.on('error', () => undefined);
  }

  /** Logs in with these intents; resolves at READY, or at the close that refuses it. */
  static async login(playground: Playground, intents: number, more: object = {}): Promise<RawBot> {
    const bot = new RawBot(playground, { token: playground.token, intents, properties: {}, ...more });
    await bot.wait((frame) => frame.op === 10);
    bot.send(2, bot.identify);
    await bot.wait(({ t, op }) => t === 'READY' || op === 9);
    return bot;
  }

  send(op: number, d: unknown): void {
    this.#socket.send(JSON.stringify({ op, d }));
  }

  /** The first frame that fits, among those that came and those to come; undefined when the socket closes. */
  async wait(fits: (frame: RawFrame) => boolean, timeoutMs = 3000): Promise<RawFrame | undefined> {
    const endMs = Date.now() + timeoutMs;
    while (Date.now() < endMs) {
      const found = this.frames.find(fits);
      if (found !== undefined || this.closeCode !== undefined) return found;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 50);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    throw new Error('The frame did not come');
  }

  event(name: string, timeoutMs?: number): Promise<RawFrame | undefined> {
    return this.wait(({ t }) => t === name, timeoutMs);
  }

  /** Names of the events so far, once everything sent before now has arrived. */
  async eventNames(): Promise<string[]> {
    const acknowledged = this.frames.filter(({ op }) => op === 11).length;
    this.send(1, null);
    await this.wait(() => this.frames.filter(({ op }) => op === 11).length > acknowledged);
    return this.frames.flatMap(({ t }) => t ?? []);
  }

  /** The interaction that the given action of a person sends. */
  async interactionOf(act: () => unknown): Promise<{ id: string; token: string; [key: string]: unknown }> {
    const before = this.frames.length;
    // The action may wait for an answer that no test gives.
    void Promise.resolve(act()).catch(() => undefined);
    const isNew = (frame: RawFrame) =>
      frame.t === 'INTERACTION_CREATE' && this.frames.indexOf(frame) >= before;
    const frame = await this.wait(isNew);
    return frame?.d as { id: string; token: string };
  }

  async close(code = 1000): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    this.#socket.close(code);
    await once(this.#socket, 'close');
  }

  /** Vanishes without a word, as at a network failure. */
  vanish(): void {
    this.#socket.terminate();
  }
}
