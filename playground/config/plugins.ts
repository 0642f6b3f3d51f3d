import path from 'node:path';

type StrapiEnv = {
  (key: string, fallback?: string): string;
  bool(key: string, fallback: boolean): boolean;
};

/**
 * The plugin is the repository around this playground. Strapi reads this file compiled
 * (`playground/dist/config`) at start and as it stands (`playground/config`) for the admin build.
 */
const isCompiled = path.basename(path.dirname(__dirname)) === 'dist';
const pluginDir = path.resolve(__dirname, isCompiled ? '../../..' : '../..');

/** What mappings can send besides attributes: made by the site's own code out of a record. */
const computedFields = {
  'api::contact.contact': {
    loyaltyTier: {
      type: 'string',
      needs: ['orders', 'company.country'],
      compute: ({ orders, company }: { orders: number; company: { country: string } }) => {
        if (orders < 0) throw new Error('the number of orders is negative');
        const tier = orders >= 20 ? 'gold' : orders >= 5 ? 'silver' : 'bronze';
        return company.country ? `${tier} ${company.country}` : tier;
      },
    },
    /** Changes while nobody saves anything: the daily forced refresh sends it. */
    daysSinceOrder: {
      type: 'number',
      needs: ['lastOrderAt'],
      compute: ({ lastOrderAt }: { lastOrderAt: string }) =>
        lastOrderAt ? Math.floor((Date.now() - Date.parse(lastOrderAt)) / 86_400_000) : null,
    },
  },
};

export default ({ env }: { env: StrapiEnv }) => ({
  'users-permissions': { config: { jwtSecret: env('JWT_SECRET', 'playground-jwt-secret') } },
  dotmailer: {
    /** The bench compares with a site that does not have the plugin. */
    enabled: env.bool('DOTMAILER_ENABLED', true),
    /** In a real project npm installs the plugin and this line is not there. */
    resolve: env('DOTMAILER_PLUGIN_DIR', pluginDir),
    /** Tests pass the plugin's configuration as JSON; a real project writes it here. */
    config: { computedFields, ...JSON.parse(env('DOTMAILER_PLUGIN_CONFIG', '{}')) },
  },
});
