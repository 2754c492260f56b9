/** The role of whoever comes with a board's key: the app vouches for it, and no person has it. */
export const FEEDER = 'feeder';
