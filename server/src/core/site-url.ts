const LOCAL = /^(localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\])$|\.localhost$/;

/**
 * The public address in a site's `server.url`; null when it names none: empty, a bare path, or an
 * address of this machine (ports of a developer's machine change, and mean nothing).
 */
export const publicSiteUrl = (url: string): string | null => {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (!parsed || !/^https?:$/.test(parsed.protocol) || LOCAL.test(parsed.hostname)) return null;
  return `${parsed.protocol}//${parsed.host}${parsed.pathname.replace(/\/+$/, '')}`;
};

const withoutScheme = (url: string) => url.replace(/^https?:/, '');

/**
 * Are two answers of `publicSiteUrl` the same site? The scheme does not count: a site that moves to
 * https is the same one. Two sites without a public address cannot be told apart.
 */
export const isSameSite = (one: string | null, other: string | null): boolean =>
  one === null || other === null ? one === other : withoutScheme(one) === withoutScheme(other);
