import { useText } from '../../../text';
import type { SourceType } from '../../../../../contracts/mappings';

/** Words for what a source holds. */
export const useSourceTypeText = () => {
  const text = useText();
  return (type: SourceType): string => text(`dotmailer.mappings.sourceType.${type}`);
};
