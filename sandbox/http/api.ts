/** One call to the vendor's API, from the request line to the answer. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { apiRoutes } from '../resources';
import type { Verdict } from '../pressure/rate-limits';
import type { Account, Region, World } from '../world';
import { ApiError, refusal } from './api-error';
import { ApiRequest } from './request';
import { Router, type Answer, type Route } from './router';

const router = new Router(apiRoutes);

type Handled = { answer: Answer | 'dropped'; account: Account | null };

/** Answers a request under `/v2` at the given region and writes it to the log of calls. */
export const answerApi = async (
  world: World,
  region: Region,
  incoming: IncomingMessage,
  outgoing: ServerResponse
): Promise<void> => {
  const startedAt = performance.now();
  const url = new URL(incoming.url ?? '/', 'http://sandbox');
  const path = (incoming.url ?? '/').split('?')[0] ?? '/';
  const method = incoming.method ?? 'GET';
  const found = router.find(method, path);
  const route = 'route' in found ? found.route : null;
  const endpoint = `${method} ${route?.path ?? '(unknown)'}`;
  const request = new ApiRequest(incoming, url.searchParams);
  const latency = world.faults.latencyFor(endpoint);
  if (latency > 0) await sleep(latency);
  const { answer, account } = await handle({
    world,
    region,
    incoming,
    outgoing,
    request,
    found,
    endpoint,
    path,
  });
  if (answer === 'dropped') incoming.socket.destroy();
  else send(world, outgoing, answer);
  request.drain();
  world.calls.add({
    method,
    path,
    endpoint,
    accountId: account?.id ?? null,
    status: answer === 'dropped' ? 0 : answer.status,
    milliseconds: Math.round(performance.now() - startedAt),
    bytes: request.bytes,
  });
};

type Context = {
  world: World;
  region: Region;
  incoming: IncomingMessage;
  outgoing: ServerResponse;
  request: ApiRequest;
  found: ReturnType<Router['find']>;
  endpoint: string;
  path: string;
};

const handle = async (context: Context): Promise<Handled> => {
  const { world, found, endpoint, request } = context;
  let account: Account | null = null;
  try {
    const failure = world.faults.take(endpoint);
    if (failure === 'drop-connection') return { answer: 'dropped', account };
    if (typeof failure === 'number') throw ordered(failure);
    if (world.switches.maintenance) throw ordered(503);
    account = authenticate(context);
    if (!('route' in found)) throw noSuchRoute(found.allowed, context);
    refuseWrongRegion(found.route, account, context.region);
    limitRate(context, found.route, account);
    const { route, params } = found;
    const answer = await route.handle({ world, account, params, request });
    return { answer: failure === 'drop-after-accept' ? 'dropped' : answer, account };
  } catch (error) {
    return { answer: answerOf(error, world), account };
  }
};

const authenticate = ({ world, incoming }: Context): Account => {
  const [scheme, token = ''] = (incoming.headers.authorization ?? '').split(' ');
  const text = Buffer.from(token, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const user = world.users.get(text.slice(0, colon));
  const account = user && world.accounts.get(user.accountId);
  const known = scheme?.toLowerCase() === 'basic' && colon > 0 && user && account;
  if (!known || user.password !== text.slice(colon + 1)) {
    throw new ApiError(401, 'Authorization has been denied for this request.');
  }
  return account;
};

const refuseWrongRegion = (route: Route, account: Account, region: Region): void => {
  if (account.region !== region && !route.anyRegion) {
    throw new ApiError(403, 'Forbidden: Access is denied');
  }
};

const limitRate = ({ world, outgoing }: Context, route: Route, account: Account): void => {
  const verdict = world.rateLimiter.take(account.id, route.tier);
  sendBudget(world, outgoing, verdict);
  if (verdict.allowed) return;
  if (verdict.budget) throw new ApiError(429, 'Too Many Requests');
  throw refusal(
    400,
    'ERROR_APIUSAGE_EXCEEDED',
    'Your account has generated excess API activity and is being temporarily capped. Please contact support.'
  );
};

const sendBudget = (world: World, outgoing: ServerResponse, { allowed, budget }: Verdict): void => {
  if (!budget) return;
  const seconds = Math.max(0, Math.ceil((budget.resetAt - world.clock.now()) / 1000));
  const reset =
    world.switches.rateLimitReset === 'delta' ? seconds : Math.ceil(budget.resetAt / 1000);
  outgoing.setHeader('X-RateLimit-Limit', budget.limit);
  outgoing.setHeader('X-RateLimit-Remaining', budget.remaining);
  outgoing.setHeader('X-RateLimit-Reset', reset);
  outgoing.setHeader('X-RateLimit-Scope', budget.scope);
  if (!allowed && world.switches.retryAfter) outgoing.setHeader('Retry-After', seconds);
};

const noSuchRoute = (allowed: readonly string[], { incoming, path }: Context): ApiError =>
  allowed.length > 0
    ? new ApiError(405, `The requested resource does not support http method '${incoming.method}'.`)
    : new ApiError(404, `No HTTP resource was found that matches the request URI '${path}'.`);

/** The body of a failure somebody ordered through control. */
const ordered = (status: number): ApiError => {
  if (status === 401) return new ApiError(401, 'Authorization has been denied for this request.');
  if (status === 403) return new ApiError(403, 'Forbidden: Access is denied');
  if (status === 429) return new ApiError(429, 'Too Many Requests');
  if (status === 503) return refusal(503, 'ERROR_SYSTEM_SERVICETEMPORARILYUNAVAILABLE');
  return refusal(status, 'ERROR_UNKNOWN');
};

const answerOf = (error: unknown, world: World): Answer => {
  const { status, message } =
    error instanceof ApiError ? error : refusal(500, 'ERROR_UNKNOWN', String(error));
  const blank = world.switches.errorTrailingBlank && /ERROR_[A-Z_]+$/.test(message) ? ' ' : '';
  return { status, json: { message: message + blank } };
};

const send = (world: World, outgoing: ServerResponse, answer: Answer): void => {
  if (outgoing.destroyed) return;
  outgoing.statusCode = answer.status;
  outgoing.sendDate = false;
  outgoing.setHeader('Date', new Date(world.clock.now()).toUTCString());
  if (answer.json !== undefined) {
    outgoing.setHeader('Content-Type', 'application/json; charset=utf-8');
    outgoing.end(JSON.stringify(answer.json));
    return;
  }
  if (answer.contentType) outgoing.setHeader('Content-Type', answer.contentType);
  outgoing.end(answer.text);
};
