import * as contract from '../../../contracts/runs';
import { notFound, Problem } from '../core/problem';
import type { NamedRun } from '../store/runs';
import type { Deps } from '../sync/deps';
import { requestSyncs } from '../sync/request-syncs';
import { stopRun } from '../sync/run-recorder';
import { integrationSubject } from './audited';
import { endpoint, type Area } from './endpoint';
import { idOf, isoOf } from './ids';

const toAnswer = (run: NamedRun, now: number): contract.Run => {
  const { startedAt, finishedAt, times, lastStartedAt, ...rest } = run;
  return {
    ...rest,
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: isoOf(finishedAt),
    seconds: Math.max(0, (finishedAt ?? now) - (lastStartedAt ?? startedAt)) / 1000,
    quiet:
      times === null || lastStartedAt === null
        ? null
        : { times, lastStartedAt: new Date(lastStartedAt).toISOString() },
  };
};

const orderOf = (sort = 'startedAt:desc'): 'asc' | 'desc' => {
  const [name, order] = sort.split(':');
  if (name !== 'startedAt') throw new Problem('INVALID', 'Runs can be sorted by startedAt', 'sort');
  return order === 'asc' ? 'asc' : 'desc';
};

const findRun = async (deps: Deps, params: Record<string, string>): Promise<NamedRun> => {
  const run = await deps.repositories.runs.findNamed(idOf(params, 'The run'));
  if (run === null) throw notFound('The run');
  return run;
};

const find = endpoint({
  name: 'find',
  method: 'GET',
  path: '/runs',
  permission: 'runs.read',
  query: contract.findRuns,
  handle: async ({ deps, query }): Promise<contract.RunPage> => {
    const { page, pageSize, integrationId, status, sort } = query;
    const { results, total } = await deps.repositories.runs.page(
      { integrationId, status },
      { page, pageSize, order: orderOf(sort) }
    );
    return {
      results: results.map((run) => toAnswer(run, deps.clock.now())),
      pagination: { page, pageSize, total, pageCount: Math.ceil(total / pageSize) },
    };
  },
});

const findOne = endpoint({
  name: 'findOne',
  method: 'GET',
  path: '/runs/:id',
  permission: 'runs.read',
  handle: async ({ deps, params }) => toAnswer(await findRun(deps, params), deps.clock.now()),
});

const stop = endpoint({
  name: 'stop',
  method: 'POST',
  path: '/runs/:id/stop',
  permission: 'runs.stop',
  handle: async ({ deps, params }) => {
    const { id, status } = await findRun(deps, params);
    if (status !== 'running') throw new Problem('INVALID', 'The run has ended already');
    await stopRun(deps, id);
    return toAnswer(await findRun(deps, params), deps.clock.now());
  },
  audit:
    () =>
    ({ id, integrationName }) => [
      {
        action: 'run.stopped',
        subject: { kind: 'run', id: String(id), name: integrationName },
      },
    ],
});

const synchronize = endpoint({
  name: 'synchronize',
  method: 'POST',
  path: '/synchronize',
  permission: 'marketing-lists.synchronise',
  body: contract.synchronize,
  handle: async ({ deps, body }): Promise<contract.SynchronizeAnswer> => ({
    queued: (await requestSyncs(deps, body)) > 0,
  }),
  audit: async ({ deps, body: { integrationId, full } }) => {
    const { integrations } = deps.repositories;
    const one = integrationId === undefined ? null : await integrations.find(integrationId);
    const subject = one && integrationSubject(one.id, one.name);
    const details = { what: full ? 'full' : 'changes' };
    return ({ queued }) => (queued ? [{ action: 'sync.requested', subject, details }] : []);
  },
});

export const runs: Area = { name: 'runs', endpoints: [find, findOne, stop, synchronize] };
