/** Every limit that both ends must know, with its unit and its reason. The welcome brings those that a deployment may change. */
export const limits = {
  /** Bytes in one frame from a client: a long message with room to spare; uploads do not come this way. */
  frameBytes: 256 * 1024,
  /** Bytes in one part of an answer, so that a large snapshot never delays a heartbeat. */
  partBytes: 64 * 1024,
  /** Messages in one frame: a client that comes back sends its queue in a few frames, not in one. */
  messagesPerFrame: 256,
  /** Commands of one client and channel that may be unsettled: a phone's afternoon off line, sent in one go. */
  unsettled: 256,
  /** Channels in one join: a team's rooms in one frame. */
  channelsPerJoin: 64,
  /** Channels that one connection may have joined: what a person has open, and a bot that serves many rooms. */
  joined: 128,
  /** Channels that one connection may watch: every room of a large workspace. */
  watched: 4096,
  /** Client ids that one connection may claim: its own and orphaned outboxes of the same device. */
  clients: 16,
  /** People whose being here one connection may ask for: a large workspace's sidebar. */
  people: 1024,
  /** Bytes received after which a client says so, if it is slow: a third of a second at 50 kB/s. See `Receipts`. */
  ackBytes: 16 * 1024,
  /** Queries of one connection that may be under way. */
  queries: 32,
  /** Missed events, and their bytes, above which a snapshot is cheaper than the events. */
  missedEvents: 5000,
  missedBytes: 1024 * 1024,
} as const;
