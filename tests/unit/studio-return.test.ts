import { expect, test } from 'vitest';
import { readReturned } from '../../admin/src/pages/Studio/read-returned';

test.each([
  ['#code=c%2B1&state=12.abc', { id: 12, returned: { state: '12.abc', code: 'c+1' } }],
  [
    '#error=access_denied&error_description=The+user+refused.&state=12.abc',
    {
      id: 12,
      returned: { state: '12.abc', error: 'access_denied', description: 'The user refused.' },
    },
  ],
  [
    '#error=access_denied&state=12.abc',
    { id: 12, returned: { state: '12.abc', error: 'access_denied', description: null } },
  ],
  ['#state=12.abc', null],
  ['#code=c', null],
  ['#code=c&state=abc', null],
  ['#error=made+up', null],
  ['', null],
])('%j says %j', (fragment, expected) => {
  expect(readReturned(fragment)).toEqual(expected);
});
