import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { parseVendorDate, toVendorDate } from '../../server/src/dotdigital/dates';
import { fillPath } from '../../server/src/dotdigital/endpoint';
import { failureOf } from '../../server/src/dotdigital/failures';
import { parseFaults } from '../../server/src/dotdigital/fault-report';
import {
  accountSchema,
  addressBooksSchema,
  contactSchema,
  dataFieldDeletionSchema,
  dataFieldsSchema,
  importReportSchema,
  jobSchema,
  resubscribeSchema,
  suppressionsSchema,
} from '../../server/src/dotdigital/schemas';

describe('dates', () => {
  it.each([
    ['2020-01-01T09:40:18.527Z', Date.UTC(2020, 0, 1, 9, 40, 18, 527)],
    ['2020-01-01 09:40:18.527000+00:00', Date.UTC(2020, 0, 1, 9, 40, 18, 527)],
    ['2015-01-01T00:00:00z', Date.UTC(2015, 0, 1)],
    ['2016-08-01 10:09:22', Date.UTC(2016, 7, 1, 10, 9, 22)],
    ['2015-10-16T11:00:00+0200', Date.UTC(2015, 9, 16, 9)],
    ['2018-01-10', Date.UTC(2018, 0, 10)],
    ['0001-01-01T00:00:00', null],
    ['0001-01-01T00:00:00Z', null],
    ['', null],
    ['yesterday', null],
    ['2020-13-45', null],
    [null, null],
    [undefined, null],
    [5, null],
  ])('reads %s', (value, expected) => {
    expect(parseVendorDate(value)).toBe(expected);
  });

  it('writes whole seconds, rounded down, and nothing before 1970', () => {
    expect(toVendorDate(Date.UTC(2026, 0, 2, 3, 4, 5, 999))).toBe('2026-01-02T03:04:05Z');
    expect(toVendorDate(0)).toBe('1970-01-01T00:00:00Z');
    expect(toVendorDate(-5)).toBe('1970-01-01T00:00:00Z');
  });
});

describe('answers', () => {
  it('take unknown words, extra fields and missing ones', () => {
    expect(
      contactSchema.parse({
        id: '12',
        email: ' Ada@Example.com ',
        status: 'BrandNewStatus',
        optInType: null,
        somethingNew: { deep: true },
        dataFields: [
          { key: 'FirstName', value: 'Ada' },
          { key: 'AGE', value: null },
          { key: null },
        ],
      })
    ).toEqual({
      id: 12,
      email: 'Ada@Example.com',
      status: 'BrandNewStatus',
      optInType: null,
      emailType: null,
      dataFields: { FIRSTNAME: 'Ada', AGE: null },
    });
    expect(contactSchema.parse({ id: 1, email: '' })).toMatchObject({
      email: null,
      dataFields: null,
    });
    expect(addressBooksSchema.parse([{ id: 1, name: 'A' }])).toEqual([
      { id: 1, name: 'A', visibility: null, contacts: 0 },
    ]);
  });

  it('take data fields of any type and visibility, their defaults as text', () => {
    expect(
      dataFieldsSchema.parse([
        { name: 'Tags', type: 'ListOfWords', visibility: 'Shared', defaultValue: ['a', 'b'] },
        { Name: 'POINTS', Type: 'Numeric', DefaultValue: 0 },
        { name: 'HAPPY', type: 'Boolean', visibility: null, defaultValue: false, novel: 1 },
        { name: 'NOTE', type: 'String', defaultValue: '' },
      ])
    ).toEqual([
      { name: 'TAGS', type: 'ListOfWords', visibility: 'Shared', defaultValue: '["a","b"]' },
      { name: 'POINTS', type: 'Numeric', visibility: null, defaultValue: '0' },
      { name: 'HAPPY', type: 'Boolean', visibility: null, defaultValue: 'false' },
      { name: 'NOTE', type: 'String', visibility: null, defaultValue: null },
    ]);
  });

  it('tell by the result of a deletion whether it was done, and by what it was held up', () => {
    const read = (body: unknown) => dataFieldDeletionSchema.parse(body);
    expect(read({ dependencies: null, result: true })).toEqual({ deleted: true });
    expect(
      read({ Result: false, Dependencies: [{ Type: 'Survey', ObjectId: 3 }, 'Used in program 1'] })
    ).toEqual({
      deleted: false,
      dependencies: [{ type: 'Survey', objectId: 3 }, 'Used in program 1'],
    });
    expect(read({ type: 'about:blank', title: 'Conflict', status: 409 })).toEqual({
      deleted: false,
      dependencies: [],
    });
  });

  it('pass over a suppression that names nobody', () => {
    const rows = suppressionsSchema.parse([
      { suppressedContact: null, dateRemoved: null, reason: 'Unsubscribed' },
      {
        suppressedContact: { id: 1, email: 'a@b.example', status: 'HardBounced' },
        dateRemoved: '0001-01-01T00:00:00',
      },
    ]);
    expect(rows).toEqual([
      null,
      expect.objectContaining({ removedAt: null, reason: 'HardBounced' }),
    ]);
  });

  it('read names in any case of their first letter', () => {
    expect(jobSchema.parse({ Id: 'abc', Status: 'Completed' })).toEqual({
      id: 'abc',
      status: 'Completed',
    });
    expect(
      accountSchema.parse({ Id: 3, Properties: [{ Name: 'Name', Type: 'String', Value: 'Demo' }] })
    ).toMatchObject({ id: '3', properties: [{ name: 'Name', value: 'Demo' }] });
  });

  it('tell a resubscribe from both shapes', () => {
    expect(resubscribeSchema.parse({ contact: {}, status: 'ContactChallenged' })).toBe(
      'ContactChallenged'
    );
    expect(resubscribeSchema.parse({ id: 1, email: 'a@b.example', status: 'Subscribed' })).toBe(
      'ContactAdded'
    );
  });

  it('keep the numbers of a report, known or not', () => {
    expect(importReportSchema.parse({ newContacts: 1, novel: 2, note: 'x' })).toEqual({
      newContacts: 1,
      novel: 2,
    });
  });
});

describe('the fault report', () => {
  const read = async (text: string) => {
    const rows = [];
    const bytes = Buffer.from(text, 'utf8');
    // One byte at a time: characters and the byte order mark arrive in pieces.
    const stream = Readable.from([...bytes].map((byte) => Buffer.of(byte)));
    for await (const row of parseFaults(stream, () => new Error('broken'))) rows.push(row);
    return rows;
  };

  it.each(['\n', '\r\n'])('reads mark, header in any case, quotes, with %j', async (end) => {
    const text = [
      '\uFEFFREASON,Email,FirstName',
      'Hard bounced,ada@example.com,"Á, ""A"""',
      '',
    ].join(end);
    expect(await read(text)).toEqual([
      {
        reason: 'Hard bounced',
        email: 'ada@example.com',
        cells: { email: 'ada@example.com', firstname: 'Á, "A"' },
      },
    ]);
  });

  it('reads a quoted header behind the mark', async () => {
    const [row] = await read('\uFEFF"Reason","Email"\nDuplicate,a@b.example\n');
    expect(row).toMatchObject({ reason: 'Duplicate', email: 'a@b.example' });
  });

  it('takes rows that are too short or too long', async () => {
    const rows = await read('Reason,email,x\nDuplicate,a@b.example\nBlocked,c@d.example,1,2\n');
    expect(rows.map((row) => row.email)).toEqual(['a@b.example', 'c@d.example']);
  });

  it('is empty without rows', async () => {
    expect(await read('')).toEqual([]);
    expect(await read('Reason,email\n')).toEqual([]);
  });
});

it('percent-encodes e-mails in paths', () => {
  const byEmail = {
    method: 'GET',
    path: 'contacts/{email}',
    kind: 'read',
    repeat: 'always',
  } as const;
  expect(fillPath(byEmail, { email: 'a+b/c?d#e%f@ex.com' })).toBe(
    'contacts/a%2Bb%2Fc%3Fd%23e%25f%40ex.com'
  );
});

describe('failures', () => {
  const GET = { method: 'GET', path: 'contacts/{email}', kind: 'read', repeat: 'always' } as const;
  const POST = { method: 'POST', path: 'address-books', kind: 'write', repeat: 'refused' } as const;

  it.each([
    [401, { message: 'Authorization has been denied for this request.' }, 'authentication', null],
    [429, '', 'rateLimited', null],
    [400, { message: 'Capped. ERROR_APIUSAGE_EXCEEDED' }, 'rateLimited', 'ERROR_APIUSAGE_EXCEEDED'],
    [
      400,
      { message: 'Error: ERROR_IMPORT_TOOMANYACTIVEIMPORTS ' },
      'rateLimited',
      'ERROR_IMPORT_TOOMANYACTIVEIMPORTS',
    ],
    [
      503,
      { message: 'Error: ERROR_SYSTEM_SERVICETEMPORARILYUNAVAILABLE' },
      'unavailable',
      'ERROR_SYSTEM_SERVICETEMPORARILYUNAVAILABLE',
    ],
    [502, '<html>Bad gateway</html>', 'unavailable', null],
    [404, { Message: 'Error: ERROR_CONTACT_NOT_FOUND ' }, 'rejected', 'ERROR_CONTACT_NOT_FOUND'],
    [403, { message: 'Error: ERROR_FEATURENOTACTIVE' }, 'rejected', 'ERROR_FEATURENOTACTIVE'],
    [404, '<html>Not here</html>', 'unexpected', null],
    [302, '', 'unexpected', null],
  ])('sorts %i %j', (status, body, kind, code) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const error = failureOf(GET, { status, body: text });
    expect({ kind: error.kind, code: error.code }).toEqual({ kind, code });
    expect(error.retry).toBe(kind === 'rateLimited' || kind === 'unavailable');
  });

  it('says the vendor’s reason in words, without code and addresses', () => {
    const body = JSON.stringify({
      message: 'ada@example.com is suppressed. ERROR_CONTACT_SUPPRESSED',
    });
    expect(failureOf(GET, { status: 400, body }).message).toBe('(address) is suppressed.');
    const bare = JSON.stringify({ message: 'Error: ERROR_ADDRESSBOOK_NOT_FOUND' });
    expect(failureOf(GET, { status: 404, body: bare }).message).toBe(
      'Dotdigital answered ERROR_ADDRESSBOOK_NOT_FOUND'
    );
  });

  it('leaves the outcome open where a server error may have come too late', () => {
    expect(failureOf(POST, { status: 504, body: '' }).code).toBe('OUTCOME_UNKNOWN');
    expect(failureOf(POST, { status: 503, body: '' }).code).toBeNull();
    expect(failureOf(GET, { status: 504, body: '' }).code).toBeNull();
  });
});
