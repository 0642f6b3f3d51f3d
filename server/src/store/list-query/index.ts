export { BrokenList, type DefinitionPart, type ListDefinition } from './definition';
export { buildListSource, checkDefinition, type ListSource } from './list-source';
export {
  filterModel,
  hostCollections,
  type EmailCandidate,
  type HostCollection,
} from './collections';
export { previewRows, type PreviewedList, type PreviewRow } from './preview-rows';
export { unconnectedMembers } from './unconnected-members';
