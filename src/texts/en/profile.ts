import type { UserErrors } from '../../errors/user-error.js';

export const descriptions = {
  command: 'What Hisaab knows of you',
  show: { command: 'Show your name, email and mobile number' },
  edit: { command: 'Change your name, email and mobile number' },
  download: { command: 'Get everything that Hisaab holds of you, as a file' },
  erase: { command: 'Remove your name, email, mobile number and settings' },
};

export const replies = {
  show: (data: { name: string; email: string; mobile: string }) =>
    `**Your profile**\nName: ${data.name}\nEmail: ${data.email}\nMobile: ${data.mobile}`,
  missing: () => 'not given',
  use: () =>
    '-# Only you see this here. The weekly export, which the host of this bot gets, includes it. `/profile edit` changes it, `/profile download` gives you a copy, `/profile erase` removes it.',
  saved: () => 'Saved.',
  form: {
    title: 'Your profile',
    fields: {
      name: { label: 'Name', description: 'How you are called in files' },
      email: { label: 'Email', description: 'Leave it empty to remove it' },
      mobile: {
        label: 'Mobile number',
        description: 'With country code, e.g. +91 98765 43210; empty removes it',
      },
    },
  },
  eraseAsk: () =>
    'This removes your name, email, mobile number and settings. What stays: the expenses that you are part of, under your bare Discord id, because the balances of others rest on them. It cannot be undone.',
  erased: () =>
    'Erased: your name, email, mobile number and settings. Amounts stay under your bare id. If you use Hisaab again, a new profile begins.',
  download: (data: { files: number }) =>
    data.files > 1
      ? `Everything that Hisaab holds of you is in the ${data.files} attached files.`
      : 'Everything that Hisaab holds of you is in the attached file.',
  downloadCut: () =>
    'Not everything that Hisaab holds of you fits into one message. Older expenses of the servers below are missing. There `/expense list` gives them: choose yourself as `member`, narrow it by `from` and `to`, and press CSV.',
  serverUnnamed: (data: { id: string }) => `The server ${data.id}`,
  buttons: { edit: 'Edit', erase: 'Erase my data' },
};

// These never repeat the typed text: it may be personal data.
export const errors = {
  emailInvalid: () =>
    'That is no email address. Nothing was saved. Type one like `asha@example.com`, or leave it empty.',
  mobileInvalid: () =>
    'That is no mobile number. Nothing was saved. Type one like `98765 43210`, with `+` and the country’s ' +
    'code if it is not Indian, or leave it empty.',
  nameTooLong: ({ length, limit }: UserErrors['nameTooLong']) =>
    `The name has ${length} characters; ${limit} are the most. Nothing was saved. Type a shorter one.`,
};
