import type { AnyContract, ChannelAddress, CommandInput, CommandName, CommandReply, QueryInput, QueryName, QueryReply } from '@atrium/protocol';
import type { Channels } from './channels.ts';
import type { Answered } from './queries.ts';

/** What a channel's handle asks of the client it belongs to. */
export interface House {
  readonly channels: Channels;
  emit<C extends AnyContract, N extends CommandName<C>>(
    contract: C,
    address: ChannelAddress,
    command: { readonly name: N; readonly input: CommandInput<C, N>; readonly keep?: boolean },
  ): Promise<CommandReply<C, N>>;
  query<C extends AnyContract, N extends QueryName<C>>(
    contract: C,
    address: ChannelAddress,
    query: { readonly name: N; readonly input: QueryInput<C, N> },
  ): Promise<Answered<QueryReply<C, N>>>;
  signal(contract: AnyContract, address: ChannelAddress, signal: { readonly name: string; readonly data: unknown }): void;
}
