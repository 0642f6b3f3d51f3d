import { expect, test } from 'vitest';
import { mailDocument } from '../../admin/src/pages/Campaigns/mail-document';

const MAIL =
  '<html><head><title>x</title></head><body><img src="https://t.example/p.gif"></body></html>';

const policyOf = (text: string): string =>
  /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(text)?.[1] ?? '';

test('nothing of the mail stands before the policy that binds it', () => {
  const shown = mailDocument(MAIL, false);
  expect(shown.indexOf('Content-Security-Policy')).toBeLessThan(shown.indexOf(MAIL));
  expect(shown.startsWith('<!doctype html><meta http-equiv="Content-Security-Policy"')).toBe(true);
});

test('nothing is loaded until images are asked for, and then images alone', () => {
  expect(policyOf(mailDocument(MAIL, false))).toBe(
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
  );
  expect(policyOf(mailDocument(MAIL, true))).toBe(
    "default-src 'none'; style-src 'unsafe-inline'; img-src data: http: https:"
  );
});
