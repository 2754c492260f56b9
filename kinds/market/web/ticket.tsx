import { useTableHost } from '@atrium/table/web';
import { type JSX, useEffect, useId, useState } from 'react';
import { GRANT, type MarketView, MOST_SHARES, PRICES } from '../contract.ts';
import type { Trading } from './market.tsx';
import { type Consequence, consequenceOf, offersOf, type Outcome, sideOf, takeOf, wholeIn, yesPrice } from './offer.ts';
import { reasonOf } from './reason.ts';
import { type Say, useSay } from './say.ts';

interface Props {
  readonly channel: Trading;
  readonly view: MarketView;
  readonly depth: ReadonlyMap<string, number>;
  readonly last: number | undefined;
  readonly outcome: Outcome;
  choose(outcome: Outcome): void;
  readonly pointed: { readonly price: number; readonly at: number } | undefined;
}

const BEGINNER = { free: GRANT, held: 0, yes: 0, no: 0, paidYes: 0, paidNo: 0, orders: [], fills: [] };
const SHARES = { least: 1, most: MOST_SHARES };

/** Where one buys: what it comes to is said in plain words before it is done, and the button says what it does. */
export function Ticket({ channel, view, depth, last, outcome, choose, pointed }: Props): JSX.Element {
  const say = useSay();
  const { language } = useTableHost();
  const [sharesText, setShares] = useState('10');
  const [priceText, setPrice] = useState<string>();
  const [now, setNow] = useState(false);
  const [busy, setBusy] = useState(false);
  const [notice, setNotice] = useState('');
  const [wrong, setWrong] = useState('');
  const [sharesField, priceField, how] = [useId(), useId(), useId()];
  useEffect(() => {
    if (pointed) setPrice(String(pointed.price));
  }, [pointed]);

  const mine = view.mine ?? BEGINNER;
  const offers = offersOf(outcome, depth, view.mine);
  const fair = last === undefined ? 50 : yesPrice(outcome, last);
  const shownPrice = priceText ?? String(offers[0]?.price ?? fair);
  const shares = wholeIn(sharesText, SHARES);
  const take = takeOf(offers, shares ?? 0);
  const price = now ? take.price || undefined : wholeIn(shownPrice, PRICES);
  const consequence = shares !== undefined && price !== undefined ? consequenceOf({ outcome, price, shares: now ? take.shares : shares }, mine) : undefined;
  const ready = consequence !== undefined && consequence.missing === 0 && !busy;

  const buy = async (): Promise<void> => {
    if (shares === undefined || price === undefined) return;
    setBusy(true);
    setWrong('');
    setNotice('');
    try {
      const done = await channel.emit('order', {
        side: sideOf(outcome),
        price: yesPrice(outcome, price),
        quantity: now ? take.shares : shares,
        ...(now && { now: true as const }),
      });
      setNotice(cameOf(done, say));
    } catch (error) {
      setWrong(reasonOf(error, say));
    }
    setBusy(false);
  };
  return (
    <form
      className="market-box market-ticket"
      aria-label={say('market.trade')}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void buy();
      }}
    >
      <fieldset className="market-two">
        {(['yes', 'no'] as const).map((each) => (
          <label key={each}>
            <input
              type="radio"
              name={`${how}-outcome`}
              checked={outcome === each}
              onChange={() => {
                choose(each);
                setPrice(undefined);
              }}
            />
            {say(each === 'yes' ? 'market.buyYes' : 'market.buyNo')}
          </label>
        ))}
      </fieldset>
      <div className="market-field">
        <label htmlFor={sharesField}>{say('market.shares')}</label>
        <input
          id={sharesField}
          inputMode="numeric"
          value={sharesText}
          aria-invalid={shares === undefined}
          onChange={(event) => setShares(event.target.value)}
        />
      </div>
      <fieldset className="market-two market-how">
        {([false, true] as const).map((each) => (
          <label key={String(each)}>
            <input type="radio" name={how} checked={now === each} onChange={() => setNow(each)} />
            {say(each ? 'market.how.now' : 'market.how.wait')}
          </label>
        ))}
      </fieldset>
      {!now && (
        <div className="market-field">
          <label htmlFor={priceField}>{say('market.atMost')}</label>
          <input id={priceField} inputMode="numeric" value={shownPrice} aria-invalid={price === undefined} onChange={(event) => setPrice(event.target.value)} />
        </div>
      )}
      <p className="market-plain" aria-live="polite">
        {wordsOf({ shares, price, consequence, outcome, now, offered: take.shares, free: mine.free }, say).map((words) => (
          <span key={words}>{words} </span>
        ))}
      </p>
      <button type="submit" className="market-go" aria-disabled={!ready}>
        {shares === undefined || price === undefined
          ? say('market.go')
          : say(outcome === 'yes' ? 'market.go.yes' : 'market.go.no', { shares: new Intl.NumberFormat(language).format(now ? take.shares : shares), price })}
      </button>
      <p className={wrong === '' ? 'market-notice' : 'market-notice market-wrong'} role="status">
        {wrong === '' ? notice : wrong}
      </p>
    </form>
  );
}

interface Said {
  readonly shares: number | undefined;
  readonly price: number | undefined;
  readonly consequence: Consequence | undefined;
  readonly outcome: Outcome;
  readonly now: boolean;
  readonly offered: number;
  readonly free: number;
}

/** What it comes to, at worst, in plain words. */
export function wordsOf({ shares, price, consequence, outcome, now, offered, free }: Said, say: Say): string[] {
  if (shares === undefined) return [say('market.wrongShares')];
  if (now && offered === 0) return [say('market.none')];
  if (price === undefined || !consequence) return [say('market.wrongPrice')];
  const { sells, each, buys, cost, missing } = consequence;
  return [
    ...(now && offered < shares ? [say('market.some', { count: offered })] : []),
    ...(sells > 0 ? [say(outcome === 'yes' ? 'market.sells.no' : 'market.sells.yes', { count: sells, each })] : []),
    ...(buys > 0 ? [say('market.costs', { cost, free }), say(outcome === 'yes' ? 'market.ifYes' : 'market.ifNo', { pays: buys * 100 })] : []),
    ...(missing > 0 ? [say('market.tooDear', { missing })] : []),
  ];
}

function cameOf({ traded, left }: { readonly traded: number; readonly left: number }, say: Say): string {
  if (traded > 0) return left > 0 ? say('market.doneSome', { count: traded, left }) : say('market.done', { count: traded });
  return left > 0 ? say('market.doneWaiting', { count: left }) : say('market.doneNone');
}
