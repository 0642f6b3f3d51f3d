import { setTimeout as delay } from 'node:timers/promises';
import { createHosts } from '../../server/src/dotdigital/hosts';
import { readRateHeaders } from '../../server/src/dotdigital/rate-headers';
import type { OwnAccount } from './options';
import { line } from './screen';

/** The vendor advises to wait this long for an answer. */
const TIMEOUT_MS = 121_000;
const LONGEST_PAUSE_MS = 60_000;
/** Limits and maintenance may last: the flat limit counts a whole hour. */
const MOST_WAITS = 70;

export type VendorHttp = <T>(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: unknown
) => Promise<T>;

/** Refusals that pass: limits, maintenance, a book that is being written to. */
const PASSING = ['ERROR_APIUSAGE_EXCEEDED', 'ERROR_ADDRESSBOOK_IN_USE'];

const willPass = (status: number, text: string) =>
  status === 429 || status === 503 || PASSING.some((code) => text.includes(code));

const pauseOf = (response: Response) => {
  const { retryAfterMs, resetAt } = readRateHeaders(
    Object.fromEntries(response.headers.entries()),
    Date.now()
  );
  const wait = retryAfterMs ?? (resetAt === null ? 5_000 : resetAt - Date.now());
  return Math.min(LONGEST_PAUSE_MS, Math.max(1_000, wait));
};

/**
 * Plain calls of the vendor's public API, apart from the plugin's own client: the demo checks the
 * plugin with it. Waits where the vendor asks to; repeats a read whose connection broke.
 */
export const openVendorHttp = async (account: OwnAccount): Promise<VendorHttp> => {
  const hosts = createHosts(account);
  const token = Buffer.from(`${account.username}:${account.password}`).toString('base64');

  const callAt =
    (base: string): VendorHttp =>
    async <T>(method: string, path: string, body?: unknown) => {
      for (let attempt = 1; ; attempt += 1) {
        const response = await fetch(`${base}/v2/${path}`, {
          method,
          redirect: 'error',
          signal: AbortSignal.timeout(TIMEOUT_MS),
          headers: {
            authorization: `Basic ${token}`,
            accept: 'application/json',
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }).catch((error: unknown) => {
          if (method !== 'GET' || attempt >= 5) throw error;
          return null;
        });
        const text = response ? await response.text() : '';
        if (response?.ok) return (text ? JSON.parse(text) : null) as T;
        if (response && (!willPass(response.status, text) || attempt >= MOST_WAITS)) {
          throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 200)}`);
        }
        const pause = response ? pauseOf(response) : 2_000;
        if (pause >= 10_000) line(`(the account asks to wait ${Math.round(pause / 1000)} s)`);
        await delay(pause);
      }
    };

  type AccountInfo = { properties: { name: string; value: string }[] };
  const entry = hosts.base(account.entryUrl);
  const info = await callAt(entry)<AccountInfo>('GET', 'account-info');
  const own = info.properties.find(({ name }) => name === 'ApiEndpoint')?.value;
  return callAt(own ? hosts.base(own) : entry);
};
