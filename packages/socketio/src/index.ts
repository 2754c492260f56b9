export { mountSocketIO, type MountOptions } from './mount.ts';
