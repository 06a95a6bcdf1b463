import { mentionScope, meId, nameOf, peopleById, peopleHere, serverHere, world } from '../state/state.js';

/** A person or role that `@` can name. */
export interface Mentionable {
  readonly kind: 'person' | 'role' | 'everyone';
  readonly id: string;
  /** What is shown after the `@`. */
  readonly name: string;
  readonly username: string;
}

/** Entries picked from the list, by shown name, per scope. Only these become mentions. */
const pickedIn = new Map<string, Map<string, string>>();

function pickedHere(): Map<string, string> {
  const known = pickedIn.get(mentionScope.value) ?? new Map<string, string>();
  pickedIn.set(mentionScope.value, known);
  return known;
}

export function listMentionables(): readonly Mentionable[] {
  const server = serverHere.value;
  if (server === undefined) return [meId.value, world.value?.botId ?? ''].map(mentionOf);
  const people = peopleHere.value.map(({ id }) => mentionOf(id));
  const roles = server.roles
    .filter(({ isManaged }) => !isManaged)
    .map(({ id, name }): Mentionable => ({ kind: 'role', id, name, username: name.toLowerCase() }));
  return [...people, ...roles, { kind: 'everyone', id: '', name: 'everyone', username: 'everyone' }];
}

/** A person as `@` names them. */
export function mentionOf(id: string): Mentionable {
  return { kind: 'person', id, name: nameOf(id), username: peopleById.value.get(id)?.username ?? '' };
}

/** Finds mentionables whose name begins with, or else contains, the text after the `@`. */
export function findMentionables(typed: string, limit: number): readonly Mentionable[] {
  const wanted = typed.toLowerCase();
  const all = listMentionables();
  const starts = all.filter(({ name, username }) =>
    [name.toLowerCase(), username].some((text) => text.startsWith(wanted)),
  );
  if (wanted === '' || starts.length >= limit) return starts.slice(0, limit);
  const contains = all.filter((one) => !starts.includes(one) && one.name.toLowerCase().includes(wanted));
  return [...starts, ...contains].slice(0, limit);
}

/** The `@…` that is being typed before the caret. */
export function mentionBeforeCaret(text: string, caret: number): string | undefined {
  const typed = /(?:^|[\s,(])@([^@\n,]{0,32})$/.exec(text.slice(0, caret))?.[1];
  return typed === undefined || (pickedHere().has(`@${typed.trimEnd()}`) && typed.endsWith(' '))
    ? undefined
    : typed;
}

/** Replaces the typed text by the mention; returns the text and the new caret. */
export function insertMention(
  text: string,
  caret: number,
  typed: string,
  who: Mentionable,
): { readonly text: string; readonly caret: number } {
  const shown = shownAs(who, listMentionables());
  pickedHere().set(shown, markupOf(who));
  const start = caret - typed.length - 1;
  const after = text.slice(caret);
  const gap = after.startsWith(' ') ? '' : ' ';
  return { text: `${text.slice(0, start)}${shown}${gap}${after}`, caret: start + shown.length + 1 };
}

/** The name after an `@`, or the username if several share the name. */
function shownAs({ name, username }: Mentionable, all: readonly Mentionable[]): string {
  const isOnly = all.filter((other) => other.name === name).length <= 1;
  return `@${isOnly ? name : username}`;
}

/** The place of a picked mention in a text. */
export interface MentionSpan {
  readonly start: number;
  readonly end: number;
}

/** The picked mentions of a text, in order. */
export function listMentionSpans(text: string): readonly MentionSpan[] {
  const spans: MentionSpan[] = [];
  let start = 0;
  for (const part of splitMentions(text)) {
    const end = start + part.text.length;
    if (part.markup !== undefined) spans.push({ start, end });
    start = end;
  }
  return spans;
}

function markupOf({ kind, id }: Mentionable): string {
  if (kind === 'everyone') return '@everyone';
  return kind === 'role' ? `<@&${id}>` : `<@${id}>`;
}

interface Part {
  readonly text: string;
  /** Set: the part is a mention, stored so. */
  readonly markup?: string;
}

/** Splits a text into parts, so that picked mentions can be shown as pills. */
export function splitMentions(text: string): readonly Part[] {
  const picked = pickedHere();
  const names = [...picked.keys()].sort((a, b) => b.length - a.length);
  const parts: Part[] = [];
  let plain = '';
  for (let at = 0; at < text.length;) {
    const name = text[at] === '@' ? names.find((one) => isNamedAt(text, at, one)) : undefined;
    if (name === undefined) {
      plain += text[at] ?? '';
      at += 1;
      continue;
    }
    if (plain !== '') parts.push({ text: plain });
    plain = '';
    parts.push({ text: name, markup: picked.get(name) ?? name });
    at += name.length;
  }
  return plain === '' ? parts : [...parts, { text: plain }];
}

/** `@u1` is not the beginning of `@u12`. */
function isNamedAt(text: string, at: number, name: string): boolean {
  return text.startsWith(name, at) && !/[\p{L}\p{N}_]/u.test(text[at + name.length] ?? ' ');
}

export function encodeMentions(text: string): string {
  return splitMentions(text)
    .map((part) => part.markup ?? part.text)
    .join('');
}

/** Makes mentions of pasted names, if each is the name of exactly one person. */
export function pickNamed(text: string): void {
  const all = listMentionables();
  for (const who of all.filter(
    ({ name, username }) => text.includes(`@${name}`) || text.includes(`@${username}`),
  )) {
    const shown = shownAs(who, all);
    if (text.includes(shown)) pickedHere().set(shown, markupOf(who));
  }
}
