import { ClientRefusal } from '../api.js';
import type { Person } from '../api.js';
import type { OfferedWorld } from './offers.js';
import type { PageTool } from './protocol.js';
import type { LocalPlayground } from '../start-playground.js';

/** Where the window goes after a tool was used. */
export interface ToolResult {
  readonly serverId?: string;
  readonly personId?: string;
}

/** Matches every request of the bot. */
const anyRequest = /./;

/** Carries out an action of the drawer of tools. */
export function useTool(
  playground: LocalPlayground,
  worlds: readonly OfferedWorld[],
  tool: PageTool,
): ToolResult {
  const { faults } = playground;
  switch (tool.kind) {
    case 'drop-sockets':
      faults.dropSockets();
      return {};
    case 'reconnect':
      faults.reconnect();
      return {};
    case 'invalidate-session':
      faults.invalidateSession();
      return {};
    case 'fail-next':
      faults.failNext(anyRequest, tool.status, tool.count);
      return {};
    case 'delay-next':
      faults.delayNext(anyRequest, tool.delayMs, tool.count);
      return {};
    case 'lose-answer':
      faults.loseAnswerOfNext(anyRequest, tool.count);
      return {};
    case 'cancel-fault':
      faults.cancel(tool.id);
      return {};
    case 'set-dms':
      setDms(playground, findPerson(playground, tool.userId), tool.isOpen);
      return {};
    case 'set-locale':
      playground.setLocale(findPerson(playground, tool.userId), tool.locale);
      playground.interactions.world.changed({ kind: 'server' });
      return {};
    case 'build-world': {
      const world = worlds.find(({ name }) => name === tool.world);
      if (world === undefined) throw new ClientRefusal('There is no such world');
      const { server, firstPerson } = world.build(playground);
      return { serverId: server.id, personId: firstPerson.id };
    }
  }
}

function setDms(playground: LocalPlayground, person: Person, isOpen: boolean): void {
  if (isOpen) playground.openDms(person);
  else playground.closeDms(person);
  playground.interactions.world.changed({ kind: 'server' });
}

function findPerson({ interactions: { world } }: LocalPlayground, id: string): Person {
  const user = world.users.get(id);
  if (user === undefined) throw new ClientRefusal('There is no such person');
  return { id, name: user.global_name ?? user.username, mention: `<@${id}>` };
}
