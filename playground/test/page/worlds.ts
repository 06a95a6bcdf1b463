import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { NewRole, Person } from '../../index.js';
import type { OfferedWorld } from '../../page/index.js';

const travellers = 'Aarav Diya Kabir Meera Rohan Ananya Vikram Sara Ishaan Nisha Arjun Tara'.split(' ');
const visitors = Array.from({ length: 1000 }, (_, index) => {
  const name = travellers[index % travellers.length] ?? '';
  return `${name} ${String(index + 1).padStart(4, '0')}`;
});
const permissions = PermissionFlagsBits.ManageGuild;

interface Plan {
  readonly name: string;
  readonly label: string;
  readonly server: string;
  readonly people: readonly string[];
  /** The lowest first. */
  readonly roles: (people: readonly Person[]) => readonly NewRole[];
}

const flat: Plan = {
  name: 'flat',
  label: 'A flat of four',
  server: 'Flat 4B',
  people: ['u1', 'u2', 'u3', 'u4'],
  roles: (people) => [{ name: 'Manager', members: people.slice(0, 1), permissions, color: 0xf0b232 }],
};
const trip: Plan = {
  name: 'trip',
  label: 'A trip of twelve',
  server: 'Bali trip',
  people: travellers,
  roles: (people) => [{ name: 'Drivers', members: people.slice(2, 5), color: 0x2ecc71 }],
};
const event: Plan = {
  name: 'event',
  label: 'An event of 1000',
  server: 'Annual meet',
  people: visitors,
  roles: (people) => [
    { name: 'Visitors', members: people.slice(10), color: 0x95a5a6 },
    { name: 'Crew', members: people.slice(0, 10), permissions, color: 0xf1948a },
  ],
};

export const eventWorld = offer(event);
export const worlds: readonly OfferedWorld[] = [offer(flat), offer(trip), eventWorld];

function offer({ name, label, server: serverName, people: names, roles }: Plan): OfferedWorld {
  return {
    name,
    label,
    playLabel: `Play ${name}`,
    examples: [{ person: 0, command: 'sample', options: { text: 'hello @1' } }],
    build(playground) {
      const people = playground.createUsers(...names);
      const shown = roles(people).map((role) => ({ ...role, isHoisted: true }));
      const server = playground.createServer({ name: serverName, members: people, roles: shown });
      server.createChannel('bills');
      const [firstPerson] = people;
      if (firstPerson === undefined) throw new Error('A world has people');
      return { server, firstPerson };
    },
  };
}
