import type { Answer, Visibility } from './answer.js';
import type { StateOf, StateShape } from './state.js';

/** A field of a form, a line of text. */
export interface Field {
  readonly required: boolean;
  /** In code points. */
  readonly maxLength: number;
}

type Fields = Readonly<Record<string, Field>>;

/** What an action carries and takes. */
export interface ActionSpec {
  readonly state: StateShape;
  readonly picks: StateShape;
  readonly fields: Fields;
}

/** What a pressed button, a used menu or a submitted form brings; what a kind does not have is empty. */
export interface Press<Spec extends ActionSpec> {
  readonly state: StateOf<Spec['state']>;
  /** The entry that was picked from a menu. */
  readonly picked: StateOf<Spec['picks']>;
  /** What stands in the fields of a form. */
  readonly fields: { readonly [Name in keyof Spec['fields']]: string };
}

/** What a button, a menu or a form of a command does. */
export interface Action<Spec extends ActionSpec, Context> {
  /** What it carries; the order is part of the custom id, so new values go last. */
  readonly state: Spec['state'];
  /** For a menu: what one entry stands for. */
  readonly picks?: Spec['picks'];
  /** For a form: what is filled in. */
  readonly fields?: Spec['fields'];
  /** `update` changes the message that the button stands on, `reply` sends a new one. */
  readonly answers: 'update' | 'reply';
  readonly visibility: Visibility;
  readonly managersOnly?: boolean;
  /** Saves something: an answer that cannot be delivered is sent by direct message. */
  readonly changes?: boolean;
  /** Answers with a form, which Discord takes only as the first answer: it is not deferred. */
  readonly opensModal?: boolean;
  run(press: Press<Spec>, context: Context): Answer | Promise<Answer>;
}
