import { randomUUID } from 'node:crypto';
import type { Site } from './site';

type Made = { data: { id: number; registrationToken: string; token: string } };

/**
 * Signs an administrator in whose only role has these permission actions, and may read these fields
 * of collections in the Content Manager, and nothing else. Answers the token.
 */
export const personWith = async (
  site: Site,
  actions: string[],
  reads: Record<string, string[]> = {}
): Promise<string> => {
  const tag = randomUUID().slice(0, 8);
  const role = await demand(site, 'POST', '/admin/roles', { name: tag, description: tag });
  await demand(site, 'PUT', `/admin/roles/${role.data.id}/permissions`, {
    permissions: [
      ...actions.map((action) => ({ action, subject: null, properties: {}, conditions: [] })),
      ...Object.entries(reads).map(([subject, fields]) => ({
        action: 'plugin::content-manager.explorer.read',
        subject,
        properties: { fields },
        conditions: [],
      })),
    ],
  });
  const person = { firstname: 'Eddy', lastname: 'Editor', email: `${tag}@example.com` };
  const user = await demand(site, 'POST', '/admin/users', { ...person, roles: [role.data.id] });
  const signedIn = await demand(site, 'POST', '/admin/register', {
    registrationToken: user.data.registrationToken,
    userInfo: { firstname: 'Eddy', lastname: 'Editor', password: 'Playground1' },
  });
  return signedIn.data.token;
};

const demand = async (site: Site, method: 'POST' | 'PUT', path: string, body: unknown) => {
  const answer = await site.request<Made>(method, path, body);
  if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
};
