const RESERVED = new Set(['test', 'all contacts']);

/** Books every account has and nobody may write to. Their case varies between the vendor's regions and ages. */
export const isReservedBook = (name: string): boolean => RESERVED.has(name.trim().toLowerCase());
