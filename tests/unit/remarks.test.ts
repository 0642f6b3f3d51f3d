import { expect, test } from 'vitest';
import en from '../../admin/src/translations/en.json';
import { remark, REMARKS } from '../../server/src/core/remarks';

test('the panel has a text for every remark of the server, and none besides', () => {
  const prefix = 'dotmailer.remark.';
  const texts = Object.entries(en).flatMap(([key, text]) =>
    key.startsWith(prefix) ? [[key.slice(prefix.length), text]] : []
  );
  expect(Object.fromEntries(texts)).toEqual(REMARKS);
});

test('values stand in the words', () => {
  expect(remark('upload-failed', { status: 'Failed', rows: 3 })).toEqual({
    code: 'upload-failed',
    values: { status: 'Failed', rows: 3 },
    text: 'Dotdigital answered Failed to an upload of 3 rows',
  });
});
