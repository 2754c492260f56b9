export { DocumentCard } from './card.tsx';
export { Document } from './document.tsx';
