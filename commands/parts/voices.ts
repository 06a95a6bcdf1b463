import type { ServerVoice } from '../../src/texts/voice.js';
import type { ServerContext } from '../contract/context.js';

/** Speaks to the person who typed, of the people of this server. */
export async function readerVoice({ voice, people, guildId }: ServerContext): Promise<ServerVoice> {
  return voice.among(await people.fetchLeftMembers(guildId));
}

/** Speaks to everyone in this server, of its people. */
export async function everyonesVoice({ publicVoice, people, guildId }: ServerContext): Promise<ServerVoice> {
  return publicVoice.among(await people.fetchLeftMembers(guildId));
}
