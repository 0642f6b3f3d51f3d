/** A site in a process of its own, for tests that kill it. Prints `listening <url>` once it answers. */
import { createRequire } from 'node:module';
import path from 'node:path';

// Through require: Strapi's ES modules import folders, which Node refuses.
const { createStrapi } = createRequire(import.meta.url)('@strapi/strapi');

const appDir = path.resolve(import.meta.dirname, '../../playground');

const main = async () => {
  const strapi = createStrapi({
    appDir,
    distDir: path.join(appDir, 'dist'),
    autoReload: false,
    serveAdminPanel: false,
  });
  strapi.log.level = 'error';
  await strapi.load();
  strapi.server.mount();
  strapi.server.listen(0, '127.0.0.1', () => {
    const { port } = strapi.server.httpServer.address();
    process.stdout.write(`listening http://127.0.0.1:${port}\n`);
  });
};

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
