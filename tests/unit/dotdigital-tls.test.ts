import fs from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { createDotdigital } from '../../server/src/dotdigital/client';
import type { DotdigitalAccount } from '../../server/src/dotdigital/types';
import { ROOT } from '../support/paths';
import { createSkippingClock } from '../support/skipping-clock';

/** For `localhost`, signed by nobody but itself; good for nothing else. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgYMi42DlCu4yV1SCg
d8x6evmX/qdJNW4KyX+3/tQ5LZuhRANCAATsh5G/5uKEmNxhxyYvI7yHwvIDUMdX
kmRDuFQ9/CEciGFVOqpWYt9iHKcT8/LS7CdAbFY/oNlZTh0fa/lzw4iB
-----END PRIVATE KEY-----`;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUXRqOj6w/yh4XN8u3p0ArRAlO+h0wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEzMDIxMjAxMFoYDzIxMjYxMTA2
MjEyMDEwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATsh5G/5uKEmNxhxyYvI7yHwvIDUMdXkmRDuFQ9/CEciGFVOqpWYt9i
HKcT8/LS7CdAbFY/oNlZTh0fa/lzw4iBo28wbTAdBgNVHQ4EFgQUytgqIO2/wAts
1z6/94zA7Q7mE0IwHwYDVR0jBBgwFoAUytgqIO2/wAts1z6/94zA7Q7mE0IwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSQAwRgIhAMFPWVFK9xCytlpcUv7R4QQHycTVjit1a9qxSanhpwsmAiEA
nX7+15nNm/1ZvPsAZWaCW9/J9rvNLPUbdHri2Bce1vU=
-----END CERTIFICATE-----`;

const credentials = { username: 'apiuser-1@apiconnector.com', password: 'secret-1' };

let server: https.Server;
let url: string;
let received: string[];

beforeAll(async () => {
  server = https.createServer({ key: KEY, cert: CERTIFICATE }, (request, response) => {
    received.push(`${request.method} ${request.url}`);
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `https://localhost:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  received = [];
});
afterEach(() => {
  delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const client = () =>
  createDotdigital({
    api: { entryUrl: url, allowedHosts: [new URL(url).host] },
    clock: createSkippingClock(),
    random: () => 0.5,
    logger: { debug: () => undefined, warn: () => undefined },
  });
const account = (): DotdigitalAccount => client().account({ key: '1', credentials, endpoint: url });

const CALLS: [string, () => Promise<unknown>][] = [
  ['a look', () => client().accountInfo(credentials)],
  ['a read', () => account().addressBooks.list()],
  ['a write', () => account().addressBooks.create({ name: 'News', visibility: 'Private' })],
];

it.each(CALLS)(
  'sends nothing of %s to a server whose certificate nobody vouches for',
  async (_, call) => {
    await expect(call()).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('SELF_SIGNED_CERT'),
    });
    expect(received).toEqual([]);
  }
);

it.each(CALLS)('nor of %s where the environment tells Node not to look', async (_, call) => {
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  await expect(call()).rejects.toMatchObject({ kind: 'unavailable' });
  expect(received).toEqual([]);
});

it('no line of the plugin switches the look at certificates off', () => {
  const root = path.join(ROOT, 'server/src');
  const files = fs.readdirSync(root, { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts'));
  expect(sources.length).toBeGreaterThan(100);
  for (const file of sources) {
    const text = fs.readFileSync(path.join(root, file), 'utf8');
    expect(text, file).not.toMatch(
      /rejectUnauthorized: (?!true)|NODE_TLS_REJECT|checkServerIdentity/
    );
  }
});
