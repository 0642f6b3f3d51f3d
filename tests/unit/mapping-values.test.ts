import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DataFieldType } from '../../server/src/core/data-fields';
import { canonical, convert, joined, sameValue } from '../../server/src/core/mapping/convert';
import type { Source, SourceType } from '../../server/src/core/mapping/mapping';
import { readBack } from '../../server/src/core/mapping/read-back';
import { decimalOf } from '../../server/src/core/mapping/values';

const source = (type: SourceType): Source => ({ path: 'it', label: 'It', type, own: true });
const sent = (field: DataFieldType, type: SourceType, value: unknown) => {
  const result = convert({ name: 'F', type: field }, [{ source: source(type), value }]);
  return 'problem' in result ? result.problem.code : result.text;
};

const DAY = fc
  .date({ min: new Date('1000-01-01'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const MOMENT = fc.date({
  min: new Date('1000-01-01'),
  max: new Date('9999-12-31T23:59:59Z'),
  noInvalidDate: true,
});
/** Numbers as a database stores them: digits with up to 9 decimals. */
const DECIMAL = fc
  .tuple(fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n }), fc.nat(999_999_999))
  .map(([whole, part]) => `${whole}.${String(part).padStart(9, '0')}`);
const TEXT = fc.string({ maxLength: 200, unit: 'grapheme' }).filter((text) => text.trim() !== '');

describe('what drivers answer becomes one text', () => {
  test.each([
    ['Numeric', 'number', '10.00', '10'],
    ['Numeric', 'number', 10, '10'],
    ['Numeric', 'number', '0010', '10'],
    ['Numeric', 'number', -0, '0'],
    ['Numeric', 'number', '-0.50', '-0.5'],
    ['Numeric', 'number', 0.1 + 0.2, '0.3'],
    ['Numeric', 'number', 1e-7, '0.0000001'],
    ['Numeric', 'number', 1.5e17, '150000000000000000'],
    ['Numeric', 'number', '123456789012345678', '123456789012345678'],
    ['Numeric', 'number', 123456789012345678n, '123456789012345678'],
    ['Numeric', 'number', '1234567890123456789', 'VALUE_NOT_CONVERTIBLE'],
    ['Numeric', 'number', '0.1234567891', 'VALUE_NOT_CONVERTIBLE'],
    ['Numeric', 'number', NaN, 'VALUE_NOT_CONVERTIBLE'],
    ['Numeric', 'number', '.', 'VALUE_NOT_CONVERTIBLE'],
    ['Boolean', 'boolean', true, 'true'],
    ['Boolean', 'boolean', 1, 'true'],
    ['Boolean', 'boolean', 0, 'false'],
    ['Boolean', 'boolean', false, 'false'],
    ['Boolean', 'boolean', null, null],
    ['Boolean', 'boolean', 2, 'VALUE_NOT_CONVERTIBLE'],
    ['Date', 'date', '1990-05-17', '1990-05-17T00:00:00'],
    ['Date', 'datetime', 1_577_836_800_123, '2020-01-01T00:00:00'],
    ['Date', 'datetime', new Date('2020-01-01T00:00:00.999Z'), '2020-01-01T00:00:00'],
    ['Date', 'datetime', '2020-01-01T02:00:00+02:00', '2020-01-01T00:00:00'],
    ['Date', 'datetime', '2020-01-01 00:00:00.000000', '2020-01-01T00:00:00'],
    ['Date', 'date', '1990-02-30', 'VALUE_NOT_CONVERTIBLE'],
    ['Date', 'datetime', '0001-01-01T00:00:00Z', 'VALUE_NOT_CONVERTIBLE'],
    ['String', 'boolean', 0, 'false'],
    ['String', 'number', '10.50', '10.5'],
    ['String', 'date', '1990-05-17', '1990-05-17'],
    ['String', 'datetime', 1_577_836_800_000, '2020-01-01T00:00:00Z'],
    ['String', 'time', '09:30:00.000', '09:30:00'],
    ['String', 'time', '09:30:00.250', '09:30:00.25'],
    ['String', 'text', '  Zoë ', 'Zoë'],
    ['String', 'text', '   ', null],
    ['String', 'text', { a: 1 }, 'VALUE_NOT_CONVERTIBLE'],
  ] as const)('%s from %s %o: %s', (field, type, value, text) => {
    expect(sent(field, type, value)).toBe(text);
  });

  test('text at the limit is sent, one character more is a problem and not cut', () => {
    expect(sent('String', 'text', 'x'.repeat(1000))).toBe('x'.repeat(1000));
    const long = convert({ name: 'BIO', type: 'String' }, [
      { source: source('text'), value: 'x'.repeat(1001) },
    ]);
    expect(long).toEqual({
      problem: {
        code: 'VALUE_TOO_LONG',
        values: { dataField: 'BIO', length: 1001, limit: 1000 },
        message: 'The value for BIO has 1001 characters, and Dotdigital takes 1000',
      },
    });
  });
});

describe('joining', () => {
  test('parts stand in their order, one space between them, blank ones nowhere', () => {
    expect(joined(['Ada', null, '', 'Lovelace'])).toBe('Ada Lovelace');
    expect(joined([null, ''])).toBeNull();
    expect(joined([])).toBeNull();
  });

  test('false and zero are parts', () => {
    const result = convert({ name: 'F', type: 'String' }, [
      { source: source('boolean'), value: false },
      { source: source('number'), value: 0 },
    ]);
    expect(result).toEqual({ text: 'false 0' });
  });

  test('blank sources change nothing, wherever they stand', () => {
    fc.assert(
      fc.property(fc.array(fc.option(TEXT), { maxLength: 4 }), (parts) => {
        const values = parts.map((value) => ({ source: source('text'), value }));
        const solid = values.filter(({ value }) => value !== null);
        const field = { name: 'F', type: 'String' as const };
        expect(convert(field, values)).toEqual(convert(field, solid));
      })
    );
  });
});

describe('comparing', () => {
  test('is by the type of the field, never by text', () => {
    expect(sameValue('Numeric', '10.00', '10')).toBe(true);
    expect(sameValue('String', '10.00', '10')).toBe(false);
    expect(sameValue('Boolean', 'True', 'true')).toBe(true);
    expect(sameValue('Boolean', 'false', null)).toBe(false);
    expect(sameValue('Date', '1990-05-17', '1990-05-17T00:00:00Z')).toBe(true);
    expect(sameValue('String', '', null)).toBe(true);
  });

  test('equal numbers have equal texts however they are written', () => {
    fc.assert(
      fc.property(DECIMAL, fc.nat(5), (decimal, zeros) => {
        const [sign, digits] = decimal.startsWith('-') ? ['-', decimal.slice(1)] : ['', decimal];
        const written = `${sign}${'0'.repeat(zeros)}${digits}${'0'.repeat(zeros)}`;
        expect(sent('Numeric', 'number', written)).toBe(sent('Numeric', 'number', decimal));
        expect(sameValue('Numeric', written, decimal)).toBe(true);
      })
    );
  });

  test('other numbers have other texts', () => {
    fc.assert(
      fc.property(DECIMAL, DECIMAL, (a, b) => {
        const scaled = (text: string) => BigInt(text.replace('.', ''));
        const negative = (text: string) => text.startsWith('-');
        fc.pre(scaled(a) !== scaled(b) && negative(a) === negative(b));
        expect(sameValue('Numeric', a, b)).toBe(false);
      })
    );
  });

  test('the form of a value is a fixed point', () => {
    const type = fc.constantFrom<DataFieldType>('String', 'Numeric', 'Date', 'Boolean');
    fc.assert(
      fc.property(type, fc.oneof(fc.string(), DECIMAL, DAY), (field, text) => {
        const once = canonical(field, text);
        expect(canonical(field, once)).toBe(once);
      })
    );
  });

  test('a number of JavaScript is what its digits say', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(9), (digits, decimals) => {
        const number = Number(`${digits}e-${decimals}`);
        expect(Number(decimalOf(number))).toBe(number === 0 ? 0 : number);
      })
    );
  });
});

describe('what was sent comes back as it was', () => {
  const back = (type: string, text: unknown, values?: string[]) => {
    const read = readBack({ label: 'It', type, ...(values ? { values } : {}) }, 'F', text);
    return 'problem' in read ? read.problem.code : read.value;
  };
  const roundTrip = (field: DataFieldType, from: SourceType, to: string, value: unknown) =>
    back(to, sent(field, from, value));

  test('text', () => {
    fc.assert(
      fc.property(TEXT, (text) => {
        expect(roundTrip('String', 'text', 'string', text)).toBe(text.trim());
      })
    );
  });

  test('yes and no, through a field of their kind and through text', () => {
    fc.assert(
      fc.property(fc.boolean(), (value) => {
        expect(roundTrip('Boolean', 'boolean', 'boolean', value)).toBe(value);
        expect(roundTrip('String', 'boolean', 'boolean', value)).toBe(value);
      })
    );
  });

  test('numbers: the big ones as text, exactly', () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        expect(roundTrip('Numeric', 'number', 'integer', value)).toBe(value === 0 ? 0 : value);
      })
    );
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n }), (value) => {
        expect(roundTrip('Numeric', 'number', 'biginteger', String(value))).toBe(String(value));
      })
    );
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 10), max: 10 ** 10 }), (cents) => {
        expect(roundTrip('Numeric', 'number', 'decimal', cents / 100)).toBe(cents / 100 + 0);
      })
    );
  });

  test('days and moments, to the second', () => {
    fc.assert(
      fc.property(DAY, (day) => {
        expect(roundTrip('Date', 'date', 'date', day)).toBe(day);
        expect(roundTrip('String', 'date', 'date', day)).toBe(day);
      })
    );
    fc.assert(
      fc.property(MOMENT, (moment) => {
        const seconds = `${moment.toISOString().slice(0, 19)}.000Z`;
        for (const value of [moment, moment.getTime(), moment.toISOString()]) {
          expect(roundTrip('Date', 'datetime', 'datetime', value)).toBe(seconds);
          expect(roundTrip('String', 'datetime', 'datetime', value)).toBe(seconds);
        }
      })
    );
  });

  test('blank is null for every kind', () => {
    for (const type of ['string', 'integer', 'boolean', 'date', 'enumeration'])
      for (const blank of [null, undefined, '', '  ']) expect(back(type, blank)).toBeNull();
  });

  test('what the attribute does not take is a problem', () => {
    expect(back('enumeration', 'gold', ['silver', 'gold'])).toBe('gold');
    expect(back('enumeration', 'Gold', ['silver', 'gold'])).toBe('VALUE_NOT_CONVERTIBLE');
    expect(back('integer', '1.5')).toBe('VALUE_NOT_CONVERTIBLE');
    expect(back('boolean', 'maybe')).toBe('VALUE_NOT_CONVERTIBLE');
    expect(back('date', 'yesterday')).toBe('VALUE_NOT_CONVERTIBLE');
    expect(back('time', '25 o’clock')).toBe('VALUE_NOT_CONVERTIBLE');
  });
});
