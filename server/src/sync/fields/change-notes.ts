import { notFound } from '../../core/problem';
import type { Deps } from '../deps';

/** Sets the notes of a data field; blank removes them. They stay in this site. @throws Problem NOT_FOUND. */
export const changeNotes = async (deps: Deps, id: number, notes: string): Promise<void> => {
  const changed = await deps.repositories.dataFields.setNotes(id, notes.trim() || null);
  if (!changed) throw notFound('The data field');
};
