import * as v from 'valibot';

export const ADDRESS: RegExp = /^[a-z][a-z0-9-]{0,31}\/[A-Za-z0-9_-]{1,64}$/;

/** `kind/id`: the name of a channel, on the wire and in the store. Ids are opaque and hold nothing that a person typed. */
export const ChannelAddress = v.pipe(v.string(), v.regex(ADDRESS, 'a channel address is kind/id'));
export type ChannelAddress = `${string}/${string}`;

export const addressOf = (kind: string, id: string): ChannelAddress => `${kind}/${id}`;
export const kindOf = (address: string): string => address.slice(0, address.indexOf('/'));
export const idOf = (address: string): string => address.slice(address.indexOf('/') + 1);
