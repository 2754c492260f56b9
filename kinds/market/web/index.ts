export { MarketCard } from './card.tsx';
export { Market } from './market.tsx';
