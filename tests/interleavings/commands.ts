import fc from 'fast-check';
import type { SandboxControl } from '../../sandbox/server';

/** `who` picks one of the records there are, `mail` one of the addresses, `list` one of the lists. */
export type Command =
  | { do: 'edit'; who: number; field: number; value: number }
  | { do: 'edit there'; mail: number; field: number; value: number }
  | { do: 'edit both'; who: number; field: number; value: number; there: number }
  | { do: 'change address'; who: number; mail: number }
  | { do: 'change address there'; mail: number; to: number }
  | { do: 'create'; mail: number; lists: number; value: number }
  | { do: 'delete'; who: number }
  | { do: 'join or leave'; who: number; list: number }
  | { do: 'remove'; who: number; list: number }
  | { do: 'restore'; who: number; list: number }
  | { do: 'unsubscribe'; who: number; list: number }
  | { do: 'unsubscribe there'; mail: number; list: number }
  | { do: 'opt out of the account there'; mail: number }
  | { do: 'resubscribe'; who: number; list: number }
  | { do: 'confirm there'; mail: number }
  | { do: 'come back there'; mail: number; list: number }
  | { do: 'take off there'; mail: number; list: number }
  | { do: 'delete there'; mail: number }
  | { do: 'disconnect'; list: number }
  | { do: 'reconnect'; list: number }
  | { do: 'sync'; kind: 'schedule' | 'manual' | 'full' }
  | { do: 'settle' }
  | { do: 'hold imports' }
  | { do: 'finish imports' }
  | { do: 'lose an answer' }
  | { do: 'wait'; minutes: number }
  | { do: 'rest' }
  | { do: 'fail calls'; failure: Failure; count: number; match: string }
  | { do: 'reject an import'; status: ImportStatus }
  | { do: 'fail a removal' }
  | { do: 'sync and end the process'; statements: number };

type Failure = Parameters<SandboxControl['failNext']>[1];
type ImportStatus = NonNullable<Parameters<SandboxControl['rejectNextImport']>[0]>;

export type Interleaving = {
  /** What the vendor does with who opted out of a book and comes in a file; both are seen. */
  rejoin: 'refused' | 'clears';
  commands: Command[];
};

const index = fc.nat({ max: 11 });
const list = fc.nat({ max: 1 });
const value = fc.nat({ max: 4 });
const field = fc.nat({ max: 3 });

const one = <Name extends Command['do']>(
  name: Name,
  rest: { [Key in Exclude<keyof Extract<Command, { do: Name }>, 'do'>]: fc.Arbitrary<unknown> }
) => fc.record({ do: fc.constant(name), ...rest }) as unknown as fc.Arbitrary<Command>;

const people: fc.WeightedArbitrary<Command>[] = [
  { weight: 4, arbitrary: one('edit', { who: index, field, value }) },
  { weight: 4, arbitrary: one('edit there', { mail: index, field, value }) },
  { weight: 3, arbitrary: one('edit both', { who: index, field, value, there: value }) },
  { weight: 4, arbitrary: one('change address', { who: index, mail: index }) },
  { weight: 2, arbitrary: one('change address there', { mail: index, to: index }) },
  { weight: 4, arbitrary: one('create', { mail: index, lists: fc.nat({ max: 3 }), value }) },
  { weight: 3, arbitrary: one('delete', { who: index }) },
  { weight: 3, arbitrary: one('join or leave', { who: index, list }) },
  { weight: 2, arbitrary: one('remove', { who: index, list }) },
  { weight: 2, arbitrary: one('restore', { who: index, list }) },
  { weight: 4, arbitrary: one('unsubscribe', { who: index, list }) },
  { weight: 4, arbitrary: one('unsubscribe there', { mail: index, list }) },
  { weight: 2, arbitrary: one('opt out of the account there', { mail: index }) },
  { weight: 3, arbitrary: one('resubscribe', { who: index, list }) },
  { weight: 3, arbitrary: one('confirm there', { mail: index }) },
  { weight: 3, arbitrary: one('come back there', { mail: index, list }) },
  { weight: 2, arbitrary: one('take off there', { mail: index, list }) },
  { weight: 2, arbitrary: one('delete there', { mail: index }) },
  { weight: 2, arbitrary: one('disconnect', { list }) },
  { weight: 3, arbitrary: one('reconnect', { list }) },
  {
    weight: 10,
    arbitrary: one('sync', { kind: fc.constantFrom('schedule', 'manual', 'full') }),
  },
  { weight: 1, arbitrary: one('settle', {}) },
  { weight: 2, arbitrary: one('hold imports', {}) },
  { weight: 2, arbitrary: one('finish imports', {}) },
  { weight: 1, arbitrary: one('lose an answer', {}) },
  { weight: 2, arbitrary: one('wait', { minutes: fc.constantFrom(3, 70, 1500) }) },
  { weight: 4, arbitrary: one('rest', {}) },
];

/** What goes wrong at the vendor, on the way to it, or with the site's process. */
const troubles: fc.WeightedArbitrary<Command>[] = [
  {
    weight: 8,
    arbitrary: one('fail calls', {
      failure: fc.constantFrom(500, 502, 503, 429, 'drop-connection', 'drop-after-accept'),
      count: fc.integer({ min: 1, max: 6 }),
      match: fc.constantFrom('', 'contacts/import', 'since', 'unsubscribe', 'delete', 'report'),
    }),
  },
  {
    weight: 3,
    arbitrary: one('reject an import', {
      status: fc.constantFrom('RejectedByWatchdog', 'InvalidFileFormat', 'Failed', 'Unknown'),
    }),
  },
  { weight: 1, arbitrary: one('fail a removal', {}) },
  {
    weight: 8,
    arbitrary: one('sync and end the process', { statements: fc.integer({ min: 1, max: 120 }) }),
  },
];

/** Commands in any order; the last thing is always a rest, in which everything is looked at. */
export const interleavings = ({ faults }: { faults: boolean }): fc.Arbitrary<Interleaving> =>
  fc.record({
    rejoin: fc.constantFrom('refused' as const, 'clears' as const),
    commands: fc.array(fc.oneof(...(faults ? [...people, ...troubles] : people)), {
      minLength: 4,
      maxLength: 20,
      size: 'max',
    }),
  });

/** A command in one line, for whoever reads what went wrong. */
export const describeCommand = ({ do: name, ...rest }: Command): string =>
  [name, ...Object.entries(rest).map(([key, given]) => `${key}=${given}`)].join(' ');
