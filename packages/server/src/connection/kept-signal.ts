import { AtriumError, parse, type SignalShape } from '@atrium/protocol';

/**
 * A signal's data by its contract; for one with `keep`, the list of the last ones and the number of its last.
 * @throws AtriumError `bad-input` or `bad-message`.
 */
export function keptSignal(
  { data: schema, keep = 1 }: SignalShape,
  { data, seq }: { readonly data: unknown; readonly seq: number | undefined },
): { readonly data: unknown; readonly seq?: number } {
  if (keep === 1) {
    if (seq !== undefined) throw new AtriumError({ kind: 'bad-message', message: 'This signal has no `keep`: send it without `seq`.' });
    return { data: parse(schema, data) };
  }
  if (seq === undefined || !Array.isArray(data) || data.length === 0 || data.length > Math.min(keep, seq))
    throw new AtriumError({ kind: 'bad-message', message: `Of this signal the last ones are sent, 1 to ${keep}, with the number of the last as \`seq\`.` });
  return { data: data.map((one) => parse(schema, one)), seq };
}
