import type { Core } from '@strapi/strapi';
import { appOf } from './app';
import { bootstrap } from './bootstrap';
import { createTerminal } from './cli/terminal';
import { parseConfig } from './config';
import { contentTypes } from './content-types';
import { destroy } from './destroy';
import { createControllers, routes } from './http';
import { register } from './register';

export default {
  register,
  bootstrap,
  destroy,
  config: {
    default: {},
    validator: (config: unknown) => {
      parseConfig(config);
    },
  },
  contentTypes,
  controllers: createControllers(appOf),
  routes,
  services: {
    /** For `bin/strapi-dotmailer.js`. */
    terminal: ({ strapi }: { strapi: Core.Strapi }) => createTerminal(() => appOf(strapi)),
  },
};
