import type { PluginConfig } from '../config';
import type { Dotdigital } from '../dotdigital/types';
import type { Repositories } from '../store';
import type { Lifecycle } from './lifecycle';

/** Time, so that leases, retries and schedules are tested without waiting. Milliseconds everywhere. */
export type Clock = {
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

export type Logger = {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
};

/** Strapi's encryption service, with its silent nulls turned into errors. */
export type Secrets = {
  /** False when the site has no encryption key. */
  available(): boolean;
  /** @throws Error when the site has no encryption key. */
  encrypt(plain: string): string;
  /** Null when the text was encrypted with another key. */
  decrypt(cipher: string): string | null;
};

/** Everything a use case needs from outside, passed in. */
export type Deps = {
  repositories: Repositories;
  dotdigital: Dotdigital;
  secrets: Secrets;
  config: PluginConfig;
  clock: Clock;
  logger: Logger;
  /** In [0, 1), for jitter. */
  random(): number;
  /** The process's end, and its queue's alarm. */
  lifecycle: Lifecycle;
  /** Looks up anew which types connected lists depend on: their saves are marked from now on. */
  refreshTracking(): Promise<void>;
  /** Looks up anew which applications of the vendor the admin panel may show in a frame. */
  refreshFrames(): Promise<void>;
  /** This process's name in leases and job claims, at most 64 characters. */
  node: string;
  /** Public URL of this site (`server.url`), compared with the one each integration was set up for. */
  siteUrl: string;
  /** Where the vendor sends people back to, as Strapi knows its own address. */
  callbackUrl: string;
};
