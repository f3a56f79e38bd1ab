// How every command ends.

/** The same for every command. */
export const exitCodes = {
  asExpected: 0,
  differs: 1,
  incomplete: 2,
  usage: 3,
  unreadable: 4,
  ours: 70,
} as const
