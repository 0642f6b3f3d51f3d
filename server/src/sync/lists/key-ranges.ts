import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Dialect } from '../../store/db';
import type { ListSource } from '../../store/list-query';
import type { Deps } from '../deps';

/** Host rows per range, as measured: PostgreSQL hashes whole tables for every range, so it gets few. */
const WIDTH: Record<Dialect, number> = { sqlite: 2000, postgres: 50_000, mysql: 5000 };
const NARROWEST = 250;
/** SQLite answers nobody else while a statement runs. */
const LONGEST_MS = 30;

type KeyRange = { after: number; end: number };

/**
 * Ranges of host keys that together cover the list's table, with a breath for other work between
 * them. On SQLite the next range is halved when working on one took too long.
 */
export async function* keyRanges(deps: Deps, source: ListSource): AsyncGenerator<KeyRange> {
  const { dialect } = deps.repositories.db;
  let width = WIDTH[dialect];
  let after = 0;
  for (;;) {
    const end = await source.rangeEnd(after, width);
    if (end === null) return;
    const started = deps.clock.now();
    yield { after, end };
    const slow = deps.clock.now() - started > LONGEST_MS;
    if (slow && dialect === 'sqlite') width = Math.max(NARROWEST, Math.floor(width / 2));
    after = end;
    await yieldToOthers();
  }
}
