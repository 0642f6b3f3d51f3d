/**
 * Every fact the vendor's documents leave open, in one table: the position the sandbox takes by
 * default, the others it can take, and why it is open. The defaults fit the v2 OpenAPI document, except
 * where it contradicts all samples.
 */
type Definition =
  | { default: string; values: readonly string[]; why: string }
  | { default: number; why: string }
  | { default: boolean; why: string };

export const SWITCHES = {
  apiEndpointForm: {
    default: 'slash',
    values: ['slash', 'no-slash'],
    why: 'ApiEndpoint of account-info is seen with and without a slash at the end',
  },
  allContactsListed: {
    default: false,
    why: 'whether GET /address-books returns All Contacts is not documented',
  },
  listOrder: {
    default: 'ascending',
    values: ['ascending', 'descending'],
    why: 'the order of list calls is not documented; the samples ascend by id',
  },
  sinceBoundary: {
    default: 'inclusive',
    values: ['inclusive', 'exclusive'],
    why: 'summaries say "after", which may or may not include the very moment',
  },
  modifiedSinceMaxSelect: {
    default: 2000,
    why: 'the default page of modified-since is 2000, the general limit 1000',
  },
  joiningCountsAsModified: {
    default: true,
    why: 'whether joining a book changes the date modified-since looks at is not documented',
  },
  importTouchesUnchanged: {
    default: true,
    why: 'whether a row that changes nothing changes the modified date is not documented',
  },
  lastSubscribedListed: {
    default: true,
    why: 'LASTSUBSCRIBED shows in contact data; whether GET /data-fields lists it is open',
  },
  rejoinAfterBookUnsubscribe: {
    default: 'refused',
    values: ['refused', 'clears'],
    why: 'old notes say adding clears a book-level opt-out, the code list has CONTACT_SUPPRESSEDFORADDRESSBOOK',
  },
  bookFeedStatus: {
    default: 'Unsubscribed',
    values: ['Unsubscribed', 'account'],
    why: "the sample of a book's unsubscribes says Unsubscribed, the unsubscribe call the account's status",
  },
  unsubscribeUnknown: {
    default: 'refused',
    values: ['refused', 'creates'],
    why: 'unsubscribing an address the account does not know is not documented',
  },
  suppressedById: {
    default: 'hidden',
    values: ['hidden', 'shown'],
    why: 'the document says suppressed contacts are not retrieved by id, clients read them by e-mail',
  },
  bulkDeleteAnswer: {
    default: '202',
    values: ['202', '204'],
    why: 'bulk delete answered 204 until about 2016 and works in the background since',
  },
  deletionKeys: {
    default: 'camel',
    values: ['camel', 'pascal'],
    why: 'the sample of deletion progress writes Id and Status',
  },
  bookDeleteStatus: {
    default: 200,
    why: 'deleting a book: the OpenAPI document says 200, the page 204',
  },
  dataFieldCreateBody: {
    default: 'none',
    values: ['none', 'field'],
    why: 'the OpenAPI document declares no body for POST /data-fields, the sample has one',
  },
  blockedFieldDeleteStatus: {
    default: 200,
    why: 'a data field in use: 200 and 409 are both documented',
  },
  dependencyForm: {
    default: 'objects',
    values: ['objects', 'strings'],
    why: 'the OpenAPI document has objects, the page strings such as "Used in program 1"',
  },
  missingEmailColumn: {
    default: '400',
    values: ['400', 'InvalidFileFormat'],
    why: 'a file without Email column may be refused at once or end as InvalidFileFormat',
  },
  reportNotFoundStatus: {
    default: 404,
    why: 'the status code of ERROR_IMPORT_REPORT_NOT_FOUND is not documented',
  },
  importFileLimit: {
    default: 10_000_000,
    why: '"10 MB" may be 10,000,000 or 10,485,760 bytes; the stricter one is the default',
  },
  oversizedFileStatus: {
    default: 400,
    why: 'the answer to a file above the limit is not documented (400 or 413)',
  },
  activeImportLimit: { default: 25, why: '25 now, 4 in texts of 2016' },
  importIdColumn: {
    default: 'ignored',
    values: ['ignored', 'matches'],
    why: 'an Id column is recognised; what it does is not documented',
  },
  invalidCell: {
    default: 'fault',
    values: ['fault', 'ignored'],
    why: 'a cell its data field cannot hold: refusing the row or dropping the value is not documented',
  },
  faultSpelling: {
    default: 'documented',
    values: ['documented', 'magento'],
    why: "the documents and the vendor's own Magento module spell the reasons differently",
  },
  faultHeader: {
    default: 'lower',
    values: ['lower', 'submitted'],
    why: 'known samples have lower-case headers; one client shows them as submitted',
  },
  faultByteOrderMark: {
    default: true,
    why: 'samples start with a BOM; clients see it missing too',
  },
  faultLineEnd: {
    default: 'lf',
    values: ['lf', 'crlf'],
    why: 'line ends of the fault report are not documented',
  },
  faultContentType: {
    default: 'application/octet-stream',
    values: ['application/octet-stream', 'text/csv', 'text/plain'],
    why: 'the OpenAPI document, a client and the page disagree',
  },
  rateLimitReset: {
    default: 'epoch',
    values: ['epoch', 'delta'],
    why: "X-RateLimit-Reset: the page says UTC epoch, the vendor's SDK seconds until reset",
  },
  retryAfter: { default: false, why: 'Retry-After is not documented and read by no known client' },
  errorTrailingBlank: {
    default: false,
    why: 'messages are seen with and without a blank at the end',
  },
  serverTimeForm: {
    default: 'json',
    values: ['json', 'text'],
    why: 'server-time is a JSON string in the OpenAPI document, text/plain on the page',
  },
  addressBookLimit: { default: 1000, why: 'depends on the plan' },
  contactLimit: { default: 5_000_000, why: 'depends on the plan' },
  dataFieldLimit: { default: 500, why: 'depends on the plan' },
  enforceDoubleOptIn: {
    default: false,
    why: 'an account rule: new contacts wait for their opt-in',
  },
  campaignListContent: {
    default: 'null',
    values: ['null', 'full'],
    why: 'contents of listed campaigns: null in all samples, required texts in the OpenAPI document',
  },
  emptyDate: {
    default: 'year-one',
    values: ['year-one', 'null', 'absent'],
    why: 'what a date that never was looks like (first open, sent) is not documented',
  },
  eventDates: {
    default: 'milliseconds',
    values: ['milliseconds', 'seconds'],
    why: 'samples of opens, clicks and sendings have full seconds, replies and page views milliseconds',
  },
  eventOrder: {
    default: 'time',
    values: ['time', 'recipient'],
    why: 'the order of opens, clicks and page views is not documented',
  },
  sendingIsActivity: {
    default: false,
    why: 'with-activity-since names clicks and opens; whether being sent counts is open',
  },
  activitiesSinceMaxSelect: {
    default: 2000,
    why: 'the default page of activities/since-date is 2000, the general limit 1000',
  },
  sentDateFilter: {
    default: 'since',
    values: ['since', 'day'],
    why: 'what ~sentDate of campaigns/filtered does with its date is not documented',
  },
  unsentReport: {
    default: 'empty',
    values: ['empty', 'refused'],
    why: 'whether an unsent campaign has a summary and activities is not documented',
  },
  percentageScale: {
    default: 'fraction',
    values: ['fraction', 'hundred'],
    why: "the sample of a summary has fractions; a client's test and campaigns/metrics have 0 to 100",
  },
  summaryRevenue: {
    default: true,
    why: 'revenue and orders joined the summary later; not every account may have them',
  },
  refreshTokenRotation: {
    default: false,
    why: 'whether a renewal of single sign-on answers a new refresh token, so that the old one is void, is not documented',
  },
  refreshTokenSeconds: {
    default: 0,
    why: 'how long access to single sign-on lasts is not documented; 0 is for ever',
  },
  accessTokenSeconds: { default: 600, why: 'the login link of single sign-on is "short-lived"' },
  accessTokenUse: {
    default: 'many',
    values: ['many', 'once'],
    why: 'whether a login link signs in a second time is not documented',
  },
  tokenErrorStatus: {
    default: 400,
    why: 'clients read error and error_description whatever the status of the token answer',
  },
  framing: {
    default: 'allowed',
    values: ['allowed', 'forbidden'],
    why: "the vendor's Magento module shows the application in a frame; its headers are not documented",
  },
  newerVersion: {
    default: false,
    why: 'not a fact but a future: campaigns and their reports carry properties and words nobody has documented',
  },
  maintenance: {
    default: false,
    why: 'not a fact but a state: every call answers 503 while it is on',
  },
} as const satisfies Record<string, Definition>;

type Table = typeof SWITCHES;
export type SwitchName = keyof Table;
type Position<D> = D extends { values: readonly (infer V)[] }
  ? V
  : D extends { default: number }
    ? number
    : boolean;
export type Switches = { -readonly [Name in SwitchName]: Position<Table[Name]> };

export const isSwitchName = (name: string): name is SwitchName => Object.hasOwn(SWITCHES, name);

export const defaultSwitches = (): Switches =>
  Object.fromEntries(
    Object.entries(SWITCHES).map(([name, definition]) => [name, definition.default])
  ) as Switches;

/** Sets one switch; throws when the name or the position does not exist. */
export const setSwitch = (switches: Switches, name: string, value: unknown): void => {
  if (!isSwitchName(name)) throw new Error(`no switch is called ${name}`);
  const definition: Definition = SWITCHES[name];
  const fits =
    'values' in definition
      ? definition.values.some((position) => position === value)
      : typeof value === typeof definition.default;
  if (!fits) throw new Error(`switch ${name} cannot be ${JSON.stringify(value)}`);
  Object.assign(switches, { [name]: value });
};
