import { ApiError, invalidParameter, refusal } from '../http/api-error';
import { fieldsOf, type UploadedFile } from '../http/request';
import type { Answer, Call, Route } from '../http/router';
import { hasEmailColumn } from '../imports/apply';
import { csvLine, readHeader, type Sheet } from '../imports/csv';
import type { ImportJob, ImportSource } from '../imports/jobs';
import { FAULT_REASONS } from '../imports/reasons';
import { MERGE_OPTIONS, wordOf, type Book, type MergeOption } from '../model';
import { bookInPath, refuseReserved } from './lookups';

const EXTENSIONS = ['.csv', '.xls', '.xlsx'];
/** Reports are kept for about a week. */
const REPORT_LIFE = 7 * 24 * 3_600_000;

const readFile = async (call: Call): Promise<UploadedFile> => {
  const file = call.request.isMultipart ? await call.request.file() : await readFileMedia(call);
  const extension = /\.[^.]*$/.exec(file.name.toLowerCase())?.[0] ?? '';
  if (!EXTENSIONS.includes(extension)) throw refusal(400, 'ERROR_IMPORT_UNSUPPORTED_FORMAT');
  const { importFileLimit, oversizedFileStatus } = call.world.switches;
  if (file.content.length > importFileLimit) {
    throw new ApiError(oversizedFileStatus, 'The file is too large. ERROR_PARAMETER_INVALID');
  }
  return file;
};

/** `{ fileName, data }` with the file in base64. */
const readFileMedia = async (call: Call): Promise<UploadedFile> => {
  const body = await call.request.jsonObject();
  const name = body.get('fileName');
  const data = body.get('data');
  if (typeof name !== 'string' || name === '') throw new ApiError(400, 'file must be valid');
  if (typeof data !== 'string' || data === '') throw invalidParameter();
  return { name, content: decodeBase64(data) };
};

/** Node decodes anything; what lost characters on the way was not base64. */
const decodeBase64 = (data: string): Buffer => {
  const content = Buffer.from(data, 'base64');
  const characters = data.replaceAll('\n', '').replaceAll('\r', '').replace(/=+$/, '').length;
  if (content.length !== Math.floor((characters * 3) / 4)) throw invalidParameter();
  return content;
};

const readMergeOption = (text: string): MergeOption => {
  const option =
    wordOf(MERGE_OPTIONS, text) ?? MERGE_OPTIONS[/^\d$/.test(text) ? Number(text) : -1];
  if (!option) throw invalidParameter();
  return option;
};

const refuseTooMany = ({ account, world }: Call): void => {
  if (account.imports.active >= world.switches.activeImportLimit) {
    throw refusal(400, 'ERROR_IMPORT_TOOMANYACTIVEIMPORTS');
  }
};

const start = async (call: Call, books: readonly Book[]): Promise<Answer> => {
  for (const book of books) refuseReserved(book);
  const mergeOption = readMergeOption(call.params.mergeOption ?? 'Overwrite');
  const file = await readFile(call);
  refuseTooMany(call);
  const header = readHeader(file.content);
  const lacksEmail = header !== undefined && !hasEmailColumn(header);
  if (lacksEmail && call.world.switches.missingEmailColumn === '400') {
    throw refusal(400, 'ERROR_NO_EMAIL_COLUMN');
  }
  const source: ImportSource = { fileName: file.name, content: file.content };
  return accepted(call.account.imports.start({ source, header: header ?? [], books, mergeOption }));
};

const accepted = ({ id, status }: ImportJob): Answer => ({ status: 202, json: { id, status } });

/** `{ addressBookIds, mergeOption, contacts }`: rows as JSON. */
const startCollection = async (call: Call): Promise<Answer> => {
  const body = await call.request.jsonObject();
  const contacts = body.get('contacts');
  if (!Array.isArray(contacts) || contacts.length === 0) {
    throw refusal(400, 'ERROR_CONTACTS_ARE_NOT_SPECIFIED');
  }
  const ids = body.get('addressBookIds') ?? [];
  if (!Array.isArray(ids)) throw invalidParameter();
  const books = ids.map((id: unknown) => {
    const book = call.account.store.books.get(Number(id));
    if (!book) throw refusal(400, 'ERROR_ADDRESSBOOK_NOT_FOUND');
    refuseReserved(book);
    return book;
  });
  const mergeOption = readMergeOption(String(body.get('mergeOption') ?? 'Overwrite'));
  const sheet = sheetOf(contacts);
  refuseTooMany(call);
  const source: ImportSource = { fileName: null, sheet };
  return accepted(call.account.imports.start({ source, header: sheet.header, books, mergeOption }));
};

const sheetOf = (contacts: readonly unknown[]): Sheet => {
  const cellsByRow = contacts.map((contact) => {
    const fields = fieldsOf(contact);
    const cells = new Map<string, string>();
    for (const name of ['email', 'optInType', 'emailType']) cells.set(name, text(fields.get(name)));
    const dataFields = fields.get('dataFields') ?? [];
    if (!Array.isArray(dataFields)) throw refusal(400, 'ERROR_MALFORMED_REQUEST');
    for (const pair of dataFields.map(fieldsOf))
      cells.set(text(pair.get('key')), text(pair.get('value')));
    return cells;
  });
  const header = [...new Set(cellsByRow.flatMap((cells) => [...cells.keys()]))];
  return { header, rows: cellsByRow.map((cells) => header.map((name) => cells.get(name) ?? '')) };
};

const text = (value: unknown): string =>
  value === null || value === undefined ? '' : String(value);

const importInPath = ({ account, params }: Call): ImportJob => {
  const job = account.imports.get(params.importId ?? '');
  if (!job) throw refusal(404, 'ERROR_IMPORT_NOT_FOUND');
  return job;
};

/** The job with its report, while the vendor keeps it. */
const reported = (call: Call): ImportJob => {
  const job = importInPath(call);
  const expired = call.world.clock.now() > job.startedAt + REPORT_LIFE;
  if (!job.report || expired) {
    throw refusal(
      call.world.switches.reportNotFoundStatus,
      'ERROR_IMPORT_REPORT_NOT_FOUND',
      'Import is not processed yet or completed with error.'
    );
  }
  return job;
};

const faultReport = (call: Call): Answer => {
  const job = reported(call);
  const { switches } = call.world;
  const header =
    switches.faultHeader === 'lower' ? job.header.map((name) => name.toLowerCase()) : job.header;
  const lines = [
    csvLine(['Reason', ...header]),
    ...job.faults.map(({ kind, cells }) =>
      csvLine([FAULT_REASONS[kind][switches.faultSpelling], ...cells])
    ),
  ];
  const lineEnd = switches.faultLineEnd === 'lf' ? '\n' : '\r\n';
  const mark = switches.faultByteOrderMark ? '\uFEFF' : '';
  return {
    status: 200,
    text: mark + lines.join(lineEnd) + lineEnd,
    contentType: switches.faultContentType,
  };
};

export const importRoutes: Route[] = [
  {
    method: 'POST',
    path: '/v2/address-books/{addressBookId}/contacts/import',
    tier: 'low',
    handle: (call) => start(call, [bookInPath(call)]),
  },
  {
    method: 'POST',
    path: '/v2/address-books/{addressBookId}/contacts/import/with-merge-option/{mergeOption}',
    tier: 'low',
    handle: (call) => start(call, [bookInPath(call)]),
  },
  {
    method: 'POST',
    path: '/v2/contacts/import',
    tier: 'low',
    handle: (call) => start(call, []),
  },
  {
    method: 'POST',
    path: '/v2/contacts/import/with-merge-option/{mergeOption}',
    tier: 'low',
    handle: (call) => start(call, []),
  },
  {
    method: 'POST',
    path: '/v2/contacts/import-collection',
    tier: 'low',
    handle: startCollection,
  },
  {
    method: 'GET',
    path: '/v2/contacts/import/{importId}',
    tier: 'high',
    handle: async (call) => {
      const job = importInPath(call);
      const status = await call.account.imports.poll(job);
      return { status: 200, json: { id: job.id, status } };
    },
  },
  {
    method: 'GET',
    path: '/v2/contacts/import/{importId}/report',
    tier: 'high',
    handle: (call) => ({ status: 200, json: reported(call).report }),
  },
  {
    method: 'GET',
    path: '/v2/contacts/import/{importId}/report-faults',
    tier: 'high',
    handle: faultReport,
  },
];
