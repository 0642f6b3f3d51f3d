import http from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import type { AxiosResponse } from 'axios';
import { endpointName, fillPath, type Endpoint } from './endpoint';
import { OUTCOME_UNKNOWN, VendorError } from './errors';
import { isLoopback } from './hosts';
import type { Headers } from './rate-headers';
import type { Credentials } from './types';

/** One request, complete except for where it goes. */
export type Request = {
  endpoint: Endpoint;
  values?: Record<string, string | number>;
  query?: Record<string, string | number | boolean>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is; `isHandedOver` tells whether its end has gone to the network. */
  form?: { body: Readable; headers: Record<string, string>; isHandedOver: () => boolean };
  accept?: string;
};

export type Answer<B> = { status: number; headers: Headers; body: B };

/** The vendor asks to allow a call this long before it counts as lost. */
const TIMEOUT = 121_000;

/** The timer runs from the start of the call: ten megabytes on a slow line take longer than an answer. */
const UPLOAD_TIMEOUT = 600_000;

/** Loaded by the first call: a site's start makes none and need not wait for it. */
export const axiosModule = () => import('axios');

/** No answer of a page is nearly as large; a fault report is streamed. */
const MOST_BYTES = 64 * 1024 * 1024;

const AGENT = { keepAlive: true, keepAliveMsecs: 1000, maxSockets: 10, timeout: TIMEOUT };
export const TLS = { minVersion: 'TLSv1.2', rejectUnauthorized: true } as const;

const keptAlive = {
  httpAgent: new http.Agent(AGENT),
  httpsAgent: new https.Agent({ ...AGENT, ...TLS }),
};

/** What cannot be repeated does not ride on a kept connection that the server may just be closing. */
const fresh = () => ({
  httpAgent: new http.Agent(),
  httpsAgent: new https.Agent(TLS),
});

/** Failures before a byte of the request was on its way, by their code. */
const NEVER_CONNECTED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ERR_TLS_CERT|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/;

/** The same by what failed: an error of the network, or one for each address that was tried. */
const failedToConnect = (cause: unknown): boolean => {
  if (cause instanceof AggregateError) return cause.errors.every(failedToConnect);
  return cause instanceof Error && 'syscall' in cause && cause.syscall === 'connect';
};

const isOutcomeUnknown = ({ endpoint, form }: Request, code: string, cause: unknown): boolean => {
  if (endpoint.repeat === 'always') return false;
  if (NEVER_CONNECTED.test(code) || failedToConnect(cause)) return false;
  // The end of a file that was never sent cannot have been taken.
  return form === undefined || form.isHandedOver();
};

/** The typed error for a call without an answer; nothing of axios' error (headers, body) survives. */
const brokenCall = async (request: Request, error: unknown): Promise<VendorError> => {
  const { isAxiosError } = await axiosModule();
  const { code = 'no answer', cause } = isAxiosError(error) ? error : {};
  return new VendorError('unavailable', `Dotdigital could not be reached (${code})`, {
    code: isOutcomeUnknown(request, code, cause) ? OUTCOME_UNKNOWN : null,
    endpoint: endpointName(request.endpoint),
  });
};

const headersOf = (response: AxiosResponse): Headers =>
  Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), String(value)])
  );

const authorization = ({ username, password }: Credentials): string =>
  `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;

/** Where a request goes and on whose behalf. `base` must come from `Hosts.base`. */
type Destination = { base: string; credentials: Credentials; signal?: AbortSignal };

const send = async <B>(
  request: Request,
  { base, credentials, signal }: Destination,
  responseType: 'text' | 'stream'
): Promise<Answer<B>> => {
  const { endpoint, values = {}, query, json, form, accept = 'application/json' } = request;
  const jsonHeader = json === undefined ? {} : { 'Content-Type': 'application/json' };
  try {
    const { default: axios } = await axiosModule();
    const response = await axios.request<B>({
      method: endpoint.method,
      url: `${base}/v2/${fillPath(endpoint, values)}`,
      headers: {
        Accept: accept,
        Authorization: authorization(credentials),
        ...jsonHeader,
        ...form?.headers,
      },
      ...(query ? { params: query } : {}),
      data: form ? form.body : json === undefined ? undefined : JSON.stringify(json),
      ...(endpoint.repeat === 'always' ? keptAlive : fresh()),
      ...(isLoopback(base) ? { proxy: false as const } : {}),
      ...(signal ? { signal } : {}),
      timeout: form ? UPLOAD_TIMEOUT : TIMEOUT,
      // Never to another host: a redirect is an answer like any other, and not a success.
      maxRedirects: 0,
      maxBodyLength: Infinity,
      maxContentLength: responseType === 'stream' ? -1 : MOST_BYTES,
      responseType,
      transformRequest: (data: unknown) => data,
      transformResponse: (data: unknown) => data,
      validateStatus: () => true,
    });
    return { status: response.status, headers: headersOf(response), body: response.data };
  } catch (error) {
    signal?.throwIfAborted();
    throw await brokenCall(request, error);
  }
};

/**
 * Sends one request once and answers whatever came back, success or not.
 * @throws VendorError `unavailable` without an answer; the signal's reason when aborted.
 */
export const sendForText = (request: Request, to: Destination): Promise<Answer<string>> =>
  send<string>(request, to, 'text');

/** As `sendForText`, with the answer's body as a stream that the caller must consume or destroy. */
export const sendForStream = (request: Request, to: Destination): Promise<Answer<Readable>> =>
  send<Readable>(request, to, 'stream');
