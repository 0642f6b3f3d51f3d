/** The sandbox's own levers, typed: for tests in the same process and behind `/control`. */
import type { Calls } from '../pressure/calls';
import type { Failure } from '../pressure/faults';
import type { RateLimit } from '../pressure/rate-limits';
import { defaultSwitches, setSwitch, type SwitchName, type Switches } from '../switches';
import {
  addAccount,
  addUser,
  type Account,
  type Credentials,
  type Region,
  type World,
} from '../world';
import { createAccountControl, type AccountControl } from './account-control';

type AccountSummary = { id: number; name: string; region: Region; usernames: string[] };

export type SandboxControl = AccountControl & {
  /** Back to the state the sandbox started with; ports and credentials stay. */
  reset(): void;
  /** The levers of another account. */
  forAccount(accountId: number): AccountControl;
  accounts(): AccountSummary[];
  createAccount(account: {
    name?: string;
    region?: Region;
    credentials: Credentials;
  }): AccountControl;
  /** Takes an account away with all it has; the default one stays. */
  deleteAccount(accountId: number): void;
  /** Another API user of an account. */
  addUser(credentials: Credentials, accountId?: number): void;
  /** What a user name's password is from now on; the old one is refused. */
  changePassword(username: string, password: string): void;
  /** Delay in milliseconds before every call whose endpoint contains `match`. */
  setLatency(milliseconds: number, match?: string): void;
  /** The next `count` calls (whose endpoint contains `match`) fail. */
  failNext(count: number, failure: Failure, match?: string): void;
  setSwitch<Name extends SwitchName>(name: Name, value: Switches[Name]): void;
  switches(): Switches;
  setRateLimit(limit: RateLimit): void;
  calls(): Calls;
  clearCalls(): void;
  /** Moves the sandbox's time forward and finishes the jobs that are due by then. */
  advanceClock(milliseconds: number): Promise<void>;
};

/** `build` makes the seeded state anew; the first account it makes is the default one. */
export const createControl = (world: World, build: () => void): SandboxControl => {
  const defaultAccount = (): Account => {
    const [first] = world.accounts.values();
    if (!first) throw new Error('the sandbox has no account');
    return first;
  };
  const accountOf = (id: number): Account => {
    const account = world.accounts.get(id);
    if (!account) throw new Error(`there is no account ${id}`);
    return account;
  };

  const levers = {
    reset: (): void => {
      clear(world);
      build();
      Object.assign(control, createAccountControl(world, defaultAccount()));
    },
    forAccount: (id: number) => createAccountControl(world, accountOf(id)),
    accounts: (): AccountSummary[] =>
      [...world.accounts.values()].map(({ id, name, region }) => ({
        id,
        name,
        region,
        usernames: [...world.users].filter(([, u]) => u.accountId === id).map(([name]) => name),
      })),
    createAccount: (account: { name?: string; region?: Region; credentials: Credentials }) => {
      if (world.users.has(account.credentials.username)) throw new Error('that user name is taken');
      const id = Math.max(...world.accounts.keys()) + 1;
      const { name = `Account ${id}`, region = 'r1', credentials } = account;
      return createAccountControl(world, addAccount(world, { id, name, region, credentials }));
    },
    deleteAccount: (id: number): void => {
      const account = accountOf(id);
      if (account === defaultAccount()) throw new Error('the default account stays');
      stopJobs(account);
      world.accounts.delete(id);
      for (const [name, user] of world.users) {
        if (user.accountId === id) world.users.delete(name);
      }
    },
    addUser: (credentials: Credentials, accountId = defaultAccount().id): void =>
      addUser(world, accountOf(accountId).id, credentials),
    changePassword: (username: string, password: string): void => {
      const user = world.users.get(username);
      if (!user) throw new Error(`there is no user ${username}`);
      user.password = password;
    },
    setLatency: (milliseconds: number, match?: string): void =>
      world.faults.setLatency(milliseconds, match),
    failNext: (count: number, failure: Failure, match?: string): void =>
      world.faults.failNext(count, failure, match),
    setSwitch: (name: string, value: unknown): void => setSwitch(world.switches, name, value),
    switches: (): Switches => ({ ...world.switches }),
    setRateLimit: (limit: RateLimit): void => world.rateLimiter.setLimit(limit),
    calls: (): Calls => world.calls.read(),
    clearCalls: (): void => world.calls.clear(),
    advanceClock: async (milliseconds: number): Promise<void> => {
      world.clock.advance(milliseconds);
      for (const account of world.accounts.values()) {
        await account.imports.finishDue();
        account.removals.finishDue();
      }
    },
  };
  const control: SandboxControl = {
    ...createAccountControl(world, defaultAccount()),
    ...levers,
  };
  return control;
};

const stopJobs = ({ imports, removals }: Account): void => {
  imports.cancel();
  removals.cancel();
};

/** Everything but the ports, which the listeners hold. */
export const clear = (world: World): void => {
  for (const account of world.accounts.values()) stopJobs(account);
  world.accounts.clear();
  world.users.clear();
  world.clock.reset();
  world.faults.clear();
  world.calls.clear();
  world.signOn.clear();
  world.rateLimiter.setLimit({ scheme: 'off' });
  Object.assign(world.switches, defaultSwitches());
};
