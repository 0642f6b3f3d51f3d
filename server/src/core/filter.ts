import { checkActivity, type ActivityCondition } from './activity-conditions';
import { checkOperand, operatorsOf, type ScalarKind } from './filter-operands';

/**
 * The check of a marketing list's filter. Strapi silently widens filters it does not understand: it
 * drops unknown and password keys, keeps only the last of two `$or` on different levels, and reads
 * empty objects and lists as everybody. This walker accepts only what it knows, and rewrites every
 * object of several keys to `{ $and: [{ one key }, …] }`, the form in which nothing collides.
 */
export type FilterAttribute =
  | { kind: ScalarKind; label: string; values?: string[] }
  /** A relation or component: its conditions are about `target`. */
  | { kind: 'relation' | 'component'; label: string; target: string; many: boolean }
  /** Exists, but no filter may use it; `why` completes "… cannot be used: ". */
  | { kind: 'refused'; label: string; why: string };

export type FilterModel = { label: string; attributes: ReadonlyMap<string, FilterAttribute> };
/** The model behind a uid, null when there is none. */
export type DescribeModel = (uid: string) => FilterModel | null;

/** A Strapi filter in single-key form. */
export type Where = { [key: string]: unknown };
/** `path` is where in the filter; `message` says it in words, path included. */
type FilterProblem = { path: string[]; message: string };
type UsableFilter = { where: 'all' | Where; activity: ActivityCondition[] };
type CheckedFilter = UsableFilter | { problems: FilterProblem[] };

/**
 * Every condition behind a relation joins two tables, and databases think about the order of joins
 * before every statement: MariaDB 0.5 s for six conditions and minutes for eight, PostgreSQL 1 s for ten.
 */
const MAX_JOINED = 5;
const MAX_CONDITIONS = 200;
/** Path steps; an `$or` of `$and` takes four. */
const MAX_DEPTH = 40;

/** Whether a checked filter can be used; narrows its type. */
export const isUsable = (checked: CheckedFilter): checked is UsableFilter => 'where' in checked;

/** All problems in one line, for the place where a list says why it is broken. */
export const inWords = (problems: FilterProblem[]): string =>
  problems.map((problem) => problem.message).join(' ');

const isObject = (value: unknown): value is Where =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Place = { model: FilterModel; path: string[]; words: string[] };

class Walker {
  readonly problems: FilterProblem[] = [];
  private conditions = 0;
  private joined = 0;

  constructor(private readonly describe: DescribeModel) {}

  /** An object of conditions, all of which must hold. */
  group(value: unknown, place: Place): Where | null {
    if (!isObject(value)) return this.refuse(place, 'needs conditions');
    if (place.path.length > MAX_DEPTH) return this.refuse(place, 'is nested too deeply');
    const keys = Object.keys(value);
    if (keys.length === 0) {
      return this.refuse(place, 'is empty, and an empty condition would match everybody');
    }
    const parts = keys.map((key) => this.condition(key, value[key], place));
    return this.all(parts);
  }

  private condition(key: string, value: unknown, place: Place): Where | null {
    const here = { ...place, path: [...place.path, key] };
    if (key === '$and' || key === '$or') return this.list(key, value, here);
    if (key === '$not') {
      const inner = this.group(value, here);
      return inner && { $not: inner };
    }
    if (key.startsWith('$')) return this.refuse(here, `has ${key} where only fields can stand`);
    const attribute = place.model.attributes.get(key);
    if (!attribute) {
      return this.refuse(here, `${place.model.label} has no field “${key}”`);
    }
    const inside = { ...here, words: [...place.words, attribute.label] };
    if (attribute.kind === 'refused') {
      return this.refuse(inside, `cannot be used in a filter: ${attribute.why}`);
    }
    if (attribute.kind === 'rowId' && place.words.length === 0) {
      return this.refuse(inside, 'cannot be used, because row ids change; use documentId');
    }
    if ('target' in attribute) {
      return this.related(key, value, attribute, inside);
    }
    return this.scalar(key, value, attribute, inside);
  }

  private list(key: string, value: unknown, place: Place): Where | null {
    if (!Array.isArray(value)) return this.refuse(place, `${key} needs a list of conditions`);
    if (value.length === 0) {
      return this.refuse(place, `${key} is empty, and an empty list would match everybody`);
    }
    const parts = value.map((part, index) =>
      this.group(part, { ...place, path: [...place.path, String(index)] })
    );
    return parts.every((part) => part !== null) ? { [key]: parts } : null;
  }

  private related(
    key: string,
    value: unknown,
    attribute: { kind: 'relation' | 'component'; target: string },
    place: Place
  ): Where | null {
    this.joined += 1;
    if (this.joined === MAX_JOINED + 1) {
      const words = `is one of more than ${MAX_JOINED} conditions behind relations; use $in`;
      return this.refuse(place, words);
    }
    if (value === null) return this.counted({ [key]: { $null: true } }, place);
    if (!isObject(value)) {
      return this.refuse(
        place,
        attribute.kind === 'relation'
          ? 'needs conditions; name records by { documentId: { $eq: … } }'
          : 'needs conditions'
      );
    }
    const model = this.describe(attribute.target);
    if (!model) return this.refuse(place, 'leads to a collection that no longer exists');
    const [only] = Object.keys(value);
    if (only === '$null' || only === '$notNull') {
      const operand = checkOperand('rowId', only, value[only]);
      if ('problem' in operand) return this.refuse(place, `${only} ${operand.problem}`);
      if (Object.keys(value).length > 1) return this.refuse(place, `${only} stands alone`);
      return this.counted({ [key]: { [only]: operand.value } }, place);
    }
    const inner = this.group(value, { ...place, model });
    if (inner && '$not' in inner) {
      return this.refuse(place, 'cannot begin with $not; put $not around the whole condition');
    }
    return inner && { [key]: inner };
  }

  private scalar(
    key: string,
    value: unknown,
    attribute: { kind: ScalarKind; values?: string[] },
    place: Place
  ): Where | null {
    if (Array.isArray(value)) {
      return this.refuse(place, 'needs an operator; use $in for several values');
    }
    const operators = isObject(value) ? value : { $eq: value };
    const names = Object.keys(operators);
    if (names.length === 0) {
      return this.refuse(place, 'has no operator, and that would match everybody');
    }
    const parts = names.map((name) => {
      const operator = this.operator(name, operators[name], attribute, place);
      return operator && this.counted({ [key]: operator }, place);
    });
    return this.all(parts);
  }

  private operator(
    name: string,
    operand: unknown,
    attribute: { kind: ScalarKind; values?: string[] },
    place: Place
  ): Where | null {
    if (name === '$not') return this.negation(operand, attribute, place);
    const { kind } = attribute;
    if (!operatorsOf(kind).includes(name)) {
      const why =
        kind === 'rowId' ? 'because row ids change; name records by documentId' : 'on such a field';
      return this.refuse(place, `cannot use ${name} ${why}`);
    }
    if (operand === null && name === '$eq') return { $null: true };
    if (operand === null && name === '$ne') return { $notNull: true };
    const checked = checkOperand(kind, name, operand, attribute.values);
    if ('problem' in checked) return this.refuse(place, `${name} ${checked.problem}`);
    return { [name]: checked.value };
  }

  private negation(
    operand: unknown,
    attribute: { kind: ScalarKind; values?: string[] },
    place: Place
  ): Where | null {
    const inner = isObject(operand) ? Object.keys(operand) : [];
    const [name] = inner;
    if (!isObject(operand) || name === undefined || inner.length > 1 || name === '$not') {
      return this.refuse(place, '$not needs exactly one operator');
    }
    const negated = this.operator(name, operand[name], attribute, place);
    return negated && { $not: negated };
  }

  private all(parts: (Where | null)[]): Where | null {
    const whole = parts.filter((part) => part !== null);
    if (whole.length < parts.length) return null;
    const [first] = whole;
    return whole.length === 1 && first ? first : { $and: whole };
  }

  private counted(condition: Where, place: Place): Where | null {
    this.conditions += 1;
    return this.conditions === MAX_CONDITIONS + 1
      ? this.refuse(place, `is one of more than ${MAX_CONDITIONS} conditions`)
      : condition;
  }

  private refuse(place: Place, what: string): null {
    const subject = place.words.length ? place.words.join(' › ') : 'The filter';
    this.problems.push({ path: place.path, message: `${subject}: ${what}.` });
    return null;
  }
}

const broken = (message: string, path: string[] = []): CheckedFilter => ({
  problems: [{ path, message }],
});

/**
 * Checks the stored filter `{ version: 1, where, activity }` of a list over the collection `uid`: a
 * member matches `where` and every condition of `activity`. `where: 'all'` is the explicit choice of
 * all records; nothing else means everybody.
 */
export const checkFilter = (
  stored: unknown,
  uid: string,
  describe: DescribeModel
): CheckedFilter => {
  const model = describe(uid);
  if (!model) return broken('The collection no longer exists.');
  if (!isObject(stored)) return broken('Choose which records belong to the list.');
  const unknown = Object.keys(stored).find(
    (key) => !['version', 'where', 'activity'].includes(key)
  );
  if (unknown !== undefined)
    return broken(`The filter has an unknown part “${unknown}”.`, [unknown]);
  if (stored.version !== 1)
    return broken('The filter was written by another version.', ['version']);
  const asked = checkActivity(stored.activity ?? []);
  const problems = 'problems' in asked ? asked.problems : [];
  const activity = 'activity' in asked ? asked.activity : [];
  const walker = new Walker(describe);
  const where =
    stored.where === 'all'
      ? 'all'
      : walker.group(stored.where, { model, path: ['where'], words: [] });
  problems.unshift(...walker.problems);
  return where === null || problems.length > 0 ? { problems } : { where, activity };
};
