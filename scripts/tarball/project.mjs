import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const STRAPI = '5.54.0';

const packageJson = (tarball) => ({
  name: 'blank-site',
  private: true,
  version: '0.1.0',
  scripts: { build: 'strapi build', start: 'strapi start' },
  dependencies: {
    '@strapi/plugin-users-permissions': STRAPI,
    '@strapi/strapi': STRAPI,
    'better-sqlite3': '12.11.1',
    react: '^18.0.0',
    'react-dom': '^18.0.0',
    'react-router-dom': '^6.0.0',
    'strapi-plugin-dotmailer': `file:${tarball}`,
    'styled-components': '^6.0.0',
  },
  devDependencies: {
    '@types/node': '^20',
    '@types/react': '^18',
    '@types/react-dom': '^18',
    typescript: '^5',
  },
  strapi: { uuid: false },
  allowScripts: { 'better-sqlite3': true, esbuild: true, '@swc/core': true, sharp: true },
});

const tsconfig = {
  compilerOptions: {
    module: 'CommonJS',
    moduleResolution: 'Node',
    lib: ['ES2020'],
    target: 'ES2019',
    strict: false,
    skipLibCheck: true,
    forceConsistentCasingInFileNames: true,
    incremental: true,
    esModuleInterop: true,
    resolveJsonModule: true,
    noEmitOnError: true,
    noImplicitThis: true,
    outDir: 'dist',
    rootDir: '.',
  },
  include: ['./', './**/*.ts', './**/*.js', 'src/**/*.json'],
  exclude: [
    'node_modules/',
    'build/',
    'dist/',
    '.cache/',
    '.tmp/',
    'src/admin/',
    '**/*.test.*',
    'src/plugins/**',
  ],
};

const MIDDLEWARES = [
  'logger',
  'errors',
  'security',
  'cors',
  'poweredBy',
  'query',
  'body',
  'session',
  'favicon',
  'public',
];

const config = {
  'config/server.ts': `export default ({ env }) => ({
  host: env('HOST', '127.0.0.1'),
  port: env.int('PORT', 1337),
  app: { keys: env.array('APP_KEYS') },
});`,
  'config/admin.ts': `export default ({ env }) => ({
  auth: { secret: env('ADMIN_JWT_SECRET') },
  apiToken: { salt: env('API_TOKEN_SALT') },
  transfer: { token: { salt: env('TRANSFER_TOKEN_SALT') } },
  secrets: { encryptionKey: env('ENCRYPTION_KEY') },
  flags: { nps: false, promoteEE: false },
});`,
  'config/database.ts': `import path from 'path';

export default ({ env }) => ({
  connection: {
    client: 'sqlite',
    connection: { filename: path.join(__dirname, '..', '..', env('DATABASE_FILENAME', '.tmp/data.db')) },
    useNullAsDefault: true,
  },
});`,
  'config/middlewares.ts': `export default ${JSON.stringify(
    MIDDLEWARES.map((name) => `strapi::${name}`),
    null,
    2
  )};`,
  'config/plugins.ts': 'export default () => ({});',
  'config/api.ts': 'export default { rest: { defaultLimit: 25, maxLimit: 100, withCount: true } };',
  'src/index.ts': 'export default { register() {}, bootstrap() {} };',
};

const secret = () => randomBytes(16).toString('base64');

const environment = () =>
  [
    `APP_KEYS=${secret()},${secret()}`,
    ...[
      'ADMIN_JWT_SECRET',
      'API_TOKEN_SALT',
      'TRANSFER_TOKEN_SALT',
      'ENCRYPTION_KEY',
      'JWT_SECRET',
    ].map((name) => `${name}=${secret()}`),
  ].join('\n');

/** Writes the TypeScript project that \`create-strapi\` makes without its example, with the plugin in it. */
export const writeBlankProject = (project, tarball) => {
  const files = {
    ...config,
    'package.json': JSON.stringify(packageJson(tarball), null, 2),
    'tsconfig.json': JSON.stringify(tsconfig, null, 2),
    'public/robots.txt': '',
    'public/uploads/.gitkeep': '',
    'src/api/.gitkeep': '',
    'src/extensions/.gitkeep': '',
    '.tmp/.gitkeep': '',
    '.env': environment(),
  };
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(project, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, `${text}\n`);
  }
};
