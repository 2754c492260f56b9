export { ClientProvider, useClient } from './provider.tsx';
export { useChannel, type UsedChannel } from './use-channel.ts';
export { useChannelState } from './use-channel-state.ts';
export { useHeads } from './use-heads.ts';
export { usePeople } from './use-people.ts';
export { useSignals } from './use-signals.ts';
export { useStatus } from './use-status.ts';
