import { useState, useEffect } from 'react';
import { tokenIn } from '../routing/route.ts';
import { dropFragment } from '../routing/router.ts';

/** The link's secret, taken out of the address bar: it should not stand there while somebody looks over the shoulder, nor in the history. */
export function useToken(): string | undefined {
  const [token, setToken] = useState(() => tokenIn(location.hash));
  useEffect(() => {
    const take = (): void => {
      const next = tokenIn(location.hash);
      if (next === undefined) return;
      setToken(next);
      dropFragment();
    };
    take();
    // Another link opened in the same tab changes the fragment alone.
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  }, []);
  return token;
}
