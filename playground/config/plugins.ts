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

export default ({ env }: { env: StrapiEnv }) => ({
  'users-permissions': { config: { jwtSecret: env('JWT_SECRET', 'playground-jwt-secret') } },
  dotmailer: {
    /** The bench compares with a site that does not have the plugin. */
    enabled: env.bool('DOTMAILER_ENABLED', true),
    /** In a real project npm installs the plugin and this line is not there. */
    resolve: env('DOTMAILER_PLUGIN_DIR', pluginDir),
    /** Tests pass the plugin's configuration as JSON; a real project writes it here. */
    config: JSON.parse(env('DOTMAILER_PLUGIN_CONFIG', '{}')),
  },
});
