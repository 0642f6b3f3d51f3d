/** Books, contacts, opt-outs and removals of the sandbox. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { callerOf, type Caller } from '../support/sandbox-client';

type Message = { message: string };
type Suppressed = { suppressedContact: { email: string; status: string }; reason: string }[];
type Resubscribed = { contact: { email: string; status: string }; status: string };

const EVER = '1970-01-01T00:00:00Z';
let sandbox: Sandbox;
let call: Caller;
let bookId: number;
const book = (rest = '') => `/v2/address-books/${bookId}/contacts${rest}`;
const memberEmails = () => sandbox.control.book(bookId).members.map(({ email }) => email);
const messageOf = async (method: string, path: string, body?: unknown) => {
  const answer = await call<Message>(method, path, body);
  return `${answer.status} ${answer.body.message}`;
};

beforeEach(async () => {
  sandbox = await startSandbox();
  call = callerOf(sandbox);
  bookId = sandbox.control.createBook('Newsletter').id;
});
afterEach(() => sandbox.close());

describe('address books', () => {
  it('are created, read, renamed and deleted; keys are read in any case', async () => {
    const { body: created } = await call<{ id: number }>('POST', '/v2/address-books', {
      Name: 'Customers',
      VISIBILITY: 'Public',
    });
    const path = `/v2/address-books/${created.id}`;
    expect((await call('GET', path)).body).toEqual({
      id: created.id,
      name: 'Customers',
      visibility: 'Public',
      contacts: 0,
    });
    expect((await call('PUT', path, { name: 'Clients' })).body).toMatchObject({ name: 'Clients' });
    expect((await call<unknown[]>('GET', '/v2/address-books/public')).body).toHaveLength(1);
    expect((await call('DELETE', path)).status).toBe(200);
    expect(await messageOf('GET', path)).toBe('404 Error: ERROR_ADDRESSBOOK_NOT_FOUND');
  });

  it('list Test, which cannot be written to, and All Contacts only by switch', async () => {
    const list = async () =>
      (await call<{ id: number; name: string }[]>('GET', '/v2/address-books')).body;
    const names = async () => (await list()).map(({ name }) => name);
    expect(await names()).toEqual(['Test', 'Newsletter']);
    const test = (await list()).find(({ name }) => name === 'Test');
    const notWritable =
      '400 Address book cannot be written to via the API. ERROR_ADDRESSBOOK_NOTWRITABLE';
    const path = `/v2/address-books/${test?.id}`;
    expect(await messageOf('POST', `${path}/contacts`, { email: 'a@example.com' })).toBe(
      notWritable
    );
    expect(await messageOf('PUT', path, { name: 'Mine' })).toBe(notWritable);
    expect(await messageOf('DELETE', path)).toBe(notWritable);
    sandbox.control.setSwitch('allContactsListed', true);
    expect(await names()).toEqual(['Test', 'All Contacts', 'Newsletter']);
  });

  it.each([
    [
      { name: 'test' },
      'That name is in use already, please choose another. ERROR_ADDRESSBOOK_DUPLICATE',
    ],
    [
      { name: 'ALL contacts' },
      'That name is in use already, please choose another. ERROR_ADDRESSBOOK_DUPLICATE',
    ],
    [
      { name: ' newsletter ' },
      'That name is in use already, please choose another. ERROR_ADDRESSBOOK_DUPLICATE',
    ],
    [{ name: '' }, 'Error: ERROR_ADDRESSBOOK_INVALID'],
    [{ visibility: 'Private' }, 'Error: ERROR_ADDRESSBOOK_INVALID'],
    [{ name: 'x'.repeat(129) }, 'Error: ERROR_ADDRESSBOOK_INVALID'],
    [{ name: 'Fine', visibility: 'Secret' }, 'Error: ERROR_ADDRESSBOOK_INVALID'],
    [['Fine'], 'Error: ERROR_MALFORMED_REQUEST'],
  ])('refuse %j', async (body, message) => {
    expect(await messageOf('POST', '/v2/address-books', body)).toBe(`400 ${message}`);
  });

  it('stop at the limit of the plan', async () => {
    sandbox.control.setSwitch('addressBookLimit', 3);
    expect(await messageOf('POST', '/v2/address-books', { name: 'More' })).toBe(
      '400 Error: ERROR_ADDRESSBOOK_LIMITEXCEEDED'
    );
  });
});

describe('contacts', () => {
  it('are created or updated by e-mail, whatever its case, and answer all their fields', async () => {
    const first = await call<{ id: number; email: string }>('POST', '/v2/contacts', {
      Email: 'Ada+News@Example.com',
      DataFields: [{ Key: 'firstname', Value: 'Ada' }],
    });
    expect(first.status).toBe(201);
    const again = await call<{ id: number; dataFields: { key: string; value: unknown }[] }>(
      'POST',
      '/v2/contacts',
      { email: 'ada+news@example.com', dataFields: [{ key: 'LASTNAME', value: 'Lovelace' }] }
    );
    expect(again.body).toMatchObject({ id: first.body.id, email: 'Ada+News@Example.com' });
    expect(again.body.dataFields).toEqual(
      expect.arrayContaining([
        { key: 'FIRSTNAME', value: 'Ada' },
        { key: 'LASTNAME', value: 'Lovelace' },
        { key: 'GENDER', value: null },
      ])
    );
    expect((await call('GET', '/v2/contacts/ada%2Bnews%40example.com')).status).toBe(200);
    expect(await messageOf('GET', '/v2/contacts/ada+news@example.com')).toBe(
      '404 Error: ERROR_CONTACT_NOT_FOUND'
    );
  });

  it.each([
    [{ email: 'nobody' }, 'Email is not a valid email address. ERROR_PARAMETER_INVALID'],
    [{}, 'Email is not a valid email address. ERROR_PARAMETER_INVALID'],
    [
      { email: 'a@b.com', dataFields: [{ key: 'NOPE', value: 1 }] },
      'Error: ERROR_DATAFIELD_NOTFOUND',
    ],
    [
      { email: 'a@b.com', dataFields: [{ key: 'GENDER', value: 'x'.repeat(1001) }] },
      'Error: ERROR_DATAFIELD_VALUE_OVERFLOW',
    ],
    [{ email: 'a@b.com', optInType: 'Maybe' }, 'Error: ERROR_PARAMETER_INVALID'],
  ])('refuse %j', async (body, message) => {
    expect(await messageOf('POST', '/v2/contacts', body)).toBe(`400 ${message}`);
    expect(sandbox.control.counts().contacts).toBe(0);
  });

  it('change their e-mail by id, unless somebody has it', async () => {
    const { id } = sandbox.control.addContact('a@example.com');
    sandbox.control.addContact('b@example.com');
    expect(await messageOf('PUT', `/v2/contacts/${id}`, { email: 'B@example.com' })).toBe(
      '400 Error: ERROR_NON_UNIQUE_EMAIL'
    );
    await call('PUT', `/v2/contacts/${id}`, { email: 'c@example.com' });
    expect(sandbox.control.contact('c@example.com')?.id).toBe(id);
    expect(sandbox.control.contact('a@example.com')).toBeNull();
  });

  it('are deleted without being suppressed', async () => {
    const { id } = sandbox.control.addContact('a@example.com', { bookIds: [bookId] });
    expect((await call('DELETE', `/v2/contacts/${id}`)).status).toBe(204);
    expect(memberEmails()).toEqual([]);
    expect(sandbox.control.suppressed()).toEqual([]);
    expect((await call('POST', book(), { email: 'a@example.com' })).status).toBe(200);
  });

  it('wait for their opt-in when they must confirm', async () => {
    const { body } = await call('POST', book(), {
      email: 'a@example.com',
      optInType: 'VerifiedDouble',
    });
    expect(body).toMatchObject({ status: 'PendingOptIn', optInType: 'VerifiedDouble' });
  });

  it('are refused while suppressed, and found by e-mail alone', async () => {
    const { id } = sandbox.control.addContact('a@example.com', { bookIds: [bookId] });
    sandbox.control.hardBounce('a@example.com');
    const suppressed = '400 Contact is suppressed. ERROR_CONTACT_SUPPRESSED';
    expect(await messageOf('POST', '/v2/contacts', { email: 'A@example.com' })).toBe(suppressed);
    expect(await messageOf('POST', book(), { email: 'a@example.com' })).toBe(suppressed);
    expect(memberEmails()).toEqual([]);
    expect((await call('GET', `/v2/contacts/${id}`)).status).toBe(404);
    expect((await call('GET', '/v2/contacts/a%40example.com')).body).toMatchObject({
      status: 'HardBounced',
    });
    sandbox.control.setSwitch('suppressedById', 'shown');
    expect((await call('GET', `/v2/contacts/${id}`)).status).toBe(200);
  });
});

describe('opt-outs', () => {
  beforeEach(() => {
    for (const name of ['a', 'b', 'c']) {
      sandbox.control.addContact(`${name}@example.com`, { bookIds: [bookId] });
    }
  });
  const bookFeed = async (since = EVER) =>
    (await call<Suppressed>('GET', book(`/unsubscribed-since/${since}`))).body;
  const accountFeed = async (name: string, since = EVER) =>
    (await call<Suppressed>('GET', `/v2/contacts/${name}-since/${since}`)).body;
  const reasons = (feed: Suppressed) =>
    feed.map(({ suppressedContact, reason }) => `${suppressedContact.email} ${reason}`);

  it('of a book end membership there and show in its feed alone', async () => {
    const { body } = await call('POST', book('/unsubscribe'), { email: 'A@example.com' });
    expect(body).toMatchObject({
      suppressedContact: { email: 'a@example.com', status: 'Subscribed', dataFields: null },
      reason: 'Unsubscribed',
    });
    expect(memberEmails()).toEqual(['b@example.com', 'c@example.com']);
    expect(reasons(await bookFeed())).toEqual(['a@example.com Unsubscribed']);
    expect((await bookFeed())[0]?.suppressedContact.status).toBe('Unsubscribed');
    sandbox.control.setSwitch('bookFeedStatus', 'account');
    expect((await bookFeed())[0]?.suppressedContact.status).toBe('Subscribed');
    expect(await accountFeed('suppressed')).toEqual([]);
  });

  it('of the account take people off every book and are not in the feeds of books', async () => {
    await call('POST', book('/unsubscribe'), { email: 'a@example.com' });
    const { body } = await call('POST', '/v2/contacts/unsubscribe', { email: 'a@example.com' });
    expect(body).toMatchObject({ suppressedContact: { status: 'Unsubscribed' } });
    sandbox.control.hardBounce('b@example.com');
    expect(memberEmails()).toEqual(['c@example.com']);
    expect(await bookFeed()).toEqual([]);
    expect(reasons(await accountFeed('suppressed'))).toEqual([
      'a@example.com Unsubscribed',
      'b@example.com HardBounced',
    ]);
    expect(reasons(await accountFeed('unsubscribed'))).toEqual(['a@example.com Unsubscribed']);
  });

  it('come since a moment only', async () => {
    sandbox.control.unsubscribe('a@example.com', bookId);
    sandbox.control.suppress('b@example.com');
    await sandbox.control.advanceClock(1000);
    const now = new Date(sandbox.control.counts().now).toISOString();
    expect(await bookFeed(now)).toEqual([]);
    expect(await accountFeed('suppressed', now)).toEqual([]);
  });

  it('of unknown addresses are refused, or make a contact', async () => {
    const stranger = { email: 'new@example.com' };
    expect(await messageOf('POST', book('/unsubscribe'), stranger)).toBe(
      '400 Error: ERROR_CONTACT_NOT_FOUND'
    );
    sandbox.control.setSwitch('unsubscribeUnknown', 'creates');
    expect((await call('POST', book('/unsubscribe'), stranger)).status).toBe(200);
    expect(reasons(await bookFeed())).toEqual(['new@example.com Unsubscribed']);
  });

  it('bar the way back into the book, unless the switch says adding clears them', async () => {
    sandbox.control.unsubscribe('a@example.com', bookId);
    expect(await messageOf('POST', book(), { email: 'a@example.com' })).toBe(
      '400 Error: ERROR_CONTACT_SUPPRESSEDFORADDRESSBOOK'
    );
    sandbox.control.setSwitch('rejoinAfterBookUnsubscribe', 'clears');
    expect((await call('POST', book(), { email: 'a@example.com' })).status).toBe(200);
    expect(await bookFeed()).toEqual([]);
  });

  it('can be made in bulk; what is unknown is named', async () => {
    const { id } = sandbox.control.contact('a@example.com') ?? { id: 0 };
    const { body } = await call('PUT', '/v2/contacts/suppress-contacts', [
      { id },
      { email: 'b@example.com' },
      { email: 'nobody@example.com' },
    ]);
    expect(body).toEqual({
      suppressed: [
        { id, email: null },
        { id: 0, email: 'b@example.com' },
      ],
      notFound: [{ id: 0, email: 'nobody@example.com' }],
    });
    expect(reasons(await accountFeed('suppressed'))).toEqual([
      'a@example.com Suppressed',
      'b@example.com Suppressed',
    ]);
  });

  describe('and the way back', () => {
    const resubscribe = (path: string, email: string) =>
      call<Resubscribed>('POST', path, {
        unsubscribedContact: { email },
        preferredLocale: '',
        returnUrlToUseIfChallenged: '',
      });

    it('into a book asks the person first', async () => {
      sandbox.control.unsubscribe('a@example.com', bookId);
      const { body } = await resubscribe(book('/resubscribe'), 'a@example.com');
      expect(body).toMatchObject({
        status: 'ContactChallenged',
        contact: { status: 'Unsubscribed' },
      });
      expect(memberEmails()).not.toContain('a@example.com');
      sandbox.control.confirmChallenge('a@example.com');
      expect(memberEmails()).toContain('a@example.com');
      expect(await bookFeed()).toEqual([]);
    });

    it('into the account asks the person first, and does not restore the books', async () => {
      sandbox.control.unsubscribe('a@example.com');
      const { body } = await resubscribe('/v2/contacts/resubscribe', 'a@example.com');
      expect(body.status).toBe('ContactChallenged');
      expect(sandbox.control.contact('a@example.com')?.status).toBe('Unsubscribed');
      sandbox.control.confirmChallenge('a@example.com');
      expect(sandbox.control.contact('a@example.com')).toMatchObject({
        status: 'Subscribed',
        bookIds: [],
      });
    });

    it('without challenge is open at once', async () => {
      sandbox.control.unsubscribe('a@example.com');
      const path = book('/resubscribe-with-no-challenge');
      const { body } = await resubscribe(path, 'a@example.com');
      expect(body).toMatchObject({ status: 'ContactAdded', contact: { status: 'Subscribed' } });
      expect(memberEmails()).toContain('a@example.com');
      expect(await accountFeed('suppressed')).toEqual([]);
    });

    it('asks nobody who never left', async () => {
      const { body } = await resubscribe(book('/resubscribe'), 'b@example.com');
      expect(body.status).toBe('ContactAdded');
    });

    it.each(['IspComplained', 'SharedSuppression', 'DomainSuppression', 'NotAllowed'] as const)(
      'is closed after %s',
      async (reason) => {
        sandbox.control.suppress('a@example.com', reason);
        for (const path of ['/v2/contacts/resubscribe', book('/resubscribe-with-no-challenge')]) {
          const { body } = await resubscribe(path, 'a@example.com');
          expect(body).toMatchObject({
            status: 'ContactCannotBeUnsuppressed',
            contact: { status: reason },
          });
        }
        expect(sandbox.control.contact('a@example.com')?.status).toBe(reason);
      }
    );

    it('wants to know who', async () => {
      expect(await messageOf('POST', '/v2/contacts/resubscribe', {})).toBe(
        '400 Error: ERROR_CONTACT_RESUBSCRIPTION_INVALID'
      );
    });
  });
});

describe('removals', () => {
  let ids: number[];
  beforeEach(() => {
    ids = ['a', 'b', 'c'].map(
      (name) => sandbox.control.addContact(`${name}@example.com`, { bookIds: [bookId] }).id
    );
    sandbox.control.setRemovalSpeed({ polls: 1 });
  });
  const progress = async (id: string) =>
    (await call<{ status: string }>('GET', `/v2/contacts/deletion/${id}`)).body.status;

  it('in bulk end membership in the background, of members alone, and suppress nobody', async () => {
    const { status, body } = await call<{ id: string; status: string }>('POST', book('/delete'), [
      ids[0],
      ids[2],
      123,
    ]);
    expect([status, body.status]).toEqual([202, 'Started']);
    expect(memberEmails()).toHaveLength(3);
    expect(await progress(body.id)).toBe('Started');
    expect(await progress(body.id)).toBe('Completed');
    expect(memberEmails()).toEqual(['b@example.com']);
    expect(sandbox.control.contact('a@example.com')?.status).toBe('Subscribed');
    expect((await call('POST', book(), { email: 'a@example.com' })).status).toBe(200);
  });

  it('may fail and then remove nobody', async () => {
    sandbox.control.failNextRemoval();
    const { body } = await call<{ id: string }>('POST', book('/delete'), ids);
    await sandbox.control.finishJobs();
    expect(await progress(body.id)).toBe('Failed');
    expect(memberEmails()).toHaveLength(3);
  });

  it('answer 204 and act at once in the legacy position', async () => {
    sandbox.control.setSwitch('bulkDeleteAnswer', '204');
    const { status, text } = await call('POST', book('/delete'), ids);
    expect([status, text]).toEqual([204, '']);
    expect(memberEmails()).toEqual([]);
  });

  it('write their progress in capitals by switch', async () => {
    sandbox.control.setSwitch('deletionKeys', 'pascal');
    const { body } = await call<{ id: string }>('POST', book('/delete'), ids);
    expect((await call('GET', `/v2/contacts/deletion/${body.id}`)).body).toEqual({
      Id: body.id,
      Status: 'Started',
    });
  });

  it('refuse what is no list of ids', async () => {
    expect(await messageOf('POST', book('/delete'), [])).toBe(
      '400 Error: ERROR_CONTACTS_ARE_NOT_SPECIFIED'
    );
    expect(await messageOf('POST', book('/delete'), ['x'])).toBe(
      '400 Error: ERROR_PARAMETER_INVALID'
    );
  });

  it('of one contact, or of all', async () => {
    expect((await call('DELETE', book(`/${ids[0]}`))).status).toBe(204);
    expect(memberEmails()).toHaveLength(2);
    expect((await call('DELETE', book())).status).toBe(204);
    expect(memberEmails()).toEqual([]);
    expect(sandbox.control.counts().contacts).toBe(3);
  });
});

describe('data fields', () => {
  it('are created in capitals, once, under allowed names', async () => {
    expect((await call('POST', '/v2/data-fields', { name: 'birthday', type: 'Date' })).text).toBe(
      ''
    );
    const list = await call<{ name: string }[]>('GET', '/v2/data-fields');
    expect(list.body).toContainEqual({
      name: 'BIRTHDAY',
      type: 'Date',
      visibility: 'Private',
      defaultValue: null,
    });
    expect(await messageOf('POST', '/v2/data-fields', { name: 'Birthday', type: 'String' })).toBe(
      '400 Field already exists. ERROR_NON_UNIQUE_DATAFIELD'
    );
    for (const name of ['has blank', 'x'.repeat(21), 'ContactId', 'email', '']) {
      expect(await messageOf('POST', '/v2/data-fields', { name, type: 'String' })).toBe(
        '400 Error: ERROR_DATAFIELD_INVALID'
      );
    }
    for (const rest of [{}, { type: 'Text' }, { type: 'Numeric', defaultValue: 'many' }]) {
      expect(await messageOf('POST', '/v2/data-fields', { name: 'OTHER', ...rest })).toBe(
        '400 Error: ERROR_DATAFIELD_INVALID'
      );
    }
  });

  it('answer the created field by switch', async () => {
    sandbox.control.setSwitch('dataFieldCreateBody', 'field');
    const sent = { name: 'happy', type: 'Boolean', visibility: 'Public', defaultValue: 'true' };
    expect((await call('POST', '/v2/data-fields', sent)).body).toEqual({
      ...sent,
      name: 'HAPPY',
      defaultValue: true,
    });
  });

  it('are deleted unless something uses them or the account came with them', async () => {
    sandbox.control.createDataField('FREE', 'String');
    sandbox.control.createDataField('USED', 'String');
    sandbox.control.addDependency('USED', { type: 'Campaign', objectId: 9 });
    expect((await call('DELETE', '/v2/data-fields/free')).body).toEqual({
      dependencies: null,
      result: true,
    });
    const used = await call('DELETE', '/v2/data-fields/USED');
    expect([used.status, used.body]).toEqual([
      200,
      { dependencies: [{ type: 'Campaign', objectId: 9 }], result: false },
    ]);
    sandbox.control.setSwitch('blockedFieldDeleteStatus', 409);
    sandbox.control.setSwitch('dependencyForm', 'strings');
    const blocked = await call('DELETE', '/v2/data-fields/USED');
    expect([blocked.status, blocked.body]).toEqual([
      409,
      { dependencies: ['Used in campaign 9'], result: false },
    ]);
    expect(await messageOf('DELETE', '/v2/data-fields/FIRSTNAME')).toBe(
      '404 Error: ERROR_DATAFIELD_NOTFOUND'
    );
  });
});
