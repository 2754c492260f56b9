/** What one of both was seen to do, and whether that is what somebody may count on. */
export interface Seen {
  readonly holds: boolean;
  readonly what: string;
}

export interface Scale {
  /** For CI: the same with less. */
  readonly quick: boolean;
}

/** One thing that goes wrong in every network or program, done to both in the same way, through their official clients. */
export interface Row {
  readonly id: string;
  readonly title: string;
  /** What holding means. */
  readonly wanted: string;
  readonly atrium: (scale: Scale) => Promise<Seen>;
  readonly socketio: (scale: Scale) => Promise<Seen>;
}
