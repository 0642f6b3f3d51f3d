import { expect, test } from 'vitest';
import { mayProbe } from '../../server/src/sync/integrations/credentials-refused';

const HOUR = 3_600_000;
const refused = { state: 'needs-credentials' as const, refusedAt: 1000, probedAt: 1000 };

test('refused credentials rest for an hour after the refusal', () => {
  expect(mayProbe(refused, 1000 + HOUR - 1)).toBe(false);
  expect(mayProbe(refused, 1000 + HOUR)).toBe(true);
});

test('each probe starts the hour again', () => {
  const probed = { ...refused, probedAt: 1000 + HOUR };
  expect(mayProbe(probed, 1000 + 2 * HOUR - 1)).toBe(false);
  expect(mayProbe(probed, 1000 + 2 * HOUR)).toBe(true);
});

test('credentials nobody refused never rest', () => {
  expect(mayProbe({ state: 'ready', refusedAt: null, probedAt: null }, 0)).toBe(true);
});
