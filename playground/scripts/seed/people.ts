import { REGIONS, type Name } from './names';
import type { Random } from './random';

/** A generated person, before anything is written to a database. */
export type Person = {
  firstName: string;
  lastName: string;
  city: string;
  country: string;
  /** Null for about 2 %, not an address for about 1 %, somebody else's in other case for about 2 %. */
  email: string | null;
};

const SHARES = { withoutEmail: 0.02, invalid: 0.01, duplicate: 0.02, plus: 0.04, mixedCase: 0.06 };
/** Domains nobody owns: RFC 2606. */
const DOMAINS = [
  'example.com',
  'example.org',
  'example.net',
  'mail.example.com',
  'post.example.org',
];
const BROKEN = [
  'jan@',
  '@example.com',
  'n/a',
  'two words@example.com',
  'nobody@localhost',
  'a@b@example.com',
];
/** How far back a duplicate may have its original. */
const RECENT = 200;

const pickRegion = (random: Random) => {
  let left = random.next();
  for (const region of REGIONS) {
    left -= region.weight;
    if (left < 0) return region;
  }
  return REGIONS[0];
};

const localPart = (random: Random, first: Name, last: Name, index: number) => {
  const styles = [
    `${first.latin}.${last.latin}${index}`,
    `${first.latin.slice(0, 1)}.${last.latin}${index}`,
    `${first.latin}_${last.latin}${index}`,
    `${last.latin}.${first.latin}.${index}`,
  ];
  return random.pick(styles);
};

const capitalised = (text: string) => text.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());

const inOtherCase = (email: string) => {
  const upper = email.toUpperCase();
  return upper === email ? email.toLowerCase() : upper;
};

const makeAddress = (random: Random, first: Name, last: Name, index: number) => {
  const local = localPart(random, first, last, index);
  const tagged = random.chance(SHARES.plus)
    ? `${local}+${random.pick(['news', 'shop', 'x'])}`
    : local;
  const address = `${tagged}@${random.pick(DOMAINS)}`;
  return random.chance(SHARES.mixedCase) ? capitalised(address) : address;
};

/**
 * Generates people one by one. Addresses are unique by the person's number, except for the
 * duplicates, which repeat the address of one of the 200 people before them in other case.
 */
export function* generatePeople(random: Random, count: number): Generator<Person> {
  const recent: string[] = [];
  for (let index = 1; index <= count; index += 1) {
    const region = pickRegion(random);
    const first = random.pick<Name>(region.first);
    const last = random.pick<Name>(region.last);
    const address = makeAddress(random, first, last, index);
    const email = blemish(random, address, recent);
    if (email === address) recent[index % RECENT] = address;
    yield {
      firstName: first.written,
      lastName: last.written,
      city: random.pick<string>(region.cities),
      country: region.country,
      email,
    };
  }
}

/** What a real database has too: no address, no address at all, somebody else's address. */
const blemish = (random: Random, address: string, recent: string[]): string | null => {
  const fate = random.next();
  if (fate < SHARES.withoutEmail) return null;
  if (fate < SHARES.withoutEmail + SHARES.invalid) return random.pick(BROKEN);
  const known = recent.filter((email) => email !== undefined);
  if (fate < SHARES.withoutEmail + SHARES.invalid + SHARES.duplicate && known.length > 0) {
    return inOtherCase(random.pick(known));
  }
  return address;
};
