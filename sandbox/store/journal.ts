type Entry<T> = { item: T; at: number; current: boolean };

/**
 * Items by key with the time of their last change. Times never run backwards, so that the entries
 * are in time order and "since" is a binary search plus the entries after it.
 */
export class Journal<T> {
  #byKey = new Map<number, Entry<T>>();
  #entries: Entry<T>[] = [];

  get size(): number {
    return this.#byKey.size;
  }

  get(key: number): T | undefined {
    return this.#byKey.get(key)?.item;
  }

  has(key: number): boolean {
    return this.#byKey.has(key);
  }

  put(key: number, item: T, at: number): void {
    const before = this.#byKey.get(key);
    if (before) before.current = false;
    const entry = { item, at, current: true };
    this.#byKey.set(key, entry);
    this.#entries.push(entry);
    if (this.#entries.length > 2 * this.#byKey.size + 1000) this.#forgetReplaced();
  }

  delete(key: number): boolean {
    const entry = this.#byKey.get(key);
    if (entry) entry.current = false;
    return this.#byKey.delete(key);
  }

  /** Items changed at `since` (ms) or later, oldest change first. */
  since(since: number): T[] {
    const found: T[] = [];
    for (let index = this.#firstAt(since); index < this.#entries.length; index += 1) {
      const entry = this.#entries[index];
      if (entry?.current) found.push(entry.item);
    }
    return found;
  }

  #firstAt(since: number): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = this.#entries[middle];
      if (entry && entry.at < since) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #forgetReplaced(): void {
    this.#entries = this.#entries.filter((entry) => entry.current);
  }
}
