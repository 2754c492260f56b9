import { type AnyKind, type Identity, isInternal } from '../kind.ts';
import type { ViewerChange } from '../ports/bus.ts';

interface Known {
  identity: Identity;
  /** A few: an array of its own length takes a third of the memory of one that was pushed to. */
  connections: readonly Wants[];
  viewer: unknown;
  key: string | undefined;
}
interface Wants {
  readonly connection: string;
  readonly node: string;
  join: boolean;
  watch: boolean;
}

/** Who hears of a channel, on which nodes, and what their viewer is: the owner tells the edges when it changes. */
export class Interest {
  readonly #kind: AnyKind;
  /** By identity. */
  readonly #known = new Map<string, Known>();
  readonly #byConnection = new Map<string, Known>();
  /** How many connections each node has. */
  readonly #nodes = new Map<string, number>();

  constructor(kind: AnyKind) {
    this.#kind = kind;
  }

  get nodes(): Iterable<string> {
    return this.#nodes.keys();
  }

  get size(): number {
    return this.#known.size;
  }

  /** Connections that watch, and that have joined, anywhere. */
  watched = 0;
  joined = 0;

  add(who: { readonly identity: Identity; readonly node: string; readonly connection: string }, interest: 'join' | 'watch', viewer: unknown): void {
    const { identity, node, connection } = who;
    let known = this.#known.get(identity.id);
    if (!known) this.#known.set(identity.id, (known = { identity, connections: [], viewer, key: undefined }));
    known.identity = identity;
    known.viewer = viewer;
    known.key = JSON.stringify(viewer);
    let wants = wantsOf(known, connection);
    if (!wants) {
      wants = { connection, node, join: false, watch: false };
      known.connections = [...known.connections, wants];
      this.#byConnection.set(connection, known);
      this.#nodes.set(node, (this.#nodes.get(node) ?? 0) + 1);
    }
    if (!wants[interest]) this[interest === 'watch' ? 'watched' : 'joined'] += 1;
    wants[interest] = true;
  }

  wants(connection: string, interest: 'join' | 'watch'): boolean {
    return wantsOf(this.#byConnection.get(connection), connection)?.[interest] ?? false;
  }

  remove(connection: string, interest: 'join' | 'watch'): void {
    const known = this.#byConnection.get(connection);
    const wants = wantsOf(known, connection);
    if (!known || !wants) return;
    if (wants[interest]) this[interest === 'watch' ? 'watched' : 'joined'] -= 1;
    wants[interest] = false;
    if (wants.join || wants.watch) return;
    known.connections = known.connections.filter((other) => other !== wants);
    this.#byConnection.delete(connection);
    const left = (this.#nodes.get(wants.node) ?? 1) - 1;
    if (left === 0) this.#nodes.delete(wants.node);
    else this.#nodes.set(wants.node, left);
    if (known.connections.length === 0) this.#known.delete(known.identity.id);
  }

  /** Connections of a node. */
  *of(node: string): Generator<string> {
    for (const { connections } of this.#known.values()) for (const wants of connections) if (wants.node === node) yield wants.connection;
  }

  /** Looks at everyone after an event; those whose viewer is another are told with the batch, and the edge takes leave of those with none left. */
  changes(state: unknown, event: { readonly name: string; readonly offset: number }): ViewerChange[] {
    const names = this.#kind.viewerEvents;
    if (names && !names.includes(event.name)) return [];
    const changes: ViewerChange[] = [];
    for (const known of this.#known.values()) {
      if (isInternal(known.identity)) continue;
      const viewer = this.#kind.viewer(state as never, known.identity);
      const key = JSON.stringify(viewer);
      if (key === known.key) continue;
      known.viewer = viewer;
      known.key = key;
      // Who has none left stays until the edge, which has to hear of it first, says so.
      changes.push({ after: event.offset, identity: known.identity.id, viewer });
    }
    return changes;
  }

  /** After a load: what was thought of uncommitted state is void. */
  reset(state: unknown): void {
    for (const known of this.#known.values()) {
      if (isInternal(known.identity)) continue;
      known.viewer = this.#kind.viewer(state as never, known.identity);
      known.key = JSON.stringify(known.viewer);
    }
  }
}

/** A person has a few connections: looking through them costs less than a map of each. */
const wantsOf = (known: Known | undefined, connection: string): Wants | undefined => known?.connections.find((wants) => wants.connection === connection);
