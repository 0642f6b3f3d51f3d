import { randomUUID } from 'node:crypto';
import type { Site } from './site';

type Made = { data: { id: number; registrationToken: string; token: string; accessKey: string } };

/** Collections whose fields a role may read, or change, in the Content Manager. */
type Fields = Record<string, string[]>;

/** What a role or a token may do, as Strapi's own API takes it. */
export const permissionsOf = (actions: string[], reads: Fields = {}, updates: Fields = {}) => {
  const onContent = (action: string, fieldsOf: Fields) =>
    Object.entries(fieldsOf).map(([subject, fields]) => ({
      action: `plugin::content-manager.explorer.${action}`,
      subject,
      properties: { fields },
      conditions: [],
    }));
  return [
    ...actions.map((action) => ({ action, subject: null, properties: {}, conditions: [] })),
    ...onContent('read', reads),
    ...onContent('update', updates),
  ];
};

/**
 * Signs an administrator in whose only role has these permission actions, may read and change these
 * fields of collections in the Content Manager, and nothing else. Answers the token.
 */
export const personWith = async (
  site: Site,
  actions: string[],
  reads: Fields = {},
  updates: Fields = {}
): Promise<string> => {
  const tag = randomUUID().slice(0, 8);
  const role = await demand(site, 'POST', '/admin/roles', { name: tag, description: tag });
  await demand(site, 'PUT', `/admin/roles/${role.data.id}/permissions`, {
    permissions: permissionsOf(actions, reads, updates),
  });
  const person = { firstname: 'Eddy', lastname: 'Editor', email: `${tag}@example.com` };
  const user = await demand(site, 'POST', '/admin/users', { ...person, roles: [role.data.id] });
  const signedIn = await demand(site, 'POST', '/admin/register', {
    registrationToken: user.data.registrationToken,
    userInfo: { firstname: 'Eddy', lastname: 'Editor', password: 'Playground1' },
  });
  return signedIn.data.token;
};

/** A token for machines: of an administrator's rights, or of the content API with all it can have. */
export const tokenOf = async (
  site: Site,
  kind: { admin: ReturnType<typeof permissionsOf> } | 'content API'
): Promise<string> => {
  const plain = { name: randomUUID().slice(0, 8), description: '', lifespan: null };
  const made =
    kind === 'content API'
      ? await demand(site, 'POST', '/admin/api-tokens', { ...plain, type: 'full-access' })
      : await demand(site, 'POST', '/admin/admin-tokens', {
          ...plain,
          adminPermissions: kind.admin,
        });
  return made.data.accessKey;
};

const demand = async (site: Site, method: 'POST' | 'PUT', path: string, body: unknown) => {
  const answer = await site.request<Made>(method, path, body);
  if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
};
