import type { DataFieldType } from '../data-fields';
import type { Source } from './mapping';
import { valueNotConvertible, valueTooLong, type MappingProblem } from './problems';
import { asText, booleanOf, decimalOf, fitsVendor, isBlank, momentOf, secondsOf } from './values';

/** The vendor's limit for text (its help page on data fields). */
export const LONGEST_TEXT = 1000;

/** What is sent of a value: its canonical text, null for a blank, or why it cannot be sent. */
export type Converted = { text: string | null } | { problem: MappingProblem };

type Target = { name: string; type: DataFieldType };

/** One source's value as text for a data field; undefined when it cannot be one. False is no blank. */
const textOf = (type: DataFieldType, source: Source, value: unknown): string | null | undefined =>
  isBlank(value) ? null : textFor(type, source, value);

const textFor = (type: DataFieldType, source: Source, value: unknown): string | undefined => {
  switch (type) {
    case 'String':
      return asText(source.type, value);
    case 'Boolean':
      return booleanOf(value)?.toString();
    case 'Date': {
      const ms = momentOf(value);
      return ms === undefined ? undefined : secondsOf(ms);
    }
    case 'Numeric': {
      const decimal = decimalOf(value);
      return decimal !== undefined && fitsVendor(decimal) ? decimal : undefined;
    }
  }
};

/** Texts of several sources in one: parted by a single space, blank ones skipped; null when all are. */
export const joined = (texts: (string | null)[]): string | null => {
  let whole: string | null = null;
  for (const text of texts) if (text) whole = whole === null ? text : `${whole} ${text}`;
  return whole;
};

/** What is sent to a data field, out of the values of its sources. Text that is too long is not cut. */
export const convert = (
  field: Target,
  sources: { source: Source; value: unknown }[]
): Converted => {
  const texts: (string | null)[] = [];
  for (const { source, value } of sources) {
    const text = textOf(field.type, source, value);
    if (text === undefined)
      return { problem: valueNotConvertible(field.name, source.label, field.type) };
    texts.push(text);
  }
  const text = joined(texts);
  return text !== null && text.length > LONGEST_TEXT
    ? { problem: valueTooLong(field.name, text.length, LONGEST_TEXT) }
    : { text };
};

/**
 * Whether two texts are one value of a data field of this type: "10.00" and "10", "True" and "true",
 * a date with and without its zone. Blank equals blank.
 */
export const sameValue = (type: DataFieldType, a: string | null, b: string | null): boolean =>
  canonical(type, a) === canonical(type, b);

/** The one text of a value, as the vendor or we write it; what cannot be read stays as it is. */
export const canonical = (type: DataFieldType, value: string | null): string | null => {
  if (isBlank(value) || value === null) return null;
  const source = { path: '', label: '', own: false, type: 'text' } as const;
  return textFor(type, source, value) ?? value.trim();
};
