import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { csvText, fileName } from '../../server/src/core/csv-text';

const cellOf = (text: string): string | undefined => parse(csvText([[text, 1]]))[0]?.[0];

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1+1'])(
  'no spreadsheet takes %j for a formula',
  (text) => {
    expect(cellOf(text)).toBe(`'${text}`);
  }
);

test.each(['a "quoted" name', 'two\nlines', 'carriage\rreturn', 'a,b;c', 'ümläut ☃', '2=2', ''])(
  '%j comes out as it went in',
  (text) => {
    expect(cellOf(text)).toBe(text);
  }
);

test('numbers and what is not known are no texts', () => {
  expect(csvText([['a', 0, null, 1234567]])).toBe('"a",0,,1234567\r\n');
});

test.each([
  [['campaigns', '2026-11-30'], 'campaigns-2026-11-30.csv'],
  [['recipients', 'Frühling: 50% "off"!/../x\r\n'], 'recipients-fruhling-50-off-x.csv'],
  [['recipients', '春'], 'recipients.csv'],
])('a file of %j is called %s', (parts, name) => {
  expect(fileName(...parts)).toBe(name);
});
