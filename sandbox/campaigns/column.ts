type Numbers = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** A growing list of numbers in as few bytes as they need; one that was never written reads as 0. */
export class Column {
  #values: Numbers;
  #length = 0;

  constructor(private readonly make: new (length: number) => Numbers) {
    this.#values = new make(16);
  }

  get length(): number {
    return this.#length;
  }

  at(index: number): number {
    return this.#values[index] ?? 0;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new this.make(2 * this.#length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  set(index: number, value: number): void {
    this.#values[index] = value;
  }

  add(index: number, more: number): void {
    this.#values[index] = this.at(index) + more;
  }

  /** The same numbers in another order. */
  reordered(order: Uint32Array): Column {
    const column = new Column(this.make);
    for (const index of order) column.push(this.at(index));
    return column;
  }
}
