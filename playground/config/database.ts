import path from 'node:path';

type StrapiEnv = {
  (key: string, fallback?: string): string;
  int(key: string, fallback: number): number;
};

const CLIENTS = { sqlite: 'sqlite', postgres: 'postgres', mysql: 'mysql' } as const;

/** SQLite unless DATABASE_CLIENT says postgres or mysql (MariaDB answers to mysql). */
export default ({ env }: { env: StrapiEnv }) => {
  const client = env('DATABASE_CLIENT', 'sqlite') as keyof typeof CLIENTS;
  if (client === 'sqlite') {
    const filename = path.resolve(__dirname, '../..', env('DATABASE_FILENAME', '.tmp/data.db'));
    return { connection: { client: 'sqlite', connection: { filename }, useNullAsDefault: true } };
  }
  const connection = {
    host: env('DATABASE_HOST', '127.0.0.1'),
    port: env.int('DATABASE_PORT', client === 'postgres' ? 5432 : 3306),
    database: env('DATABASE_NAME', 'dotmailer_playground'),
    user: env('DATABASE_USERNAME', client === 'postgres' ? 'postgres' : 'root'),
    password: env('DATABASE_PASSWORD', ''),
  };
  return { connection: { client: CLIENTS[client], connection, pool: { min: 0, max: 10 } } };
};
