/** The object that `npm run bench -- --json` prints. */
export const PARTS = [
  'save',
  'firstPush',
  'reconcile',
  'thousandChanged',
  'nothingChanged',
  'firstPull',
  'activity',
  'naive',
] as const;
/** What a bench consists of, in this order: two of them find what the first push left. */
export type Part = (typeof PARTS)[number];
export type ScenarioName = Exclude<Part, 'save' | 'naive'>;
export const SCENARIO_NAMES = PARTS.filter(
  (part): part is ScenarioName => part !== 'save' && part !== 'naive'
);

export type ApiCalls = {
  read: number;
  write: number;
  /** Questions about uploads and removals in flight. */
  poll: number;
  byEndpoint: Record<string, number>;
};

/** What was measured of one execution of a scenario. */
export type Measured = {
  /** From the request until its effect was stored. */
  seconds: number;
  /** The site had nothing to do until an answer of the vendor's stand-in came. */
  sandboxSeconds: number;
  /** The site was at work or waited for its database: without waits for the stand-in and pauses. */
  workSeconds: number;
  /** Sum over the site's statements, from sending each to its answer. */
  databaseSeconds: number;
  statements: number;
  /** Rows in files for the vendor. */
  rowsSent: number;
  /** Rows of the vendor's feeds. */
  rowsRead: number;
  apiCalls: ApiCalls;
  /** Highest resident memory of the site's process over what it had when idle. */
  memoryOverIdleMb: number;
  eventLoopP50Ms: number;
  eventLoopP99Ms: number;
};

export type ScenarioReport = Measured & {
  /** Null where there is no floor. */
  floorSeconds: number | null;
  ratio: number | null;
  /** 95 % of the saves of an editor who saves every 50 ms beside it took at most this, from their due time. */
  saveP95Ms: number;
  /** Targets that were reached, and those that were not, in words. */
  met: string[];
  missed: string[];
};

export type SaveReport = {
  /** Median of a save of a collection that is in a list. */
  with: number;
  /** The same save in a Strapi without the plugin. */
  without: number;
  /** Statements that the plugin adds to a save. */
  statements: number;
};

export type NaiveReport = { contacts: number; seconds: number; apiCalls: number };

export type Report = {
  machine: string;
  node: string;
  database: string;
  contacts: number;
  books: number;
  campaigns: number;
  /** Null where `--scenario` left it out. */
  naive: NaiveReport | null;
  save: SaveReport | null;
  scenarios: Record<ScenarioName, ScenarioReport | null>;
};
