import { generatePeople, type Person } from '../../playground/scripts/seed/people';
import type { Random } from '../../playground/scripts/seed/random';

/** More than the share of people without an address of their own. */
const SPARE = 1.2;

export type Mailable = Person & { email: string };

/** People as the playground has them, but each with an address of their own: all of them are sent. */
export function* generateMailable(random: Random, count: number): Generator<Mailable> {
  const known = new Set<string>();
  let made = 0;
  for (const person of generatePeople(random, Math.ceil(count * SPARE) + 100)) {
    const { email } = person;
    const norm = email?.toLowerCase() ?? '';
    if (!email || !/^[^\s@]+@[^\s@]+\.[a-z]+$/.test(norm) || known.has(norm)) continue;
    known.add(norm);
    yield { ...person, email };
    made += 1;
    if (made === count) return;
  }
}
