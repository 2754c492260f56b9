export { TableHostContext, type TableHost, useTableHost } from './host.ts';
