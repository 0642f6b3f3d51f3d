/** One call of the API, described without its values, so that it can be logged and counted. */
export type Endpoint = {
  method: 'GET' | 'POST' | 'DELETE';
  /** Below `/v2/`, ids as `{name}`. */
  path: string;
  kind: 'read' | 'write' | 'poll';
  /**
   * What may be sent again by itself: `always` (the same effect twice), `refused` (only when the
   * vendor surely did nothing: rate limits, maintenance), `never` (its body is a stream).
   */
  repeat: 'always' | 'refused' | 'never';
  /** Opt-outs and erasures: first in the rate budget, out of its reserve, and short of patience. */
  urgent?: boolean;
  /** A status by which the vendor refuses with an answer of its own, not with its `{message}`. */
  refusal?: number;
};

/** `GET address-books/{id}/contacts`: the only form in which a call appears in errors and logs. */
export const endpointName = (endpoint: Endpoint): string => `${endpoint.method} ${endpoint.path}`;

/**
 * The path with its values, each percent-encoded (an e-mail's `+` and `@` too). Colons stay, because
 * dates with bare colons are what live clients are known to send.
 */
export const fillPath = (endpoint: Endpoint, values: Record<string, string | number>): string =>
  endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(values[name] ?? '').replaceAll('%3A', ':')
  );
