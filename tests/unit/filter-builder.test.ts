import { describe, expect, it } from 'vitest';
import {
  emptyCondition,
  fromFilter,
  hasOpaque,
  isComplete,
  newGroup,
  toFilter,
  type Filter,
} from '../../admin/src/content-manager/filter/tree';
import { canShow, initialValue } from '../../admin/src/content-manager/filter/operators';
import { typedFilter } from '../../admin/src/content-manager/list-view/typed-filter';
import { viewFilters } from '../../admin/src/content-manager/list-view/view-filters';
import { viewOf } from '../../admin/src/content-manager/list-view/view-link';
import type { FilterAttribute } from '../../contracts/marketing-lists';

const roundTrip = (filter: Filter) => toFilter(fromFilter(filter));

describe('a stored filter and the builder’s tree', () => {
  const kept: Record<string, Filter> = {
    'a condition': { $and: [{ tier: { $eq: 'gold' } }] },
    'any of several': { $or: [{ tier: { $eq: 'gold' } }, { orders: { $gte: 3 } }] },
    'nested groups': {
      $and: [{ newsletter: { $eq: true } }, { $or: [{ city: { $null: true } }, { $and: [] }] }],
    },
    'a path through relations': { $and: [{ company: { country: { $in: ['NL', 'BE'] } } }] },
    'whether there is a relation': { $and: [{ company: { $notNull: true } }] },
    'one related record that is both': {
      $and: [{ tags: { $and: [{ name: { $eq: 'vip' } }, { active: { $eq: true } }] } }],
    },
    'what the builder has no inputs for': {
      $and: [{ $not: { tier: { $eq: 'gold' } } }, { tier: { $not: { $eq: 'gold' } } }],
    },
    'a joined comparison': { $and: [{ tier: { $or: [{ $eq: 'gold' }, { $eq: 'silver' }] } }] },
    'a comparison with nothing': { $and: [{ company: null }] },
  };

  it.each(Object.entries(kept))('keeps %s as it is', (_name, filter) => {
    expect(roundTrip(filter)).toEqual(filter);
  });

  it('says the same in single-key form where several keys stood in one object', () => {
    expect(roundTrip({ tier: 'gold', orders: { $gte: 1, $lte: 5 } })).toEqual({
      $and: [
        { tier: { $eq: 'gold' } },
        { $and: [{ orders: { $gte: 1 } }, { orders: { $lte: 5 } }] },
      ],
    });
  });

  it('does not tear one related record into two', () => {
    expect(roundTrip({ tags: { name: { $eq: 'vip' }, active: { $eq: true } } })).toEqual({
      $and: [{ tags: { $and: [{ name: { $eq: 'vip' } }, { active: { $eq: true } }] } }],
    });
  });

  it('marks what it cannot show, and only that', () => {
    const tree = fromFilter({ $and: [{ tier: { $eq: 'gold' } }, { $not: { city: 'Delft' } }] });
    expect(tree.children.map(hasOpaque)).toEqual([false, true]);
  });
});

describe('an incomplete condition', () => {
  it.each([
    ['no attribute', emptyCondition()],
    ['no operator', { ...emptyCondition(), path: ['tier'] }],
    ['no value', { ...emptyCondition(), path: ['tier'], operator: '$eq' }],
    ['a blank value', { ...emptyCondition(), path: ['tier'], operator: '$eq', value: '  ' }],
    ['no values', { ...emptyCondition(), path: ['tier'], operator: '$in', value: [] }],
    [
      'half a range',
      { ...emptyCondition(), path: ['n'], operator: '$between', value: [1, undefined] },
    ],
    ['an empty group', newGroup('$and', [])],
  ])('with %s is never left out, which would widen the audience', (_name, node) => {
    const tree = newGroup('$or', [...fromFilter({ tier: 'gold' }).children, node]);
    expect(isComplete(tree)).toBe(false);
    expect(JSON.stringify(toFilter(tree))).toMatch(/\{\}|\[\]/);
  });

  it('becomes complete with its value, false and zero included', () => {
    const values = [false, 0, 'gold', ['a']];
    const conditions = values.map((value) => ({
      ...emptyCondition(),
      path: ['any'],
      operator: '$eq',
      value,
    }));
    expect(conditions.map(isComplete)).toEqual([true, true, true, true]);
  });
});

const attribute = (type: FilterAttribute['type'], more: Partial<FilterAttribute> = {}) => ({
  name: 'any',
  label: 'Any',
  type,
  operators: ['$eq', '$in', '$between', '$null'],
  ...more,
});

describe('what the inputs can show', () => {
  const shows = (operator: string, value: unknown, of: FilterAttribute) =>
    canShow({ ...emptyCondition(), path: ['any'], operator, value }, of);

  it('shows values of the attribute’s own type only', () => {
    expect(shows('$eq', true, attribute('boolean'))).toBe(true);
    expect(shows('$eq', 'true', attribute('boolean'))).toBe(false);
    expect(shows('$eq', '12', attribute('number'))).toBe(true);
    expect(shows('$eq', '9007199254740993', attribute('number'))).toBe(false);
    expect(shows('$eq', 'gold', attribute('enumeration', { values: ['gold'] }))).toBe(true);
    expect(shows('$eq', 'lead', attribute('enumeration', { values: ['gold'] }))).toBe(false);
    expect(shows('$in', ['a', 1], attribute('string'))).toBe(false);
  });

  it('shows no operator the server does not offer, and no negated presence', () => {
    expect(shows('$startsWith', 'a', attribute('string'))).toBe(false);
    expect(shows('$null', true, attribute('string'))).toBe(true);
    expect(shows('$null', false, attribute('string'))).toBe(false);
  });

  it('keeps a value over a change of operator where it still fits', () => {
    expect(initialValue('$ne', 'gold')).toBe('gold');
    expect(initialValue('$in', 'gold')).toEqual([]);
    expect(initialValue('$null', 'gold')).toBe(true);
    expect(initialValue('$eq', true)).toBeUndefined();
  });
});

describe('a list from a view of the Content Manager', () => {
  const types: Record<string, FilterAttribute['type']> = {
    newsletter: 'boolean',
    orders: 'number',
    tier: 'enumeration',
    'company.employees': 'number',
  };
  const find = async (path: string[]) => {
    const type = types[path.join('.')];
    return type && attribute(type);
  };

  it('takes text from the address as the attributes want it', async () => {
    const filter = {
      $and: [
        { newsletter: { $eq: 'false' } },
        { orders: { $in: ['1', '20'] } },
        { tier: { $null: 'true' } },
        { company: { employees: { $gt: '5' } } },
        { unknown: { $eq: '7' } },
      ],
    };
    expect(await typedFilter(filter, find)).toEqual({
      $and: [
        { newsletter: { $eq: false } },
        { orders: { $in: [1, 20] } },
        { tier: { $null: true } },
        { company: { employees: { $gt: 5 } } },
        { unknown: { $eq: '7' } },
      ],
    });
  });

  it('tells apart what is taken and what cannot be', () => {
    const query = {
      _q: ' ada ',
      filters: { $and: [{ tier: { $eq: 'gold' } }, { __status: { $eq: 'draft' } }] },
      plugins: { i18n: { locale: 'nl' } },
    };
    expect(viewFilters(query)).toEqual({
      filter: { $and: [{ tier: { $eq: 'gold' } }] },
      search: 'ada',
      byStatus: true,
      locale: 'nl',
    });
    expect(viewFilters({}).filter).toBeNull();
  });

  const view = (where: Filter | 'all', published = false) =>
    viewOf({
      collection: 'api::contact.contact',
      filter: { version: 1, where, activity: [] },
      recordLocale: 'nl',
      published,
    });

  it('leads back to the view with the filter applied', () => {
    const where = { $and: [{ tier: { $eq: 'a&b' } }, { company: { name: { $in: ['x', 'y'] } } }] };
    const [path, search] = view(where)?.split('?') ?? [];
    expect(path).toBe('/content-manager/collection-types/api::contact.contact');
    expect([...new URLSearchParams(search)]).toEqual([
      ['filters[$and][0][tier][$eq]', 'a&b'],
      ['filters[$and][1][company][name][$in]', 'x'],
      ['filters[$and][1][company][name][$in]', 'y'],
      ['plugins[i18n][locale]', 'nl'],
    ]);
  });

  it('shows all records whatever the view was left with', () => {
    expect(view('all')).toContain(`${encodeURIComponent('filters[$and][0][id][$notNull]')}=true`);
  });

  it('shows only what is published where the list reads that', () => {
    const status = `${encodeURIComponent('filters[$and][1][__status][$eq]')}=published`;
    expect(view({ $and: [{ tier: { $eq: 'gold' } }] }, true)).toContain(status);
    expect(view('all', true)).toContain(status);
  });

  it('spares levels where the Content Manager reads only so many', () => {
    const either = { $or: [{ tier: { $eq: 'gold' } }, { company: { country: { $eq: 'NL' } } }] };
    expect(view(either)).toContain(encodeURIComponent('filters[$or][1][company][country][$eq]'));
    const nested = { $and: [{ $or: [{ tier: { $eq: 'gold' } }, { tier: { $eq: 'silver' } }] }] };
    expect(view(nested)).toContain(
      `${encodeURIComponent('filters[$and][0][$or][1][tier]')}=silver`
    );
  });

  it('leads nowhere rather than to other people', () => {
    expect(view({ $and: [{ $or: [{ company: { country: { $contains: 'N' } } }] }] })).toBeNull();
    const many = Array.from({ length: 21 }, (_, index) => `city ${index}`);
    expect(view({ $and: [{ city: { $in: many } }] })).toBeNull();
  });
});
