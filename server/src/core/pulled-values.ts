import type { DataFieldType } from './data-fields';
import { canonical } from './mapping/convert';
import type { Payload } from './member-decision';

/** Data fields whose values are pulled, and which of them flow back into records. */
export type PulledFields = {
  types: ReadonlyMap<string, DataFieldType>;
  twoWay: ReadonlySet<string>;
};

/**
 * A contact's values as the vendor tells them (field -> value, null when unset), in canonical texts;
 * a field it does not tell of is left out.
 */
export const pulledValues = (
  told: Record<string, string | number | boolean | null>,
  { types }: PulledFields
): Payload => {
  const values: Payload = {};
  for (const [field, type] of types) {
    const value = told[field];
    if (value !== undefined) values[field] = canonical(type, value === null ? null : String(value));
  }
  return values;
};

/** What is stored of a contact's values; null for what never was. */
export type KnownValues = { remote: Payload | null; agreed: Payload | null };

/**
 * Whether somebody changed a two-way value at the vendor: it is another one than pulled before, and
 * none that both sides know of, such as the echo of an upload. Of a first look (`whole`) the second
 * alone counts.
 */
export const isChangedThere = (
  pulled: Payload,
  { remote, agreed }: KnownValues,
  twoWay: ReadonlySet<string>,
  whole: boolean
): boolean =>
  [...twoWay].some((field) => {
    const value = pulled[field];
    if (value === undefined || value === (agreed?.[field] ?? null)) return false;
    return whole || remote === null || value !== remote[field];
  });

/**
 * What both sides agree on where the vendor holds other values in these fields than the agreed ones;
 * null where it does not. What somebody else put into a field that we never filled is theirs: a blank
 * of ours does not empty it.
 */
export const agreedAsPulled = (
  { wanted, agreed, remote }: { wanted: Payload; agreed: Payload; remote: Payload },
  fields: ReadonlySet<string>
): Payload | null => {
  const differing = [...fields].filter((field) => {
    const value = remote[field];
    const known = agreed[field] ?? null;
    if (value === undefined || value === known) return false;
    return known !== null || Boolean(wanted[field]);
  });
  if (differing.length === 0) return null;
  return {
    ...agreed,
    ...Object.fromEntries(differing.map((field) => [field, remote[field] ?? null])),
  };
};
