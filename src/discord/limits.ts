/** Every limit of Discord's that we obey, in one place. Lengths are in code points, as Discord counts them. */

/** @see https://docs.discord.com/developers/components/reference */
export const messageLimits = {
  /** Text over all text displays of one message of components. */
  text: 4000,
  /**
   * UTF-8 bytes of all text displays of one message, `textDisplayBytes` more for each of them. Discord answers a
   * message beyond that with an error of its own (500); it documents no such limit, which was found by trying.
   */
  textBytes: 10_170,
  textDisplayBytes: 12,
  /** Components of one message, nested ones too. */
  components: 40,
  buttonsInRow: 5,
  buttonLabel: 80,
  menuEntries: 25,
  menuLabel: 100,
  menuPlaceholder: 150,
  customId: 100,
  /** @see https://docs.discord.com/developers/resources/message#create-message */
  files: 10,
  /**
   * Bytes of all files of a message. Discord takes requests of up to 25 MiB; the rest is left for the message itself.
   * @see https://docs.discord.com/developers/resources/message#create-message
   */
  filesBytes: 24 * 1024 * 1024,
  /** Of one file that someone else made and a message passes on: it leaves room for our own files beside it. */
  passedOnBytes: 20 * 1024 * 1024,
  /** A name's length that every client and file system takes. */
  fileName: 100,
  /** @see https://docs.discord.com/developers/resources/message#allowed-mentions-object */
  pings: 100,
} as const;

/** @see https://docs.discord.com/developers/components/reference#label and #text-input */
export const modalLimits = {
  title: 45,
  fields: 5,
  label: 45,
  description: 100,
  placeholder: 100,
  value: 4000,
} as const;

/** @see https://docs.discord.com/developers/interactions/application-commands */
export const commandLimits = {
  description: 100,
  choices: 25,
  choiceName: 100,
  choiceValue: 100,
} as const;

/** @see https://docs.discord.com/developers/interactions/receiving-and-responding */
export const answerLimits = {
  /** The first answer must arrive within this of the interaction. */
  firstAnswerMs: 3000,
  /** A token can be answered with for 15 minutes; we stop before. */
  tokenMs: 14 * 60_000,
} as const;

/** @see https://docs.discord.com/developers/events/gateway-events#request-guild-members */
export const memberLimits = {
  /** User ids in one request. */
  idsInRequest: 100,
  /** All members of a server can be asked for once in this time. */
  everyoneEveryMs: 30_000,
  /** @see https://docs.discord.com/developers/resources/guild#list-guild-members */
  inPage: 1000,
  /** @see https://docs.discord.com/developers/resources/guild#search-guild-members */
  searchResults: 1000,
} as const;

/**
 * Errors of Discord's that we expect.
 * @see https://docs.discord.com/developers/topics/opcodes-and-status-codes#json-json-error-codes
 */
export const errorCodes = {
  unknownChannel: 10003,
  unknownGuild: 10004,
  unknownMember: 10007,
  unknownMessage: 10008,
  unknownUser: 10013,
  unknownWebhook: 10015,
  unknownInteraction: 10062,
  /** The application may not send this person messages for now. */
  directMessagesLimited: 40003,
  /** A file, or all files together, are too large. */
  requestTooLarge: 40005,
  alreadyAcknowledged: 40060,
  /** It cannot be seen. */
  missingAccess: 50001,
  /** The person's direct messages are closed to us. */
  directMessagesClosed: 50007,
  missingPermissions: 50013,
  invalidWebhookToken: 50027,
  /** Messages older than an hour can be edited only so often. */
  oldMessageEdits: 30046,
  /** No server in common with the person. */
  noMutualServers: 50278,
} as const;

/** @see https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes */
export const closeCodes = {
  authenticationFailed: 4004,
  invalidShard: 4010,
  shardingRequired: 4011,
  invalidIntents: 4013,
  disallowedIntents: 4014,
} as const;
