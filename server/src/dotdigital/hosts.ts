import { HostNotAllowedError } from './errors';
import type { ApiConfig } from './ports';

/** The vendor's own domains: `r1-api.dotdigital.com` and the older `r1-api.dotmailer.com`. */
const VENDOR_SUFFIXES = ['.dotdigital.com', '.dotmailer.com'];

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

export const isLoopback = (base: string): boolean => LOOPBACK.test(new URL(base).hostname);

export type Hosts = {
  /**
   * Checks an address before anything is sent to it and answers the base that `/v2/...` is joined
   * to: no trailing slash, no `/v2` (the vendor's `ApiEndpoint` is seen in every one of these forms).
   * @throws HostNotAllowedError for a host outside the list, and for plain http except to a
   *   loopback host named in `allowedHosts`.
   */
  base(address: string): string;
};

const parse = (address: string): URL => {
  try {
    return new URL(address.trim());
  } catch {
    throw new HostNotAllowedError('(not an address)');
  }
};

/** The allow-list: the vendor's domains and `allowedHosts` (`host` or `host:port`). */
export const createHosts = (config: ApiConfig): Hosts => {
  const named = (config.allowedHosts ?? []).map((host) => host.toLowerCase());
  return {
    base: (address) => {
      const url = parse(address);
      const isNamed = named.includes(url.hostname) || named.includes(url.host);
      const isVendor = VENDOR_SUFFIXES.some((suffix) => url.hostname.endsWith(suffix));
      const isPrivate = url.username === '' && url.password === '';
      const isSafe =
        url.protocol === 'https:' || (url.protocol === 'http:' && isNamed && isLoopback(url.href));
      if (!isPrivate || !isSafe || !(isNamed || isVendor))
        throw new HostNotAllowedError(url.protocol === 'https:' ? url.host : url.origin);
      return url.origin + url.pathname.replace(/\/+$/, '').replace(/(\/+v2)+$/i, '');
    },
  };
};

/** `r1`, `r2`, `r3` from `https://r2-api.dotdigital.com`, else the host itself. */
export const regionOf = (base: string): string => {
  const { host, hostname } = new URL(base);
  return /^(r\d+)-/i.exec(hostname)?.[1]?.toLowerCase() ?? host;
};
