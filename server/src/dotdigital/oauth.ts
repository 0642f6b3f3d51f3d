import https from 'node:https';
import { z } from 'zod';
import { INVALID_GRANT, isVendorError, VendorError, type VendorErrorKind } from './errors';
import { isLoopback, type Hosts } from './hosts';
import { axiosModule, TLS } from './http';
import type { Application, SignOn, Tokens } from './oauth-types';
import type { ApiConfig, Clock } from './ports';
import type { Call } from './types';

const ENDPOINT = 'POST OAuth2/Tokens.ashx';

/** Somebody looks at the screen. */
const TIMEOUT = 20_000;
/** The vendor's answer is known to lack its token now and then. */
const ATTEMPTS = 4;
const FIRST_WAIT = 500;
const MOST_BYTES = 64 * 1024;

const API_HOST = /^(r\d+)-api\.(dotdigital|dotmailer)\.com$/i;

/** `https://r1-api.dotmailer.com` -> `https://r1-app.dotdigital.com`; elsewhere, the API's own origin. */
const besideApi = (endpoint: string): string => {
  const { hostname, origin } = new URL(endpoint);
  const region = API_HOST.exec(hostname)?.[1];
  return region ? `https://${region.toLowerCase()}-app.dotdigital.com` : origin;
};

const ENCODED = /^([\w.~-]|%[0-9a-f]{2})*$/i;

/** The vendor hands client ids out percent-encoded already (`…%3d%3d`): those go as they are. */
const clientIdOf = (id: string): string => (ENCODED.test(id) ? id : encodeURIComponent(id));

const word = z.string().trim().min(1).nullish().catch(null);
const answerSchema = z.object({
  access_token: word,
  refresh_token: word,
  error: word,
  error_description: word,
});
type TokenAnswer = z.infer<typeof answerSchema>;

const parse = (body: string): TokenAnswer | null => {
  try {
    return answerSchema.parse(JSON.parse(body.replace(/^\uFEFF/, '')));
  } catch {
    return null;
  }
};

type Answer = { status: number; body: string; location: string | null };

/**
 * The vendor's words for people: without addresses, the stop at the end, and anything that was sent
 * to it.
 */
const wordsOf = ({ error, error_description: said }: TokenAnswer, secrets: string[]): string =>
  secrets
    .reduce((text, secret) => text.replaceAll(secret, '…'), said ?? error ?? '')
    .replace(/\S+@\S+/g, '(address)')
    .replace(/[.\s]+$/, '')
    .slice(0, 300);

const PASSING = ['temporarily_unavailable', 'server_error'];

const hostOf = (location: string): string =>
  URL.canParse(location) ? new URL(location).host : 'another page';

const refusal = (answer: TokenAnswer, status: number, secrets: string[]): VendorError => {
  const error = answer.error ?? '';
  const code = error === 'invalid_grant' ? INVALID_GRANT : error.slice(0, 60);
  return failure(
    PASSING.includes(error) ? 'unavailable' : 'rejected',
    wordsOf(answer, secrets),
    status,
    code
  );
};

const failure = (
  kind: VendorErrorKind,
  message: string,
  httpStatus: number | null,
  code: string | null = null
): VendorError => new VendorError(kind, message, { code, httpStatus, endpoint: ENDPOINT });

const failureOf = ({ status, location }: Answer): VendorError => {
  if (status === 429) return failure('rateLimited', 'Dotdigital was asked too often', status);
  if (status >= 500)
    return failure('unavailable', `Dotdigital answered with status ${status}`, status);
  if (status >= 300 && status < 400)
    return failure(
      'rejected',
      `The application is not at this address, which leads to ${hostOf(location ?? '')}`,
      status
    );
  if (status >= 400)
    return failure('rejected', `Dotdigital answered with status ${status}`, status);
  return failure('unexpected', 'The answer of Dotdigital held no token', status);
};

const tokensOf = (answer: Answer, secrets: string[]): Tokens => {
  const parsed = parse(answer.body);
  if (parsed?.error) throw refusal(parsed, answer.status, secrets);
  if (answer.status >= 200 && answer.status < 300 && parsed?.access_token)
    return { accessToken: parsed.access_token, refreshToken: parsed.refresh_token ?? null };
  throw failureOf(answer);
};

const post = async (
  base: string,
  fields: Record<string, string>,
  { signal }: Call
): Promise<Answer> => {
  const { default: axios, isAxiosError } = await axiosModule();
  try {
    const response = await axios.request<string>({
      method: 'POST',
      url: `${base}/OAuth2/Tokens.ashx`,
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      data: new URLSearchParams(fields).toString(),
      httpsAgent: new https.Agent(TLS),
      ...(isLoopback(base) ? { proxy: false as const } : {}),
      ...(signal ? { signal } : {}),
      timeout: TIMEOUT,
      // Never to another host: the secret would go there too.
      maxRedirects: 0,
      maxContentLength: MOST_BYTES,
      responseType: 'text',
      transformResponse: (data: unknown) => data,
      validateStatus: () => true,
    });
    const location: unknown = response.headers.location;
    return {
      status: response.status,
      body: String(response.data),
      location: typeof location === 'string' ? location : null,
    };
  } catch (error) {
    signal?.throwIfAborted();
    // Nothing of axios' error (the request's body) survives.
    const code = isAxiosError(error) ? error.code : undefined;
    throw failure('unavailable', `Dotdigital could not be reached (${code ?? 'no answer'})`, null);
  }
};

const passes = (error: unknown): boolean =>
  isVendorError(error, 'unavailable') || isVendorError(error, 'unexpected');

type Options = { api: ApiConfig; hosts: Hosts; clock: Clock };

export const createSignOn = ({ api, hosts, clock }: Options): SignOn => {
  const ask = async (
    { url, clientId, clientSecret, callbackUrl }: Application,
    grant: Record<string, string>,
    call: Call = {}
  ): Promise<Tokens> => {
    const base = hosts.base(url);
    const fields = {
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uri: callbackUrl,
      ...grant,
    };
    const secrets = [clientSecret, grant.code, grant.refresh_token].filter(Boolean) as string[];
    for (let attempt = 1; ; attempt += 1) {
      try {
        return tokensOf(await post(base, fields, call), secrets);
      } catch (error) {
        if (!passes(error) || attempt === ATTEMPTS) throw error;
        await clock.sleep(FIRST_WAIT * 2 ** (attempt - 1), call.signal);
      }
    }
  };

  return {
    applicationUrl: ({ endpoint, domain }) =>
      hosts.base(domain ?? api.appUrl ?? besideApi(hosts.base(endpoint))),
    authoriseUrl: ({ url, clientId, callbackUrl }, state) => {
      const query = new URLSearchParams({
        redirect_uri: callbackUrl,
        response_type: 'code',
        scope: 'Account',
        state,
      });
      return `${hosts.base(url)}/OAuth2/authorise.aspx?${query}&client_id=${clientIdOf(clientId)}`;
    },
    exchangeCode: (application, code, call) =>
      ask(application, { grant_type: 'authorization_code', code }, call),
    refresh: (application, refreshToken, call) =>
      ask(application, { grant_type: 'refresh_token', refresh_token: refreshToken }, call),
    entryUrl: ({ url }, accessToken) =>
      `${hosts.base(url)}/?oauthtoken=${encodeURIComponent(accessToken)}`,
  };
};
