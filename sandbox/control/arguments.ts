/** Arguments of a lever, read out of JSON or a query; complaints name the argument. */
export class Arguments {
  #given: Map<string, unknown>;

  constructor(given: unknown) {
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      throw new Error('arguments must be a JSON object');
    }
    this.#given = new Map(Object.entries(given));
  }

  any(name: string): unknown {
    return this.#given.get(name);
  }

  text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined) throw new Error(`${name} is missing`);
    return value;
  }

  optionalText(name: string): string | undefined {
    const value = this.#given.get(name);
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string') throw new Error(`${name} must be a text`);
    return value;
  }

  number(name: string): number {
    const value = this.optionalNumber(name);
    if (value === undefined) throw new Error(`${name} is missing`);
    return value;
  }

  optionalNumber(name: string): number | undefined {
    const value = this.#given.get(name);
    if (value === undefined || value === null || value === '') return undefined;
    const number = Number(value);
    if (!Number.isFinite(number)) throw new Error(`${name} must be a number`);
    return number;
  }

  /** Numbers as a list, or one alone. */
  numbers(name: string): number[] {
    const value = this.#given.get(name);
    if (!Array.isArray(value)) return [this.number(name)];
    return value.map((one: unknown) => {
      const number = Number(one);
      if (!Number.isFinite(number)) throw new Error(`${name} must be numbers`);
      return number;
    });
  }

  /** One of the words, or undefined when not given. */
  optionalWord<T extends string>(name: string, words: readonly T[]): T | undefined {
    const value = this.optionalText(name);
    if (value === undefined) return undefined;
    const word = words.find((one) => one === value);
    if (!word) throw new Error(`${name} must be one of ${words.join(', ')}`);
    return word;
  }

  /** An object, as a part of its own. */
  part(name: string): Arguments {
    return new Arguments(this.#given.get(name) ?? {});
  }
}
