import { expect, test } from '@jest/globals';
import { parseCsv } from '../../web/tools/parse-csv.js';

test.each([
  [
    'a,b\r\n1,2\r\n',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  ['a\r\n"x, y"\r\n', [['a'], ['x, y']]],
  [
    'a,b\n"say ""so""","two\r\nlines"',
    [
      ['a', 'b'],
      ['say "so"', 'two\r\nlines'],
    ],
  ],
  [
    'a,b,c\r\n1,,\r\n',
    [
      ['a', 'b', 'c'],
      ['1', '', ''],
    ],
  ],
  ['', []],
])('%j is read as RFC 4180 has it', (text, rows) => {
  expect(parseCsv(text)).toEqual(rows);
});
