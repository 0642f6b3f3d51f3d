import { notFound, Problem } from '../../core/problem';
import { isSameSite, publicSiteUrl } from '../../core/site-url';
import type { Integration } from '../../store/integrations';
import type { Deps } from '../deps';

/**
 * At start: an integration set up for another public URL waits for an administrator's answer, so
 * that a copied database cannot empty the real books. A site without a public URL (`server.url`
 * empty, a path, or an address of the machine itself) counts as one place: from it to a public URL,
 * and back, the question is asked; between two such sites it cannot be.
 */
export const checkSite = async (deps: Deps): Promise<void> => {
  const { integrations } = deps.repositories;
  const current = publicSiteUrl(deps.siteUrl);
  for (const integration of await integrations.list()) {
    const moved = !isSameSite(integration.siteUrl, current);
    const asked = integration.state === 'needs-site-answer';
    if (moved && !asked) {
      await integrations.update(integration.id, { state: 'needs-site-answer' });
      deps.logger.warn(
        `Integration ${integration.id} was set up for ${integration.siteUrl ?? 'a site without a public URL'}, this is ${current ?? 'one without'}: nothing is synchronised before an administrator says whether it is the same site`
      );
    }
    if (!moved && asked)
      await integrations.update(integration.id, { state: stateBehind(integration) });
  }
};

/**
 * The administrator's answer. `same-site`: this URL is the integration's from now on. `copy`: the
 * integration is switched off here and nothing is changed at the vendor; whoever switches it on
 * again is asked again.
 * @throws Problem NOT_FOUND, or INVALID when there is no question to answer.
 */
export const answerSite = async (
  deps: Deps,
  id: number,
  answer: 'same-site' | 'copy'
): Promise<Integration> => {
  const { integrations } = deps.repositories;
  const integration = await integrations.find(id);
  if (!integration) throw notFound('The integration');
  if (integration.state !== 'needs-site-answer')
    throw new Problem('INVALID', 'Nobody asked whether this integration belongs to another site');
  const change =
    answer === 'copy'
      ? { active: false }
      : { siteUrl: publicSiteUrl(deps.siteUrl), state: stateBehind(integration) };
  await integrations.update(id, change);
  return { ...integration, ...change };
};

/** The state an integration had before it was asked for its site. */
const stateBehind = ({ refusedAt }: Integration) =>
  refusedAt === null ? ('ready' as const) : ('needs-credentials' as const);
