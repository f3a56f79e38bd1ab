// What is wrong with what was asked.
/** What was asked for does not exist or makes no sense; exit code 3. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
