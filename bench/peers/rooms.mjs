/** Who is in which room: what everyone writes who uses a library without rooms. */
export class Rooms {
  #members = new Map();

  add(member, rooms) {
    for (const room of rooms) {
      const members = this.#members.get(room);
      if (members) members.add(member);
      else this.#members.set(room, new Set([member]));
    }
  }

  remove(member, rooms) {
    for (const room of rooms) this.#members.get(room)?.delete(member);
  }

  of(room) {
    return this.#members.get(room) ?? [];
  }
}

/** Rooms as the generator names them: `/?rooms=r0,r1`. */
export const roomsOf = (url) => (new URL(url, 'ws://localhost').searchParams.get('rooms') ?? 'r0').split(',');

/** A request is `{"id":…,"text":…}`, its answer the same id and a small reply. */
export function answer(data) {
  const { id, text } = JSON.parse(data.toString());
  return JSON.stringify({ id, reply: { length: text.length } });
}

export const PAGE = 'x'.repeat(4096);

/** The same request, answered with some kB. */
export function page(data) {
  const { id } = JSON.parse(data.toString());
  return JSON.stringify({ id, reply: { text: PAGE } });
}
