import os from 'node:os';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Core } from '@strapi/strapi';
import { parseConfig } from './config';
import { PLUGIN_ID } from './constants';
import { createDotdigital } from './dotdigital/client';
import { createFramePolicy, type FramePolicy } from './http/frame-policy';
import { CALLBACK_PATH } from './http/oauth-callback';
import { createRepositories } from './store';
import type { Clock, Deps, Logger, Secrets } from './sync/deps';
import { createLifecycle } from './sync/lifecycle';
import { createChangeTracking, type ChangeTracking } from './tracking/change-tracking';

type EncryptionService = {
  encrypt(text: string): string | null;
  decrypt(text: string): string | null;
};

const createSecrets = (strapi: Core.Strapi): Secrets => {
  const service = () => strapi.service('admin::encryption') as unknown as EncryptionService;
  const available = () => Boolean(strapi.config.get('admin.secrets.encryptionKey'));
  return {
    available,
    encrypt: (plain) => {
      const cipher = available() ? service().encrypt(plain) : null;
      if (cipher === null) throw new Error('The site has no encryption key');
      return cipher;
    },
    decrypt: (cipher) => {
      try {
        return available() ? service().decrypt(cipher) : null;
      } catch {
        return null;
      }
    },
  };
};

/** Builds what the use cases need out of a loaded Strapi. Once per process: see `appOf`. */
const createApp = (strapi: Core.Strapi): Deps => {
  const config = parseConfig(strapi.config.get(`plugin::${PLUGIN_ID}`));
  const clock: Clock = {
    now: () => Date.now(),
    sleep: async (ms, signal) => {
      try {
        await delay(ms, undefined, { signal });
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      }
    },
  };
  const logger: Logger = {
    debug: (message) => strapi.log.debug(`[dotmailer] ${message}`),
    info: (message) => strapi.log.info(`[dotmailer] ${message}`),
    warn: (message) => strapi.log.warn(`[dotmailer] ${message}`),
    error: (message) => strapi.log.error(`[dotmailer] ${message}`),
  };
  return {
    repositories: createRepositories(strapi),
    dotdigital: createDotdigital({ api: config.api, clock, random: Math.random, logger }),
    secrets: createSecrets(strapi),
    config,
    clock,
    logger,
    random: Math.random,
    lifecycle: createLifecycle(),
    refreshTracking: () => trackingOf(strapi).refresh(),
    refreshFrames: () => framePolicyOf(strapi).refresh(),
    node: `${os.hostname().slice(0, 40)}-${process.pid}-${randomUUID().slice(0, 8)}`,
    siteUrl: String(strapi.config.get('server.url') ?? ''),
    callbackUrl: `${strapi.config.get('server.absoluteUrl')}/${PLUGIN_ID}${CALLBACK_PATH}`,
  };
};

const apps = new WeakMap<Core.Strapi, Deps>();

/** The one set of dependencies of this Strapi. */
export const appOf = (strapi: Core.Strapi): Deps => {
  const app = apps.get(strapi) ?? createApp(strapi);
  apps.set(strapi, app);
  return app;
};

const trackings = new WeakMap<Core.Strapi, ChangeTracking>();

/** The one change tracking of this Strapi. */
export const trackingOf = (strapi: Core.Strapi): ChangeTracking => {
  const tracking =
    trackings.get(strapi) ??
    createChangeTracking(
      () => appOf(strapi).repositories,
      () => appOf(strapi).config.computedFields
    );
  trackings.set(strapi, tracking);
  return tracking;
};

const framePolicies = new WeakMap<Core.Strapi, FramePolicy>();

/** The one frame policy of this Strapi. */
export const framePolicyOf = (strapi: Core.Strapi): FramePolicy => {
  const policy =
    framePolicies.get(strapi) ??
    createFramePolicy(
      () => appOf(strapi),
      () => String(strapi.config.get('admin.path'))
    );
  framePolicies.set(strapi, policy);
  return policy;
};
