import { z } from 'zod';

/**
 * `config/plugins.ts` -> `dotmailer.config`. Every key has a default; an unknown or wrong key stops
 * the boot with its name. Arrays have no defaults because Strapi merges them by index.
 */
const cron = z.union([z.string().min(9), z.literal(false)]);
const hosts = z.array(z.string().min(1)).optional();

export const configSchema = z.strictObject({
  /** Off switch for this environment: nothing is sent or scheduled, pages still open. */
  sync: z.boolean().default(true),
  api: z
    .strictObject({
      entryUrl: z.url().default('https://r1-api.dotdigital.com'),
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
  retentionDays: z
    .strictObject({
      runs: z.number().int().min(1).default(90),
      uploads: z.number().int().min(1).default(90),
    })
    .prefault({}),
});

export type PluginConfig = z.infer<typeof configSchema>;

/**
 * Parses the plugin's configuration and applies the environment's overrides.
 * @throws Error naming every wrong key.
 */
export const parseConfig = (
  raw: unknown,
  env: Record<string, string | undefined> = process.env
): PluginConfig => {
  const result = configSchema.safeParse(raw ?? {});
  if (!result.success) {
    const lines = result.error.issues.map(
      (issue) => `  dotmailer.config.${issue.path.join('.')}: ${issue.message}`
    );
    throw new Error(`The configuration of the dotmailer plugin is not valid:\n${lines.join('\n')}`);
  }
  const config = result.data;
  if (env.DOTMAILER_API_ENTRY_URL) config.api.entryUrl = env.DOTMAILER_API_ENTRY_URL;
  if (env.DOTMAILER_API_ALLOWED_HOSTS)
    config.api.allowedHosts = env.DOTMAILER_API_ALLOWED_HOSTS.split(',').map((host) => host.trim());
  return config;
};
