/** The site in a process of its own, as in production: the built plugin in the playground's Strapi. */
import path from 'node:path';
import { loadStrapi, PLAYGROUND } from '../../support/paths';
import { createCommands, obey, type Message, type Request } from './commands';

const send = (message: Message) => process.send?.(message);

const main = async () => {
  const strapi = loadStrapi().createStrapi({
    appDir: PLAYGROUND,
    distDir: path.join(PLAYGROUND, 'dist'),
    autoReload: false,
    serveAdminPanel: false,
  });
  strapi.log.level = 'error';
  await strapi.load();
  strapi.server.mount();
  const commands = createCommands(strapi, (rows) => send({ kind: 'progress', rows }));
  process.on('message', (request: Request) => void obey(commands, request).then(send));
  /** Whoever measures has gone. */
  process.on('disconnect', () => process.exit(1));
  strapi.server.listen(0, '127.0.0.1', () => {
    const address = strapi.server.httpServer.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    send({ kind: 'listening', url: `http://127.0.0.1:${port}` });
  });
};

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
