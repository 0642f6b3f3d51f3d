import { readAccountInfo } from './account-info';
import { addressBooks } from './address-books';
import { createCallCounter } from './call-counts';
import { createCaller } from './caller';
import { campaignReports } from './campaign-reports';
import { campaigns } from './campaigns';
import { contacts } from './contacts';
import { dataFields } from './data-fields';
import { text } from './guards';
import { createHosts } from './hosts';
import { imports } from './imports';
import { createSignOn } from './oauth';
import type { ApiConfig, Clock, Logger } from './ports';
import { createRateBudget, type RateBudget } from './rate-budget';
import { removals } from './removals';
import { suppressions } from './suppressions';
import type { AccountInfo, Call, Credentials, Dotdigital } from './types';

type DotdigitalOptions = {
  api: ApiConfig;
  clock: Clock;
  /** In [0, 1), for jitter. */
  random: () => number;
  logger: Logger;
};

/** The vendor's API over HTTP. Keep one per process: rate budgets live in it. */
export const createDotdigital = ({ api, clock, random, logger }: DotdigitalOptions): Dotdigital => {
  const hosts = createHosts(api);
  const shared = { hosts, clock, random, logger };
  const budgets = new Map<string, RateBudget>();

  const budgetOf = (key: string): RateBudget => {
    const budget = budgets.get(key) ?? createRateBudget(clock);
    budgets.set(key, budget);
    return budget;
  };

  const discover = (
    credentials: Credentials,
    counter = createCallCounter(),
    call: Call = {}
  ): Promise<AccountInfo> => {
    const endpoint = () => api.entryUrl;
    const budget = createRateBudget(clock);
    const caller = createCaller({
      ...shared,
      credentials,
      endpoint,
      budget,
      counter,
      impatient: true,
    });
    return readAccountInfo(caller, { hosts, entry: api.entryUrl }, call);
  };

  return {
    signOn: createSignOn({ api, hosts, clock }),
    accountInfo: async (credentials, call) => {
      text(credentials.username, 'the user name');
      text(credentials.password, 'the password');
      return discover(credentials, createCallCounter(), call);
    },
    account: ({ key, credentials, endpoint: stored, onEndpoint }) => {
      let endpoint = stored;
      const counter = createCallCounter();
      const relocate = async (used: string, call: Call): Promise<boolean> => {
        const account = await discover(credentials, counter, call);
        if (account.endpoint !== hosts.base(endpoint)) {
          await onEndpoint?.(account);
          endpoint = account.endpoint;
          logger.warn(`The account's API endpoint has moved to ${endpoint}`);
        }
        return account.endpoint !== hosts.base(used);
      };
      const caller = createCaller({
        ...shared,
        credentials,
        endpoint: () => endpoint,
        budget: budgetOf(key),
        counter,
        relocate,
      });
      return {
        addressBooks: addressBooks(caller),
        contacts: { ...contacts(caller), ...suppressions(caller), ...removals(caller) },
        imports: imports(caller),
        dataFields: dataFields(caller),
        campaigns: { ...campaigns(caller), ...campaignReports(caller) },
        calls: counter.counts,
      };
    },
  };
};
