import type { Tier } from '../pressure/rate-limits';
import type { Account, World } from '../world';
import type { ApiRequest } from './request';

export type Answer = {
  status: number;
  /** Sent as JSON; leave out for an answer without body. */
  json?: unknown;
  /** Sent as it is, with `contentType`. */
  text?: string;
  contentType?: string;
};

export type Call = {
  world: World;
  account: Account;
  params: Record<string, string>;
  request: ApiRequest;
};

export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Template in the words of the OpenAPI document. `{id}` and other ids take whole numbers only. */
  path: string;
  tier: Tier;
  /** Answers whatever the region of the account is (account-info alone). */
  anyRegion?: boolean;
  handle(call: Call): Answer | Promise<Answer>;
};

type Found = { route: Route; params: Record<string, string> };
type Compiled = { route: Route; segments: string[]; literals: number };

const INTEGER_PARAMS = new Set(['id', 'addressBookId', 'contactId', 'campaignId']);

/** Finds the route of a request; literal segments win over parameters, ids over e-mails. */
export class Router {
  #compiled: Compiled[];

  constructor(routes: readonly Route[]) {
    this.#compiled = routes
      .map((route) => {
        const segments = route.path.split('/').slice(1);
        return { route, segments, literals: segments.filter((one) => !isParameter(one)).length };
      })
      .sort((a, b) => b.literals - a.literals);
  }

  /** `allowed` names the methods of a path that exists under other methods. */
  find(method: string, path: string): Found | { allowed: string[] } {
    const segments = path.replace(/\/$/, '').split('/').slice(1);
    const allowed = new Set<string>();
    for (const compiled of this.#compiled) {
      const params = matchSegments(compiled.segments, segments);
      if (!params) continue;
      if (compiled.route.method === method) return { route: compiled.route, params };
      allowed.add(compiled.route.method);
    }
    return { allowed: [...allowed] };
  }
}

const isParameter = (segment: string): boolean => segment.startsWith('{');

const matchSegments = (
  template: readonly string[],
  segments: readonly string[]
): Record<string, string> | undefined => {
  if (template.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? '';
    if (!isParameter(part)) {
      if (part.toLowerCase() !== segment.toLowerCase()) return undefined;
      continue;
    }
    const name = part.slice(1, -1);
    if (INTEGER_PARAMS.has(name) && !/^\d{1,10}$/.test(segment)) return undefined;
    const value = decode(name, segment);
    if (value === undefined || value === '') return undefined;
    params[name] = value;
  }
  return params;
};

/** A raw `+` in an e-mail reads as a blank (clients must write %2B); in a date it stays a plus. */
const decode = (name: string, segment: string): string | undefined => {
  try {
    return decodeURIComponent(name === 'email' ? segment.replaceAll('+', ' ') : segment);
  } catch {
    return undefined;
  }
};
