import { SCENARIO_NAMES, type Report, type ScenarioReport } from './report';
import type { SaveMeasured } from './save';

/** The vendor's limits: calls in so many seconds. */
const VENDOR_LIMITS = [
  { words: '35 calls a minute', perSecond: 35 / 60 },
  { words: '150 calls a minute', perSecond: 150 / 60 },
  { words: '2,000 calls an hour', perSecond: 2000 / 3600 },
];

/** Rows as text: columns as wide as their widest cell, all but the first aligned right. */
export const columns = (rows: string[][]): string => {
  const widths = (rows[0] ?? []).map((_, place) =>
    Math.max(...rows.map((row) => row[place]?.length ?? 0))
  );
  const line = (row: string[]) =>
    row
      .map((cell, place) => {
        const width = widths[place] ?? 0;
        return place === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ');
  return rows.map((row) => `  ${line(row).trimEnd()}\n`).join('');
};

const number = (value: number, decimals = 0): string =>
  value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

const optional = (value: number | null): string => (value === null ? '-' : number(value, 2));

const ROWS: [string, (one: ScenarioReport) => string][] = [
  ['seconds', (one) => number(one.seconds, 2)],
  ['floor, seconds', (one) => optional(one.floorSeconds)],
  ['times the floor', (one) => optional(one.ratio)],
  ['waiting for the sandbox, seconds', (one) => number(one.sandboxSeconds, 2)],
  ['at work, seconds', (one) => number(one.workSeconds, 2)],
  ['database, seconds', (one) => number(one.databaseSeconds, 2)],
  ['statements', (one) => number(one.statements)],
  ['rows sent', (one) => number(one.rowsSent)],
  ['rows read', (one) => number(one.rowsRead)],
  [
    'calls: read, write, poll',
    ({ apiCalls }) =>
      [apiCalls.read, apiCalls.write, apiCalls.poll].map((n) => number(n)).join(' / '),
  ],
  ['memory over idle, MB', (one) => number(one.memoryOverIdleMb, 1)],
  [
    'event loop p50 / p99, ms',
    (one) => `${number(one.eventLoopP50Ms, 1)} / ${number(one.eventLoopP99Ms, 1)}`,
  ],
  ["editor's save p95, ms", (one) => number(one.saveP95Ms, 1)],
];

/** The report for people. */
export const describeReport = (report: Report, save: SaveMeasured | null): string => {
  const measured = SCENARIO_NAMES.flatMap((name) => {
    const one = report.scenarios[name];
    return one ? [{ name, one }] : [];
  });
  const parts = [
    `${report.machine}; Node ${report.node}; ${report.database}\n` +
      `${number(report.contacts)} contacts, ${report.books} books, ${report.campaigns} campaigns\n`,
  ];
  if (measured.length > 0) {
    const head = ['', ...measured.map(({ name }) => name)];
    const body = ROWS.map(([label, value]) => [label, ...measured.map(({ one }) => value(one))]);
    parts.push(columns([head, ...body]));
    parts.push(
      measured
        .flatMap(({ name, one }) => [
          ...one.met.map((words) => `  met     ${name}: ${words}\n`),
          ...one.missed.map((words) => `  MISSED  ${name}: ${words}\n`),
        ])
        .join('')
    );
  }
  if (save) parts.push(describeSave(save));
  parts.push(describeNaive(report));
  return parts.filter(Boolean).join('\n');
};

const describeSave = (save: SaveMeasured): string =>
  columns([
    ["an editor's save, median ms", 'with the plugin', 'without', 'statements more'],
    ...Object.entries({ 'collection of a list': save, 'of none': save.ofNoList }).map(
      ([label, one]) => [label, number(one.with, 2), number(one.without, 2), number(one.statements)]
    ),
  ]);

/** Contacts a second, as measured and as the vendor's limits would allow with the calls counted. */
const describeNaive = ({ naive, contacts, scenarios }: Report): string => {
  const push = scenarios.firstPush;
  if (!naive || !push) return '';
  const { read, write, poll } = push.apiCalls;
  const ours = { contacts, seconds: push.seconds, apiCalls: read + write + poll };
  const speed = (way: typeof ours, perSecond: number) =>
    number(way.contacts / Math.max(way.seconds, way.apiCalls / perSecond), 1);
  const row = (label: string, perSecond: number) => [
    label,
    speed(ours, perSecond),
    speed(naive, perSecond),
  ];
  return columns([
    ['contacts a second', 'first push', 'one call per contact'],
    row('as measured', Infinity),
    ...VENDOR_LIMITS.map(({ words, perSecond }) => row(words, perSecond)),
    [
      'calls per 1,000 contacts',
      ...[ours, naive].map((way) => number((way.apiCalls / way.contacts) * 1000, 1)),
    ],
  ]);
};
