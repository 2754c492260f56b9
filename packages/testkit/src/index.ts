export * from './world/index.ts';
export { privateContract, privateKind, type PrivateViewer } from './kinds/private.ts';
export { boardContract, boardKind } from './kinds/board.ts';
export { sketchContract, sketchKind } from './kinds/sketch.ts';
