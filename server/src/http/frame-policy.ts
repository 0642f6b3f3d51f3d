import { withFrameSources } from '../core/frame-policy';
import type { Deps } from '../sync/deps';
import { frameOrigins } from '../sync/studio/application';

const HEADERS = ['content-security-policy', 'content-security-policy-report-only'];

type Context = {
  path: string;
  headerSent: boolean;
  response: { is(type: string): string | false | null; headers: Record<string, unknown> };
  set(name: string, value: string | string[]): void;
};

/**
 * Lets the panel's pages show the vendor's applications in a frame: their origins are added to what
 * the site's own policy allows. They are kept in memory, so that a page costs no query.
 */
export const createFramePolicy = (deps: () => Deps, adminPath: () => string) => {
  let origins: readonly string[] = [];

  const isPanel = (path: string): boolean => {
    const base = adminPath().replace(/\/$/, '');
    return path === base || path.startsWith(`${base}/`);
  };

  return {
    /** Looks up which applications there are. */
    refresh: async (): Promise<void> => {
      origins = await frameOrigins(deps());
    },

    /** Koa middleware around the site's own: their headers are complete when it looks at them. */
    middleware: async (ctx: Context, next: () => Promise<unknown>): Promise<void> => {
      await next();
      if (origins.length === 0 || ctx.headerSent) return;
      if (!isPanel(ctx.path) || !ctx.response.is('html')) return;
      for (const name of HEADERS) {
        const value = ctx.response.headers[name];
        if (typeof value === 'string') ctx.set(name, withFrameSources(value, origins));
        if (Array.isArray(value))
          ctx.set(
            name,
            value.map((policy) => withFrameSources(String(policy), origins))
          );
      }
    },
  };
};

export type FramePolicy = ReturnType<typeof createFramePolicy>;
