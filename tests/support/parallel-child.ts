/** A site in a process of its own that does what a test asks, beside others on the same database. */
import path from 'node:path';
import { createCommands, type Message, type Request } from './parallel-commands';
import { loadStrapi, PLAYGROUND } from './paths';

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
  const commands = createCommands(strapi);
  process.on('message', ({ id, name, argument }: Request) => {
    commands[name](argument as never).then(
      (result) => send({ kind: 'answer', id, result }),
      (error: unknown) => send({ kind: 'answer', id, error: String(error) })
    );
  });
  // The test has gone.
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
