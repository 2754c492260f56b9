export { Arena } from './arena.tsx';
export { ArenaCard } from './card.tsx';
