import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Answer, ChannelHandle, MessageView, OptionValue, Person, Server } from 'discord-playground';
import { commands, otherActions } from '../../commands/index.js';
import { announceHeads } from '../../src/ledger/announce-heads.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { setStage, type Stage } from '../harness/bot.js';

let stage: Stage;
let storage: Storage;
let flat: Server;
let audit: ChannelHandle;
let u1: Person, u2: Person;

type Typed = Readonly<Record<string, OptionValue>>;

/** More debts than a page of balances has, more lines than a statement's, and more changes than a history's. */
beforeAll(async () => {
  stage = await setStage();
  storage = await connectStorage(stage.uri);
  const people = stage.playground.createUsers(25);
  [u1, u2] = people as [Person, Person];
  flat = stage.playground.createServer({ name: 'Flat', members: people, owner: u1 });
  audit = flat.createChannel('audit');
  await type('expense add', { amount: '2500', description: 'Rent', for: 'everyone' });
  for (let count = 0; count < 12; count++) await addTea();
}, 60_000);
afterAll(async () => {
  await storage.close();
  await stage.close();
});

function type(path: string, options: Typed = {}): Promise<Answer> {
  return flat.as(u1).slash(path, options);
}

async function addTea(): Promise<number> {
  const { text } = await type('expense add', { amount: '100', description: 'Tea', for: u2.mention });
  return Number(/#(\d+)/.exec(text)?.[1]);
}

async function setAudit(): Promise<void> {
  await type('ledger settings', { audit_channel: audit });
}

/** So that a rebuild has something to put right. */
async function damageBalances(): Promise<void> {
  const row = { guildId: flat.id, creditorId: u1.id };
  await storage.raw.balances.updateOne(row, { $inc: { [`owedBy.${u2.id}`]: 1 } });
}

let slots = 0;

/** What the audit channel is told after each weekly export. */
async function tellHead(): Promise<MessageView> {
  await setAudit();
  const [slot, signal] = [`slot ${++slots}`, new AbortController().signal];
  await announceHeads(storage, { slot, now: new Date(), signal });
  for (;;) {
    const heads = audit.messages().filter(({ buttons }) => buttons.length > 0);
    const head = heads.at(-1);
    if (head && heads.length >= slots) return head;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function addDisputed(): Promise<number> {
  const number = await addTea();
  const shown = await type('expense show', { number });
  const form = await flat.as(u1).press(shown, 'Dispute');
  await flat.as(u1).submit(form, { reason: 'It was less' });
  return number;
}

/** Somebody says that they paid the person who presses. */
async function askReceiver(): Promise<MessageView> {
  const payment = await flat.as(u2).slash('settle', { to: u1, amount: '1' });
  const [asked] = await payment.waitForFollowUps(1);
  if (!asked) throw new Error('Nobody was asked');
  return asked;
}

async function addVoid(): Promise<number> {
  const number = await addTea();
  await type('expense void', { number: String(number) });
  return number;
}

const justType = (): Promise<Typed> => Promise.resolve({});

/** The values of required options, by name. */
const required: Typed = { amount: '100', description: 'Tea', for: 'everyone', number: 1, to: '' };

/** What must be typed so that a command has an answer worth pressing; what a command requires of `required` is added. */
const typings: Readonly<Record<string, readonly (() => Promise<Typed>)[]>> = {
  'expense add': [
    justType,
    // Typed a second time.
    async () => {
      const { number: _number, to: _to, ...expense } = required;
      await type('expense add', expense);
      return expense;
    },
  ],
  'expense list': [justType, () => Promise.resolve({ member: u2, include_void: true })],
  'expense show': [
    async () => ({ number: await addTea() }),
    async () => ({ number: await addVoid() }),
    async () => ({ number: await addDisputed() }),
  ],
  // The other way round: it is u2 who owes.
  settle: [
    () => Promise.resolve({ to: u2, amount: '1' }),
    () => Promise.resolve({ to: u1, from: u2, amount: '1' }),
  ],
  'expense edit': [async () => ({ number: await addTea(), amount: '200' })],
  'expense void': [async () => ({ number: String(await addTea()) })],
  'expense restore': [async () => ({ number: await addVoid() })],
  'expense history': [justType, async () => ({ number: await addTea() })],
  'ledger settings': [
    async () => {
      await setAudit();
      return {};
    },
  ],
  'ledger verify': [
    async () => {
      await damageBalances();
      return {};
    },
  ],
  balances: [
    justType,
    () => Promise.resolve({ member: u1 }),
    () => Promise.resolve({ with: u2 }),
    () => Promise.resolve({ simplify: true }),
  ],
};

/** A message or a form, and how to come to it. */
interface Kind {
  readonly name: string;
  make(): Promise<Answer | MessageView>;
}

/** Something on a message that can be pressed, picked or sent. */
interface Control extends Kind {
  readonly label: string;
  readonly press: (on: Answer | MessageView) => Promise<Answer>;
}

function typedKinds(): Kind[] {
  return commands.flatMap(({ path, definition }) => {
    const { options = [] } = definition as { options?: { name: string; required?: boolean }[] };
    const needed = options.filter((option) => option.required).map(({ name }) => [name, required[name]]);
    return (typings[path] ?? [justType]).map((typing, index) => ({
      name: `/${path} ${index}`,
      make: async () => type(path, { ...(Object.fromEntries(needed) as Typed), ...(await typing()) }),
    }));
  });
}

/** All that can be done with an answer. */
function controlsOf(kind: Kind, answer: Answer | MessageView): Control[] {
  const isAudit = !('modal' in answer) && answer.message.channel_id === audit.id;
  const channel = isAudit ? audit : flat;
  const actor = channel.as(u1);
  const control = (label: string, press: Control['press']): Control => ({
    name: `${kind.name} · ${label}`,
    label,
    press,
    make: async () => press(await kind.make()),
  });
  if ('modal' in answer && answer.modal) {
    const fields = answer.modal.fields.flatMap(({ customId, required, value }) => {
      // Where something must change, the description does.
      if (customId === 'description') return [[customId, 'Coffee']];
      return required && value.length === 0 ? [[customId, '1']] : [];
    });
    return [
      control('sent', (on) =>
        actor.submit(on as Answer, Object.fromEntries(fields) as Record<string, string>),
      ),
    ];
  }
  return [
    ...answer.buttons
      .filter(({ customId, disabled }) => customId !== '' && !disabled)
      .map(({ label }) => control(label, (on) => actor.press(on, label))),
    ...answer.selects.map(({ placeholder, options }) =>
      control(placeholder, (on) => actor.select(on, placeholder, [options[0]?.value ?? ''])),
    ),
  ];
}

/** What the log says of the last interaction. */
async function readOutcome(): Promise<{ command: string; outcome: string }> {
  await stage.settle();
  const { command, outcome } = stage.lines.findLast(({ msg }) => msg === 'answered') ?? {};
  return { command: String(command), outcome: String(outcome) };
}

test('every button, menu and form of every message works after a restart', async () => {
  const worked = new Set<string>();
  const failed: string[] = [];
  /** What was pressed already: the same action leads to the same kind of message, wherever its button stands. */
  const seen = new Set<string>();
  let kinds: Kind[] = [
    ...typedKinds(),
    { name: 'the head of the ledger', make: tellHead },
    { name: 'the question to a receiver', make: askReceiver },
  ];
  while (kinds.length > 0) {
    const controls: { control: Control; on: Answer | MessageView }[] = [];
    for (const kind of kinds) {
      for (const control of controlsOf(kind, await kind.make())) {
        controls.push({ control, on: await kind.make() });
      }
    }
    await stage.restart();
    kinds = [];
    for (const { control, on } of controls) {
      const pressed = await control.press(on);
      const { command, outcome } = await readOutcome();
      const says = pressed.modal?.title ?? [pressed.text, ...pressed.files.map(({ name }) => name)].join('');
      if (outcome !== 'ok' || pressed.failed || says === '')
        failed.push(`${control.name}: ${outcome}, ${says}`);
      else worked.add(command);
      if (!seen.has(`${control.name.split(' · ').at(-1)} ${command}`))
        kinds.push({ ...control, name: command });
      seen.add(`${control.name.split(' · ').at(-1)} ${command}`);
    }
  }
  expect(failed).toEqual([]);
  const declared = [...commands, ...otherActions].flatMap(({ path, actions }) =>
    Object.keys(actions).map((action) => `${path} · ${action}`),
  );
  // An action that is missing here has no button that was found: its command wants a row among the typings.
  expect([...worked].sort()).toEqual(declared.sort());
}, 120_000);
