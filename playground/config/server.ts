export default ({ env }: { env: StrapiEnv }) => ({
  host: env('HOST', '127.0.0.1'),
  port: env.int('PORT', 1337),
  url: env('PUBLIC_URL', ''),
  app: { keys: env.array('APP_KEYS', ['playground-key-a', 'playground-key-b']) },
  logger: { updates: { enabled: false }, startup: { enabled: false } },
});

type StrapiEnv = {
  (key: string, fallback?: string): string;
  int(key: string, fallback: number): number;
  array(key: string, fallback: string[]): string[];
};
