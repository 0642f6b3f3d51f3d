import path from 'node:path';

type StrapiEnv = {
  (key: string, fallback?: string): string;
};

export default ({ env }: { env: StrapiEnv }) => ({
  'users-permissions': { config: { jwtSecret: env('JWT_SECRET', 'playground-jwt-secret') } },
  dotmailer: {
    enabled: true,
    /** In a real project npm installs the plugin and this line is not there. */
    resolve: env('DOTMAILER_PLUGIN_DIR', path.resolve(__dirname, '../../..')),
    /** Tests pass the plugin's configuration as JSON; a real project writes it here. */
    config: JSON.parse(env('DOTMAILER_PLUGIN_CONFIG', '{}')),
  },
});
