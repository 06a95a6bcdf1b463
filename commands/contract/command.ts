import { SlashCommandBuilder, SlashCommandSubcommandBuilder } from '@discordjs/builders';
import { z } from 'zod';
import { languages, type Texts } from '../../src/texts/languages.js';
import type { Action, AnyAction, Nothing } from './action.js';
import type { ActionRef, Answer, Button, Menu, Modal, ModalField, Visibility } from './answer.js';
import type { CommandContext, ServerContext } from './context.js';
import type { ChoiceOption, Completer, InputOf, Option, Options } from './option.js';
import { packState, type StateOf, type StateShape } from './state.js';

/** The JSON that Discord registers for a command or subcommand, as the builders make it. */
export interface CommandDefinition {
  readonly name: string;
  readonly description: string;
}

/** Actions that buttons, menus and forms lead to. */
export interface ActionGroup {
  /** For the log. Of a command: what people type after the slash, e.g. `expense add`. */
  readonly path: string;
  /** Names the group in custom ids; at most three letters. Old messages carry it, so it never changes. */
  readonly code: string;
  readonly where: 'server' | 'anywhere';
  readonly actions: Readonly<Record<string, AnyAction<CommandContext>>>;
  /** Reads the whole ledger of its server: much work where the server is large. */
  readonly readsLedger: boolean;
}

/** A command as the adapter runs it. */
export interface Command extends ActionGroup {
  readonly definition: CommandDefinition;
  /** The visibility of a deferral, and of replies that do not name their own. */
  readonly visibility: Visibility;
  readonly managersOnly: boolean;
  /** Saves something: an answer that cannot be delivered is sent by direct message. */
  readonly changes: boolean;
  /** May answer with a form, which Discord takes only as the first answer: it is not deferred. */
  readonly opensModal: boolean;
  /** Checks the options as received: users as ids, files as `Attachment`. */
  readonly input: z.ZodType<object>;
  run(input: object, context: CommandContext): Answer | Promise<Answer>;
  /** Autocomplete by the option's name. */
  readonly complete: Readonly<Record<string, Completer>>;
}

type Actions<Context> = Readonly<Record<string, AnyAction<Context>>>;

/** Names of fixed choices, for the options that have some. */
type ChoiceNames<Given extends Options> = {
  readonly [
    Name in keyof Given as Given[Name] extends ChoiceOption<string> ? Name : never
  ]: Given[Name] extends ChoiceOption<infer Value> ? Readonly<Record<Value, string>> : never;
};

/** What Discord shows beside a command, its options and their fixed choices. */
type DescriptionsOf<Given extends Options> = { readonly command: string } & (keyof Given extends never
  ? unknown
  : { readonly options: { readonly [Name in keyof Given]: string } }) &
  (keyof ChoiceNames<Given> extends never ? unknown : { readonly choices: ChoiceNames<Given> });

/** A command as its file declares it. */
interface Declaration<Given extends Options, Own extends Actions<Context>, Context> {
  readonly path: string;
  readonly code: string;
  /** Its entry in the texts. */
  readonly describe: (descriptions: Texts['descriptions']) => DescriptionsOf<Given>;
  readonly options?: Given;
  readonly visibility: Visibility;
  readonly managersOnly?: boolean;
  readonly changes?: boolean;
  readonly opensModal?: boolean;
  readonly readsLedger?: boolean;
  run(input: InputOf<Given>, context: Context): Answer | Promise<Answer>;
  readonly actions?: Own;
}

/** How a button looks. */
type ButtonLook = Pick<Button, 'label' | 'style' | 'disabled'>;

/** What each field of a form shows; undefined: the form goes without it, and nothing arrives for it. */
type FieldLooks<Fields> = {
  readonly [Name in keyof Fields]:
    | (Pick<ModalField, 'label' | 'description' | 'placeholder'> & { readonly value?: string | undefined })
    | undefined;
};

/** Makes buttons, menus and forms for the actions of a command. A wrong name or state does not compile. */
export interface Links<Own> {
  button<Name extends keyof Own & string>(action: Name, state: StateIn<Own[Name]>, look: ButtonLook): Button;
  menu<Name extends keyof Own & string>(
    action: Name,
    state: StateIn<Own[Name]>,
    look: {
      readonly placeholder: string;
      readonly entries: readonly { readonly label: string; readonly picked: PicksIn<Own[Name]> }[];
    },
  ): Menu;
  form<Name extends keyof Own & string>(
    action: Name,
    state: StateIn<Own[Name]>,
    look: { readonly title: string; readonly fields: FieldLooks<FieldsIn<Own[Name]>> },
  ): Modal;
}

type StateIn<Any> =
  Any extends Action<infer State, infer _Picks, infer _Fields, never> ? StateOf<State> : never;
type PicksIn<Any> =
  Any extends Action<infer _State, infer Picks, infer _Fields, never> ? StateOf<Picks> : never;
type FieldsIn<Any> = Any extends Action<infer _State, infer _Picks, infer Fields, never> ? Fields : never;

/** Declares a command that works only in servers. */
export function serverCommand<
  const Given extends Options = Nothing,
  Own extends Actions<ServerContext> = Nothing,
>(declaration: Declaration<Given, Own, ServerContext>): Command & Links<Own> {
  return makeCommand(declaration, 'server');
}

/** Declares actions that nobody types: the messages of several commands carry their buttons. */
export function serverActions<Own extends Actions<ServerContext>>({
  name,
  code,
  actions,
}: {
  /** For the log. */
  readonly name: string;
  readonly code: string;
  readonly actions: Own;
}): ActionGroup & Links<Own> {
  // The adapter has checked that this is a server.
  const group = { path: name, code, where: 'server', readsLedger: false } as const;
  return { ...group, actions: actions, ...linkTo(code, actions as never) };
}

/** Declares a command that also works in direct messages. */
export function anywhereCommand<
  const Given extends Options = Nothing,
  Own extends Actions<CommandContext> = Nothing,
>(declaration: Declaration<Given, Own, CommandContext>): Command & Links<Own> {
  return makeCommand(declaration, 'anywhere');
}

function makeCommand<Given extends Options, Own extends Actions<Context>, Context>(
  declaration: Declaration<Given, Own, Context>,
  where: Command['where'],
): Command & Links<Own> {
  const { path, code, visibility, managersOnly, changes, opensModal, readsLedger } = declaration;
  const options = Object.entries<Option<unknown>>(declaration.options ?? {});
  const actions = (declaration.actions ?? {}) as Command['actions'];
  return {
    ...{ path, code, where, visibility, actions },
    managersOnly: managersOnly ?? false,
    changes: changes ?? false,
    opensModal: opensModal ?? false,
    readsLedger: readsLedger ?? false,
    definition: defineCommand(declaration),
    input: z.object(Object.fromEntries(options.map(([name, { schema }]) => [name, schema]))),
    // The schema has checked the input. The adapter has checked that this is a server where one is needed.
    run: (input, context) => declaration.run(input as InputOf<Given>, context as Context),
    complete: Object.fromEntries(
      options.flatMap(([name, { complete }]) => (complete ? [[name, complete]] : [])),
    ),
    ...linkTo(code, actions),
  };
}

/** `DescriptionsOf` without its generic types, which were checked at the declaration. */
interface Descriptions {
  readonly command: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly choices?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A command in Discord's form. */
function defineCommand<Given extends Options>({
  path,
  describe,
  options,
}: Pick<Declaration<Given, never, never>, 'path' | 'describe' | 'options'>): CommandDefinition {
  const [name = '', subcommand] = path.split(' ');
  const builder = subcommand
    ? new SlashCommandSubcommandBuilder().setName(subcommand)
    : new SlashCommandBuilder().setName(name);
  const texts: Descriptions = describe(languages.en.descriptions);
  builder.setDescription(texts.command);
  for (const [optionName, option] of Object.entries<Option<unknown>>(options ?? {})) {
    const built = option.build((value) => texts.choices?.[optionName]?.[value] ?? value);
    builder.options.push(built.setName(optionName).setDescription(texts.options?.[optionName] ?? optionName));
  }
  return builder.toJSON();
}

function linkTo<Own>(command: string, actions: Command['actions']): Links<Own> {
  const refer = (action: string, state: StateOf<StateShape>): ActionRef => ({
    command,
    action,
    state: packState(actions[action]?.state ?? {}, state),
  });
  return {
    button: (action, state, look) => ({ ...look, action: refer(action, state) }),
    menu: (action, state, { placeholder, entries }) => ({
      placeholder,
      action: refer(action, state),
      entries: entries.map(({ label, picked }) => ({
        label,
        picked: packState(actions[action]?.picks ?? {}, picked),
      })),
    }),
    form: (action, state, { title, fields }) => ({
      kind: 'modal',
      title,
      action: refer(action, state),
      fields: Object.entries(actions[action]?.fields ?? {}).flatMap(([id, field]) => {
        const look = fields[id];
        if (!look) return [];
        const { value, ...shown } = look;
        return [{ id, ...field, ...shown, ...(value !== undefined && { value }) }];
      }),
    }),
  };
}
