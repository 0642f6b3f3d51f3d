type StrapiEnv = {
  (key: string, fallback?: string): string;
  bool(key: string, fallback: boolean): boolean;
};

/** The secrets below are for this playground only: a real site takes all of them from its environment. */
export default ({ env }: { env: StrapiEnv }) => ({
  auth: { secret: env('ADMIN_JWT_SECRET', 'playground-admin-jwt-secret') },
  apiToken: { salt: env('API_TOKEN_SALT', 'playground-api-token-salt') },
  transfer: { token: { salt: env('TRANSFER_TOKEN_SALT', 'playground-transfer-salt') } },
  secrets: { encryptionKey: env('ENCRYPTION_KEY', 'playground-encryption-key') },
  serveAdminPanel: env.bool('SERVE_ADMIN', true),
  /** Tests sign in after every restart. */
  rateLimit: { enabled: env('NODE_ENV', 'development') !== 'test' },
  flags: { nps: false, promoteEE: false },
  watchIgnoreFiles: ['**/dist/**'],
});
