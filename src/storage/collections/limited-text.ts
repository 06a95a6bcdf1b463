import { isWithin } from '../../limits.js';

/** How a schema declares a text within a number of code points. (Mongoose's own `maxlength` counts UTF-16 units.) */
export function limitedText(maxCharacters: number) {
  return {
    type: String,
    validate: {
      validator: (text: string) => isWithin(text, maxCharacters),
      message: `is longer than ${maxCharacters} characters`,
    },
  } as const;
}
