import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { LocalPlayground } from '../start-playground.js';
import type { NewRole, Person, Server } from '../harness.js';
import type { DemoWorldName } from './protocol.js';

/** Made-up people; the names are common ones and mean nobody. */
const travellers = [
  'Aarav',
  'Diya',
  'Kabir',
  'Meera',
  'Rohan',
  'Ananya',
  'Vikram',
  'Sara',
  'Ishaan',
  'Nisha',
  'Arjun',
  'Tara',
] as const;

const eventSize = 1000;

/** A role as the demo servers show it: with a colour, and its members under its name. */
interface ShownRole extends NewRole {
  readonly color: number;
}

/** Where to look first in a demo world, and as whom. */
export interface DemoWorld {
  readonly server: Server;
  readonly firstPerson: Person;
}

/** Builds a demo world anew; each time it is another server with other people. */
export function buildDemoWorld(playground: LocalPlayground, name: DemoWorldName): DemoWorld {
  switch (name) {
    case 'flat':
      return buildFlat(playground);
    case 'trip':
      return buildTrip(playground);
    case 'event':
      return buildEvent(playground);
  }
}

/** Four flatmates, u1 to u4; u1 manages the server. */
function buildFlat(playground: LocalPlayground): DemoWorld {
  const flatmates = playground.createUsers('u1', 'u2', 'u3', 'u4');
  const [u1] = flatmates;
  if (u1 === undefined) throw new Error('A flat has people');
  const manager = { name: 'Manager', members: [u1], permissions: PermissionFlagsBits.ManageGuild };
  const server = createWorld(playground, 'Flat 4B', flatmates, [{ ...manager, color: 0xf0b232 }]);
  server.createChannel('bills');
  return { server, firstPerson: u1 };
}

/** Twelve on a trip abroad: drivers and organisers, and a second currency to spend. */
function buildTrip(playground: LocalPlayground): DemoWorld {
  const people = playground.createUsers(...travellers);
  const [first] = people;
  if (first === undefined) throw new Error('A trip has people');
  const server = createWorld(playground, 'Bali trip', people, [
    {
      name: 'Organisers',
      members: people.slice(0, 2),
      permissions: PermissionFlagsBits.ManageGuild,
      color: 0x5dade2,
    },
    { name: 'Drivers', members: people.slice(2, 5), color: 0x2ecc71 },
  ]);
  server.createChannel('food-in-idr');
  return { server, firstPerson: first };
}

/** A thousand people at an event, in teams. */
function buildEvent(playground: LocalPlayground): DemoWorld {
  const names = Array.from(
    { length: eventSize },
    (_, index) => `${travellers[index % travellers.length] ?? 'Guest'} ${String(index + 1).padStart(4, '0')}`,
  );
  const people = playground.createUsers(...names);
  const [first] = people;
  if (first === undefined) throw new Error('An event has people');
  const server = createWorld(playground, 'Annual meet', people, [
    {
      name: 'Crew',
      members: people.slice(0, 10),
      permissions: PermissionFlagsBits.ManageGuild,
      color: 0xf1948a,
    },
    { name: 'Speakers', members: people.slice(10, 40), color: 0xc39bd3 },
    { name: 'Visitors', members: people.slice(40), color: 0x95a5a6 },
  ]);
  server.createChannel('travel');
  return { server, firstPerson: first };
}

function createWorld(
  playground: LocalPlayground,
  name: string,
  members: readonly Person[],
  roles: readonly ShownRole[],
): Server {
  const { guilds } = playground.interactions.world;
  const namesakes = [...guilds.values()].filter((guild) => guild.name.startsWith(name)).length;
  const unlike = namesakes === 0 ? name : `${name} (${namesakes + 1})`;
  // The role made last stands highest.
  const server = playground.createServer({ name: unlike, members, roles: roles.toReversed() });
  const guild = guilds.get(server.id);
  for (const { name: roleName, color } of roles) {
    const role = [...(guild?.roles.values() ?? [])].find((other) => other.name === roleName);
    if (role === undefined || guild === undefined) continue;
    guild.roles.set(role.id, {
      ...role,
      color,
      colors: { ...role.colors, primary_color: color },
      hoist: true,
    });
  }
  return server;
}
