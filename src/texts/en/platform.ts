import type { UserErrors } from '../../errors/user-error.js';
import { escapeMarkdown } from '../escape-markdown.js';

/** Errors that any command can meet. */
export const errors = {
  answerTooLate: () => 'That took too long to open. Nothing was saved. Try it once more.',
  attachmentTooLarge: ({ name, limitBytes }: UserErrors['attachmentTooLarge']) =>
    `${escapeMarkdown(name)} is larger than ${Math.floor(limitBytes / 1024 / 1024)} MB, the largest file that can be attached here. ` +
    'Nothing was saved. Attach a smaller file.',
  attachmentsBusy: ({ name }: UserErrors['attachmentsBusy']) =>
    `Many files are being attached right now, and there was no room for ${escapeMarkdown(name)}. Nothing was saved. ` +
    'Try again in a minute.',
  attachmentUnreadable: ({ name }: UserErrors['attachmentUnreadable']) =>
    `${escapeMarkdown(name)} could not be fetched from Discord. Nothing was saved. Attach it once more.`,
  buttonOutdated: () => 'This button is too old to work. Type the command again for a new one.',
  commandUnknown: () =>
    'This command is not known here any more. Reload Discord (Ctrl+R, or restart the app) and pick it from the list again.',
  incident: ({ id }: UserErrors['incident']) =>
    `Something went wrong on our side. If it happens again, give the person who runs this bot the number \`${id}\`.`,
  ledgerBusy: () =>
    'Very many changes of this server are waiting to be saved. Yours was not saved. Try again in a minute.',
  managersOnly: () => 'Only those who may manage this server can do that. Ask one of them.',
  membersSlow: () =>
    'Discord is slow to say who is in this server. Nothing was saved. Try again in a minute.',
  membersUnreadable: () =>
    'Roles and `everyone` cannot be used here: the Server Members intent of this bot is not turned on. ' +
    'Name the people one by one.',
  optionInvalid: ({ option }: UserErrors['optionInvalid']) =>
    `The value of \`${option}\` cannot be used: it is empty, too long or not one of the choices. Change it and try again.`,
  outcomeUnknown: ({ id }: UserErrors['outcomeUnknown']) =>
    'The database stopped answering, so this may or may not be saved. Check `/expense list` before you ' +
    `type it again. (Incident \`${id}\`)`,
  queueFull: () => 'Too many commands wait for Hisaab right now. Nothing was saved. Try again in a minute.',
  readTooLong: () =>
    'That is too much to look through at once. Ask for less: a shorter time with `from` and `to`, one `member`, or ' +
    'one `category`. If it was little already, try again in a minute.',
  restarting: () => 'Hisaab is restarting. Nothing was saved. Try again in a minute.',
  serverErasing: () =>
    'Hisaab had been removed from this server for more than 30 days, so its old ledger is being erased right now. ' +
    'Nothing was saved. Try again in a few minutes: the ledger then begins anew.',
  serverOnly: () => 'This works only in a server. Type it in a channel of the server whose ledger you mean.',
  serverTooLarge: ({ count, limit }: UserErrors['serverTooLarge']) =>
    `This server has ${count} members. Roles can be used in servers of up to ${limit}. Name the people one by one.`,
  slowDown: () =>
    'Your last commands are still waiting for their turn. This one was not run, and nothing of it was saved. ' +
    'Wait for their answers, then type it again.',
  storageBusy: () => 'The database is very busy right now. Nothing was saved. Try again in a minute.',
  storageUnavailable: ({ id }: UserErrors['storageUnavailable']) =>
    `The database does not answer. Nothing was saved. Try again in a minute. (Incident \`${id}\`)`,
  textInvisible: ({ option }: UserErrors['textInvisible']) =>
    `\`${option}\` shows nothing: it has only spaces or invisible characters. Nothing was saved. Type something that can be seen.`,
};
