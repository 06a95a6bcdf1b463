import {
  ApplicationCommandCreateRequestSchema,
  ApplicationCommandPatchRequestPartialSchema,
  ApplicationCommandUpdateRequestSchema,
} from 'discord-api-spec/zod';
import { isDeepStrictEqual } from 'node:util';
import type { APIApplicationCommand } from 'discord-api-types/v10';
import type { ZodMiniType } from 'zod/mini';
import { checkSchema } from '../check-schema.js';
import type { FieldError } from '../discord-error.js';
import { refuse, refuseBody, refuseTooManyCommands } from '../discord-error.js';
import {
  checkCommandRules,
  checkUniqueNames,
  commandCountLimits,
  completeCommand,
} from '../rules-commands.js';
import type { CommandBody } from '../rules-commands.js';
import type { World } from '../world.js';
import type { Call, Route } from './router.js';
import { param } from './router.js';

const scopes = ['/applications/:application/commands', '/applications/:application/guilds/:guild/commands'];

/** @see https://discord.com/developers/docs/interactions/application-commands#endpoints */
export const commandRoutes: readonly Route[] = scopes.flatMap((path): Route[] => [
  { method: 'GET', path, run: (call) => ({ body: listCommands(call) }) },
  { method: 'PUT', path, run: (call) => ({ body: overwriteCommands(call) }) },
  { method: 'POST', path, run: createCommand },
  { method: 'GET', path: `${path}/:command`, run: (call) => ({ body: findCommand(call) }) },
  { method: 'PATCH', path: `${path}/:command`, run: (call) => ({ body: editCommand(call) }) },
  { method: 'DELETE', path: `${path}/:command`, run: deleteCommand },
]);

/** `global` or the guild's id. @throws DiscordError 10002, 50001 */
function scopeOf({ world, params }: Call): string {
  if (params['application'] !== world.applicationId) throw refuse('unknownApplication');
  const guildId = params['guild'];
  if (guildId !== undefined && !world.guilds.has(guildId)) throw refuse('missingAccess');
  return guildId ?? 'global';
}

function listCommands(call: Call): unknown {
  const commands = call.world.commands.get(scopeOf(call)) ?? [];
  if (call.query.get('with_localizations') === 'true') return commands;
  return commands.map(
    ({ name_localizations: _names, description_localizations: _descriptions, ...rest }) => rest,
  );
}

function overwriteCommands(call: Call): APIApplicationCommand[] {
  const scope = scopeOf(call);
  const bodies = call.json;
  if (!Array.isArray(bodies)) {
    throw refuseBody([
      { path: [], code: 'LIST_TYPE_CONVERT', message: 'Only iterables may be used in a ListType' },
    ]);
  }
  const errors = bodies.flatMap((body: unknown, index) =>
    checkCommand(ApplicationCommandUpdateRequestSchema, body, [index]),
  );
  if (errors.length > 0) throw refuseBody(errors);
  const commands = bodies as CommandBody[];
  const duplicates = checkUniqueNames(commands);
  if (duplicates.length > 0) throw refuseBody(duplicates);
  checkCounts(commands);
  const previous = call.world.commands.get(scope) ?? [];
  return store(
    call.world,
    scope,
    commands.map((body) => upsert(call.world, scope, body, previous)),
  );
}

/** A command of the same name is replaced. */
function createCommand(call: Call): { status: number; body: unknown } {
  const scope = scopeOf(call);
  const errors = checkCommand(ApplicationCommandCreateRequestSchema, call.json, []);
  if (errors.length > 0) throw refuseBody(errors);
  const previous = call.world.commands.get(scope) ?? [];
  const command = upsert(call.world, scope, call.json as CommandBody, previous);
  const others = previous.filter(({ id }) => id !== command.id);
  checkCounts([...others, command] as CommandBody[]);
  store(call.world, scope, [...others, command]);
  return { status: others.length === previous.length ? 201 : 200, body: command };
}

function editCommand(call: Call): APIApplicationCommand {
  const scope = scopeOf(call);
  const previous = call.world.commands.get(scope) ?? [];
  const old = findCommand(call);
  const change = withNumericPermissions(call.json);
  const schemaErrors = checkSchema(ApplicationCommandPatchRequestPartialSchema, change);
  if (schemaErrors.length > 0) throw refuseBody(schemaErrors);
  const body = { ...old, ...(call.json as object) } as CommandBody;
  const errors = checkCommandRules(body);
  if (errors.length > 0) throw refuseBody(errors);
  const command = { ...complete(call.world, scope, body, old.id), version: call.world.nextId() };
  store(
    call.world,
    scope,
    previous.map((other) => (other.id === old.id ? command : other)),
  );
  return command;
}

function deleteCommand(call: Call): Record<string, never> {
  const scope = scopeOf(call);
  const { id } = findCommand(call);
  const others = (call.world.commands.get(scope) ?? []).filter((other) => other.id !== id);
  store(call.world, scope, others);
  return {};
}

function findCommand(call: Call): APIApplicationCommand {
  const command = call.world.commands.get(scopeOf(call))?.find(({ id }) => id === param(call, 'command'));
  if (command === undefined) throw refuse('unknownCommand');
  return command;
}

function checkCommand(schema: ZodMiniType, body: unknown, at: readonly number[]): FieldError[] {
  const errors = checkSchema(schema, withNumericPermissions(body), at);
  return errors.length > 0 ? errors : checkCommandRules(body as CommandBody, at);
}

/** Discord's schema wants a number; its documentation and all libraries use a string. */
function withNumericPermissions(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('default_member_permissions' in body)) return body;
  const bits = body.default_member_permissions;
  return typeof bits === 'string' && /^\d+$/.test(bits)
    ? { ...body, default_member_permissions: Number(bits) }
    : body;
}

function checkCounts(commands: readonly CommandBody[]): void {
  for (const [type, limit] of Object.entries(commandCountLimits)) {
    if (commands.filter((command) => (command.type ?? 1) === Number(type)).length > limit) {
      throw refuseTooManyCommands(limit);
    }
  }
}

/** A command keeps its id while name and type stay, and its version while nothing changes. */
function upsert(
  world: World,
  scope: string,
  body: CommandBody,
  previous: readonly APIApplicationCommand[],
): APIApplicationCommand {
  const old = previous.find(({ name, type }) => name === body.name && (type as number) === (body.type ?? 1));
  const command = complete(world, scope, body, old?.id ?? world.nextId());
  if (old !== undefined && isDeepStrictEqual({ ...command, version: old.version }, old)) return old;
  return command;
}

function complete(world: World, scope: string, body: CommandBody, id: string): APIApplicationCommand {
  return completeCommand(body as Parameters<typeof completeCommand>[0], {
    id,
    version: world.nextId(),
    applicationId: world.applicationId,
    ...(scope === 'global' ? {} : { guildId: scope }),
  });
}

function store(world: World, scope: string, commands: APIApplicationCommand[]): APIApplicationCommand[] {
  world.commands.set(scope, commands);
  world.changed({ kind: 'commands' });
  return commands;
}
