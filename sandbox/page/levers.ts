/** The forms that pull levers, grouped by what they touch. */
import type { BookSummary } from '../control/account-control';
import { CONTACT_STATUSES, FIELD_TYPES, IMPORT_STATUSES, VISIBILITIES } from '../model';
import { SWITCHES, type Switches } from '../switches';
import { REGIONS } from '../world';
import { html, row, table, type Html } from './html';

export type Field = {
  name: string;
  label: string;
  options?: readonly (readonly [value: string, text: string])[];
  placeholder?: string;
  value?: string;
};

/** Statuses nobody is suppressed with, and the one that is offered first. */
const NO_REASONS = new Set<string>(['Subscribed', 'PendingOptIn', 'Deleted', 'Suppressed']);

export const words = (values: readonly string[]) => values.map((value) => [value, value] as const);

const input = ({ name, label, options, placeholder, value }: Field): Html =>
  options
    ? html`<label
        >${label}<select name="${name}">
          ${options.map(([key, text]) => html`<option value="${key}">${text}</option>`)}
        </select></label
      >`
    : html`<label
        >${label}<input name="${name}" placeholder="${placeholder ?? ''}" value="${value ?? ''}"
      /></label>`;

export const lever = (title: string, name: string, fields: Field[], action = title): Html =>
  html`<form class="lever" data-lever="${name}">
    <strong>${title}</strong>${fields.map(input)}<button>${action}</button>
  </form>`;

export const group = (title: string, levers: Html[]): Html =>
  html`<section>
    <h2>${title}</h2>
    <div class="levers">${levers}</div>
  </section>`;

const REASONS = ['Suppressed', ...CONTACT_STATUSES.filter((status) => !NO_REASONS.has(status))];
const EMAIL: Field = { name: 'email', label: 'E-mail', placeholder: 'ada@example.com' };
const MATCH: Field = {
  name: 'match',
  label: 'Only endpoints containing (empty: all)',
  placeholder: 'contacts/import',
};

export const leverSections = (books: readonly BookSummary[]): Html[] => {
  const bookOptions = books
    .filter(({ reserved }) => !reserved)
    .map(({ id, name }) => [String(id), name] as const);
  const book: Field = { name: 'bookId', label: 'Address book', options: bookOptions };
  const bookOrAll: Field = {
    ...book,
    label: 'From',
    options: [['', 'the whole account'], ...bookOptions],
  };
  return [
    group('People', [
      lever('Unsubscribe', 'unsubscribe', [EMAIL, bookOrAll]),
      lever('Suppress', 'suppress', [
        EMAIL,
        { name: 'reason', label: 'Reason', options: words(REASONS) },
      ]),
      lever('Hard-bounce', 'hardBounce', [EMAIL]),
      lever('Set status', 'setStatus', [
        EMAIL,
        { name: 'status', label: 'Status', options: words(CONTACT_STATUSES) },
      ]),
      lever('Edit a data field', 'setDataField', [
        EMAIL,
        { name: 'key', label: 'Data field', placeholder: 'FIRSTNAME' },
        { name: 'value', label: 'Value (empty clears)' },
      ]),
      lever('Change e-mail', 'changeEmail', [EMAIL, { name: 'to', label: 'New e-mail' }]),
      lever('Add a contact', 'addContact', [EMAIL, book]),
      lever('Add to book', 'addToBook', [EMAIL, book]),
      lever('Take off book', 'takeOffBook', [EMAIL, book]),
      lever('Follow the resubscribe link', 'confirmChallenge', [EMAIL], 'Confirm'),
      lever('Delete contact', 'deleteContact', [EMAIL]),
    ]),
    group('Books and data fields', [
      lever('Create a book', 'createBook', [
        { name: 'name', label: 'Name' },
        { name: 'visibility', label: 'Visibility', options: words(VISIBILITIES) },
      ]),
      lever('Rename a book', 'renameBook', [book, { name: 'name', label: 'New name' }]),
      lever('Delete a book', 'deleteBook', [book]),
      lever('Fill a book', 'seedContacts', [
        book,
        { name: 'count', label: 'People', value: '1000' },
        { name: 'prefix', label: 'Addresses begin with', value: 'person' },
      ]),
      lever('Create a data field', 'createDataField', [
        { name: 'name', label: 'Name' },
        { name: 'type', label: 'Type', options: words(FIELD_TYPES) },
      ]),
      lever(
        'Use a data field somewhere',
        'addDependency',
        [{ name: 'name', label: 'Data field (it can then not be deleted)' }],
        'Add dependency'
      ),
    ]),
    group('Imports and removals', [
      lever(
        'Reject the next import',
        'rejectNextImport',
        [{ name: 'status', label: 'It ends as', options: words(IMPORT_STATUSES.slice(2)) }],
        'Reject'
      ),
      lever(
        'Imports take',
        'setImportSpeed',
        [
          {
            name: 'milliseconds',
            label: 'Milliseconds (empty: until finished here)',
            value: '300',
          },
        ],
        'Set'
      ),
      lever(
        'Removals take',
        'setRemovalSpeed',
        [
          {
            name: 'milliseconds',
            label: 'Milliseconds (empty: until finished here)',
            value: '100',
          },
        ],
        'Set'
      ),
      lever('Finish all jobs', 'finishJobs', [], 'Finish'),
      lever('Fail the next removal', 'failNextRemoval', [], 'Fail'),
    ]),
    group('Trouble', [
      lever(
        'Fail the next calls',
        'failNext',
        [
          { name: 'count', label: 'Calls', value: '1' },
          {
            name: 'failure',
            label: 'How',
            options: [
              ...words(['500', '503', '429', '401', '403', '404', '400']),
              ['drop-connection', 'drop the connection'],
              ['drop-after-accept', 'drop the connection after accepting'],
            ],
          },
          MATCH,
        ],
        'Fail'
      ),
      lever('Slow down', 'setLatency', [
        { name: 'milliseconds', label: 'Milliseconds (0 ends it)', value: '1000' },
        MATCH,
      ]),
      lever(
        'Rate limit',
        'setRateLimit',
        [
          { name: 'scheme', label: 'Scheme', options: words(['off', 'tiered', 'flat']) },
          { name: 'perMinute.low', label: 'Tiered: low, per minute', value: '35' },
          { name: 'perMinute.medium', label: 'Tiered: medium, per minute', value: '150' },
          { name: 'perMinute.high', label: 'Tiered: high, per minute', value: '600' },
          { name: 'perHour', label: 'Flat: calls per hour', value: '2000' },
        ],
        'Set'
      ),
      lever(
        'Advance the clock',
        'advanceClock',
        [{ name: 'milliseconds', label: 'Milliseconds', value: '3600000' }],
        'Advance'
      ),
      lever(
        'Move the account',
        'moveToRegion',
        [{ name: 'region', label: 'Region', options: words(REGIONS) }],
        'Move'
      ),
      lever('Forget the calls', 'clearCalls', [], 'Forget'),
      lever('Reset everything', 'reset', [], 'Reset'),
    ]),
  ];
};

/** One select per switch; changing it sets the switch. */
export const switchSection = (switches: Switches): Html => {
  const rows = Object.entries(SWITCHES).map(([name, definition]) => {
    const current: unknown = switches[name as keyof Switches];
    return row(name, control(name, definition, current), definition.why);
  });
  return html`<section>
    <h2>Switches: what the vendor's documents leave open</h2>
    ${table(['Switch', 'Position', 'Why it is open'], rows, '')}
  </section>`;
};

const control = (
  name: string,
  definition: (typeof SWITCHES)[keyof typeof SWITCHES],
  current: unknown
): Html => {
  const positions: readonly unknown[] =
    'values' in definition
      ? definition.values
      : typeof definition.default === 'boolean'
        ? [false, true]
        : [];
  const field =
    positions.length > 0
      ? html`<select name="value" aria-label="${name}">
          ${positions.map((value) => option(value, value === current))}
        </select>`
      : html`<input name="value" aria-label="${name}" value="${JSON.stringify(current)}" />`;
  return html`<form class="inline" data-lever="setSwitch" data-json="${name}">${field}</form>`;
};

const option = (value: unknown, selected: boolean): Html =>
  selected
    ? html`<option value="${JSON.stringify(value)}" selected>${String(value)}</option>`
    : html`<option value="${JSON.stringify(value)}">${String(value)}</option>`;
