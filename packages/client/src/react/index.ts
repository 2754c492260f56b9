export { ClientProvider, useClient } from './provider.tsx';
export { useChannel, type UsedChannel } from './use-channel.ts';
export { useHeads } from './use-heads.ts';
export { useSignals } from './use-signals.ts';
export { useStatus } from './use-status.ts';
