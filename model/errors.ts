// The two ways in which a specification can be wrong: it cannot be checked at all, or a run of it goes astray.
import type { Story } from './result.js'

/** What went wrong, in words, whatever was thrown. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The world or one of its machines is not of the kind that can be checked; says where, and what would be right. */
export class SpecificationError extends Error {
  override readonly name = 'SpecificationError'
}

/** A party has more local states than are allowed for: not wrong, but not to be explored to the end. */
export class Unbounded extends SpecificationError {}

/** A run leads to something that the semantics calls an error of the model: an overflow, an endless cascade. */
export class ModelError extends Error {
  override readonly name = 'ModelError'
  /** The shortest run that leads there; its last step is the one that went astray. */
  readonly story: Story

  constructor(message: string, story: Story) {
    super(message)
    this.story = story
  }
}

/** Thrown within a step; becomes a `ModelError` once the story that leads to it is known. */
export class StepFault extends Error {
  override readonly name = 'StepFault'
}

/** More is sent over a channel than it holds. */
export const overflowing = (channel: string, capacity: number): StepFault =>
  new StepFault(
    `channel '${channel}' overflows: more than ${capacity} messages; give it a greater capacity, or let less be sent ` +
      'before it is delivered',
  )
