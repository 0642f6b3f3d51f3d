import type { ConflictPolicy } from '../../contracts/mappings';

/** A mapped value as plain text, the same on both sides; null is blank. */
export type Value = string | null;

export type FieldRule = {
  /** Attribute of the record. */
  host: string;
  /** Name of the data field. */
  remote: string;
  /** Who wins when both sides changed it; null: the field goes one way, to the vendor. */
  twoWay: ConflictPolicy | null;
  /** The text of a number (0 is blank) as the host and the vendor hold it. */
  value(number: number): string | number | null;
  /** What either side holds, as plain text. */
  read(held: unknown): Value;
};

const text = (held: unknown): Value => (held == null || held === '' ? null : String(held));

/** One field of each policy and of each type of value. */
export const FIELDS: FieldRule[] = [
  {
    host: 'firstName',
    remote: 'FIRSTNAME',
    twoWay: null,
    value: (number) => (number === 0 ? null : `Name ${number}`),
    read: text,
  },
  {
    host: 'city',
    remote: 'TOWN',
    twoWay: 'strapi',
    value: (number) => (number === 0 ? null : `Town ${number}`),
    read: text,
  },
  {
    host: 'orders',
    remote: 'ORDERS',
    twoWay: 'dotmailer',
    value: (number) => (number === 0 ? null : number),
    read: (held) => (held == null ? null : String(Number(held))),
  },
  {
    host: 'birthday',
    remote: 'BORN',
    twoWay: 'newest',
    value: (number) => (number === 0 ? null : `199${number}-05-01`),
    read: (held) => text(held)?.slice(0, 10) ?? null,
  },
];

/** Which records are members of a list: those whose attribute has this value. */
export const LISTS = [
  { name: 'Newsletter', attribute: 'newsletter', member: true, other: false },
  { name: 'Gold', attribute: 'tier', member: 'gold', other: 'silver' },
] as const;

/** What the vendor and the site hold at one moment; addresses are in lower case. */
export type Truth = {
  vendor: Map<string, { subscribed: boolean; lists: number[]; values: Value[] }>;
  /** Addresses that opted out of each list's book, and of the account. */
  unsubscribed: Set<string>[];
  suppressed: Set<string>;
  /** Values of every record, by documentId. */
  host: Map<string, Value[]>;
  /** Records that the plugin took off a list because somebody took them off the book. */
  takenOff: { list: number; docId: string }[];
  /** What must be there once: owners of an address in a connection, remote ids, linked records. */
  doubles: string[];
};

export type Violation = { rule: Rule; what: string };
export type Rule =
  | 'opt-out-undone'
  | 'lost'
  | 'doubled'
  | 'wrongly-present'
  | 'edit-lost'
  | 'stranger-touched'
  | 'echo'
  | 'failed';
