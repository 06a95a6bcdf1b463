import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Change, Playground } from '../api.js';
import type { PageEvent, PageSetup } from './protocol.js';
import type { PageView } from './view.js';

interface Stream {
  /** Default: the first person. */
  userId: string;
  readonly response: ServerResponse;
  /** Set while a new state of the world is about to be sent. */
  worldTimer: NodeJS.Timeout | undefined;
}

const keepAliveMs = 20_000;
const worldPauseMs = 30;

/**
 * The streams of the open windows. Each belongs to a person and carries only what that person may see.
 * They are server-sent events, so browsers reconnect by themselves.
 */
export class PageStreams {
  readonly #streams = new Set<Stream>();
  readonly #stopWatching: () => void;
  readonly #keepAlive: NodeJS.Timeout;

  constructor(
    readonly playground: Playground,
    readonly view: PageView,
    readonly setup: PageSetup,
  ) {
    this.#stopWatching = playground.watch((change) => {
      for (const stream of this.#streams) this.#tell(stream, change);
    });
    this.#keepAlive = setInterval(() => {
      for (const { response } of this.#streams) response.write(': still here\n\n');
    }, keepAliveMs);
    this.#keepAlive.unref();
  }

  open(userId: string, request: IncomingMessage, response: ServerResponse): void {
    const stream: Stream = { userId, response, worldTimer: undefined };
    this.#streams.add(stream);
    request.on('close', () => {
      clearTimeout(stream.worldTimer);
      this.#streams.delete(stream);
    });
    send(stream, { kind: 'setup', setup: this.setup });
    this.#sendWorld(stream);
    this.#sendFaults(stream);
  }

  close(): void {
    this.#stopWatching();
    clearInterval(this.#keepAlive);
    for (const { response } of this.#streams) response.end();
  }

  #tell(stream: Stream, change: Change): void {
    if (change.onlyFor !== undefined && change.onlyFor !== stream.userId) return;
    switch (change.kind) {
      case 'message':
      case 'message-removed':
        this.#tellMessage(stream, change);
        return;
      case 'commands':
        send(stream, { kind: 'commands' });
        return;
      case 'server':
      case 'bot':
        this.#sendWorldSoon(stream);
        return;
      case 'faults':
        this.#sendFaults(stream);
        return;
      case 'interaction':
        return;
    }
  }

  #tellMessage(stream: Stream, { channelId = '', messageId = '', kind }: Change): void {
    if (!this.view.maySee(stream.userId, channelId)) return;
    if (kind === 'message-removed') {
      send(stream, { kind, channelId, messageId });
      return;
    }
    const message = this.view.message(stream.userId, channelId, messageId);
    if (message !== undefined) send(stream, { kind: 'message', channelId, message });
  }

  #sendFaults(stream: Stream): void {
    send(stream, { kind: 'faults', faults: this.playground.faults.outstanding() });
  }

  /** Building a large world causes many changes; they are sent together. */
  #sendWorldSoon(stream: Stream): void {
    stream.worldTimer ??= setTimeout(() => {
      stream.worldTimer = undefined;
      this.#sendWorld(stream);
    }, worldPauseMs);
  }

  #sendWorld(stream: Stream): void {
    const world = this.view.world(stream.userId);
    stream.userId = world.me.id;
    send(stream, { kind: 'world', world });
  }
}

function send({ response }: Stream, event: PageEvent): void {
  response.write(`data: ${JSON.stringify(event)}\n\n`);
}
