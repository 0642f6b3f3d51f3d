import type { FinishStudio } from '../../../../contracts/studio';

type Returned = { id: number; returned: FinishStudio };

/**
 * What the vendor sent back, out of the address the server forwarded to. The state begins with the
 * integration it was made for; the server checks that it is true.
 */
export const readReturned = (fragment: string): Returned | null => {
  const values = new URLSearchParams(fragment.replace(/^#/, ''));
  const [state, code, error] = ['state', 'code', 'error'].map((name) => values.get(name));
  const id = Number(/^(\d+)\./.exec(state ?? '')?.[1]);
  if (!state || !id) return null;
  if (code) return { id, returned: { state, code } };
  if (!error) return null;
  const description = values.get('error_description')?.trim().slice(0, 300) || null;
  return { id, returned: { state, error: error.slice(0, 100), description } };
};
