// What is wrong with what was asked.
/** What was asked for does not exist or makes no sense; exit code 3. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** A module that was named cannot be read, or is no specification; exit code 4. */
export class UnreadableModule extends Error {
  override readonly name = 'UnreadableModule'
}
