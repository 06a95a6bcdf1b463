import type { Answer, Visibility } from './answer.js';
import type { CommandContext, ServerContext } from './context.js';
import type { StateOf, StateShape } from './state.js';

/** A one-line text field of a form. */
export interface Field {
  readonly required: boolean;
  /** In code points. */
  readonly maxLength: number;
}

type Fields = Readonly<Record<string, Field>>;

/** What arrives when a button is pressed, a menu used or a form submitted. Parts that do not apply are empty. */
export interface Press<State extends StateShape, Picks extends StateShape, Given extends Fields> {
  readonly state: StateOf<State>;
  /** The entry that was picked from a menu. */
  readonly picked: StateOf<Picks>;
  /** The texts of a form, by field. */
  readonly fields: { readonly [Name in keyof Given]: string };
}

/** What a button, a menu or a form of a command does. */
export interface Action<State extends StateShape, Picks extends StateShape, Given extends Fields, Context> {
  /** The values it carries. Their order is part of the custom id: add new ones last, and optional. */
  readonly state: State;
  /** For a menu: the values of one entry. */
  readonly picks?: Picks;
  /** For a form: its fields. */
  readonly fields?: Given;
  /** `update` changes the message that the button stands on, `reply` sends a new one. */
  readonly answers: 'update' | 'reply';
  readonly visibility: Visibility;
  readonly managersOnly?: boolean;
  /** Saves something: an answer that cannot be delivered is sent by direct message. */
  readonly changes?: boolean;
  /** Erases who pressed it, who is then not stored as for every other command. */
  readonly erasesActor?: boolean;
  /** Answers with a form, which Discord takes only as the first answer: it is not deferred. */
  readonly opensModal?: boolean;
  run(press: Press<State, Picks, Given>, context: Context): Answer | Promise<Answer>;
}

/** An action whose shapes are not known. */
export type AnyAction<Context> = Action<StateShape, StateShape, Fields, Context>;

/** The shape without values. */
export type Nothing = { readonly [Name in never]: Name };

/** Declares an action of a command that works only in servers. */
export function serverAction<
  const State extends StateShape,
  const Picks extends StateShape = Nothing,
  const Given extends Fields = Nothing,
>(action: Action<State, Picks, Given, ServerContext>): Action<State, Picks, Given, ServerContext> {
  return action;
}

/** Declares an action of a command that also works in direct messages. */
export function anywhereAction<
  const State extends StateShape,
  const Picks extends StateShape = Nothing,
  const Given extends Fields = Nothing,
>(action: Action<State, Picks, Given, CommandContext>): Action<State, Picks, Given, CommandContext> {
  return action;
}
