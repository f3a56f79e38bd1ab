// What XState said of each machine, kept on disk, so that the next process need not ask again.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Party } from '../../model/party.js'
import { codeContent, machineContent, sha256 } from './fingerprint.js'
import { reasonOf } from '../../model/errors.js'
import { readIfThere, writeWhole } from '../../util/files.js'
import { tableOf, type PartyTable, type SavedTable } from './partyTable.js'

/** The first line of a file; the second is the table. */
interface Header {
  readonly format: 3
  /** Of the machine, and of all code that has a say in its table. */
  readonly key: string
  readonly checksum: string
}

/** A table that has grown by less than this is not written anew. */
const worthWriting = 1.02

function read(path: string, key: string): SavedTable | undefined {
  const text = readIfThere(path)
  if (text === undefined) return undefined
  const end = text.indexOf('\n')
  const header = JSON.parse(text.slice(0, end)) as Partial<Header> | null
  const body = text.slice(end + 1)
  if (header?.format !== 3 || header.key !== key) throw new Error('it is not the table of this machine')
  if (sha256(body) !== header.checksum) throw new Error('its checksum is wrong')
  return JSON.parse(body) as SavedTable
}

/** Tables in a folder, a file for each machine. A file that is damaged is told of, and written anew. */
export class TableCache {
  readonly #folder: string
  readonly #warn: (text: string) => void
  /** Transitions of each table that are in its file. */
  readonly #written = new Map<PartyTable, number>()
  readonly #damaged = new Set<string>()

  constructor(folder: string, warn: (text: string) => void) {
    this.#folder = folder
    this.#warn = warn
  }

  /** Fills the tables of some parties that were not looked for yet. */
  load(parties: readonly Party[]): void {
    for (const table of parties.map((party) => tableOf(party))) {
      if (this.#written.has(table)) continue
      this.#absorb(table)
      this.#written.set(table, table.transitions.size)
    }
  }

  /** Writes the tables that have grown, with what others have written meanwhile. */
  save(parties: readonly Party[]): void {
    for (const table of parties.map((party) => tableOf(party))) {
      if (table.transitions.size <= (this.#written.get(table) ?? 0) * worthWriting) continue
      this.#absorb(table)
      this.#written.set(table, table.transitions.size)
      const key = this.#keyOf(table)
      const body = JSON.stringify(table.saved())
      const header: Header = { format: 3, key, checksum: sha256(body) }
      try {
        mkdirSync(this.#folder, { recursive: true })
        writeWhole(this.pathOf(table), `${JSON.stringify(header)}\n${body}`)
      } catch (error) {
        this.#warn(`${this.pathOf(table)} cannot be written (${reasonOf(error)})`)
      }
    }
  }

  /** The file of a table. */
  pathOf(table: PartyTable): string {
    return join(this.#folder, `${table.party}-${this.#keyOf(table).slice(0, 32)}.table`)
  }

  #keyOf(table: PartyTable): string {
    return sha256(codeContent(), table.party, machineContent(table.machine), table.manner)
  }

  #absorb(table: PartyTable): void {
    const path = this.pathOf(table)
    try {
      const saved = read(path, this.#keyOf(table))
      if (saved) table.absorb(saved)
    } catch (error) {
      if (this.#damaged.has(path)) return
      this.#damaged.add(path)
      this.#warn(`${path} is damaged (${reasonOf(error)}); it is written anew`)
    }
  }
}
