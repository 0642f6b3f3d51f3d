import type { Caller } from './caller';
import { endpointName, type Endpoint } from './endpoint';
import { isVendorError, OUTCOME_UNKNOWN, VendorError } from './errors';
import { failureOf } from './failures';
import { parseFaults } from './fault-report';
import { vendorId, jobId } from './guards';
import { peek, readShortBody } from './read-body';
import { importReportSchema, jobSchema } from './schemas';
import type { Call, DotdigitalAccount, ImportFault } from './types';
import { startUpload } from './upload';

const START: Endpoint = {
  method: 'POST',
  path: 'address-books/{id}/contacts/import/with-merge-option/{mergeOption}',
  kind: 'write',
  repeat: 'never',
};
const STATUS: Endpoint = {
  method: 'GET',
  path: 'contacts/import/{importId}',
  kind: 'poll',
  repeat: 'always',
};
const REPORT: Endpoint = {
  method: 'GET',
  path: 'contacts/import/{importId}/report',
  kind: 'read',
  repeat: 'always',
};
const FAULTS: Endpoint = {
  method: 'GET',
  path: 'contacts/import/{importId}/report-faults',
  kind: 'read',
  repeat: 'always',
};

/** Kept for about a week; before the import has ended there is none either. */
const isNoReport = (error: unknown): boolean =>
  isVendorError(error) &&
  (error.code === 'ERROR_IMPORT_REPORT_NOT_FOUND' ||
    (error.kind === 'rejected' && error.httpStatus === 404));

/** What ended a report too early: the caller's own signal, or the connection. */
const brokenOff = (call: Call = {}): Error => {
  call.signal?.throwIfAborted();
  return new VendorError('unavailable', 'The fault report broke off', {
    endpoint: endpointName(FAULTS),
  });
};

const nobody = async function* (): AsyncGenerator<ImportFault> {};

/** Bulk CSV uploads into a book; the vendor calls them imports. */
export const imports = (caller: Caller): DotdigitalAccount['imports'] => ({
  start: async (bookId, { stream, mergeOption }, call) => {
    const upload = startUpload(stream, call?.signal);
    try {
      const request = {
        endpoint: START,
        values: { id: vendorId(bookId), mergeOption },
        form: upload.form,
      };
      const { value } = await caller.json(request, jobSchema, { signal: upload.signal });
      if (value.id) return { id: value.id, status: value.status ?? 'NotFinished' };
      throw new VendorError('unavailable', 'Dotdigital took the file and named no import', {
        code: OUTCOME_UNKNOWN,
        endpoint: endpointName(START),
      });
    } finally {
      upload.release();
    }
  },
  status: async (id, call) => {
    const request = { endpoint: STATUS, values: { importId: jobId(id) } };
    return (await caller.json(request, jobSchema, call)).value.status ?? 'Unknown';
  },
  report: async (id, call) => {
    const request = { endpoint: REPORT, values: { importId: jobId(id) } };
    return (await caller.json(request, importReportSchema, call)).value;
  },
  faults: async (id, call) => {
    const request = { endpoint: FAULTS, values: { importId: jobId(id) }, accept: 'text/csv' };
    try {
      const csv = await caller.stream(request, call);
      const first = await peek(csv).catch(() => {
        throw brokenOff(call);
      });
      // On an error the body may be the vendor's JSON although the call succeeded.
      if (first === '{') throw failureOf(FAULTS, { status: 400, body: await readShortBody(csv) });
      return first === null ? nobody() : parseFaults(csv, () => brokenOff(call));
    } catch (error) {
      if (isNoReport(error)) return null;
      throw error;
    }
  },
});
