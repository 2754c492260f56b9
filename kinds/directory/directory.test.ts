import fc from 'fast-check';
import { expect, test } from 'vitest';
import { as, channelAs, system, Workbench } from '../workbench.ts';
import { apply, emptyView } from './apply.ts';
import { directoryKind } from './channel.ts';

const rights = (role: string, action: string): boolean => ['owner', 'admin'].includes(role) && ['person.manage', 'workspace.name'].includes(action);
const ann = as('ann', 'owner');
const bob = as('bob');
const adam = as('adam', 'admin');

function workspace() {
  const bench = new Workbench(directoryKind, { id: 'main', rights });
  bench.do(system, 'addPerson', { id: 'ann', name: 'Ann', role: 'owner' });
  bench.do(system, 'addPerson', { id: 'bob', name: 'Bob', role: 'member' });
  bench.do(system, 'addPerson', { id: 'adam', name: 'Adam', role: 'admin' });
  return bench;
}

test('[DI1] guests do not see the directory', () => {
  const { state } = workspace();
  expect(directoryKind.viewer(state, as('gus', 'guest'))).toBeUndefined();
  for (const identity of [ann, bob, as('bot', 'bot'), system]) expect(directoryKind.viewer(state, identity)).toEqual({});
});

test('[DI2] the app adds people, each once', async () => {
  const bench = workspace();
  expect(bench.do(ann, 'addPerson', { id: 'cyd', name: 'Cyd', role: 'member' })).toEqual({ refused: 'not-allowed' });
  expect(bench.do(channelAs('chat/x'), 'addPerson', { id: 'cyd', name: 'Cyd', role: 'member' })).toEqual({ refused: 'not-allowed' });
  expect(bench.do(system, 'addPerson', { id: 'bob', name: 'Robert', role: 'owner' })).toMatchObject({ events: [], reply: {} });
  expect((await bench.open(ann)).people).toContainEqual({ id: 'bob', name: 'Bob', role: 'member', active: true });
});

test('[DI3] names that read the same are one name', () => {
  const bench = workspace();
  bench.do(ann, 'deactivate', { id: 'bob', on: true });
  expect(bench.do(system, 'addPerson', { id: 'cyd', name: 'bOB', role: 'member' })).toEqual({ refused: 'name-taken' });
  expect(bench.do(system, 'addPerson', { id: 'cyd', name: 'Ｂｏｂ', role: 'member' })).toEqual({ refused: 'name-taken' });
  expect(bench.do(adam, 'rename', { id: 'adam', name: 'ANN' })).toEqual({ refused: 'name-taken' });
  expect(bench.do(adam, 'rename', { id: 'adam', name: 'ADAM' })).toMatchObject({ events: [{ name: 'personRenamed' }] });
});

test('[DI4] one renames oneself; others take the right', () => {
  const bench = workspace();
  expect(bench.do(bob, 'rename', { id: 'bob', name: 'Bobby' })).toMatchObject({ events: [{ data: { id: 'bob', name: 'Bobby' } }] });
  expect(bench.do(bob, 'rename', { id: 'bob', name: 'Bobby' })).toMatchObject({ events: [] });
  expect(bench.do(bob, 'rename', { id: 'ann', name: 'Anna' })).toEqual({ refused: 'not-allowed' });
  expect(bench.do(adam, 'rename', { id: 'bob', name: 'Rob' })).toMatchObject({ events: [{ name: 'personRenamed' }] });
  expect(bench.do(adam, 'rename', { id: 'ann', name: 'Anna' })).toEqual({ refused: 'not-allowed' });
  expect(bench.do(adam, 'rename', { id: 'nobody', name: 'Nobody' })).toEqual({ refused: 'no-such-person' });
});

test('[DI5] managing people takes the right, and touching owners an owner', () => {
  const bench = workspace();
  expect(bench.do(bob, 'changeRole', { id: 'bob', role: 'admin' })).toEqual({ refused: 'not-allowed' });
  expect(bench.do(bob, 'deactivate', { id: 'adam', on: true })).toEqual({ refused: 'not-allowed' });
  expect(bench.do(adam, 'changeRole', { id: 'adam', role: 'owner' })).toEqual({ refused: 'not-allowed' });
  expect(bench.do(adam, 'changeRole', { id: 'ann', role: 'member' })).toEqual({ refused: 'not-allowed' });
  expect(bench.do(adam, 'deactivate', { id: 'ann', on: true })).toEqual({ refused: 'not-allowed' });
  expect(bench.do(adam, 'changeRole', { id: 'bob', role: 'guest' })).toMatchObject({ events: [{ data: { role: 'guest' } }] });
  expect(bench.do(adam, 'deactivate', { id: 'bob', on: true })).toMatchObject({ events: [{ data: { on: true } }] });
  expect(bench.do(adam, 'deactivate', { id: 'bob', on: true })).toMatchObject({ events: [] });
  expect(bench.do(adam, 'deactivate', { id: 'bob', on: false })).toMatchObject({ events: [{ data: { on: false } }] });
  expect(bench.do(system, 'changeRole', { id: 'nobody', role: 'guest' })).toEqual({ refused: 'no-such-person' });
  expect(bench.do(ann, 'changeRole', { id: 'bob', role: 'owner' })).toMatchObject({ events: [{ data: { role: 'owner' } }] });
});

test('[DI6] the last active owner stays one', () => {
  const bench = workspace();
  bench.do(ann, 'changeRole', { id: 'bob', role: 'owner' });
  bench.do(ann, 'deactivate', { id: 'bob', on: true });
  expect(bench.do(ann, 'changeRole', { id: 'ann', role: 'member' })).toEqual({ refused: 'last-owner' });
  expect(bench.do(system, 'deactivate', { id: 'ann', on: true })).toEqual({ refused: 'last-owner' });
  bench.do(ann, 'deactivate', { id: 'bob', on: false });
  expect(bench.do(ann, 'changeRole', { id: 'ann', role: 'member' })).toMatchObject({ events: [{ data: { id: 'ann', role: 'member' } }] });
});

test('[DI7] a bot stays a bot', () => {
  const bench = workspace();
  bench.do(system, 'addPerson', { id: 'clock', name: 'Clock', role: 'bot' });
  expect(bench.do(ann, 'changeRole', { id: 'clock', role: 'admin' })).toEqual({ refused: 'bot' });
  expect(bench.do(ann, 'changeRole', { id: 'bob', role: 'bot' })).toEqual({ refused: 'bot' });
});

test('[DI8] the workspace is named by right, the first room set by the app', async () => {
  const bench = workspace();
  expect(bench.do(bob, 'nameWorkspace', { name: 'Ours' })).toEqual({ refused: 'not-allowed' });
  bench.do(adam, 'nameWorkspace', { name: 'Ours' });
  expect(bench.do(system, 'nameWorkspace', { name: 'Ours' })).toMatchObject({ events: [] });
  expect((await bench.open(bob)).workspace).toBe('Ours');
  expect(bench.do(ann, 'setFirstRoom', { id: 'general' })).toEqual({ refused: 'not-allowed' });
  expect(bench.do(system, 'setFirstRoom', { id: 'general' })).toMatchObject({ events: [{ data: { id: 'general' } }] });
});

test('[DI9] a conversation lists itself and no other', async () => {
  const bench = workspace();
  const room = { id: 'general', name: 'General', topic: '', archived: false };
  for (const other of [ann, system, channelAs('chat/other'), channelAs('board/general')])
    expect(bench.do(other, 'listRoom', room)).toEqual({ refused: 'not-allowed' });
  bench.do(channelAs('chat/general'), 'listRoom', room);
  expect(bench.do(channelAs('chat/general'), 'listRoom', room)).toMatchObject({ events: [] });
  bench.do(channelAs('chat/general'), 'listRoom', { ...room, topic: 'All' });
  expect((await bench.open(bob)).rooms).toEqual([{ ...room, topic: 'All' }]);
});

test('[DI10] who comes is added to the first room, a guest is not', () => {
  const bench = workspace();
  const come = (id: string, role: 'member' | 'guest') => bench.do(system, 'addPerson', { id, name: id, role });
  expect(come('cyd', 'member')).toMatchObject({ effects: [] });
  bench.do(system, 'setFirstRoom', { id: 'general' });
  expect(come('dan', 'member')).toMatchObject({ effects: [{ to: 'chat/general', name: 'add', input: { people: ['dan'] } }] });
  expect(come('gus', 'guest')).toMatchObject({ effects: [] });
});

test('[DI11] one person is found by id', async () => {
  const bench = workspace();
  bench.do(bob, 'rename', { id: 'bob', name: 'Bobby' });
  bench.do(ann, 'changeRole', { id: 'bob', role: 'admin' });
  bench.do(ann, 'deactivate', { id: 'bob', on: true });
  expect(await bench.query(ann, 'person', { id: 'bob' })).toEqual({ person: { id: 'bob', name: 'Bobby', role: 'admin', active: false } });
  expect(await bench.query(ann, 'person', { id: 'nobody' })).toEqual({ person: null });
});

const id = fc.constantFrom('ann', 'bob', 'adam', 'cyd', 'dan');
const role = fc.constantFrom('owner' as const, 'admin' as const, 'member' as const, 'guest' as const);
type Step = (bench: ReturnType<typeof workspace>) => unknown;
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ id, name: fc.constantFrom('Cyd', 'Dan', 'Ann'), role }).map(
    (input): Step =>
      (bench) =>
        bench.do(system, 'addPerson', input),
  ),
  fc.record({ id, name: fc.constantFrom('Ann', 'Cyd', 'Eve', 'Fay') }).map(
    (input): Step =>
      (bench) =>
        bench.do(system, 'rename', input),
  ),
  fc.record({ id, role }).map(
    (input): Step =>
      (bench) =>
        bench.do(system, 'changeRole', input),
  ),
  fc.record({ id, on: fc.boolean() }).map(
    (input): Step =>
      (bench) =>
        bench.do(system, 'deactivate', input),
  ),
  fc.record({ id: fc.constantFrom('r1', 'r2'), name: fc.constantFrom('One', 'Two'), topic: fc.constant(''), archived: fc.boolean() }).map(
    (room): Step =>
      (bench) =>
        bench.do(channelAs(`chat/${room.id}`), 'listRoom', room),
  ),
  fc.constantFrom('Ours', 'Theirs').map(
    (name): Step =>
      (bench) =>
        bench.do(system, 'nameWorkspace', { name }),
  ),
);

test('[DI12] what is shown, what is found and the fold of all events are one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40, size: 'max' }), async (steps) => {
      const bench = workspace();
      for (const run of steps) run(bench);
      const view = await bench.open(ann);
      expect(view).toEqual(bench.log.reduce(apply, emptyView));
      for (const person of view.people) expect(await bench.query(ann, 'person', { id: person.id })).toEqual({ person });
      // [DI6] [DI3] hold in every history.
      expect(view.people.some((person) => person.role === 'owner' && person.active)).toBe(true);
      expect(new Set(view.people.map((person) => person.name.toLowerCase())).size).toBe(view.people.length);
    }),
    { numRuns: 100 },
  );
});

test('[DI12] a fold leaves the view that it is given alone', () => {
  const view = Object.freeze({ ...emptyView, people: [Object.freeze({ id: 'ann', name: 'Ann', role: 'owner' as const, active: true })] });
  Object.freeze(view.people);
  expect(apply(view, { name: 'personRenamed', offset: 2, at: 0, data: { id: 'ann', name: 'Anna' } }).people[0]?.name).toBe('Anna');
  expect(apply(view, { name: 'personRenamed', offset: 2, at: 0, data: null })).toBe(view);
});
