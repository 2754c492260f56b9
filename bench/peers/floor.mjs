// The least that keeps what it tells: ws batched by hand, with one row a message in SQLite, committed by a thread of its own before anybody is told.
// With `once` also the least by which a message sent again is known: its place in the log, a digest of what was said, and the answer, until it is settled: one row for all of a commit.
// No types, no rights, no resume, no word of who missed what: what a core does here is the bound for whoever does more.
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { WebSocketServer } from 'ws';
import { frameOf } from './frame-of.mjs';
import { Rooms, roomsOf } from './rooms.mjs';

if (isMainThread) serve();
else keep();

function serve() {
  const folder = mkdtempSync(join(process.argv[3] ?? '.', 'atrium-floor-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit());
  const asks = process.argv[2] === 'ask';
  const once = process.argv[4] === 'once';
  let clients = 0;
  const worker = new Worker(new URL(import.meta.url), { workerData: { folder, asks, once } });
  const rooms = new Rooms();
  /** What came while the last commit was under way. */
  let waiting = [];
  let underWay;

  const take = (what) => {
    waiting.push(what);
    if (waiting.length === 1 && !underWay) setImmediate(hand);
  };
  const hand = () => {
    underWay = waiting;
    waiting = [];
    worker.postMessage(underWay.map(({ said, by }) => (by ? [said, ...by] : said)));
  };
  worker.on('message', (answers) => {
    const done = underWay;
    underWay = undefined;
    if (waiting.length > 0) hand();
    if (asks) reply(done, answers);
    else tell(done);
  });

  function tell(done) {
    const byRoom = Map.groupBy(done, ({ room }) => room);
    const corked = new Set();
    for (const [room, all] of byRoom) {
      const frame = frameOf(`[${all.map(({ said }) => said).join(',')}]`);
      for (const { _socket: socket } of rooms.of(room)) {
        if (byRoom.size > 1 && !corked.has(socket)) {
          corked.add(socket);
          socket.cork();
        }
        socket.write(frame);
      }
    }
    for (const socket of corked) socket.uncork();
  }

  function reply(done, answers) {
    const frames = new Map();
    for (const [at, { ws, id }] of done.entries()) {
      const frame = frameOf(JSON.stringify({ id, reply: answers[at] }));
      const others = frames.get(ws);
      if (others) others.push(frame);
      else frames.set(ws, [frame]);
    }
    for (const [ws, all] of frames) ws._socket.write(Buffer.concat(all));
  }

  const server = createServer();
  const wss = new WebSocketServer({ server, perMessageDeflate: false });
  wss.on('connection', (ws, request) => {
    ws.on('error', console.error);
    if (asks) {
      ws.on('message', (data) => {
        const { id, text } = JSON.parse(data.toString());
        take({ ws, id, said: text });
      });
      return;
    }
    const joined = roomsOf(request.url);
    const client = ++clients;
    let n = 0;
    rooms.add(ws, joined);
    ws.on('close', () => rooms.remove(ws, joined));
    ws.on('message', (data) => {
      const said = data.toString();
      // Read, as whoever checks anything has to.
      const message = JSON.parse(said);
      const by = once && [client, ++n, hash('sha256', said, 'base64url')];
      take({ said, by, room: process.argv[2] === 'rooms' ? message.room : joined[0] });
    });
    ws.send('joined');
  });
  worker.once('online', () => server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port }))));
}

/** The thread with the database: a commit for all that came together, or a transaction for all that was asked together. */
function keep() {
  const { folder, asks, once } = workerData;
  const db = new DatabaseSync(join(folder, 'floor.db'));
  db.exec(`
    pragma journal_mode = wal; pragma synchronous = full;
    create table channels (head integer not null) strict; insert into channels values (0);
    create table events (id integer primary key, place integer not null, body text not null) strict;
    create unique index events_place on events (place);
    create table clients (client integer primary key, last integer not null) strict, without rowid;
    create table answers (id integer primary key, body text) strict;
    insert into events (place, body) values (0, '${'x'.repeat(150)}');
  `);
  if (!once) db.exec('drop index events_place');
  const event = db.prepare('insert into events (place, body) values (?, ?)');
  const answers = db.prepare('insert into answers (body) values (?)');
  const last = db.prepare('insert into clients values (?, ?) on conflict do update set last = excluded.last');
  const settled = db.prepare('update answers set body = null where id > ? and id <= ?');
  const head = db.prepare('update channels set head = ?');
  const look = db.prepare('select id from events where id = ?');
  const lasts = new Map();
  let since = 0;
  let settledTo = 0;
  let place = 0;
  parentPort.on('message', (all) => {
    db.exec(asks ? 'begin' : 'begin immediate');
    const told = asks ? all.map((text) => ({ length: text.length, at: look.get(1).id })) : all.length;
    if (once) keepOnce(all);
    else if (!asks) for (const said of all) event.run(++place, said);
    db.exec('commit');
    parentPort.postMessage(told);
  });

  function keepOnce(all) {
    for (const [said, client, n] of all) {
      event.run(++place, said);
      lasts.set(client, n);
    }
    const { lastInsertRowid } = answers.run(JSON.stringify(all.map(([, client, n, hmac]) => [client, n, hmac, '{"reply":{}}'])));
    head.run(place);
    since += all.length;
    if (since < 512) return;
    // What was answered before these is settled: the clients' last numbers stay.
    for (const [client, n] of lasts) last.run(client, n);
    settled.run(settledTo, lastInsertRowid - 1);
    settledTo = lastInsertRowid - 1;
    lasts.clear();
    since = 0;
  }
}
