export { BrokenList, type DefinitionPart, type ListDefinition } from './definition';
export { buildListSource, checkDefinition, type ListSource } from './list-source';
export {
  collectionsOfPeople,
  emailPaths,
  filterModel,
  hostCollections,
  type EmailCandidate,
  type HostCollection,
} from './collections';
export { listsOfRecord } from './lists-of-record';
export { previewRows, type PreviewedList, type PreviewRow } from './preview-rows';
export { unconnectedMembers } from './unconnected-members';
