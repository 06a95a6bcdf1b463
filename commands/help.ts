import { SlashCommandBuilder } from '@discordjs/builders';
import { z } from 'zod';
import { descriptions } from '../src/texts/en/descriptions.js';
import { textsOf } from '../src/texts/text.js';
import { anywhereCommand } from './contract/command.js';
import { say } from './contract/reply.js';

const input = z.object({});

/** `/help`: what it does, by example. */
export const help = anywhereCommand<z.infer<typeof input>>({
  path: 'help',
  code: 'h',
  definition: new SlashCommandBuilder().setName('help').setDescription(descriptions.help.command).toJSON(),
  visibility: 'ephemeral',
  input,
  run: (_input, { locale }) => Promise.resolve(say(textsOf(locale).replies.help())),
});
