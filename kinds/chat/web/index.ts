export { Conversation } from './conversation.tsx';
export { Face, hueOf, initialOf } from './faces.tsx';
export { ChatHostContext, useHost } from './host.ts';
export type { ChatHost, HostPerson, ReadState } from './host.ts';
export { usePresentPeople } from './presence.ts';
export { sayFrom } from './say.ts';
export type { Catalogue, ChatKey, PluralForms, Say, SayArguments, Sentence } from './say.ts';
export { chatStrings } from './strings.ts';
