/** Directives that say which frames a page may hold, in the order browsers look for them. */
const FALLBACKS = ['child-src', 'default-src'];

const nameOf = (directive: string): string => directive.trim().split(/\s+/)[0]?.toLowerCase() ?? '';

const sourcesOf = (directive: string): string[] => directive.trim().split(/\s+/).slice(1);

/** `'none'` beside another source is no rule at all. */
const joined = (allowed: string[], added: readonly string[]): string =>
  [...new Set([...allowed.filter((source) => source.toLowerCase() !== "'none'"), ...added])].join(
    ' '
  );

const amended = (policy: string, added: readonly string[]): string => {
  const directives = policy.split(';');
  const position = directives.findIndex((directive) => nameOf(directive) === 'frame-src');
  if (position >= 0) {
    const allowed = sourcesOf(directives[position] ?? '');
    return directives
      .map((directive, at) =>
        at === position
          ? directive.replace(/\S.*$/s, `frame-src ${joined(allowed, added)}`)
          : directive
      )
      .join(';');
  }
  const inherited = FALLBACKS.map((name) =>
    directives.find((directive) => nameOf(directive) === name)
  ).find((directive) => directive !== undefined);
  if (inherited === undefined) return policy;
  const rest = policy.replace(/[\s;]+$/, '');
  return `${rest};frame-src ${joined(sourcesOf(inherited), added)}`;
};

/**
 * Adds sources to the frames that the value of a Content-Security-Policy header allows. All else the
 * policy says stays as it stands; one that does not restrict frames is not touched. Where a header
 * carries several policies, each of them gets the sources, because each has to allow a frame.
 */
export const withFrameSources = (header: string, added: readonly string[]): string =>
  added.length === 0
    ? header
    : header
        .split(',')
        .map((policy) => amended(policy, added))
        .join(',');
