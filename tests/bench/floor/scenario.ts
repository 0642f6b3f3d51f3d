import type { FloorDb } from './database';
import type { State } from './tables';
import type { Vendor } from './vendor';

export type Size = { contacts: number; books: number; campaigns: number };

/** What a measured run prints beside its seconds: how often it did what. */
export type Counts = Record<string, number>;

/** One scenario of the bench without Strapi and plugin: what nobody can avoid, the best way known. */
export type Scenario = {
  /** Fills database and sandbox, which both are empty; not measured. */
  prepare(db: FloorDb, size: Size, sandbox: string): Promise<State>;
  /** What is measured. */
  run(db: FloorDb, vendor: Vendor, state: State): Promise<Counts>;
};
