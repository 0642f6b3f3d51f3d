import { createRandom } from '../../playground/scripts/seed/random';
import { generateMailable } from './people';
import type { NaiveReport } from './report';
import type { BenchSandbox } from './sandbox';

/** Enough to know how long one call takes. */
const MOST = 2000;

/**
 * What one would write without thinking twice: one call per contact that creates it in the book, one
 * after the other, on the same sandbox.
 */
export const measureNaive = async (
  sandbox: BenchSandbox,
  contacts: number
): Promise<NaiveReport> => {
  await sandbox.control('reset');
  const { id } = await sandbox.control<{ id: number }>('createBook', { name: 'Naive' });
  const { username, password } = sandbox.credentials;
  const headers = {
    authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
    'content-type': 'application/json',
  };
  const count = Math.min(contacts, MOST);
  const begin = performance.now();
  let apiCalls = 0;
  for (const { email, firstName, lastName } of generateMailable(createRandom(1), count)) {
    const fields = {
      FIRSTNAME: firstName,
      LASTNAME: lastName,
      FULLNAME: `${firstName} ${lastName}`,
    };
    const dataFields = Object.entries(fields).map(([key, value]) => ({ key, value }));
    const answer = await fetch(`${sandbox.url}/v2/address-books/${id}/contacts`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ email, dataFields }),
    });
    apiCalls += 1;
    if (!answer.ok) throw new Error(`The naive way failed: ${await answer.text()}`);
    await answer.arrayBuffer();
  }
  return { contacts: count, seconds: (performance.now() - begin) / 1000, apiCalls };
};
