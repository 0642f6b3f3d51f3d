type Person = { email: string; password: string };

const words = (page: string): string => /role="alert"[^>]*>([^<]*)</.exec(page)?.[1] ?? page;

/**
 * Does at the vendor what a person's browser does: opens the address, signs in, answers the question.
 * Answers the address the vendor sends the browser back to, without going there.
 * @throws Error with the vendor's words.
 */
export const signInAtVendor = async (
  address: string,
  { email, password }: Person,
  answer: 'allow' | 'refuse'
): Promise<URL> => {
  const post = (form: Record<string, string>, cookie = '') =>
    fetch(address, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie },
      body: new URLSearchParams(form),
    });
  const signedIn = await post({ step: 'sign-in', email, password });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0];
  if (!cookie) throw new Error(words(await signedIn.text()));
  const back = await post({ step: 'consent', answer }, cookie);
  const location = back.headers.get('location');
  if (!location) throw new Error(words(await back.text()));
  return new URL(location);
};
