import { domainToASCII } from 'node:url';
import { isWithin, textLimits } from '../limits.js';
import { trimUnseen } from '../texts/readable-text.js';

/** In bytes. @see https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1.1 */
const maxLocalBytes = 64;
const maxDomainLength = 253;

/** Letters, digits and the signs of an atom; of other scripts everything that can be seen, and joiners. */
const atom = /^(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]|[\u200c\u200d]|(?![\0-\x7f])[^\p{C}\p{Z}])+$/u;
/** Of a domain as it is typed. IDNA decides about the rest. */
const domainCharacters = /^(?:[A-Za-z0-9.-]|[\u200c\u200d]|(?![\0-\x7f])[\p{L}\p{M}\p{N}])+$/u;
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * An email as it is typed, without the spaces, and what else shows nothing, around it; undefined for what is none. It
 * may be in any script, before the `@` and behind it. Comments, quoted names and bare hosts are refused, as in a
 * browser's form.
 * @see https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address
 * @see https://www.rfc-editor.org/rfc/rfc6531
 */
export function parseEmail(typed: string): string | undefined {
  const text = trimUnseen(typed);
  const [local = '', domain = '', ...more] = text.split('@');
  const isFine = more.length === 0 && isWithin(text, textLimits.email) && isLocal(local) && isDomain(domain);
  return isFine ? text : undefined;
}

function isLocal(local: string): boolean {
  return Buffer.byteLength(local) <= maxLocalBytes && local.split('.').every((part) => atom.test(part));
}

function isDomain(domain: string): boolean {
  if (!domainCharacters.test(domain)) return false;
  // Empty if IDNA allows no such domain.
  const ascii = domainToASCII(domain);
  const labels = ascii.split('.');
  const isName = labels.length > 1 && !/^[0-9]+$/.test(labels.at(-1) ?? '');
  return isName && ascii.length <= maxDomainLength && labels.every((part) => label.test(part));
}
