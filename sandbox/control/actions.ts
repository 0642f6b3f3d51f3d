/** The levers as `/control` offers them: name, what they take, and the call they make. */
import {
  CONTACT_STATUSES,
  FIELD_TYPES,
  IMPORT_STATUSES,
  OPT_IN_TYPES,
  VISIBILITIES,
} from '../model';
import type { Failure } from '../pressure/faults';
import type { RateLimit } from '../pressure/rate-limits';
import type { Speed } from '../imports/wait';
import { isSwitchName, SWITCHES } from '../switches';
import { REGIONS } from '../world';
import type { AccountControl } from './account-control';
import type { Arguments } from './arguments';
import { campaignActions } from './campaign-actions';
import type { SandboxControl } from './control';
import { signOnActions } from './sign-on-actions';

export type Context = { control: SandboxControl; account: AccountControl; args: Arguments };
export type ControlAction = { name: string; run(context: Context): unknown };

const people: ControlAction[] = [
  {
    name: 'addContact',
    run: ({ account, args }) => {
      const bookId = args.optionalNumber('bookId');
      return account.addContact(args.text('email'), {
        ...(bookId === undefined ? {} : { bookIds: [bookId] }),
        ...defined('optInType', args.optionalWord('optInType', OPT_IN_TYPES)),
        ...defined('status', args.optionalWord('status', CONTACT_STATUSES)),
        dataFields: (args.any('dataFields') ?? {}) as Record<string, unknown>,
      });
    },
  },
  {
    name: 'unsubscribe',
    run: ({ account, args }) =>
      account.unsubscribe(args.text('email'), args.optionalNumber('bookId')),
  },
  {
    name: 'suppress',
    run: ({ account, args }) =>
      account.suppress(args.text('email'), args.optionalWord('reason', CONTACT_STATUSES)),
  },
  { name: 'hardBounce', run: ({ account, args }) => account.hardBounce(args.text('email')) },
  {
    name: 'setStatus',
    run: ({ account, args }) =>
      account.setStatus(
        args.text('email'),
        args.optionalWord('status', CONTACT_STATUSES) ?? 'Subscribed'
      ),
  },
  {
    name: 'confirmChallenge',
    run: ({ account, args }) => account.confirmChallenge(args.text('email')),
  },
  {
    name: 'setDataField',
    run: ({ account, args }) =>
      account.setDataField(args.text('email'), args.text('key'), args.any('value') ?? null),
  },
  {
    name: 'changeEmail',
    run: ({ account, args }) => account.changeEmail(args.text('email'), args.text('to')),
  },
  { name: 'deleteContact', run: ({ account, args }) => account.deleteContact(args.text('email')) },
  {
    name: 'addToBook',
    run: ({ account, args }) => account.addToBook(args.text('email'), args.number('bookId')),
  },
  {
    name: 'takeOffBook',
    run: ({ account, args }) => account.takeOffBook(args.text('email'), args.number('bookId')),
  },
  {
    name: 'contact',
    run: ({ account, args }) => ({ contact: account.contact(args.text('email')) }),
  },
  { name: 'suppressed', run: ({ account }) => account.suppressed() },
];

const booksAndFields: ControlAction[] = [
  {
    name: 'createBook',
    run: ({ account, args }) =>
      account.createBook(args.text('name'), args.optionalWord('visibility', VISIBILITIES)),
  },
  {
    name: 'renameBook',
    run: ({ account, args }) => account.renameBook(args.number('bookId'), args.text('name')),
  },
  { name: 'deleteBook', run: ({ account, args }) => account.deleteBook(args.number('bookId')) },
  { name: 'books', run: ({ account }) => account.books() },
  {
    name: 'book',
    run: ({ account, args }) =>
      account.book(args.number('bookId'), {
        skip: args.optionalNumber('skip') ?? 0,
        select: args.optionalNumber('select') ?? 1000,
      }),
  },
  {
    name: 'seedContacts',
    run: ({ account, args }) =>
      account.seedContacts(
        args.number('bookId'),
        args.number('count'),
        args.optionalText('prefix')
      ),
  },
  {
    name: 'createDataField',
    run: ({ account, args }) =>
      account.createDataField(
        args.text('name'),
        args.optionalWord('type', FIELD_TYPES) ?? 'String'
      ),
  },
  {
    name: 'addDependency',
    run: ({ account, args }) =>
      account.addDependency(args.text('name'), {
        type: args.optionalText('type') ?? 'Campaign',
        objectId: args.optionalNumber('objectId') ?? 1,
      }),
  },
];

const jobs: ControlAction[] = [
  {
    name: 'rejectNextImport',
    run: ({ account, args }) =>
      account.rejectNextImport(args.optionalWord('status', IMPORT_STATUSES)),
  },
  { name: 'failNextRemoval', run: ({ account }) => account.failNextRemoval() },
  { name: 'setImportSpeed', run: ({ account, args }) => account.setImportSpeed(readSpeed(args)) },
  { name: 'setRemovalSpeed', run: ({ account, args }) => account.setRemovalSpeed(readSpeed(args)) },
  { name: 'finishJobs', run: ({ account }) => account.finishJobs() },
  { name: 'imports', run: ({ account }) => account.imports() },
  { name: 'removals', run: ({ account }) => account.removals() },
  { name: 'counts', run: ({ account }) => account.counts() },
  {
    name: 'advanceClock',
    run: ({ control, args }) => control.advanceClock(args.number('milliseconds')),
  },
];

const service: ControlAction[] = [
  { name: 'reset', run: ({ control }) => control.reset() },
  { name: 'accounts', run: ({ control }) => control.accounts() },
  {
    name: 'createAccount',
    run: ({ control, args }) => {
      const account = control.createAccount({
        ...defined('name', args.optionalText('name')),
        ...defined('region', args.optionalWord('region', REGIONS)),
        credentials: { username: args.text('username'), password: args.text('password') },
      });
      return { accountId: account.accountId, ...account.counts() };
    },
  },
  {
    name: 'deleteAccount',
    run: ({ control, args }) => control.deleteAccount(args.number('accountId')),
  },
  {
    name: 'addUser',
    run: ({ control, args }) =>
      control.addUser(
        { username: args.text('username'), password: args.text('password') },
        args.optionalNumber('accountId')
      ),
  },
  {
    name: 'changePassword',
    run: ({ control, args }) =>
      control.changePassword(args.text('username'), args.text('password')),
  },
  {
    name: 'moveToRegion',
    run: ({ account, args }) => account.moveToRegion(args.optionalWord('region', REGIONS) ?? 'r1'),
  },
  {
    name: 'setLatency',
    run: ({ control, args }) =>
      control.setLatency(args.number('milliseconds'), args.optionalText('match')),
  },
  {
    name: 'failNext',
    run: ({ control, args }) =>
      control.failNext(
        args.optionalNumber('count') ?? 1,
        readFailure(args),
        args.optionalText('match')
      ),
  },
  {
    name: 'setSwitch',
    run: ({ control, args }) => {
      const name = args.text('name');
      if (!isSwitchName(name)) throw new Error(`no switch is called ${name}`);
      control.setSwitch(name, args.any('value') as never);
    },
  },
  { name: 'switches', run: ({ control }) => ({ positions: control.switches(), table: SWITCHES }) },
  { name: 'setRateLimit', run: ({ control, args }) => control.setRateLimit(readRateLimit(args)) },
  { name: 'calls', run: ({ control }) => control.calls() },
  { name: 'clearCalls', run: ({ control }) => control.clearCalls() },
];

export const CONTROL_ACTIONS: readonly ControlAction[] = [
  ...people,
  ...booksAndFields,
  ...jobs,
  ...campaignActions,
  ...signOnActions,
  ...service,
];

const defined = <Key extends string, Value>(
  key: Key,
  value: Value | undefined
): { [K in Key]?: Value } =>
  value === undefined ? {} : ({ [key]: value } as { [K in Key]: Value });

/** `{ milliseconds }`, `{ polls }`, or neither for ever. */
const readSpeed = (args: Arguments): Speed => {
  const milliseconds = args.optionalNumber('milliseconds');
  if (milliseconds !== undefined) return { milliseconds };
  const polls = args.optionalNumber('polls');
  return polls === undefined ? 'held' : { polls };
};

/** A status, or one of the ways to lose the connection. */
const readFailure = (args: Arguments): Failure => {
  const given = args.any('failure');
  if (given === 'drop-connection' || given === 'drop-after-accept') return given;
  const status = Number(given);
  if (Number.isInteger(status) && status >= 400 && status < 600) return status;
  throw new Error('failure must be a status of 400 to 599, drop-connection or drop-after-accept');
};

const readRateLimit = (args: Arguments): RateLimit => {
  const scheme = args.optionalWord('scheme', ['off', 'tiered', 'flat'] as const) ?? 'off';
  if (scheme === 'flat') return { scheme, perHour: args.optionalNumber('perHour') ?? 2000 };
  if (scheme === 'off') return { scheme };
  const perMinute = args.part('perMinute');
  return {
    scheme,
    perMinute: {
      low: perMinute.optionalNumber('low') ?? 35,
      medium: perMinute.optionalNumber('medium') ?? 150,
      high: perMinute.optionalNumber('high') ?? 600,
    },
  };
};
