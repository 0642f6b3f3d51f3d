import { describe, expect, test } from 'vitest';
import { checkFilter, inWords, isUsable } from '../../server/src/core/filter';
import type { FilterAttribute, FilterModel } from '../../server/src/core/filter';

const model = (label: string, attributes: Record<string, FilterAttribute>): FilterModel => ({
  label,
  attributes: new Map(
    Object.entries({
      id: { kind: 'rowId', label: 'Row id' },
      documentId: { kind: 'documentId', label: 'Document id' },
      ...attributes,
    })
  ),
});

const models: Record<string, FilterModel> = {
  contact: model('Contact', {
    name: { kind: 'string', label: 'Name' },
    tier: { kind: 'enumeration', label: 'Tier', values: ['silver', 'gold'] },
    vip: { kind: 'boolean', label: 'Vip' },
    orders: { kind: 'integer', label: 'Orders' },
    serial: { kind: 'biginteger', label: 'Serial' },
    price: { kind: 'number', label: 'Price' },
    born: { kind: 'date', label: 'Born' },
    seen: { kind: 'datetime', label: 'Seen' },
    wakes: { kind: 'time', label: 'Wakes' },
    pin: { kind: 'refused', label: 'Pin', why: 'it is private' },
    company: { kind: 'relation', label: 'Company', target: 'company', many: false },
    tags: { kind: 'relation', label: 'Tags', target: 'tag', many: true },
    address: { kind: 'component', label: 'Address', target: 'address', many: false },
    lost: { kind: 'relation', label: 'Lost', target: 'gone', many: false },
  }),
  company: model('Company', {
    country: { kind: 'string', label: 'Country' },
    secret: { kind: 'refused', label: 'Secret', why: 'it is private' },
    owner: { kind: 'relation', label: 'Owner', target: 'contact', many: false },
  }),
  tag: model('Tag', { name: { kind: 'string', label: 'Name' } }),
  address: model('Address', { city: { kind: 'string', label: 'City' } }),
};
const describeModel = (uid: string) => models[uid] ?? null;

const stored = (where: unknown) => ({ version: 1, where, activity: [] });
const check = (where: unknown) => checkFilter(stored(where), 'contact', describeModel);
const accepted = (where: unknown) => {
  const checked = check(where);
  if (!isUsable(checked)) throw new Error(inWords(checked.problems));
  return checked.where;
};
const refused = (where: unknown): string => {
  const checked = check(where);
  return isUsable(checked)
    ? `accepted: ${JSON.stringify(checked.where)}`
    : inWords(checked.problems);
};

describe('the stored form', () => {
  test('all records is an explicit choice', () => {
    expect(checkFilter(stored('all'), 'contact', describeModel)).toEqual({
      where: 'all',
      activity: [],
    });
  });

  test.each([
    ['nothing', null, /Choose/],
    ['a list', [], /Choose/],
    ['another version', { version: 2, where: 'all', activity: [] }, /another version/],
    ['no version', { where: 'all' }, /another version/],
    ['no list of activity', { version: 1, where: 'all', activity: {} }, /needs a list/],
    ['an unknown part', { ...stored('all'), except: {} }, /except/],
    ['no where', { version: 1, activity: [] }, /needs conditions/],
    ['another word for everybody', stored('everybody'), /needs conditions/],
  ])('%s is refused', (_, filter, reason) => {
    const checked = checkFilter(filter, 'contact', describeModel);
    expect(isUsable(checked) ? 'accepted' : inWords(checked.problems)).toMatch(reason);
  });

  test('a collection that is gone is refused', () => {
    expect(checkFilter(stored('all'), 'gone', describeModel)).toMatchObject({
      problems: [{ message: /no longer exists/ }],
    });
  });
});

describe('single-key form', () => {
  test.each([
    ['one condition stays', { tier: { $eq: 'gold' } }, { tier: { $eq: 'gold' } }],
    ['shorthand gets its operator', { tier: 'gold' }, { tier: { $eq: 'gold' } }],
    ['null means empty', { tier: null }, { tier: { $null: true } }],
    ['equal to null means empty', { tier: { $eq: null } }, { tier: { $null: true } }],
    ['not equal to null means filled', { tier: { $ne: null } }, { tier: { $notNull: true } }],
    ['no company', { company: null }, { company: { $null: true } }],
    [
      'several keys',
      { tier: 'gold', vip: true },
      { $and: [{ tier: { $eq: 'gold' } }, { vip: { $eq: true } }] },
    ],
    [
      'several operators of a field',
      { orders: { $gt: 1, $lt: 5 } },
      { $and: [{ orders: { $gt: 1 } }, { orders: { $lt: 5 } }] },
    ],
    [
      'two $or on different levels no longer collide',
      { company: { $or: [{ country: 'NL' }, { country: 'BE' }] }, $or: [{ tier: 'gold' }] },
      {
        $and: [
          { company: { $or: [{ country: { $eq: 'NL' } }, { country: { $eq: 'BE' } }] } },
          { $or: [{ tier: { $eq: 'gold' } }] },
        ],
      },
    ],
    [
      'inside a relation, on the same record',
      { tags: { name: 'a', documentId: 'd' } },
      { tags: { $and: [{ name: { $eq: 'a' } }, { documentId: { $eq: 'd' } }] } },
    ],
    [
      'inside $or and $not',
      { $or: [{ tier: 'gold', vip: true }, { $not: { name: 'x', vip: false } }] },
      {
        $or: [
          { $and: [{ tier: { $eq: 'gold' } }, { vip: { $eq: true } }] },
          { $not: { $and: [{ name: { $eq: 'x' } }, { vip: { $eq: false } }] } },
        ],
      },
    ],
    [
      'a negated operator',
      { tier: { $not: { $in: ['gold'] } } },
      { tier: { $not: { $in: ['gold'] } } },
    ],
    ['a component', { address: { city: 'Gent' } }, { address: { city: { $eq: 'Gent' } } }],
    [
      'a negation inside a relation, below $and',
      { company: { $and: [{ $not: { country: 'NL' } }] } },
      { company: { $and: [{ $not: { country: { $eq: 'NL' } } }] } },
    ],
  ])('%s', (_, where, expected) => {
    expect(accepted(where)).toEqual(expected);
    expect(accepted(expected)).toEqual(expected);
  });
});

describe('what would match everybody', () => {
  test.each([
    { where: {} },
    { where: { $or: [] } },
    { where: { $and: [] } },
    { where: { $not: {} } },
    { where: { tier: {} } },
    { where: { company: {} } },
    { where: { company: { country: {} } } },
    { where: { company: { $or: [] } } },
    { where: { tier: { $notIn: [] } } },
    { where: { tier: { $in: [] } } },
    { where: { $or: [{ tier: 'gold' }, {}] } },
    { where: { name: { $contains: '' } } },
    { where: { name: { $notContainsi: '' } } },
    { where: { id: { $notNull: true } } },
  ])('$where is refused', ({ where }) => {
    expect(refused(where)).toMatch(/empty|no operator|row ids/);
  });
});

describe('what Strapi would drop or read otherwise', () => {
  test.each([
    [{ shoeSize: 41 }, /The filter: Contact has no field “shoeSize”/],
    [{ company: { shoeSize: 41 } }, /Company: Company has no field “shoeSize”/],
    [{ pin: '1234' }, /Pin: cannot be used in a filter: it is private/],
    [{ company: { secret: { $startsWith: 'a' } } }, /Company › Secret: .*private/],
    [{ $nor: [{ tier: 'gold' }] }, /\$nor/],
    [{ $eq: 'gold' }, /\$eq/],
    [{ tier: { $like: 'g%' } }, /Tier: cannot use \$like/],
    [{ tier: { $contains: 'g' } }, /Tier: cannot use \$contains/],
    [{ vip: { $gt: true } }, /Vip: cannot use \$gt/],
    [{ tier: { gold: true } }, /Tier: cannot use gold/],
    [{ $or: { tier: 'gold' } }, /\$or needs a list/],
    [{ $and: 'gold' }, /\$and needs a list/],
    [{ $not: [{ tier: 'gold' }] }, /needs conditions/],
    [[{ tier: 'gold' }], /needs conditions/],
    [{ tier: ['gold', 'silver'] }, /use \$in/],
    [{ tier: { $eq: ['gold', 'silver'] } }, /\$eq needs one of/],
    [{ tier: { $in: 'gold' } }, /\$in needs a list/],
    [{ tier: { $not: { $eq: 'gold', $ne: 'silver' } } }, /exactly one operator/],
    [{ company: 5 }, /documentId/],
    [{ company: 'abc' }, /documentId/],
    [{ company: ['abc'] }, /documentId/],
    [{ company: { $in: ['abc'] } }, /\$in where only fields can stand/],
    [{ company: { id: { $eq: 5 } } }, /Company › Row id: .*documentId/],
    [{ company: { $not: { country: 'NL' } } }, /begin with \$not/],
    [{ company: { $null: true, country: 'NL' } }, /stands alone/],
    [{ lost: { name: 'x' } }, /no longer exists/],
    [{ constructor: 'x' }, /no field “constructor”/],
    [JSON.parse('{"__proto__":{"tier":"gold"}}'), /no field “__proto__”/],
  ])('%j', (where, reason) => {
    expect(refused(where)).toMatch(reason);
  });
});

describe('operands', () => {
  test.each([
    [{ vip: { $eq: 'maybe' } }, /true or false/],
    [{ vip: { $eq: 1 } }, /true or false/],
    [{ vip: { $null: 'no' } }, /true or false/],
    [{ tier: { $null: 0 } }, /true or false/],
    [{ tier: { $eq: 'platinum' } }, /silver, gold/],
    [{ tier: { $in: ['gold', 'platinum'] } }, /silver, gold/],
    [{ name: { $eq: 5 } }, /needs a text/],
    [{ name: { $contains: { $eq: 'x' } } }, /needs a text/],
    [{ name: { $eq: 'a\u0000b' } }, /character/],
    [{ orders: { $gt: 'many' } }, /needs a number/],
    [{ orders: { $gt: Number.NaN } }, /needs a number/],
    [{ orders: { $gt: 1.5 } }, /whole number/],
    [{ orders: { $gt: 2_147_483_648 } }, /out of range/],
    [{ serial: { $gt: '1e5' } }, /whole number/],
    [{ price: { $between: [1] } }, /exactly two/],
    [{ price: { $between: [1, 'x'] } }, /needs a number/],
    [{ born: { $gt: 'yesterday' } }, /needs a date/],
    [{ born: { $gt: '2026-02-30' } }, /needs a date/],
    [{ born: { $gt: 20260101 } }, /needs a date/],
    [{ seen: { $gt: '2026-01-01 10:00' } }, /date and time/],
    [{ seen: { $gt: '2026-01-01T25:00:00Z' } }, /date and time/],
    [{ wakes: { $gt: '9:00' } }, /needs a time/],
    [{ company: { $null: 'yes' } }, /true or false/],
  ])('%j is refused', (where, reason) => {
    expect(refused(where)).toMatch(reason);
  });

  test.each([
    [{ vip: { $eq: 'false' } }, { vip: { $eq: false } }],
    [{ vip: { $null: 'true' } }, { vip: { $null: true } }],
    [{ orders: { $gt: '5' } }, { orders: { $gt: 5 } }],
    [{ price: { $gt: '-5.25' } }, { price: { $gt: -5.25 } }],
    [{ serial: { $gt: 5 } }, { serial: { $gt: '5' } }],
    [{ name: { $eq: '' } }, { name: { $eq: '' } }],
    [{ born: { $between: ['2026-01-01', '2026-12-31'] } }, null],
    [{ seen: { $gt: '2026-01-01T10:00:00.000Z' } }, null],
    [{ seen: { $gt: '2026-01-01T10:00:00+02:00' } }, null],
    [{ wakes: { $gt: '09:00:00' } }, null],
    [{ name: { $startsWithi: 'O’Brien' } }, null],
  ])('%j can only be meant one way', (where, expected) => {
    expect(accepted(where)).toEqual(expected ?? where);
  });
});

describe('size', () => {
  const many = (count: number, condition: unknown) => ({ $and: Array(count).fill(condition) });

  test('no more conditions behind relations than every database can plan', () => {
    expect(accepted(many(5, { tags: { name: 'a' } }))).toBeDefined();
    expect(refused(many(6, { address: { city: 'a' } }))).toMatch(/5 conditions behind relations/);
    expect(refused(many(3, { company: { owner: { name: 'a' } } }))).toMatch(/5 conditions/);
  });

  test('conditions and values have an end', () => {
    expect(accepted(many(200, { tier: 'gold' }))).toBeDefined();
    expect(refused(many(201, { tier: 'gold' }))).toMatch(/200 conditions/);
    const names = Array.from({ length: 1001 }, (_, index) => `n${index}`);
    expect(refused({ name: { $in: names } })).toMatch(/1000 values/);
  });

  test('nesting has an end', () => {
    let where: unknown = { tier: 'gold' };
    for (let level = 0; level < 100; level += 1) where = { $not: where };
    expect(refused(where)).toMatch(/too deeply/);
  });
});

test('every problem is told at once, each with its path', () => {
  const checked = check({ tier: 'x', company: { $or: [{ country: 5 }, {}] } });
  expect(isUsable(checked) ? [] : checked.problems.map(({ path }) => path.join('.'))).toEqual([
    'where.tier',
    'where.company.$or.0.country',
    'where.company.$or.1',
  ]);
});

describe('what people did', () => {
  const ask = (activity: unknown, where: unknown = 'all') =>
    checkFilter({ version: 1, where, activity }, 'contact', describeModel);
  const problemsOf = (activity: unknown, where?: unknown) => {
    const checked = ask(activity, where);
    return isUsable(checked) ? [] : checked.problems;
  };

  test.each([
    ['nothing', []],
    ['any campaign at any time', [{ did: 'opened' }]],
    ['a campaign', [{ did: 'notOpened', campaign: 'abc' }]],
    ['the last days', [{ did: 'clicked', days: 1 }]],
    ['everything', [{ did: 'notClicked', campaign: 'abc', days: 3650 }]],
    ['several', [{ did: 'opened' }, { did: 'notClicked' }]],
  ])('%s is taken as it is', (_, activity) => {
    expect(ask(activity)).toEqual({ where: 'all', activity });
  });

  test('a filter that was stored without it asks nothing', () => {
    expect(checkFilter({ version: 1, where: 'all' }, 'contact', describeModel)).toMatchObject({
      activity: [],
    });
  });

  test.each<[string, unknown, string[], RegExp]>([
    ['an empty condition', [{}], ['activity', '0', 'did'], /choose/],
    ['no condition', [null], ['activity', '0'], /empty/],
    ['another deed', [{ did: 'read' }], ['activity', '0', 'did'], /choose/],
    ['another part', [{ did: 'opened', not: true }], ['activity', '0', 'not'], /“not”/],
    [
      'a campaign by row',
      [{ did: 'opened', campaign: 7 }],
      ['activity', '0', 'campaign'],
      /choose/,
    ],
    ['no campaign', [{ did: 'opened', campaign: '' }], ['activity', '0', 'campaign'], /choose/],
    ['null', [{ did: 'opened', days: null }], ['activity', '0', 'days'], /1 to 3650/],
    ['half a day', [{ did: 'opened', days: 0.5 }], ['activity', '0', 'days'], /1 to 3650/],
    ['text', [{ did: 'opened', days: '7' }], ['activity', '0', 'days'], /1 to 3650/],
    ['too long ago', [{ did: 'opened', days: 3651 }], ['activity', '0', 'days'], /1 to 3650/],
    ['too many', Array(6).fill({ did: 'opened' }), ['activity'], /more than 5/],
  ])('%s is refused', (_, activity, path, message) => {
    expect(problemsOf(activity)).toEqual([
      { path, message: expect.stringMatching(message) as string },
    ]);
  });

  test('problems of both parts are told', () => {
    expect(problemsOf([{ did: 'read' }], { height: 3 }).map(({ path }) => path[0])).toEqual([
      'where',
      'activity',
    ]);
  });
});
