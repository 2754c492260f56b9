export { barred, decideFollow, follow, followRoom, type Room, RoomNews, roleIn, speak, type TableRole, unplaced } from './room.ts';
