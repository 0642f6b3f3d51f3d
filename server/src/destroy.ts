import type { Core } from '@strapi/strapi';
import { stopWork } from './work';

/** While the database still answers: stop schedules, let work reach its checkpoint, free leases. */
export const destroy = ({ strapi }: { strapi: Core.Strapi }) => stopWork(strapi);
