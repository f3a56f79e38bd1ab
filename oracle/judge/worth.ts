// What a pass is worth: how many lines of a log could have failed it. A line could, if some other line in its place, or
// none, would have been refused there.
import type { Belief } from '../belief/belief.js'
import { TooManyHypotheses } from '../belief/belief.js'
import type { Role } from '../belief/role.js'
import type { RoleSettings } from '../belief/roleSettings.js'
import { eventText, NotInAlphabet, observedIn, seenAlso, type Observed } from '../belief/symbol.js'
import type { Subject } from '../belief/subject.js'
import type { JudgedRole } from './judged.js'

/** What the pass of one role is worth. */
export interface Worth {
  /** Lines that were looked at; those behind the first ones only as long as none could fail. */
  readonly lines: number
  /** Of these, the lines that could have failed. */
  readonly telling: number
}

/** Lines of a role that are looked at in any case. */
const looked = 200

/** What one line may say, in turn. */
type Line = readonly Observed[]

/** All that a line of the log may say of a role: by the rules of a mapping, or else each of its outputs. */
function alphabetOf(role: Role, { shown }: RoleSettings): readonly Line[] {
  if (shown === undefined) {
    return role.says.map((event) => [
      { direction: 'out', events: [event], tag: '', text: eventText(role.table.events[event]!) },
    ])
  }
  return shown.flatMap((line) => {
    try {
      return [
        line.map(({ dir, event, within }, at) =>
          observedIn(role, dir, event, { within, also: seenAlso(line[at - 1]?.dir, dir) }),
        ),
      ]
    } catch (error) {
      // It is told where such a line comes.
      if (error instanceof NotInAlphabet) return []
      throw error
    }
  })
}

/** What is known of one device of the role between two lines. */
interface Between {
  line: number
  /** The belief without the line, where nothing else in its place would have been refused. */
  without: Belief | undefined
}

/** Looks at the lines of one role. */
export class Scales {
  readonly #alphabet: readonly Line[]
  readonly #between = new WeakMap<Subject, Between>()
  #lines = 0
  #telling = 0

  constructor({ role, settings }: JudgedRole) {
    this.#alphabet = alphabetOf(role, settings)
  }

  /** Whether nothing more need be looked at. */
  get enough(): boolean {
    return this.#lines >= looked && this.#telling > 0
  }

  get worth(): Worth {
    return { lines: this.#lines, telling: this.#telling }
  }

  /** Looks at an observation before it is judged. @param belief before it */
  weigh(
    { believer }: JudgedRole,
    subject: Subject,
    belief: Belief,
    observed: Observed,
    time: number,
    line: number,
  ): void {
    const known = this.#between.get(subject)
    const anew = known?.line !== line
    try {
      if (known?.without !== undefined) {
        known.without = believer.observe(known.without, observed, time)
        if (known.without.length === 0) {
          this.#telling++
          known.without = undefined
        }
      }
      if (!anew) return
      this.#lines++
      const reached = believer.advance(belief, time)
      const refused = this.#alphabet.some((other) => this.#refuses(believer, reached, other, time))
      if (refused) this.#telling++
      this.#between.set(subject, { line, without: refused ? undefined : belief })
    } catch (error) {
      // What is too much to believe is told by who judges.
      if (!(error instanceof TooManyHypotheses)) throw error
    }
  }

  #refuses(believer: JudgedRole['believer'], reached: Belief, line: Line, time: number): boolean {
    let belief = reached
    for (const [at, observed] of line.entries()) {
      belief = believer.observe(belief, at === 0 ? { ...observed, also: true } : observed, time)
      if (belief.length === 0) return true
    }
    return false
  }
}
