// What happens within a step over tables, in the words of a story.
import type { Happening, StoryStep } from '../../model/result.js'
import type { CompiledWorld } from '../compile/compile.js'
import type { LocalRecord } from '../compile/partyTable.js'
import { narrate } from './describe.js'
import { CLOCK, ENVIRONMENT, type Witness } from './stepper.js'

type Lost = StoryStep['lost'][number]

/** Notes what happens within the latest step. */
export class Notes implements Witness {
  happenings: Happening[] = []
  lost: Lost[] = []
  readonly #world: CompiledWorld

  constructor(world: CompiledWorld) {
    this.#world = world
  }

  begins(): void {
    this.happenings = []
    this.lost = []
  }

  happens(party: number, from: number, record: LocalRecord): void {
    const { parties } = this.#world
    const { party: of, table } = parties[party]!
    const speaker = from === ENVIRONMENT ? 'environment' : from === CLOCK ? 'clock' : parties[from]!.party.name
    this.happenings.push(
      narrate(
        of.name,
        speaker,
        table.events[record.event]!,
        table.locals[record.before]!.snapshot,
        table.locals[record.after]!.snapshot,
        Array.from(record.says, (event) => table.events[event]!),
      ),
    )
  }

  loses(channel: number, message: number): void {
    const { channel: of, messages } = this.#world.channels[channel]!
    this.lost.push({ channel: of.name, event: messages[message]!.event })
  }
}
