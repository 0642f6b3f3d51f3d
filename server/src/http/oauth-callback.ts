import type { Core } from '@strapi/strapi';
import { RETURNED } from '../../../contracts/studio';
import { PLUGIN_ID } from '../constants';
import { createRateLimit } from './rate-limit';

const LONGEST = 2048;

export const CALLBACK_PATH = '/oauth/callback';

type Context = {
  path: string;
  url: string;
  ip: string;
  query: Record<string, unknown>;
  set(headers: Record<string, string>): void;
  redirect(url: string): void;
};

/**
 * The plugin's page in the panel. A site without an address in its configuration is wherever the
 * browser found it.
 */
const pageOf = ({ config }: Core.Strapi): string => {
  const isConfigured = ['server.url', 'admin.url'].some((key) =>
    String(config.get(key) ?? '').startsWith('http')
  );
  const panel = String(config.get(isConfigured ? 'admin.absoluteUrl' : 'admin.path'));
  return `${panel.replace(/\/$/, '')}/plugins/${PLUGIN_ID}/studio`;
};

/**
 * Where the vendor sends people back to. A redirect reaches no route that wants the panel's token, so
 * this one asks for nothing, knows nothing and changes nothing: it hands over to the panel's page.
 */
export const oauthCallback = ({ strapi }: { strapi: Core.Strapi }) => {
  const allow = createRateLimit(60, 60_000);
  const handBack = (ctx: Context): void => {
    allow(ctx.ip, Date.now());
    const returned = new URLSearchParams();
    for (const name of RETURNED) {
      const value = ctx.query[name];
      if (typeof value === 'string' && value.length <= LONGEST) returned.set(name, value);
    }
    // The site writes addresses to its log once they are answered: not the code.
    ctx.url = ctx.path;
    ctx.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
    ctx.redirect(returned.size > 0 ? `${pageOf(strapi)}#${returned}` : pageOf(strapi));
  };
  return { handBack };
};

/** The one route without a permission. */
export const callbackRoute = {
  method: 'GET',
  path: CALLBACK_PATH,
  handler: 'oauth-callback.handBack',
  config: { auth: false },
};
