import { isBot, peopleById } from '../state/state.js';

const colors = ['#5865f2', '#2b7d4f', '#b5562a', '#a83a78', '#b03434', '#3a6ea8', '#6b5a9e', '#5f6b1f'];

/** Depends only on the name, so that it stays the same. */
export function colorFor(name: string): string {
  let sum = 7;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return colors[sum % colors.length] ?? '#5865f2';
}

/** A picture made from the name, without a request. */
export function Avatar({ userId, size = 40 }: { readonly userId: string; readonly size?: number }) {
  if (isBot(userId)) {
    return <img class="avatar" src="/icon.svg" alt="" width={size} height={size} />;
  }
  const name = peopleById.value.get(userId)?.name ?? '?';
  const fontSize = `${Math.round(size * 0.4)}px`;
  return (
    <span
      class="avatar short-name"
      aria-hidden="true"
      data-short={shorten(name)}
      style={{ background: colorFor(name), width: `${size}px`, height: `${size}px`, fontSize }}
    />
  );
}

/** `u1` stays, `Aarav Shah` is AS, `Flat 4B` is F4, `Diya 0002` is D. */
export function shorten(name: string): string {
  if (name.length <= 2) return name;
  const words = name.split(/\s+/).filter((word) => !/^\d*$/.test(word));
  const initials = words.slice(0, 2).map(([first = '']) => first.toUpperCase());
  return initials.join('') || name.slice(0, 1);
}
