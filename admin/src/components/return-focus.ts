import { useState } from 'react';

/** A menu is gone when the dialog closes that one of its items opened: its button stays. */
const openerOf = (focused: Element | null): HTMLElement | null => {
  const menu = focused?.closest('[role="menu"]');
  if (!menu) return focused instanceof HTMLElement ? focused : null;
  return document.getElementById(menu.getAttribute('aria-labelledby') ?? '');
};

/**
 * For `onCloseAutoFocus` of a dialog without a trigger of its own, called in its first rendering:
 * the focus goes back to what opened the dialog, or to the page when that is gone.
 */
export const useReturnFocus = () => {
  const [opener] = useState(() => openerOf(document.activeElement));
  return (event: Event) => {
    event.preventDefault();
    const target = opener?.isConnected ? opener : document.getElementById('main-content');
    target?.focus();
  };
};
