/** A site in a process of its own, for tests that kill it. Prints `listening <url>` once it answers. */
const path = require('node:path');
const { createStrapi } = require('@strapi/strapi');

const appDir = path.resolve(__dirname, '../../playground');

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
