import type { DataField, FieldType, FieldValue, Visibility } from '../model';

const SYSTEM_FIELDS: [name: string, type: FieldType, visibility: Visibility][] = [
  ['FIRSTNAME', 'String', 'Public'],
  ['LASTNAME', 'String', 'Public'],
  ['FULLNAME', 'String', 'Public'],
  ['GENDER', 'String', 'Public'],
  ['POSTCODE', 'String', 'Public'],
  ['LASTSUBSCRIBED', 'Date', 'Private'],
];
/** Kept by the sandbox itself: what clients send for it is ignored. */
export const DERIVED_FIELD = 'LASTSUBSCRIBED';

/** The data fields of an account. Each has a slot in `Contact.values`; slots are never used twice. */
export class FieldSet {
  #byName = new Map<string, DataField>();
  #all: readonly DataField[] = [];
  #nextSlot = 0;

  constructor() {
    for (const [name, type, visibility] of SYSTEM_FIELDS) {
      this.create({ name, type, visibility, defaultValue: null, system: true });
    }
  }

  get size(): number {
    return this.#byName.size;
  }

  all(): readonly DataField[] {
    return this.#all;
  }

  /** By name in any case. */
  get(name: string): DataField | undefined {
    return this.#byName.get(name.toUpperCase());
  }

  create(field: {
    name: string;
    type: FieldType;
    visibility: Visibility;
    defaultValue: FieldValue;
    system?: boolean;
  }): DataField {
    const created: DataField = {
      ...field,
      name: field.name.toUpperCase(),
      system: field.system ?? false,
      slot: this.#nextSlot,
      dependencies: [],
    };
    this.#nextSlot += 1;
    this.#byName.set(created.name, created);
    this.#all = [...this.#byName.values()];
    return created;
  }

  delete(field: DataField): void {
    this.#byName.delete(field.name);
    this.#all = [...this.#byName.values()];
  }
}
