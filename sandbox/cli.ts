/** `npm run sandbox -- --port 4010 [--host 127.0.0.1] [--import-ms 300]` */
import { parseArgs } from 'node:util';
import { startSandbox } from './server';

const readOptions = () => {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4010' },
      host: { type: 'string', default: '127.0.0.1' },
      'import-ms': { type: 'string', default: '300' },
      books: { type: 'string', default: 'Newsletter,Customers' },
    },
  });
  return {
    port: wholeNumber('--port', values.port),
    host: values.host,
    importSpeed: { milliseconds: wholeNumber('--import-ms', values['import-ms']) },
    seed: {
      books: values.books
        .split(',')
        .filter(Boolean)
        .map((name) => ({ name: name.trim() })),
    },
  };
};

const wholeNumber = (option: string, text: string): number => {
  if (!/^\d+$/.test(text)) throw new Error(`${option} must be a whole number, not ${text}`);
  return Number(text);
};

const main = async (): Promise<void> => {
  const sandbox = await startSandbox(readOptions());
  console.log(
    `Sandbox of the Dotdigital API: ${sandbox.url} (second region: ${sandbox.regions.r2})`
  );
  console.log(`  username  ${sandbox.credentials.username}`);
  console.log(`  password  ${sandbox.credentials.password}`);
  const { clientId, clientSecret, email, password } = sandbox.signOn;
  console.log('Single sign-on');
  console.log(`  client id      ${clientId}`);
  console.log(`  client secret  ${clientSecret}`);
  console.log(`  sign in as     ${email}, ${password}`);
  const stop = (): void => void sandbox.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
