export * from './store-suite/index.ts';
