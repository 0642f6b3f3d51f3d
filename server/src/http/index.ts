import type { Deps } from '../sync/deps';
import { addressBooks } from './address-books';
import { audit } from './audit';
import { campaigns } from './campaigns';
import { connections } from './connections';
import { CONTROLLER, contentApiController, contentApiRoutes } from './content-api';
import { controllerOf, routesOf, type Area } from './endpoint';
import { dataFields } from './data-fields';
import { integrations } from './integrations';
import { mappings } from './mappings';
import { marketingCampaigns } from './marketing-campaigns';
import { marketingLists } from './marketing-lists';
import { members } from './members';
import { people } from './people';
import { recipients } from './recipients';
import { runs } from './runs';
import { callbackRoute, oauthCallback } from './oauth-callback';
import { settings } from './settings';
import { studio } from './studio';

/** Every area of the admin API. A route that is not here does not exist. */
const areas: Area[] = [
  integrations,
  addressBooks,
  dataFields,
  mappings,
  marketingLists,
  connections,
  members,
  marketingCampaigns,
  people,
  campaigns,
  recipients,
  runs,
  studio,
  settings,
  audit,
];

export const routes = {
  admin: { type: 'admin', routes: [...areas.flatMap(routesOf), callbackRoute] },
  'content-api': contentApiRoutes,
};

/** Strapi's controllers object; `deps` is asked for at the first request, not at load. */
export const createControllers = (appOf: (strapi: never) => Deps) => ({
  ...Object.fromEntries(
    areas.map((area) => [
      area.name,
      ({ strapi }: { strapi: never }) => controllerOf(area, () => appOf(strapi)),
    ])
  ),
  [CONTROLLER]: ({ strapi }: { strapi: never }) => contentApiController(() => appOf(strapi)),
  'oauth-callback': oauthCallback,
});
