import type { Site } from './site';

type Policy = string | { name: string; config: { actions: (string | string[])[] } };
export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  config: { auth?: false; policies: Policy[] };
};

const allOf = (site: Site): Route[] => {
  const routers = site.strapi.plugin('dotmailer').routes as unknown as Record<
    string,
    { routes: Route[] }
  >;
  return Object.values(routers).flatMap((router) => router.routes);
};

/** Every route of the plugin that demands something, as Strapi serves it. */
export const routesOf = (site: Site): Route[] =>
  allOf(site).filter(({ config }) => config.auth !== false);

/** Routes that everybody may ask. */
export const openRoutesOf = (site: Site): Route[] =>
  allOf(site).filter(({ config }) => config.auth === false);

export const lineOf = ({ method, path }: Route): string => `${method} ${path}`;

/** A route's address, each parameter filled in by its name, or with 1. */
export const addressOf = (route: Route, params: Record<string, string> = {}): string =>
  `/dotmailer${route.path.replace(/:(\w+)/g, (_, name: string) => params[name] ?? '1')}`;
