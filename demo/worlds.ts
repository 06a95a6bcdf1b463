import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { NewRole, Person, Playground, Server } from 'discord-playground';
import type { BuiltWorld, Example, OfferedWorld } from 'discord-playground/page';

/** Common names; no real people are meant. */
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

const balances: Example = { person: 0, command: 'balances', options: {} };

/** The worlds that the page offers, with their examples. */
export const worlds: readonly OfferedWorld[] = [
  {
    name: 'flat',
    label: 'A flat of four',
    playLabel: 'Play the examples',
    build: buildFlat,
    // Equal, exact, percent.
    examples: [
      {
        person: 0,
        command: 'expense add',
        options: { amount: '1000', description: 'Electricity bill', for: '@1 @2 @3 @4' },
      },
      {
        person: 0,
        command: 'expense add',
        options: { amount: '1250', description: 'Flipkart sale', for: '@2 370 @3 880' },
      },
      {
        person: 3,
        command: 'expense add',
        options: { amount: '1200', description: 'Dinner', for: '@1 40% @2 20% @3 20% @4 20%' },
      },
      balances,
    ],
  },
  {
    name: 'circle',
    label: 'A circle of four',
    playLabel: 'Play paying back',
    build: buildCircle,
    // Each owes the next; a part is paid back, and waits for “Got it”. What is left to press: Dispute, Got it, Settle.
    examples: [
      { person: 0, command: 'expense add', options: { amount: '400', description: 'Breakfast', for: '@2' } },
      { person: 1, command: 'expense add', options: { amount: '400', description: 'Lunch', for: '@3' } },
      { person: 2, command: 'expense add', options: { amount: '400', description: 'Tickets', for: '@4' } },
      { person: 3, command: 'expense add', options: { amount: '300', description: 'Taxi', for: '@1' } },
      { person: 1, command: 'settle', options: { to: '@1', amount: '150', note: 'UPI' } },
      balances,
      { person: 0, command: 'balances', options: { simplify: 'True' } },
    ],
  },
  {
    name: 'trip',
    label: 'A trip of twelve',
    playLabel: 'Play a trip abroad',
    build: buildTrip,
    // Two currencies, a role, weights.
    examples: [
      {
        person: 0,
        command: 'expense add',
        options: { amount: '1,44,000', description: 'Flights', for: '@everyone' },
      },
      {
        person: 3,
        command: 'expense add',
        options: { amount: '900000', description: 'Scooters', for: '@Drivers', currency: 'IDR' },
      },
      {
        person: 1,
        command: 'expense add',
        options: { amount: '1250000', description: 'Seafood', for: '@1 x2 @2 x2 @5 x1', currency: 'IDR' },
      },
      { person: 1, command: 'balances', options: { member: '@2' } },
    ],
  },
  {
    name: 'event',
    label: 'An event of 1000',
    playLabel: 'Play a big event',
    build: buildEvent,
    // One bill for a thousand people.
    examples: [
      {
        person: 0,
        command: 'expense add',
        options: { amount: '5,00,000', description: 'Hall', for: '@everyone' },
      },
      { person: 41, command: 'balances', options: { member: '@42' } },
    ],
  },
];

/** Four flatmates, u1 to u4; u1 manages the server. */
function buildFlat(playground: Playground): BuiltWorld {
  const flatmates = playground.createUsers('u1', 'u2', 'u3', 'u4');
  const server = createServer(playground, 'Flat 4B', flatmates, [
    {
      name: 'Manager',
      members: flatmates.slice(0, 1),
      permissions: PermissionFlagsBits.ManageGuild,
      color: 0xf0b232,
    },
  ]);
  server.createChannel('bills');
  return { server, firstPerson: first(flatmates) };
}

/** Four friends of whom each pays for the next; the first manages the server. */
function buildCircle(playground: Playground): BuiltWorld {
  const friends = playground.createUsers(...travellers.slice(0, 4));
  const server = createServer(playground, 'Day out', friends, [
    {
      name: 'Host',
      members: friends.slice(0, 1),
      permissions: PermissionFlagsBits.ManageGuild,
      color: 0x58d68d,
    },
  ]);
  return { server, firstPerson: first(friends) };
}

/** Twelve on a trip abroad: drivers and organisers, and a second currency to spend. */
function buildTrip(playground: Playground): BuiltWorld {
  const people = playground.createUsers(...travellers);
  const server = createServer(playground, 'Bali trip', people, [
    {
      name: 'Organisers',
      members: people.slice(0, 2),
      permissions: PermissionFlagsBits.ManageGuild,
      color: 0x5dade2,
    },
    { name: 'Drivers', members: people.slice(2, 5), color: 0x2ecc71 },
  ]);
  server.createChannel('food-in-idr');
  return { server, firstPerson: first(people) };
}

/** A thousand people at an event, in teams. */
function buildEvent(playground: Playground): BuiltWorld {
  const names = Array.from(
    { length: eventSize },
    (_, index) => `${travellers[index % travellers.length] ?? 'Guest'} ${String(index + 1).padStart(4, '0')}`,
  );
  const people = playground.createUsers(...names);
  const server = createServer(playground, 'Annual meet', people, [
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
  return { server, firstPerson: first(people) };
}

/** @param roles the highest first; all are hoisted */
function createServer(
  playground: Playground,
  name: string,
  members: readonly Person[],
  roles: readonly NewRole[],
): Server {
  const namesakes = playground.servers().filter((server) => server.name.startsWith(name)).length;
  return playground.createServer({
    name: namesakes === 0 ? name : `${name} (${namesakes + 1})`,
    members,
    // The last role is the highest.
    roles: roles.map((role) => ({ ...role, isHoisted: true })).toReversed(),
  });
}

function first(people: readonly Person[]): Person {
  const [person] = people;
  if (person === undefined) throw new Error('A world has people');
  return person;
}
