/** Everything one running sandbox knows: accounts, clock, switches, pressure and the log of calls. */
import { CampaignStore } from './campaigns/campaign-store';
import { Clock } from './clock';
import { ImportJobs } from './imports/jobs';
import type { Book } from './model';
import { CallLog } from './pressure/calls';
import { Faults } from './pressure/faults';
import { RateLimiter } from './pressure/rate-limits';
import { RemovalJobs } from './resources/removal-jobs';
import { SignOnGrants } from './sign-on/grants';
import { AccountStore } from './store/account-store';
import { defaultSwitches, type Switches } from './switches';

export const REGIONS = ['r1', 'r2'] as const;
export type Region = (typeof REGIONS)[number];

/** Ids of contacts, books and campaigns differ between accounts. */
const IDS_PER_ACCOUNT = 10_000_000;

export type Credentials = { username: string; password: string };

export type Account = {
  id: number;
  name: string;
  region: Region;
  store: AccountStore;
  imports: ImportJobs;
  removals: RemovalJobs;
  campaigns: CampaignStore;
  /** Contacts that were mailed a resubscribe link, with the book it is for (none: the account). */
  challenges: Map<number, Book | undefined>;
};

export type World = {
  clock: Clock;
  switches: Switches;
  accounts: Map<number, Account>;
  /** API users by user name; several may belong to one account. */
  users: Map<string, { password: string; accountId: number }>;
  /** Port each region listens on. */
  ports: Record<Region, number>;
  faults: Faults;
  rateLimiter: RateLimiter;
  calls: CallLog;
  /** Single sign-on of all accounts. */
  signOn: SignOnGrants;
};

export const createWorld = (): World => {
  const clock = new Clock();
  const switches = defaultSwitches();
  return {
    clock,
    switches,
    accounts: new Map(),
    users: new Map(),
    ports: { r1: 0, r2: 0 },
    faults: new Faults(),
    rateLimiter: new RateLimiter(clock),
    calls: new CallLog(clock),
    signOn: new SignOnGrants(clock, switches),
  };
};

export const addAccount = (
  world: World,
  account: { id: number; name: string; region: Region; credentials: Credentials }
): Account => {
  const firstId = (world.accounts.size + 1) * IDS_PER_ACCOUNT;
  const store = new AccountStore(world.clock, firstId);
  const created: Account = {
    id: account.id,
    name: account.name,
    region: account.region,
    store,
    imports: new ImportJobs(world.clock, world.switches, store),
    removals: new RemovalJobs(world.clock, store),
    campaigns: new CampaignStore(world.clock, firstId),
    challenges: new Map(),
  };
  world.accounts.set(account.id, created);
  addUser(world, account.id, account.credentials);
  return created;
};

export const addUser = (world: World, accountId: number, credentials: Credentials): void => {
  world.users.set(credentials.username, { password: credentials.password, accountId });
};
