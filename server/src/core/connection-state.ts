/** How a connection is doing, in one word that the panel has a text for. */
export type ConnectionState =
  | 'never-synchronised'
  | 'queued'
  | 'running'
  | 'uploading'
  | 'up-to-date'
  | 'held'
  | 'blocked'
  | 'broken'
  | 'failed'
  | 'inactive'
  | 'needs-credentials'
  | 'needs-site-answer';

type ConnectionFacts = {
  integrationActive: boolean;
  integrationState: 'ready' | 'needs-credentials' | 'needs-site-answer';
  /** The list cannot be evaluated. */
  broken: boolean;
  /** The vendor no longer lists the book. */
  vanished: boolean;
  /** A run of the integration is at work. */
  running: boolean;
  /** The vendor is taking an upload in. */
  uploading: boolean;
  /** A synchronisation of the integration waits for its turn. */
  queued: boolean;
  /** The vendor refuses uploads to the book. */
  blocked: boolean;
  /** A person must decide about people who leave. */
  held: boolean;
  /** The newest run failed. */
  failed: boolean;
  synced: boolean;
};

/** What needs a person comes first, then what is going on, then how it ended. */
export const connectionState = (facts: ConnectionFacts): ConnectionState => {
  if (!facts.integrationActive) return 'inactive';
  if (facts.integrationState !== 'ready') return facts.integrationState;
  if (facts.broken) return 'broken';
  if (facts.vanished) return 'blocked';
  if (facts.running) return 'running';
  if (facts.uploading) return 'uploading';
  if (facts.blocked) return 'blocked';
  if (facts.held) return 'held';
  if (facts.queued) return 'queued';
  if (facts.failed) return 'failed';
  return facts.synced ? 'up-to-date' : 'never-synchronised';
};
