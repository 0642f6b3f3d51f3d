import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

type Parameter = { in: string; name: string; required?: boolean; schema: JsonObject };
type Content = Record<string, { schema: JsonObject }>;
type Operation = {
  parameters?: Parameter[];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content }>;
};
type Document = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonObject> };
};

export type Example = {
  responses: Record<string, { contentType: string; value: Json }[]>;
};

/** Folder of the vendor's published documents, which are not part of this repository; null when unset. */
export const contractDir = (): string | null => {
  const dir = process.env.DOTDIGITAL_CONTRACT_DIR;
  if (dir && existsSync(path.join(dir, 'dotdigital-v2-openapi.json'))) return dir;
  console.warn(
    '\nSKIPPED: the contract tests need the vendor’s documents; set DOTDIGITAL_CONTRACT_DIR to their folder.\n'
  );
  return null;
};

const read = (dir: string, file: string): unknown =>
  JSON.parse(readFileSync(path.join(dir, file), 'utf8'));

export const readExamples = (dir: string): Record<string, Example> =>
  read(dir, 'v2-doc-examples.json') as Record<string, Example>;

/** OpenAPI 3.0's `nullable` as JSON Schema, and references to where the schemas are registered. */
const toJsonSchema = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(toJsonSchema);
  if (value === null || typeof value !== 'object') return value;
  const { nullable, ...rest } = value;
  const schema = Object.fromEntries(
    Object.entries(rest).map(([key, entry]) => [
      key,
      key === '$ref' && typeof entry === 'string'
        ? entry.replace('#/components/schemas/', 'schemas#/definitions/')
        : toJsonSchema(entry),
    ])
  );
  const saysSomething = 'type' in schema || 'oneOf' in schema || '$ref' in schema;
  return nullable === true && saysSomething ? { anyOf: [schema, { type: 'null' }] } : schema;
};

/**
 * `allOf` of objects as one object: read literally, each part would forbid the properties of the
 * others (`additionalProperties: false`).
 */
const mergeParts = (name: string, schemas: Record<string, JsonObject>): JsonObject => {
  const schema = schemas[name] ?? {};
  if (!Array.isArray(schema.allOf)) return schema;
  const parts = schema.allOf.map((part) => {
    const { $ref, ...own } = part as JsonObject;
    return typeof $ref === 'string' ? mergeParts($ref.split('/').at(-1) ?? '', schemas) : own;
  });
  const properties = parts.map((part) => part.properties as JsonObject);
  const required = parts.flatMap((part) => (part.required as string[] | undefined) ?? []);
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.assign({}, ...properties) as JsonObject,
    ...(required.length > 0 ? { required } : {}),
  };
};

type Exchange = {
  method: string;
  /** As sent: percent-encoded, with the query. */
  url: string;
  contentType?: string | undefined;
  body?: string | undefined;
};

type VendorAnswer = { status: number; contentType: string | null; text: string };

/** Checks requests and answers against the vendor's OpenAPI document. */
export const openApi = (dir: string) => {
  const document = read(dir, 'dotdigital-v2-openapi.json') as Document;
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false });
  addFormats.default(ajv);
  ajv.addFormat('decimal', true);
  ajv.addFormat('guid', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
  const { schemas } = document.components;
  const merged = Object.fromEntries(
    Object.keys(schemas).map((name) => [name, mergeParts(name, schemas)])
  );
  ajv.addSchema({ $id: 'schemas', definitions: toJsonSchema(merged) });
  const compiled = new Map<JsonObject, ValidateFunction>();

  const problems = (schema: JsonObject, value: unknown, where: string): string[] => {
    const validate = compiled.get(schema) ?? ajv.compile(toJsonSchema(schema) as object);
    compiled.set(schema, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      (error) => `${where}${error.instancePath} ${error.message ?? ''}`
    );
  };

  /** A path or query value is text; the schema says whether it means a number. */
  const typed = (schema: JsonObject, text: string): unknown => {
    if (schema.type === 'integer' || schema.type === 'number') return Number(text);
    if (schema.type === 'array') return [text];
    if (schema.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
    return text;
  };

  const parameterProblems = (parameter: Parameter, text: string): string[] =>
    problems(parameter.schema, typed(parameter.schema, text), `${parameter.in} ${parameter.name}`);

  const matches = (template: string, pathname: string): Record<string, string> | null => {
    const expected = template.split('/');
    const given = pathname.split('/');
    if (expected.length !== given.length) return null;
    const values: Record<string, string> = {};
    for (const [index, part] of expected.entries()) {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      if (name) values[name] = decodeURIComponent(given[index] ?? '');
      else if (part !== given[index]) return null;
    }
    return values;
  };

  /** Every operation whose path can be read into this one: `contacts/{id}` and `contacts/{email}`. */
  const candidates = ({ method, url }: Exchange) => {
    const pathname = new URL(url, 'http://vendor').pathname;
    return Object.entries(document.paths).flatMap(([template, operations]) => {
      const operation = operations[method.toLowerCase()];
      const values = matches(template, pathname);
      return operation && values ? [{ template, operation, values }] : [];
    });
  };

  const urlProblems = (
    { operation, values }: { operation: Operation; values: Record<string, string> },
    url: string
  ): string[] => {
    const query = new URL(url, 'http://vendor').searchParams;
    const parameters = operation.parameters ?? [];
    const known = (name: string) =>
      parameters.find((parameter) => parameter.in === 'query' && parameter.name === name);
    return [
      ...parameters
        .filter((parameter) => parameter.in === 'path')
        .flatMap((parameter) => parameterProblems(parameter, values[parameter.name] ?? '')),
      ...[...query].flatMap(([name, text]) => {
        const parameter = known(name);
        return parameter ? parameterProblems(parameter, text) : [`query ${name} is not documented`];
      }),
    ];
  };

  const bodyProblems = (operation: Operation, { contentType, body }: Exchange): string[] => {
    const declared = operation.requestBody?.content['application/json']?.schema;
    if (!declared) return body ? ['a body is not documented'] : [];
    if (!contentType?.startsWith('application/json'))
      return [`body is ${contentType ?? 'missing'}`];
    return problems(declared, JSON.parse(body ?? ''), 'body');
  };

  const best = (exchange: Exchange) => {
    const tried = candidates(exchange).map((candidate) => ({
      ...candidate,
      found: urlProblems(candidate, exchange.url),
    }));
    return tried.sort((a, b) => a.found.length - b.found.length)[0];
  };

  /** An answer to a call of this template, against what the document declares for its status. */
  const answerProblems = (method: string, template: string, answer: VendorAnswer): string[] => {
    const operation = document.paths[template]?.[method.toLowerCase()];
    if (!operation) return [`${method} ${template} is not documented`];
    const declared = operation.responses[String(answer.status)];
    const where = `${method} ${template} ${answer.status}`;
    if (!declared) return [`${where} is not documented`];
    if (!declared.content) return answer.text === '' ? [] : [`${where}: a body is not documented`];
    const contentType = (answer.contentType ?? '').split(';')[0] ?? '';
    const content = declared.content[contentType];
    if (!content) return [`${where}: ${contentType || 'no content type'} is not documented`];
    if (content.schema.format === 'binary') return [];
    return problems(content.schema, JSON.parse(answer.text), where);
  };

  return {
    answerProblems,
    /** What does not fit: path, method, query, body. Empty when the request is as documented. */
    requestProblems: (exchange: Exchange): string[] => {
      const match = best(exchange);
      if (!match) return [`${exchange.method} ${exchange.url} is not documented`];
      return [...match.found, ...bodyProblems(match.operation, exchange)].map(
        (problem) => `${exchange.method} ${match.template}: ${problem}`
      );
    },
    /** As `requestProblems`, leaving the body out. */
    urlProblems: (exchange: Exchange): string[] =>
      best(exchange)?.found ?? [`${exchange.method} ${exchange.url} is not documented`],
  };
};
