import { expect, it } from 'vitest';
import { pages } from '../../server/src/dotdigital/paging';

type Row = { id: number };
const rowsOf = (from: number, to: number): Row[] =>
  Array.from({ length: to - from }, (_, index) => ({ id: from + index }));

const walk = async (
  list: () => (Row | null)[],
  onPage: (page: number) => void = () => undefined
) => {
  const asked: string[] = [];
  const sizes: number[] = [];
  const ids: number[] = [];
  const times = new Set<number>();
  const read = async ({ select, skip }: { select: number; skip: number }) => {
    asked.push(`${select}+${skip}`);
    const rows = list().slice(skip, skip + select);
    onPage(asked.length);
    return { rows, serverTime: 1000 + asked.length };
  };
  for await (const page of pages(read, (row) => row.id)) {
    sizes.push(page.rows.length);
    times.add(page.serverTime);
    ids.push(...page.rows.map((row) => row.id));
  }
  return { asked, sizes, ids, times: [...times] };
};

it('overlaps pages by 10, hands each row out once, stops at a short page', async () => {
  const people = rowsOf(0, 2500);
  const result = await walk(() => people);
  expect(result.asked).toEqual(['1000+0', '1000+990', '1000+1980']);
  expect(result.sizes).toEqual([1000, 990, 510]);
  expect(result.ids).toEqual(people.map((row) => row.id));
  expect(result.times).toEqual([1001]);
});

it('ends a list of exactly one page', async () => {
  const result = await walk(() => rowsOf(0, 1000));
  expect(result.asked).toHaveLength(2);
  expect(result.ids).toHaveLength(1000);
});

it('hands out an empty list as one empty page, for its time', async () => {
  const result = await walk(() => []);
  expect(result).toMatchObject({ asked: ['1000+0'], sizes: [0], times: [1001] });
});

it('misses nobody while people leave the list in front of the reader', async () => {
  let people = rowsOf(0, 4565);
  const result = await walk(
    () => people,
    () => {
      people = people.slice(90);
    }
  );
  const neverLeft = rowsOf(90 * result.asked.length, 4565).map((row) => row.id);
  const found = new Set(result.ids);
  expect(neverLeft.filter((id) => !found.has(id))).toEqual([]);
  expect(new Set(result.ids).size).toBe(result.ids.length);
});

it('goes back when a whole stretch has left the list between two pages', async () => {
  let people = rowsOf(0, 5000);
  const result = await walk(
    () => people,
    (page) => {
      if (page === 2) people = people.slice(700);
    }
  );
  expect(new Set(result.ids)).toEqual(new Set(rowsOf(0, 5000).map((row) => row.id)));
  expect(result.asked.length).toBeLessThan(12);
});

it('goes to the end of a list that grows in front of the reader', async () => {
  let first = 0;
  const result = await walk(
    () => rowsOf(first, 3000),
    () => {
      first -= 50;
    }
  );
  const found = new Set(result.ids);
  expect(rowsOf(0, 3000).filter(({ id }) => !found.has(id))).toEqual([]);
});

it('skips rows that name nobody but counts them for the end', async () => {
  const people: (Row | null)[] = [...rowsOf(0, 999), null, ...rowsOf(999, 1200)];
  const result = await walk(() => people);
  expect(result.ids).toEqual(rowsOf(0, 1200).map((row) => row.id));
});

it('does not turn for ever on a list without an order', async () => {
  let next = 0;
  const walking = async () => {
    const read = async () => ({ rows: rowsOf(next, (next += 1000)), serverTime: 1 });
    for await (const page of pages<Row>(read, (row) => row.id))
      expect(page.rows).toHaveLength(1000);
  };
  await expect(walking()).rejects.toMatchObject({ kind: 'unexpected' });
});

it('does not turn for ever on a server that ignores skip', async () => {
  const same = rowsOf(0, 1000);
  const walking = async () => {
    const read = async () => ({ rows: same, serverTime: 1 });
    for await (const page of pages<Row>(read, (row) => row.id))
      expect(page.rows).toHaveLength(1000);
  };
  await expect(walking()).rejects.toMatchObject({ kind: 'unexpected' });
});

it('asks for the next page while the last one is worked on', async () => {
  const people = rowsOf(0, 1500);
  const asked: number[] = [];
  const read = async ({ select, skip }: { select: number; skip: number }) => {
    asked.push(skip);
    return { rows: people.slice(skip, skip + select), serverTime: 1 };
  };
  for await (const page of pages<Row>(read, (row) => row.id)) {
    if (page.rows[0]?.id === 0) expect(asked).toEqual([0, 990]);
  }
  expect(asked).toEqual([0, 990]);
});

it('tells of a page that failed when it is wanted, and not before', async () => {
  const read = async ({ select, skip }: { select: number; skip: number }) => {
    if (skip > 0) throw new Error('gone');
    return { rows: rowsOf(0, 3000).slice(skip, skip + select), serverTime: 1 };
  };
  let rows = 0;
  const walking = async () => {
    for await (const page of pages<Row>(read, (row) => row.id)) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      rows += page.rows.length;
    }
  };
  await expect(walking()).rejects.toThrow('gone');
  expect(rows).toBe(1000);
  // Nobody wants the rest: nothing happens.
  for await (const page of pages<Row>(read, (row) => row.id)) if (page.rows.length > 0) break;
});
