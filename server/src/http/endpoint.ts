import { errors } from '@strapi/utils';
import type { z } from 'zod';
import type { ErrorCode } from '../../../contracts/common';
import { actionId, type ActionUid } from '../constants';
import type { AuditEntry } from '../core/audit';
import { Problem } from '../core/problem';
import { BrokenList } from '../store/list-query';
import { note } from '../sync/audit';
import type { Deps } from '../sync/deps';
import { vendorProblem } from '../sync/vendor-problem';
import { Download } from './download';
import type { RateLimit } from './rate-limit';

/** One of the plugin's own actions, or a Content Manager right on one of its content types. */
export type Permission = ActionUid | { contentManager: 'create' | 'read' | 'update'; uid: string };

export type Request<Body, Query> = {
  deps: Deps;
  params: Record<string, string>;
  body: Body;
  query: Query;
  user: { id: number; email: string };
  /** CASL ability of the caller, for Content Manager permission checks on host data. */
  userAbility: unknown;
};

/** What was done, told from the answer. */
type Told<Answer> = (answer: Answer) => AuditEntry[] | Promise<AuditEntry[]>;

/**
 * Called before the work, when what it concerns still has the name it goes by; what it answers is
 * called after it, unless the work was refused.
 */
export type Audit<Body, Query, Answer> = (
  request: Request<Body, Query>
) => Told<Answer> | Promise<Told<Answer>>;

/** Whatever may change something says what the audit trail keeps of it. */
type Effect<Body, Query, Answer> =
  | { method: 'GET' }
  | { method: 'POST' | 'PUT' | 'DELETE'; audit: Audit<Body, Query, Answer> | 'changes nothing' };

export type Endpoint<Body = unknown, Query = unknown, Answer = unknown> = {
  /** Handler name within its area; unique there. */
  name: string;
  /** Below `/dotmailer`. */
  path: string;
  permission: Permission;
  body?: z.ZodType<Body>;
  query?: z.ZodType<Query>;
  /** For what a person could hammer the vendor with. */
  limit?: RateLimit;
  /** What is answered as `data`, or a `Download`. */
  handle(request: Request<Body, Query>): Promise<Answer>;
} & Effect<Body, Query, Answer>;

/** An area of the API: its name is the controller's. */
export type Area = { name: string; endpoints: Endpoint[] };

/** Keeps the inferred types of body, query and answer inside the definition, forgets them outside. */
export const endpoint = <Body, Query, Answer>(
  definition: Endpoint<Body, Query, Answer>
): Endpoint => definition as unknown as Endpoint;

type Context = {
  params: Record<string, string>;
  query: unknown;
  request: { body?: unknown };
  state: { user: { id: number; email: string }; userAbility: unknown };
  body: unknown;
  type: string;
  set(header: string, value: string): void;
  attachment(fileName: string): void;
};

const holdsNul = (value: unknown): boolean => {
  if (typeof value === 'string') return value.includes('\0');
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsNul);
};

/** No text has a use for a NUL character, and PostgreSQL takes none. @throws ValidationError */
export const refuseNul = (part: unknown): void => {
  if (!holdsNul(part)) return;
  throw new errors.ValidationError('The request is not valid: a text in it holds a NUL character', {
    code: 'INVALID' satisfies ErrorCode,
  });
};

/** A part of a request, checked. @throws ValidationError naming what is wrong */
export const parse = <T>(schema: z.ZodType<T> | undefined, value: unknown): T => {
  if (!schema) return undefined as T;
  refuseNul(value);
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  throw new errors.ValidationError('The request is not valid', {
    code: 'INVALID' satisfies ErrorCode,
    errors: result.error.issues.map((issue) => ({
      path: issue.path.map(String),
      message: issue.message,
      name: 'ValidationError',
    })),
  });
};

/** A list that cannot be evaluated is told in its own words, whatever was asked of it. */
const problemOf = (error: unknown): Problem | null => {
  if (error instanceof BrokenList) return new Problem('LIST_BROKEN', error.reason);
  return error instanceof Problem ? error : vendorProblem(error);
};

const toHttpError = (error: unknown): unknown => {
  const problem = problemOf(error);
  if (!problem) return error;
  if (problem.code === 'NOT_FOUND') return new errors.NotFoundError(problem.message);
  const code: ErrorCode = problem.code;
  const field = problem.field
    ? [{ path: [problem.field], message: problem.message, name: code }]
    : [];
  const places = problem.places.map(({ path, code: name, values, message }) => ({
    path: path.map(String),
    name,
    values,
    message,
  }));
  return new errors.ApplicationError(problem.message, { code, errors: [...field, ...places] });
};

/** Does what an endpoint is for, and notes in the audit trail that it was done. */
const perform = async (
  definition: Endpoint,
  request: Request<unknown, unknown>
): Promise<unknown> => {
  if (definition.method === 'GET' || definition.audit === 'changes nothing')
    return definition.handle(request);
  const tell = await definition.audit(request);
  const answer = await definition.handle(request);
  const { deps, user } = request;
  await note(deps, { kind: 'person', ...user }, await tell(answer));
  return answer;
};

const answer = (ctx: Context, result: unknown): void => {
  if (!(result instanceof Download)) {
    ctx.body = { data: result ?? null };
    return;
  }
  ctx.attachment(result.name);
  ctx.type = 'text/csv; charset=utf-8';
  // It holds what this person may read.
  ctx.set('Cache-Control', 'no-store');
  ctx.body = result.body;
};

/** The controller of an area: validate, call the use case, note it, answer. */
export const controllerOf = (area: Area, deps: () => Deps) =>
  Object.fromEntries(
    area.endpoints.map((definition) => [
      definition.name,
      async (ctx: Context) => {
        refuseNul(ctx.params);
        const request: Request<unknown, unknown> = {
          deps: deps(),
          params: ctx.params,
          body: parse(definition.body, ctx.request.body),
          query: parse(definition.query, ctx.query),
          user: { id: ctx.state.user.id, email: ctx.state.user.email },
          userAbility: ctx.state.userAbility,
        };
        definition.limit?.(request.user.id, request.deps.clock.now());
        try {
          answer(ctx, await perform(definition, request));
        } catch (error) {
          throw toHttpError(error);
        }
      },
    ])
  );

const permissionOf = (permission: Permission) =>
  typeof permission === 'string'
    ? actionId(permission)
    : [`plugin::content-manager.explorer.${permission.contentManager}`, permission.uid];

/** The Strapi routes of an area; each demands its permission. */
export const routesOf = (area: Area) =>
  area.endpoints.map(({ name, method, path, permission }) => ({
    method,
    path,
    handler: `${area.name}.${name}`,
    config: {
      policies: [
        'admin::isAuthenticatedAdmin',
        { name: 'admin::hasPermissions', config: { actions: [permissionOf(permission)] } },
      ],
    },
  }));
