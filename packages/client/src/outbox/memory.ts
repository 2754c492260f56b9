import type { Hold, KeptCommand, Outbox } from './outbox.ts';

/** An outbox that ends with its process. */
export function memoryOutbox(): Outbox {
  const orphans = new Map<string, { readonly identity: string | undefined; readonly commands: Map<string, KeptCommand> }>();

  const hold = (client: string, commands = new Map<string, KeptCommand>(), owner?: string): Hold => {
    let identity = owner;
    return {
      client,
      commands: [...commands.values()],
      lost: () => {},
      identify: (id) => void (identity = id),
      add: (command) => void commands.set(keyOf(command.channel, command.n), command),
      change: (command) => void commands.set(keyOf(command.channel, command.n), command),
      remove: (channel, n) => void commands.delete(keyOf(channel, n)),
      release: () => void (commands.size > 0 && orphans.set(client, { identity, commands })),
    };
  };

  return {
    open: (client) => hold(client),
    adopt(identity, most) {
      const mine = [...orphans].filter(([, orphan]) => orphan.identity === identity).slice(0, most);
      return mine.map(([client, orphan]) => {
        orphans.delete(client);
        return hold(client, orphan.commands, identity);
      });
    },
    close: () => {},
  };
}

const keyOf = (channel: string, n: number): string => `${channel} ${n}`;
