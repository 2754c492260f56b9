export { Board } from './board.tsx';
export { BoardCard } from './card.tsx';
