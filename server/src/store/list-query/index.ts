export { BrokenList, type ListDefinition } from './definition';
export { buildListSource, localesOf, resolveFilter, type ListSource } from './list-source';
