import { isoSeconds } from '../store/field-values';
import type { Call, Route } from '../http/router';

const EMPTY = 'application/octet-stream';

/** Every value is a string, as the vendor sends them. */
const propertiesOf = ({ world, account, request }: Call) => {
  const { lastHour, remaining } = world.rateLimiter.usage(account.id);
  const slash = world.switches.apiEndpointForm === 'slash' ? '/' : '';
  const endpoint = `http://${request.hostname}:${world.ports[account.region]}${slash}`;
  return [
    ['AvailableEmailSendsCredits', 'Int', '100000'],
    ['AvailableSmsSendsCredits', 'Int', '0'],
    ['PremiumWalletBalance', 'Decimal', '0.00'],
    ['ListManagedUsers', 'String', ''],
    ['Name', 'String', account.name],
    ['MainMobilePhoneNumber', 'String', ''],
    ['MainEmail', 'String', `owner-${account.id}@example.com`],
    ['APILocale', 'String', 'en-GB'],
    ['ApiCallsInLastHour', 'Int', String(lastHour)],
    ['ApiCallsRemaining', 'Int', String(remaining)],
    ['ApiEndpoint', 'String', endpoint],
    ['CurrencyCode', 'String', 'GBP'],
    ['CampaignEmailMtaPool', 'String', ''],
    ['ShowClock', 'Boolean', 'False'],
    ['TimeZoneIana', 'String', 'Europe/London'],
  ].map(([name, type, value]) => ({ name, type, value }));
};

export const accountRoutes: Route[] = [
  {
    method: 'GET',
    path: '/v2/account-info',
    tier: 'high',
    anyRegion: true,
    handle: (call) => ({
      status: 200,
      json: { id: call.account.id, properties: propertiesOf(call) },
    }),
  },
  {
    method: 'GET',
    path: '/v2/server-time',
    tier: 'high',
    handle: ({ world }) => {
      const time = isoSeconds(world.clock.now());
      return world.switches.serverTimeForm === 'json'
        ? { status: 200, json: time }
        : { status: 200, text: time, contentType: 'text/plain' };
    },
  },
  {
    method: 'POST',
    path: '/v2/accounts/empty-recycle-bin',
    tier: 'medium',
    handle: () => ({ status: 200, text: '', contentType: EMPTY }),
  },
];
