import { defaultFields } from '../../core/default-fields';
import type { Db } from '../../store/db';
import { scalarAttributesOf } from '../../store/host-attributes';
import type { FieldSources } from '../../store/ledger/scan';

/** Which attributes of a collection fill which data fields of its members. */
export const fieldSourcesOf = (db: Db, collection: string): FieldSources =>
  defaultFields(scalarAttributesOf(db, collection));
