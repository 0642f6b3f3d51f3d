/** Addresses are compared trimmed and in lower case, everywhere and on every database. */
export const normaliseEmail = (email: string): string => email.trim().toLowerCase();

/** Longest address our keys hold (MySQL's index length); the vendor takes no longer ones either. */
const MAX_LENGTH = 191;

const SHAPE = /^[^\s@"<>(),:;\\[\]]+@[^\s@.]+(\.[^\s@.]+)+$/;

/** What a host record's e-mail is good for. */
type EmailCheck =
  | { kind: 'ok'; email: string; norm: string }
  | { kind: 'none' }
  | { kind: 'invalid'; email: string };

/** Checks the raw value of an e-mail field; `norm` is what every comparison uses. */
export const checkEmail = (value: unknown): EmailCheck => {
  if (typeof value !== 'string' || value.trim() === '') return { kind: 'none' };
  const email = value.trim();
  if (email.length > MAX_LENGTH || !SHAPE.test(email)) return { kind: 'invalid', email };
  return { kind: 'ok', email, norm: normaliseEmail(email) };
};
