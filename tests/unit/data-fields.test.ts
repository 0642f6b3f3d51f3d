import { describe, expect, test } from 'vitest';
import { isSystemField, nameProblem, readDefaultValue } from '../../server/src/core/data-fields';

describe('names', () => {
  test.each(['A', 'x'.repeat(20), 'first-name_2', '42', '-_-', 'emails'])('%j is taken', (name) => {
    expect(nameProblem(name)).toBeNull();
  });

  test.each(['', ' ', 'two words', 'x'.repeat(21), 'a.b', 'größe', 'a\n', 'ＡＢ'])(
    '%j is refused with the rule',
    (name) => {
      expect(nameProblem(name)).toMatchObject({
        code: 'INVALID',
        message: expect.stringContaining('1 to 20 letters'),
      });
    }
  );

  test.each(['email', 'ContactID', 'CONTACT_API_ID', 'notes', 'Unsubscribed'])(
    '%j is reserved, in any case',
    (name) => {
      expect(nameProblem(name)).toMatchObject({
        code: 'NAME_RESERVED',
        message: expect.stringContaining(name),
      });
    }
  );

  test('fields every account comes with are known by name', () => {
    expect(['firstname', 'LASTNAME', 'LastSubscribed'].map(isSystemField)).toEqual([
      true,
      true,
      true,
    ]);
    expect(['NICKNAME', 'FIRSTNAME2'].map(isSystemField)).toEqual([false, false]);
  });
});

describe('default values', () => {
  test.each([
    ['String', ' two words ', 'two words'],
    ['String', 'x'.repeat(1000), 'x'.repeat(1000)],
    ['String', '0', '0'],
    ['Numeric', '0', 0],
    ['Numeric', '-12.5', -12.5],
    ['Numeric', '+7', 7],
    ['Numeric', '000000000000000000001', 1],
    ['Numeric', '999999999999999', 999_999_999_999_999],
    ['Numeric', '0.123456789', 0.123456789],
    ['Date', '2015-10-16', '2015-10-16T00:00:00'],
    ['Date', '2024-02-29', '2024-02-29T00:00:00'],
    ['Date', '2015-10-16T09:30', '2015-10-16T09:30:00'],
    ['Date', '2015-10-16T09:30:15.250Z', '2015-10-16T09:30:15'],
    ['Date', '2015-10-16T01:30:00+02:00', '2015-10-15T23:30:00'],
    ['Boolean', 'true', true],
    ['Boolean', 'false', false],
  ] as const)('%s takes %j', (type, text, value) => {
    expect(readDefaultValue(type, text)).toEqual({ value });
  });

  test.each(['String', 'Numeric', 'Date', 'Boolean'] as const)('%s may have none', (type) => {
    expect(readDefaultValue(type, '')).toEqual({ value: null });
    expect(readDefaultValue(type, '  ')).toEqual({ value: null });
  });

  test.each([
    ['String', 'x'.repeat(1001), '1000 characters'],
    ['Numeric', 'many', 'a number'],
    ['Numeric', '1e5', 'a number'],
    ['Numeric', '0x10', 'a number'],
    ['Numeric', 'Infinity', 'a number'],
    ['Numeric', '1,5', 'a number'],
    ['Numeric', '1.0123456789', 'a number'],
    ['Numeric', '1234567890123456', '15 digits'],
    ['Date', '16.10.2015', 'a valid date'],
    ['Date', '2015-02-29', 'a valid date'],
    ['Date', '2015-13-01', 'a valid date'],
    ['Date', '2015-10-16T25:00', 'a valid date'],
    ['Date', 'today', 'a valid date'],
    ['Boolean', 'yes', 'yes or no'],
    ['Boolean', '1', 'yes or no'],
  ] as const)('%s does not take %j', (type, text, words) => {
    expect(readDefaultValue(type, text)).toEqual({ problem: expect.stringContaining(words) });
  });
});
