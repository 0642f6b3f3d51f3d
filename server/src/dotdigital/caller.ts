import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { CallCounter } from './call-counts';
import { endpointName, type Endpoint } from './endpoint';
import { isVendorError, OUTCOME_UNKNOWN, VendorError } from './errors';
import { failureOf, FLAT_LIMIT, messageOf } from './failures';
import type { Hosts } from './hosts';
import { sendForStream, sendForText, type Answer, type Request } from './http';
import type { Clock, Logger } from './ports';
import type { RateBudget } from './rate-budget';
import { dateOf, readRateHeaders } from './rate-headers';
import { readShortBody } from './read-body';
import { mayRepeat, waitBeforeRepeat } from './retry';
import type { Call, Credentials } from './types';

/** Longest a call may take waiting for rate limits, maintenance and repeats together. */
const PATIENCE = 10 * 60_000;
/** Somebody looks at the screen, or the sync sends it again anyhow. */
const SHORT_PATIENCE = 20_000;

export type Caller = {
  /** Sends a request and parses the answer. @throws VendorError, HostNotAllowedError */
  json<S extends z.ZodType>(
    request: Request,
    schema: S,
    call?: Call
  ): Promise<{ value: z.output<S>; serverTime: number }>;
  /** Sends a request whose answer may be empty; null then. */
  optionalJson<S extends z.ZodType>(
    request: Request,
    schema: S,
    call?: Call
  ): Promise<z.output<S> | null>;
  stream(request: Request, call?: Call): Promise<Readable>;
};

type CallerOptions = {
  credentials: Credentials;
  hosts: Hosts;
  /** Address as configured or stored; checked before each call. */
  endpoint: () => string;
  budget: RateBudget;
  counter: CallCounter;
  clock: Clock;
  random: () => number;
  logger: Logger;
  /** Whether every call of this caller has short patience. */
  impatient?: boolean;
  /** Asked once per call after a 403; true when the account does not live at the address used. */
  relocate?: (used: string, call: Call) => Promise<boolean>;
};

type Sent<B> = (request: Request, options: CallerOptions, call: Call) => Promise<Answer<B>>;

const destination = ({ hosts, endpoint, credentials }: CallerOptions, { signal }: Call) => ({
  base: hosts.base(endpoint()),
  credentials,
  ...(signal ? { signal } : {}),
});

/** The failure of an answer, with the wait that the rate budget reads out of it; null for a success. */
const failed = (
  { endpoint }: Request,
  answer: Answer<string>,
  { budget, clock }: CallerOptions
): VendorError | null => {
  const headers = readRateHeaders(answer.headers, clock.now());
  budget.observe(endpoint, headers);
  if (answer.status >= 200 && answer.status < 300) return null;
  const isRefusal = answer.status === endpoint.refusal && answer.body.trim() !== '';
  if (isRefusal && messageOf(answer.body) === '') return null;
  const failure = failureOf(endpoint, answer, headers.retryAfterMs);
  const flat = failure.code === FLAT_LIMIT;
  if (!flat && answer.status !== 429) return failure;
  return failureOf(endpoint, answer, budget.refused(endpoint, { headers, flat }));
};

const once: Sent<string> = async (request, options, call) => {
  const answer = await sendForText(request, destination(options, call));
  const failure = failed(request, answer, options);
  if (failure) throw failure;
  return answer;
};

const onceStreamed: Sent<Readable> = async (request, options, call) => {
  const answer = await sendForStream(request, destination(options, call));
  const isFine = answer.status >= 200 && answer.status < 300;
  const body = isFine ? '' : await readShortBody(answer.body).catch(() => '');
  const failure = failed(request, { ...answer, body }, options);
  if (failure) throw failure;
  return answer;
};

/** Any call to another region than the account's is answered 403 without a code. */
const isWrongRegion = (error: VendorError): boolean =>
  error.httpStatus === 403 && error.code === null;

const moved = (endpoint: Endpoint): VendorError =>
  new VendorError('unavailable', 'The account has moved to another region: send it again', {
    endpoint: endpointName(endpoint),
  });

/** Budget, sending, and repeating as often as it is safe and patience lasts. */
const persist = async <B>(
  send: Sent<B>,
  request: Request,
  options: CallerOptions,
  call: Call
): Promise<Answer<B>> => {
  const { budget, counter, clock, logger, random, relocate, impatient } = options;
  const { endpoint } = request;
  const deadline = clock.now() + (impatient || endpoint.urgent ? SHORT_PATIENCE : PATIENCE);
  let mayRelocate = relocate !== undefined;
  for (let attempt = 1; ; attempt += 1) {
    await budget.acquire(endpoint, { deadline, ...call });
    counter.count(endpoint);
    const used = options.endpoint();
    try {
      return await send(request, options, call);
    } catch (error) {
      if (!isVendorError(error)) throw error;
      if (mayRelocate && isWrongRegion(error)) {
        mayRelocate = false;
        if (await relocate?.(used, call)) {
          if (endpoint.repeat === 'never') throw moved(endpoint);
          continue;
        }
      }
      const wait = mayRepeat(endpoint, error) ? waitBeforeRepeat(error, attempt, random) : null;
      if (wait === null || clock.now() + wait > deadline) throw error;
      logger.debug(
        `${endpointName(endpoint)}: ${error.kind} (${error.code ?? error.httpStatus ?? 'no answer'}), again in ${Math.ceil(wait / 1000)} s`
      );
      await clock.sleep(wait, call.signal);
    }
  }
};

/** What the vendor did is unknown when a call that cannot be repeated got an answer nobody can read. */
const unreadable = (endpoint: Endpoint, status: number): VendorError => {
  const isOpen = endpoint.repeat !== 'always';
  return new VendorError(
    isOpen ? 'unavailable' : 'unexpected',
    'Dotdigital gave an answer that cannot be read',
    {
      code: isOpen ? OUTCOME_UNKNOWN : null,
      httpStatus: status,
      endpoint: endpointName(endpoint),
    }
  );
};

const parse = <S extends z.ZodType>(
  { endpoint }: Request,
  { status, body }: Answer<string>,
  schema: S
): z.output<S> => {
  let json: unknown;
  try {
    json = JSON.parse(body.replace(/^\uFEFF/, ''));
  } catch {
    throw unreadable(endpoint, status);
  }
  const result = schema.safeParse(json);
  if (!result.success) throw unreadable(endpoint, status);
  return result.data;
};

/** All calls of one account at one endpoint go through here. */
export const createCaller = (options: CallerOptions): Caller => ({
  json: async (request, schema, call = {}) => {
    const answer = await persist(once, request, options, call);
    return {
      value: parse(request, answer, schema),
      serverTime: dateOf(answer.headers) ?? options.clock.now(),
    };
  },
  optionalJson: async (request, schema, call = {}) => {
    const answer = await persist(once, request, options, call);
    return answer.body.trim() === '' ? null : parse(request, answer, schema);
  },
  stream: async (request, call = {}) => (await persist(onceStreamed, request, options, call)).body,
});
