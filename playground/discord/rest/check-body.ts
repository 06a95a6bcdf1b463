import type { ZodMiniType } from 'zod/mini';
import { checkSchema } from '../check-schema.js';
import { refuseBody } from '../discord-error.js';

/** @throws DiscordError 50035 with every error of Discord's schema */
export function checkBody(schema: ZodMiniType, body: unknown): void {
  const errors = checkSchema(schema, body);
  if (errors.length > 0) throw refuseBody(errors);
}
