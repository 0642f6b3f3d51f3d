import { useCallback } from 'react';
import { readProblem } from '../../../api/base';
import { useTypeText } from '../../../components/field-types';
import { useText, type TextKey } from '../../../text';
import {
  mappingProblemCodes,
  type MappingProblem,
  type MappingProblemCode,
} from '../../../../../contracts/mappings';
import type { FormProblems, MappingValues } from './values';

/** The inputs of a row a problem can be about. */
export type RowPart = 'dataField' | 'sources' | 'twoWay';

const ABOUT_VALUES: MappingProblemCode[] = [
  'VALUE_TOO_LONG',
  'VALUE_NOT_CONVERTIBLE',
  'COMPUTE_FAILED',
];

/** The input a problem stands next to; null when it is about the value of one record. */
export const partOf = (code: MappingProblemCode): RowPart | null => {
  if (ABOUT_VALUES.includes(code)) return null;
  if (code === 'TWO_WAY_SOURCE') return 'twoWay';
  return code.startsWith('FIELD_') ? 'dataField' : 'sources';
};

const isCode = (code: string | undefined): code is MappingProblemCode =>
  (mappingProblemCodes as readonly string[]).includes(code ?? '');

type Told = { name?: string; values?: MappingProblem['values']; message: string };

/** Turns what the server found wrong with a row or a value into one sentence. */
export const useMappingProblemText = () => {
  const text = useText();
  const typeText = useTypeText();
  return useCallback(
    ({ name, values = {}, message }: Told): string => {
      if (!isCode(name)) return message;
      const { fieldType, ...others } = values;
      const key: TextKey = `dotmailer.mappings.problem.${name}`;
      return text(key, { ...others, fieldType: typeText(String(fieldType)) });
    },
    [text, typeText]
  );
};

/** Reads what stands next to inputs out of a refused request. */
export const useRefusal = () => {
  const problemText = useMappingProblemText();
  return (error: unknown): FormProblems =>
    Object.fromEntries(
      readProblem(error).places.map((place) => [place.path.join('.'), problemText(place)])
    );
};

/** What is missing before the server needs to be asked. */
export const useMissing = () => {
  const text = useText();
  return ({ collection, integrationId, syncPriority, rows }: MappingValues): FormProblems => {
    const required = text('dotmailer.form.required');
    const ofRows = rows.flatMap(({ dataField, sources }, index) => [
      ...(dataField ? [] : [[`rows.${index}.dataField`, required] as const]),
      ...(sources.length
        ? []
        : [[`rows.${index}.sources`, text('dotmailer.mappings.sources.required')] as const]),
    ]);
    const isPriority = syncPriority !== null && Number.isInteger(syncPriority) && syncPriority >= 0;
    return {
      ...(collection ? {} : { collection: required }),
      ...(integrationId ? {} : { integrationId: required }),
      ...(isPriority && syncPriority <= HIGHEST_PRIORITY
        ? {}
        : { syncPriority: text('dotmailer.form.range', { min: 0, max: HIGHEST_PRIORITY }) }),
      ...(rows.length ? {} : { rows: text('dotmailer.mappings.rows.required') }),
      ...Object.fromEntries(ofRows),
    };
  };
};

/** The server takes no more. */
const HIGHEST_PRIORITY = 1000;
