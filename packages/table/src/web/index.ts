export { TableHostContext, type TableHost, useTableHost } from './host.ts';
export { paint } from './paint.ts';
