import { useAuth } from '@strapi/strapi/admin';
import { useCallback, useState } from 'react';
import type { StudioIntegration } from '../../../../contracts/studio';

/** The integration each person looked at last on this machine. */
const keyOf = (userId: unknown) => `dotmailer.studio.integration.${String(userId)}`;

/** Which integration is shown, remembered for each person; the first one as long as nobody chose. */
export const useChosen = () => {
  const userId = useAuth('EmailStudio', (state) => state.user?.id);
  const key = keyOf(userId);
  const [id, setId] = useState(() => Number(localStorage.getItem(key)));
  const choose = useCallback(
    (chosen: number) => {
      localStorage.setItem(key, String(chosen));
      setId(chosen);
    },
    [key]
  );
  const chosenOf = (integrations: StudioIntegration[]): StudioIntegration | undefined =>
    integrations.find((integration) => integration.id === id) ?? integrations[0];
  return { chosenOf, choose };
};
