import { setTimeout as delay } from 'node:timers/promises';
import type { Run } from '../../contracts/runs';
import type { PluginApi } from './plugin-api';
import { createProgress } from './screen';
import type { Site } from './site';

const EVERY_MS = 500;
/** A vendor may check an upload for long; the demo is patient. */
const PATIENCE_MS = 2 * 3_600_000;

const isOver = (run: Run) => run.status !== 'running';

const numbers = (counts: Record<string, number>) =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count.toLocaleString('en')} ${name}`)
    .join(', ');

const inWords = (run: Run) => {
  const step = run.steps.find(({ status }) => status === 'running') ?? run.steps.at(-1);
  if (!step) return `run ${run.id} is ${run.status}`;
  const counts = numbers(step.counts);
  return `run ${run.id}: ${step.name}${counts ? ` (${counts})` : ''}`;
};

const poll = async (what: string, done: (show: (text: string) => void) => Promise<boolean>) => {
  const progress = createProgress();
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await done(progress.show))) {
    if (Date.now() > deadline) throw new Error(`${what} did not end within two hours`);
    await delay(EVERY_MS);
  }
  progress.end();
};

/** Waits until a run newer than `after` has ended and none is left; shows what it does meanwhile. */
export const waitForRun = async (api: PluginApi, after: number): Promise<void> => {
  await poll('The synchronisation', async (show) => {
    const newer = (await api.runs()).filter(({ id }) => id > after);
    const current = newer.find((run) => !isOver(run)) ?? newer[0];
    if (current) show(inWords(current));
    const failed = newer.find(({ status }) => status === 'failed');
    if (failed)
      throw new Error(`Run ${failed.id} failed: ${failed.error?.text ?? 'no reason given'}`);
    return newer.length > 0 && newer.every(isOver);
  });
};

const NEEDS_A_PERSON = ['held', 'blocked', 'broken', 'failed', 'inactive', 'needs-credentials'];

/** Waits until everything the list wants at the vendor is acknowledged there. */
export const waitUntilUpToDate = async (api: PluginApi, listId: string): Promise<void> => {
  await poll('The export', async (show) => {
    const { connection, broken } = await api.status(listId);
    if (!connection) throw new Error('The list is not connected any more');
    const { state, detail, counts } = connection;
    if (broken || NEEDS_A_PERSON.includes(state)) {
      throw new Error(`The list is ${state}: ${broken ?? detail ?? 'no reason given'}`);
    }
    const [run] = await api.runs();
    const now = run && !isOver(run) ? inWords(run) : state;
    show(`${counts.exported} of ${counts.members} members acknowledged; ${now}`);
    return state === 'up-to-date';
  });
};

/** Waits until all reports of a campaign, named by the vendor's id, were read; answers its row id. */
export const waitForCampaign = async ({ strapi }: Site, remoteId: number): Promise<number> => {
  type Row = { id: number; readAt: number | null; dueAt: number | null };
  let found: Row | null = null;
  await poll('The campaign', async (show) => {
    found = (await strapi.db
      .query('plugin::dotmailer.campaign')
      .findOne({ where: { remoteId } })) as Row | null;
    show(found ? 'reading what people did' : 'looking for new campaigns');
    return found !== null && found.readAt !== null && found.dueAt === null;
  });
  if (found === null) throw new Error('The campaign did not come in');
  return (found as Row).id;
};

/** Queues a sync of the list and waits until its effects are acknowledged. */
export const synchronise = async (api: PluginApi, listId: string) => {
  const latest = (await api.runs())[0]?.id ?? 0;
  await api.synchronise(listId);
  await waitForRun(api, latest);
  await waitUntilUpToDate(api, listId);
};
