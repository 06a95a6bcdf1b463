import type { Currency } from './currency.js';
import type { Decimal } from './decimal.js';

// Amounts are typed with a point before the decimals and commas between thousands. In much of the world it is the
// other way round, or thousands stand apart by spaces, points or apostrophes.
// @see https://cldr.unicode.org/translation/number-currency-formats/number-symbols

/** A text whose last separator may stand before decimals or before thousands. */
export interface TwoReadings {
  readonly thousands: Decimal;
  /** Undefined if it can only be thousands, as in `1.234.567`. */
  readonly decimal: Decimal | undefined;
}

const western = '[1-9][0-9]{0,2}(?:SEP[0-9]{3})+';
const indian = '[1-9][0-9]?(?:SEP[0-9]{2})*SEP[0-9]{3}';

/** Digits in groups that a separator divides, western or Indian. */
const groupsBy = (separator: string): string => `(?:${western}|${indian})`.replaceAll('SEP', separator);

const point = '\\.';
/** Ordinary, no-break and thin spaces, and the apostrophes of Switzerland. */
const spaces = '[ \\u00a0\\u2009\\u202f]';
const apostrophes = "['’‘ʼ´`′]";
const plainDigits = '(?:0|[1-9][0-9]*)';

const pointGroups = new RegExp(`^${groupsBy(point)}$`);
const onePointGroup = /^[1-9][0-9]{0,2}\.[0-9]{3}$/;
const oneCommaGroup = /^[1-9][0-9]{0,2},[0-9]{3}$/;

const otherGroups = [spaces, apostrophes].map(groupsBy).join('|');
/** `1'234`, `1 234.50` */
const groupsThenPoint = new RegExp(`^(${otherGroups})(?:\\.([0-9]+))?$`);
/** `12,50`, `1.234,56`, `1 234,50`, `1'234,50` */
const wholeThenComma = new RegExp(`^(${plainDigits}|${groupsBy(point)}|${otherGroups}),([0-9]+)$`);
/** A stroke in the place of the decimals: `50,-`, `1.000,-`, `50.–`, `1'000.--` */
const wholeThenStroke = new RegExp(`^(${plainDigits}|${groupsBy(point)}|${otherGroups})[.,:][-–—]{1,2}$`);

const toDecimal = (whole = '', fraction = ''): Decimal => ({
  units: BigInt(whole.replace(/[^0-9]/g, '') + fraction),
  decimals: fraction.length,
});

/**
 * Both readings of a text that cannot be told apart by its form. In most currencies three digits behind a point may
 * be thousands: `50.000`. Where a currency has three decimals they are its decimals, as written here, and it is a
 * comma that may stand before either.
 */
export function findTwoReadings(text: string, currency: Currency): TwoReadings | undefined {
  if (currency.digits === 3) {
    if (onePointGroup.test(text)) return undefined;
    if (oneCommaGroup.test(text)) {
      return { thousands: toDecimal(text), decimal: toDecimal(...text.split(',')) };
    }
  }
  if (!pointGroups.test(text)) return undefined;
  const decimal = onePointGroup.test(text) ? toDecimal(...text.split('.')) : undefined;
  return { thousands: toDecimal(text), decimal };
}

/**
 * What a text means that is not written as amounts are here, if it can mean only one thing: `12,50`, `1.234,56`,
 * `1'234.50`, `1 234`. Behind a comma it has at most as many decimals as are usual, at most two where the currency has
 * none.
 */
export function findOtherNotation(text: string, currency: Pick<Currency, 'digits'>): Decimal | undefined {
  const grouped = groupsThenPoint.exec(text);
  if (grouped) return toDecimal(grouped[1], grouped[2]);
  const [, whole, fraction = ''] = wholeThenComma.exec(text) ?? [];
  // Behind `0,` there are no thousands, however many digits there are.
  if (whole === '0' || (whole !== undefined && fraction.length <= Math.max(2, currency.digits)))
    return toDecimal(whole, fraction);
  const rounded = wholeThenStroke.exec(text);
  return rounded ? toDecimal(rounded[1]) : undefined;
}
