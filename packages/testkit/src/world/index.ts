export { BusDouble, type BusFaults } from './bus-double.ts';
export { ProcessClock, VirtualClock } from './clock.ts';
export { Disk } from './disk.ts';
export { Seeded } from './random.ts';
export { SocketPair } from './socket-pair.ts';
export { type Fault, StoreDouble, type StoreFaults } from './store-double.ts';
export { TestChannel } from './test-channel.ts';
export { TestClient } from './test-client.ts';
export { createWorld, World, type WorldOptions } from './world.ts';
