import { AtriumError, parse, revive, type AnyContract, type Meta, type PredictContext } from '@atrium/protocol';

/** An event as it is told and folded. */
export interface FoldedEvent extends Meta {
  readonly name: string;
  /** null when it was redacted. */
  readonly data: unknown;
}

// A contract's functions take its own types, which are forgotten here: what they are given was parsed by the same contract.

/** Undefined when the contract does not know it, or it does not fit. */
export function readEvent(contract: AnyContract, event: FoldedEvent): FoldedEvent | undefined {
  if (!Object.hasOwn(contract.events, event.name)) return undefined;
  const schema = contract.events[event.name];
  if (!schema) return undefined;
  if (event.data === null) return event;
  const data = fitting(() => parse(schema, event.data));
  return data && { ...event, data: data.value };
}

/** Undefined when the data does not fit. */
export function fitting<T>(read: () => T): { readonly value: T } | undefined {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof AtriumError) return undefined;
    throw error;
  }
}

export const applyEvent = (contract: AnyContract, view: unknown, event: FoldedEvent): unknown =>
  contract.apply ? contract.apply(view as never, event as never) : view;

export interface Predictable {
  readonly name: string;
  readonly input: unknown;
  readonly context: PredictContext;
}

/** The confirmed view with what the commands will have done, as far as the contract predicts it. */
export function foldPredicted(
  contract: AnyContract,
  confirmed: { readonly view: unknown; readonly offset: number },
  commands: readonly Predictable[],
): unknown {
  let { view, offset } = confirmed;
  for (const { name, input, context } of commands) {
    const predict = contract.predict && Object.hasOwn(contract.predict, name) ? contract.predict[name] : undefined;
    if (!predict) continue;
    try {
      let predicted = view;
      let at = offset;
      // In the outbox it is JSON.
      const given = revive(contract.commands[name]?.input, input);
      for (const draft of predict(view as never, given as never, context)) {
        predicted = applyEvent(contract, predicted, { ...draft, offset: ++at, at: context.now, by: [context.tag, context.n] });
      }
      [view, offset] = [predicted, at];
    } catch {
      // A prediction that does not work out, such as one on a message that is gone, shows nothing; the hub's answer says what happened.
    }
  }
  return view;
}
