import { z } from 'zod';
import { listQuery, pagination, type Remark } from './common';

const runStatus = z.enum(['running', 'completed', 'warnings', 'failed', 'stopped']);

export type RunStep = {
  name: string;
  /** Name of the address book the step concerns, if one. */
  book: string | null;
  status: 'running' | 'completed' | 'failed' | 'skipped';
  startedAt: string;
  finishedAt: string | null;
  counts: Record<string, number>;
  /** Why it failed or was skipped. */
  message: Remark | null;
};

/** A remark with the step and the book it was made in. */
export type RunRemark = Remark & { step: string | null; book: string | null };

export type Run = {
  id: number;
  integrationId: number;
  integrationName: string;
  kind: 'sync' | 'full-sync' | 'uploads' | 'export' | 'data-fields' | 'campaigns';
  trigger: 'schedule' | 'manual' | 'connect' | 'terminal' | 'credentials';
  listId: string | null;
  listName: string | null;
  status: z.infer<typeof runStatus>;
  startedAt: string;
  finishedAt: string | null;
  /** How long it took; of several quiet runs the last. */
  seconds: number;
  /**
   * Set when this row stands for scheduled runs in a row that found nothing to do: how many since
   * `startedAt`, and when the last of them began.
   */
  quiet: { times: number; lastStartedAt: string } | null;
  steps: RunStep[];
  calls: { read: number; write: number; poll: number; byEndpoint: Record<string, number> };
  warnings: RunRemark[];
  error: RunRemark | null;
};

/** GET /dotmailer/runs; sortable: startedAt. */
export const findRuns = listQuery.extend({
  integrationId: z.coerce.number().int().positive().optional(),
  status: runStatus.optional(),
});
export type FindRuns = Partial<z.infer<typeof findRuns>>;
export const runPage = z.object({ results: z.array(z.custom<Run>()), pagination });
export type RunPage = z.infer<typeof runPage>;

/** POST /dotmailer/synchronize: one integration, or every active one. */
export const synchronize = z.object({
  integrationId: z.number().int().positive().optional(),
  full: z.boolean().default(false),
});
export type Synchronize = z.infer<typeof synchronize>;
/** `queued` is false when there was no active integration to synchronise. */
export type SynchronizeAnswer = { queued: boolean };
