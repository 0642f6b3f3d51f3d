import { validate } from 'node-cron';
import { z } from 'zod';
import { COMPUTED_TYPES, type ComputedField } from './core/mapping/computed';
import { HostNotAllowedError } from './dotdigital/errors';
import { createHosts } from './dotdigital/hosts';

/**
 * `config/plugins.ts` -> `dotmailer.config`. Every key has a default; an unknown or wrong key stops
 * the boot with its name. Arrays have no defaults because Strapi merges them by index.
 */
const cron = z.union([
  z.string().refine(validate, 'not a cron expression (or false: switched off)'),
  z.literal(false),
]);
const HOST = /^([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(:\d{1,5})?$/i;
const hosts = z
  .array(z.string().regex(HOST, 'not a host or host:port, as in "api.example.com"'))
  .optional();

const computedField = z.strictObject({
  type: z.enum(COMPUTED_TYPES),
  /** Attributes it is made of: `orders`, `company.name`. */
  needs: z.array(z.string().regex(/^\w+(\.\w+)*$/, 'not the path of an attribute')),
  compute: z.custom<ComputedField['compute']>(
    (value) => typeof value === 'function',
    'not a function of a record'
  ),
});

const configSchema = z.strictObject({
  /** Off switch for this environment: nothing is sent or scheduled, pages still open. */
  sync: z.boolean().default(true),
  api: z
    .strictObject({
      entryUrl: z.url().default('https://r1-api.dotdigital.com'),
      /** The vendor's web application, where it is not beside the API as the vendor's own is. */
      appUrl: z.url().optional(),
      allowedHosts: hosts,
    })
    .prefault({}),
  schedules: z
    .strictObject({
      sync: cron.default('*/4 * * * *'),
      uploads: cron.default('* * * * *'),
      reconcile: cron.default('0 1 * * *'),
      retention: cron.default('30 3 * * *'),
    })
    .prefault({}),
  /** collection -> name -> what the site's own code makes of a record; mappings offer it as a source. */
  computedFields: z
    .record(z.string(), z.record(z.string().regex(/^\w{1,60}$/), computedField))
    .default({}),
  dataFields: z
    .strictObject({
      /** Hours between two readings of the data fields; 0: in every synchronisation. */
      everyHours: z.number().int().min(0).max(720).default(24),
      /** What the daily comparison sends again though nobody saved a record. */
      forcedRefresh: z.enum(['none', 'computed', 'all']).default('computed'),
    })
    .prefault({}),
  upload: z
    .strictObject({
      /** Largest CSV in bytes; the vendor takes 10 MB. */
      maxBytes: z.number().int().min(1024).max(10_000_000).default(9_500_000),
      patienceMinutes: z.number().int().min(1).max(1440).default(60),
      /** How long a sync itself waits for its uploads before it leaves them to the minute tick. */
      waitSeconds: z.number().int().min(0).max(600).default(90),
    })
    .prefault({}),
  guard: z
    .strictObject({
      minimum: z.number().int().min(0).default(50),
      share: z.number().min(0).max(1).default(0.2),
    })
    .prefault({}),
  /** Read-only routes about campaigns below `/api/dotmailer`; each still needs its permission. */
  contentApi: z.boolean().default(false),
  retentionDays: z
    .strictObject({
      runs: z.number().int().min(1).default(90),
      uploads: z.number().int().min(1).default(90),
      /** Single opens, clicks and page views; totals stay. */
      events: z.number().int().min(1).default(730),
      audit: z.number().int().min(1).default(365),
    })
    .prefault({}),
});

export type PluginConfig = z.infer<typeof configSchema>;

/**
 * Parses the plugin's configuration, applies the environment's overrides, and checks that
 * credentials may be sent to the addresses that result.
 * @throws Error naming every wrong key.
 */
export const parseConfig = (
  raw: unknown,
  env: Record<string, string | undefined> = process.env
): PluginConfig => {
  const result = configSchema.safeParse(raw ?? {});
  if (!result.success) {
    throw wrongConfig(
      result.error.issues.map(({ path, message }) => `${[ROOT, ...path].join('.')}: ${message}`)
    );
  }
  const config = result.data;
  const { DOTMAILER_API_ENTRY_URL: entryUrl, DOTMAILER_API_ALLOWED_HOSTS: allowedHosts } = env;
  if (entryUrl) config.api.entryUrl = entryUrl;
  if (allowedHosts) config.api.allowedHosts = allowedHosts.split(',').map((host) => host.trim());
  const { api } = config;
  checkAddress(api, api.entryUrl, entryUrl ? 'DOTMAILER_API_ENTRY_URL' : `${ROOT}.api.entryUrl`);
  if (api.appUrl) checkAddress(api, api.appUrl, `${ROOT}.api.appUrl`);
  return config;
};

const ROOT = 'dotmailer.config';

const wrongConfig = (lines: string[]) =>
  new Error(
    `The configuration of the dotmailer plugin is not valid:\n${lines.map((line) => `  ${line}`).join('\n')}`
  );

const checkAddress = (api: PluginConfig['api'], address: string, key: string): void => {
  try {
    createHosts(api).base(address);
  } catch (error) {
    if (!(error instanceof HostNotAllowedError)) throw error;
    const rule = `name it in ${ROOT}.api.allowedHosts; plain http is for loopback hosts only`;
    throw wrongConfig([`${key}: ${error.message} (${rule})`]);
  }
};
