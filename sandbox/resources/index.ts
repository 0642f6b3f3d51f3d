import type { Route } from '../http/router';
import { accountRoutes } from './account';
import { addressBookRoutes } from './address-books';
import { campaignRoutes } from './campaigns';
import { campaignReportRoutes } from './campaign-reports';
import { contactRoutes } from './contacts';
import { dataFieldRoutes } from './data-fields';
import { importRoutes } from './imports';
import { removalRoutes } from './removals';
import { suppressionRoutes } from './suppressions';

/** Every call of the vendor's API the sandbox knows; a new resource adds its routes here. */
export const apiRoutes: readonly Route[] = [
  ...accountRoutes,
  ...addressBookRoutes,
  ...contactRoutes,
  ...suppressionRoutes,
  ...removalRoutes,
  ...importRoutes,
  ...dataFieldRoutes,
  ...campaignRoutes,
  ...campaignReportRoutes,
];
