export { barred, decideFollow, follow, type Room, roleIn, speak, type TableRole, unplaced } from './room.ts';
