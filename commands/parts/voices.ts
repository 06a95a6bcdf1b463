import type { ServerVoice } from '../../src/texts/voice.js';
import type { ServerContext } from '../contract/context.js';

/** The voice for the person who typed. */
export async function readerVoice({ voice, people, guildId }: ServerContext): Promise<ServerVoice> {
  return voice.among(await people.fetchLeftMembers(guildId));
}

/** The voice for everyone in this server. */
export async function everyonesVoice({ publicVoice, people, guildId }: ServerContext): Promise<ServerVoice> {
  return publicVoice.among(await people.fetchLeftMembers(guildId));
}
