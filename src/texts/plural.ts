/**
 * Chooses the form of a word by the rules of a language: `plural(2, { one: 'person', other: 'people' })`.
 * @see https://cldr.unicode.org/index/cldr-spec/plural-rules
 */
export function pluralOf(locale: string) {
  const rules = new Intl.PluralRules(locale);
  return (
    count: number,
    forms: Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { other: string },
  ): string => forms[rules.select(count)] ?? forms.other;
}
