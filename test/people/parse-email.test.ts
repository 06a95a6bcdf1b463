import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseEmail } from '../../src/people/parse-email.js';

describe('an email is', () => {
  test.each([
    'asha@example.com',
    'ASHA@EXAMPLE.COM',
    'a@b.co',
    'asha.rao@example.co.in',
    'asha+expenses@example.com',
    'a&b@example.com',
    "o'brien@example.com",
    'asha_rao-1@example.com',
    '!#$%&*/=?^_`{|}~@example.com',
    '1@example.com',
    'asha@1.example.com',
    'asha@mail-1.example.museum',
    'अजय@डाटा.भारत',
    'अजय@xn--c2bd4bq1db8d.xn--h2brj9c',
    'asha@xn--bcher-kva.example',
    'asha@bücher.example',
    'dörte@sörensen.example.com',
    '用户@例子.广告',
    'квіточка@пошта.укр',
    'χρήστης@παράδειγμα.ελ',
    'чебурашка@ящик-с-апельсинами.рф',
    'あいうえお@example.co.jp',
    'مثال@موقع.إختبار',
    'ನನ್ನ@ಉದಾಹರಣೆ.ಭಾರತ',
    'க்‌ஷ@example.com',
    '😀@example.com',
    `${'a'.repeat(64)}@example.com`,
    `a@${'b'.repeat(63)}.example`,
  ])('%s', (email) => {
    expect(parseEmail(email)).toBe(email);
    expect(parseEmail(`  ${email}\n`)).toBe(email);
    // Marks that come along when it is copied.
    expect(parseEmail(`\u202a${email}\u202c\u200b`)).toBe(email);
  });

  test.each([
    '',
    '@',
    'asha',
    'asha@',
    '@example.com',
    'asha@example',
    'asha@localhost',
    'asha@@example.com',
    'asha@home@example.com',
    'as ha@example.com',
    'asha@exa mple.com',
    'asha\u00a0@example.com',
    'asha\u3000rao@example.com',
    'asha@example..com',
    'asha@.example.com',
    'asha@example.com.',
    '.asha@example.com',
    'asha.@example.com',
    'as..ha@example.com',
    'asha@-example.com',
    'asha@example-.com',
    'asha@exa_mple.com',
    'asha@example.123',
    'asha@127.0.0.1',
    'asha@0x7f.1',
    'asha@[127.0.0.1]',
    'asha@[::1]',
    'asha@example.com/x',
    'asha@example.com:25',
    'asha@%65xample.com',
    '"asha rao"@example.com',
    'asha(home)@example.com',
    'Asha <asha@example.com>',
    'asha@example.com,ravi@example.com',
    'asha@example.com;ravi@example.com',
    'as\u0000ha@example.com',
    'as\u001bha@example.com',
    'as\u202eha@example.com',
    'as\u200bha@example.com',
    'asha@exa\u00admple\u202e.com',
    'as\ud800ha@example.com',
    'asha@xn--.example',
    'asha@xn--a.example',
    `${'a'.repeat(65)}@example.com`,
    `${'आ'.repeat(22)}@example.com`,
    `a@${'b'.repeat(64)}.example`,
    `a@${'b.'.repeat(126)}com`,
    `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}`,
  ])('not %j', (text) => {
    expect(parseEmail(text)).toBeUndefined();
  });

  test('every one that the fast-check grammar makes, and nothing with a space or control in it', () => {
    fc.assert(
      fc.property(
        fc.emailAddress(),
        fc.constantFrom(' ', '\t', '\0', '\u200e', '\u2028'),
        (email, hidden) => {
          const [local = ''] = email.split('@');
          const expected = local.length <= 64 && email.length <= 254 ? email : undefined;
          expect(parseEmail(email)).toBe(expected);
          expect(parseEmail(`${email[0]}${hidden}${email.slice(1)}`)).toBeUndefined();
        },
      ),
    );
  });
});
