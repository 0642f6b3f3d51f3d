import { describe, expect, test } from 'vitest';
import { checkRows, type FindSource } from '../../server/src/core/mapping/check-rows';
import type { MappingRow, Source } from '../../server/src/core/mapping/mapping';
import { mappedFields, type BoundSource } from '../../server/src/core/mapping/read-record';
import { owedOf } from '../../server/src/core/owed-values';

const FIELDS = new Map(
  Object.entries({
    NAME: { type: 'String', vanished: false },
    POINTS: { type: 'Numeric', vanished: false },
    BORN: { type: 'Date', vanished: false },
    HAPPY: { type: 'Boolean', vanished: false },
    LOST: { type: 'String', vanished: true },
    ODD: { type: 'Location', vanished: false },
  })
);
const SOURCES: Source[] = [
  { path: 'city', label: 'City', type: 'text', own: true },
  { path: 'orders', label: 'Orders', type: 'number', own: true },
  { path: 'birthday', label: 'Birthday', type: 'date', own: true },
  { path: 'company.name', label: 'Company › Name', type: 'text', own: false },
  { path: 'newsletter', label: 'Newsletter', type: 'boolean', own: true },
];
const find: FindSource = (path) =>
  path === 'tags.name' ? 'many' : (SOURCES.find((source) => source.path === path) ?? null);

const row = (dataField: string, sources: string[], twoWay = false): MappingRow => ({
  dataField,
  sources,
  twoWay,
  policy: 'strapi',
});
const problemsOf = (...rows: MappingRow[]) =>
  checkRows(rows, FIELDS, find).map((problems) =>
    problems.map((one) => [
      one.problem.code,
      one.part,
      ...(one.part === 'sources' && one.source !== null ? [one.source] : []),
    ])
  );

describe('rows of a mapping', () => {
  test('that fit', () => {
    expect(
      problemsOf(
        row('NAME', ['city', 'company.name', 'orders']),
        row('POINTS', ['orders'], true),
        row('BORN', ['birthday']),
        row('HAPPY', ['newsletter'])
      )
    ).toEqual([[], [], [], []]);
  });

  test('whose field is not there, gone, of an unknown type, or filled twice', () => {
    expect(
      problemsOf(
        row('NONE', ['city']),
        row('LOST', ['city']),
        row('ODD', ['city']),
        row('NAME', ['city']),
        row('NAME', ['orders'])
      )
    ).toEqual([
      [['FIELD_UNKNOWN', 'dataField']],
      [['FIELD_VANISHED', 'dataField']],
      [['FIELD_TYPE_UNKNOWN', 'dataField']],
      [],
      [['FIELD_TWICE', 'dataField']],
    ]);
  });

  test('whose sources are not there, many, twice, or of another type', () => {
    expect(
      problemsOf(row('NAME', ['city', 'secret', 'tags.name', 'city']), row('POINTS', ['birthday']))
    ).toEqual([
      [
        ['SOURCE_UNKNOWN', 'sources', 1],
        ['SOURCE_MANY', 'sources', 2],
        ['SOURCE_TWICE', 'sources', 3],
      ],
      [['TYPE_MISMATCH', 'sources', 0]],
    ]);
  });

  test('a mismatch names both sides', () => {
    const [[found] = []] = checkRows([row('POINTS', ['birthday'])], FIELDS, find);
    expect(found?.problem.message).toBe(
      '“Birthday” holds a date, and POINTS takes a number (Numeric)'
    );
  });

  test('only text is joined', () => {
    expect(problemsOf(row('POINTS', ['orders', 'city']))).toEqual([
      [
        ['TYPE_MISMATCH', 'sources', 1],
        ['SEVERAL_SOURCES', 'sources'],
      ],
    ]);
  });

  test('two ways lead to one field of the collection itself', () => {
    expect(
      problemsOf(
        row('NAME', ['company.name'], true),
        row('BORN', ['birthday'], true),
        row('POINTS', ['orders', 'orders'], true)
      ).map((problems) => problems.some(([code]) => code === 'TWO_WAY_SOURCE'))
    ).toEqual([true, false, true]);
  });
});

describe('reading a record', () => {
  const attribute = (path: string): BoundSource => ({
    kind: 'attribute',
    source: SOURCES.find((source) => source.path === path) as Source,
  });
  const computed = (compute: (record: Record<string, unknown>) => unknown): BoundSource => ({
    kind: 'computed',
    source: { path: 'computed:tier', label: 'tier', type: 'text', own: false },
    needs: ['orders', 'company.name', 'newsletter'].map(
      (path) => SOURCES.find((source) => source.path === path) as Source
    ),
    compute,
  });
  const of = (name: string, type: 'String' | 'Numeric', ...sources: BoundSource[]) => ({
    field: { name, type },
    sources,
    twoWay: null,
  });
  const readWith = (rows: ReturnType<typeof of>[], values: Record<string, unknown>) => {
    const fields = mappedFields(rows);
    const record = Object.fromEntries(
      Object.entries(fields.columns).map(([alias, path]) => [alias, values[path] ?? null])
    );
    return fields.read(record);
  };

  test('reads each path once, under aliases of lower case', () => {
    const rows = [
      of(
        'NAME',
        'String',
        attribute('city'),
        computed(() => '')
      ),
      of('POINTS', 'Numeric', attribute('orders')),
    ];
    const { columns, names } = mappedFields(rows);
    expect(names).toEqual(['NAME', 'POINTS']);
    expect(Object.values(columns)).toEqual(['city', 'orders', 'company.name', 'newsletter']);
    expect(Object.keys(columns).every((alias) => /^[a-z_\d]+$/.test(alias))).toBe(true);
  });

  test('computed fields see records as site code knows them', () => {
    const seen: unknown[] = [];
    const tier = computed((record) => {
      seen.push(record);
      return 'gold';
    });
    const values = { orders: '7', 'company.name': 'Ltd', newsletter: 1 };
    expect(readWith([of('NAME', 'String', tier)], values)).toEqual({
      payload: { NAME: 'gold' },
      problem: null,
    });
    expect(seen).toEqual([{ orders: 7, company: { name: 'Ltd' }, newsletter: true }]);
  });

  test('what goes wrong with one value is told, and the others are read', () => {
    const fails = computed(() => {
      throw new Error('no tier today');
    });
    const rows = [of('NAME', 'String', fails), of('POINTS', 'Numeric', attribute('orders'))];
    expect(readWith(rows, { orders: 3 })).toEqual({
      payload: { POINTS: '3' },
      problem: '“tier” could not be computed for NAME: no tier today',
    });
  });

  test('a promise is no value', () => {
    const late = computed(() => Promise.reject(new Error('later')));
    expect(readWith([of('NAME', 'String', late)], {}).problem).toMatch(/promise/);
  });
});

describe('several collections that feed one contact', () => {
  const claim = (priority: number, bornAt: number, values: Record<string, string | null>) => ({
    docId: `d${bornAt}`,
    priority,
    bornAt,
    values,
  });
  const merged = (...claims: ReturnType<typeof claim>[]) => {
    const [first = claim(0, 0, {}), ...others] = claims;
    return owedOf({
      claim: first,
      others,
      carriedElsewhere: false,
      inBook: false,
      agreed: null,
      unjudged: false,
    });
  };

  test('the higher priority wins per field, its blank too; then the older record', () => {
    const lead = claim(10, 1, { NAME: 'Lead', SCORE: '5' });
    const contact = claim(20, 2, { NAME: null, CITY: 'Rome' });
    const values = { NAME: null, SCORE: '5', CITY: 'Rome' };
    expect(merged(lead, contact)).toEqual({ kind: 'values', values, changed: values });
    expect(merged(contact, lead)).toEqual({ kind: 'values', values, changed: values });
    const equal = [claim(5, 2, { NAME: 'Young' }), claim(5, 1, { NAME: 'Old' })] as const;
    expect(merged(...equal)).toMatchObject({ kind: 'values', values: { NAME: 'Old' } });
  });
});
