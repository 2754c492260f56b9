import { useTableHost } from '@atrium/table/web';
import type { JSX } from 'react';
import { GRANT } from '../contract.ts';
import { useSay } from './say.ts';

/** People that are shown: the first, and always oneself. */
const SHOWN = 8;

/** Who would have how much, were all settled at the last price. */
export function Standing({ worth }: { readonly worth: ReadonlyMap<string, number> }): JSX.Element | null {
  const say = useSay();
  const { me, person, language } = useTableHost();
  if (worth.size === 0) return null;
  const signed = new Intl.NumberFormat(language, { signDisplay: 'exceptZero' });
  const ranked = [...worth].toSorted(([, one], [, other]) => other - one).map(([id, has], at) => ({ id, has, place: at + 1 }));
  const shown = ranked.filter(({ id, place }) => place <= SHOWN || id === me.id);
  return (
    <section className="market-box" aria-label={say('market.standing')}>
      <h3>{say('market.standing')}</h3>
      <ol className="market-list">
        {shown.map(({ id, has, place }) => {
          const name = person(id)?.name ?? say('market.someone');
          return (
            <li key={id} value={place} className={id === me.id ? 'market-me' : undefined}>
              <span>
                {place}. <bdi>{id === me.id ? say('market.standing.you', { name }) : name}</bdi>
              </span>
              <span className={has > GRANT ? 'market-up' : undefined}>{signed.format(has - GRANT)}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
