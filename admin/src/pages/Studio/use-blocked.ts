import { useEffect, useState } from 'react';

/**
 * Whether the page's own policy keeps a frame from being shown: it was loaded before the application
 * was entered in the settings, or something in front of the site sends a policy of its own.
 */
export const useBlocked = (): boolean => {
  const [isBlocked, setIsBlocked] = useState(false);
  useEffect(() => {
    const listen = ({ effectiveDirective, disposition }: SecurityPolicyViolationEvent) => {
      if (effectiveDirective === 'frame-src' && disposition === 'enforce') setIsBlocked(true);
    };
    document.addEventListener('securitypolicyviolation', listen);
    return () => document.removeEventListener('securitypolicyviolation', listen);
  }, []);
  return isBlocked;
};
