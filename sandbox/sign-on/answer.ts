/** The vendor's web application as far as single sign-on needs it: OAuth 2 and one page behind it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../world';
import { Refusal, type Client } from './grants';
import { applicationPage, consentPage, expiredPage, signInPage, wrongRequestPage } from './pages';

type Answer = {
  status: number;
  headers: Record<string, string>;
  body: string;
  accountId: number | null;
};
type Request = { world: World; url: URL; cookie: string; body: () => Promise<URLSearchParams> };

const AUTHORISE = '/oauth2/authorise.aspx';
const TOKENS = '/oauth2/tokens.ashx';
const NAMES: Record<string, string> = {
  [AUTHORISE]: '/OAuth2/authorise.aspx',
  [TOKENS]: '/OAuth2/Tokens.ashx',
  '/': '/?oauthtoken',
};

const COOKIE = 'sandbox_session';

export const isSignOn = (address: string): boolean =>
  /^\/oauth2\//i.test(address) || /^\/\?(.*&)?oauthtoken=/.test(address);

/** Answers a request of `isSignOn`, and writes it to the log of calls without its secrets. */
export const answerSignOn = async (
  world: World,
  incoming: IncomingMessage,
  outgoing: ServerResponse
): Promise<void> => {
  const startedAt = performance.now();
  const url = new URL(incoming.url ?? '/', 'http://sandbox');
  const method = incoming.method ?? 'GET';
  const path = NAMES[url.pathname.toLowerCase()] ?? url.pathname;
  const endpoint = `${method} ${path}`;
  const body = await readBody(incoming);
  await sleep(world.faults.latencyFor(endpoint));
  const failure = world.faults.take(endpoint);
  const request: Request = {
    world,
    url,
    cookie: incoming.headers.cookie ?? '',
    body: async () => new URLSearchParams(body),
  };
  const isDropped = failure === 'drop-connection' || failure === 'drop-after-accept';
  const isLost = typeof failure === 'number' || failure === 'drop-connection';
  const answer = isLost
    ? outOfOrder(typeof failure === 'number' ? failure : 0)
    : await handle(request, method);
  if (isDropped) incoming.socket.destroy();
  else outgoing.writeHead(answer.status, answer.headers).end(answer.body);
  world.calls.add({
    method,
    path,
    endpoint,
    accountId: answer.accountId,
    status: isDropped ? 0 : answer.status,
    milliseconds: Math.round(performance.now() - startedAt),
    bytes: body.length,
  });
};

const handle = (request: Request, method: string): Answer | Promise<Answer> => {
  const path = request.url.pathname.toLowerCase();
  if (request.world.switches.maintenance) return outOfOrder(503);
  if (path === '/') return enter(request);
  if (path === TOKENS && method === 'POST') return tokens(request);
  if (path === AUTHORISE) return authorise(request, method);
  return text(404, wrongRequestPage('There is no such page.'));
};

const readBody = async (incoming: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};

const text = (
  status: number,
  body: string,
  headers: Record<string, string> = {},
  accountId: number | null = null
): Answer => ({
  status,
  headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers },
  body,
  accountId,
});

const outOfOrder = (status: number): Answer => text(status, 'The service is not available.');

const redirect = (callback: string, query: Record<string, string>, accountId: number): Answer => {
  const to = new URL(callback);
  for (const [name, value] of Object.entries(query)) to.searchParams.set(name, value);
  return text(302, '', { Location: to.href }, accountId);
};

const tokens = async ({ world, body }: Request): Promise<Answer> => {
  const form = await body();
  const json = (status: number, value: unknown): Answer => ({
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' },
    body: JSON.stringify(value),
    accountId: null,
  });
  try {
    return json(200, world.signOn.tokens(form));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return json(world.switches.tokenErrorStatus, {
      error: error.error,
      error_description: error.message,
    });
  }
};

/** What is wrong with the address a site sent its visitor to, or the client it belongs to. */
const clientOf = ({ world, url }: Request): Client | string => {
  const query = url.searchParams;
  const client = world.signOn.clientOfAddress(query.get('client_id') ?? '');
  if (!client) return 'The client_id is not known.';
  if (query.get('response_type') !== 'code') return 'The response_type must be code.';
  if (query.get('scope') !== 'Account') return 'The scope must be Account.';
  const callback = query.get('redirect_uri') ?? '';
  if (!URL.canParse(callback)) return 'The redirect_uri is not an address.';
  const isLocal = /^http:\/\/(localhost|127\.0\.0\.1)(:|\/)/.test(callback);
  if (!callback.startsWith('https:') && !isLocal) return 'The redirect_uri must be https.';
  if (client.callback !== null && client.callback !== callback)
    return 'The redirect_uri is not registered.';
  return client;
};

const authorise = async (request: Request, method: string): Promise<Answer> => {
  const { world, url } = request;
  const client = clientOf(request);
  if (typeof client === 'string') return text(400, wrongRequestPage(client));
  const form = method === 'POST' ? await request.body() : new URLSearchParams();
  if (form.get('step') === 'sign-in') {
    const session = world.signOn.signIn(form.get('email') ?? '', form.get('password') ?? '');
    if (session === null) return text(200, signInPage('E-mail or password is wrong.'));
    const cookie = `${COOKIE}=${session}; Path=/; HttpOnly; SameSite=Lax`;
    return text(303, '', { 'Set-Cookie': cookie, Location: `${url.pathname}${url.search}` });
  }
  const session = new RegExp(`${COOKIE}=([\\w-]+)`).exec(request.cookie)?.[1];
  const person = world.signOn.personOfSession(session);
  if (!person) return text(200, signInPage(null));
  const callback = url.searchParams.get('redirect_uri') ?? '';
  const state = url.searchParams.get('state') ?? '';
  if (form.get('step') !== 'consent')
    return text(200, consentPage(person, new URL(callback).host), {}, client.accountId);
  if (form.get('answer') === 'allow') {
    const code = world.signOn.createCode(client, person, callback);
    return redirect(callback, { code, state }, client.accountId);
  }
  const error = { error: 'access_denied', error_description: 'The user refused the access.' };
  return redirect(callback, { ...error, state }, client.accountId);
};

const FORBIDDEN = {
  'X-Frame-Options': 'DENY',
  'Content-Security-Policy': "frame-ancestors 'none'",
};

const enter = ({ world, url }: Request): Answer => {
  const headers = world.switches.framing === 'forbidden' ? FORBIDDEN : {};
  const person = world.signOn.enter(url.searchParams.get('oauthtoken') ?? '');
  if (!person) return text(401, expiredPage(), headers);
  const account = world.accounts.get(person.accountId)?.name ?? String(person.accountId);
  return text(200, applicationPage(person, account), headers, person.accountId);
};
