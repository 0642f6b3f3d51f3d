/** What became of somebody who was found only in the book; the table's comment says what each means. */
export type NewcomerKind = 'older' | 'new' | 'refused' | 'made' | 'created' | 'known' | 'deleted';

/** Whoever may become a record yet, and whoever never will again. */
export const OPEN: NewcomerKind[] = ['older', 'new', 'refused'];
export const SETTLED: NewcomerKind[] = ['made', 'created', 'known', 'deleted'];
