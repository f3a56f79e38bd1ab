// Every event of every role in one table: its fields, who says it, who hears it, and what only the environment does.
import { configure } from '../../../machines/configurations.js'
import type { PartyEvent } from '../../../model/party.js'
import { everyConfiguration } from '../../../oracle/belief/catalogue.js'
import { impRoles, roleNames, type RoleName } from '../../../verification/imp/roles.js'
import { code, page, partyLink, table, type Page } from './markdown.js'

interface Entry {
  readonly saidBy: Set<RoleName>
  readonly heardBy: Set<RoleName>
  readonly fields: Map<string, Set<string>>
}

/** All events that any role says or hears in any configuration, by type. */
function vocabulary(): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>()
  const note = ({ type, ...payload }: PartyEvent): Entry => {
    const entry = entries.get(type) ?? { saidBy: new Set(), heardBy: new Set(), fields: new Map<string, Set<string>>() }
    entries.set(type, entry)
    for (const [field, value] of Object.entries(payload)) {
      entry.fields.set(field, (entry.fields.get(field) ?? new Set()).add(JSON.stringify(value)))
    }
    return entry
  }
  for (const role of roleNames) {
    for (const { values } of [configure(), ...everyConfiguration(impRoles, role)]) {
      const { hears, says } = impRoles.partyOf(role, values)
      for (const event of hears) note(event).heardBy.add(role)
      for (const event of says) note(event).saidBy.add(role)
    }
  }
  return new Map([...entries].sort(([one], [other]) => one.localeCompare(other)))
}

const fieldsInWords = (fields: Entry['fields']): string =>
  [...fields].map(([field, values]) => `${code(field)}: ${[...values].sort().map(code).join(' ')}`).join('<br>')

const links = (roles: ReadonlySet<RoleName>): string => [...roles].map((role) => partyLink(role)).join(' ')

export function vocabularyPage(): Page {
  const entries = [...vocabulary()]
  const rows = (entry: (one: Entry) => boolean): readonly (readonly string[])[] =>
    entries
      .filter(([, one]) => entry(one))
      .map(([type, { saidBy, heardBy, fields }]) => [
        `<a id="${type.replace('.', '-').toLowerCase()}"></a>${code(type)}`,
        fieldsInWords(fields),
        links(saidBy),
        links(heardBy),
      ])
  const heads = ['event', 'fields', 'says it', 'hears it']
  return page('reference/vocabulary.md', 'The vocabulary', [
    `${entries.length} types of events, of ${roleNames.length} roles. An event is written \`noun.verb\` in logs, vectors, drivers and links to the simulator, with the values of its fields; \`"*"\` stands for a value that is not known. What the environment does is said by nobody.`,
    '',
    '## Said by a role',
    ...table(
      heads,
      rows(({ saidBy }) => saidBy.size > 0),
    ),
    '## Done by the environment',
    ...table(
      ['event', 'fields', 'hears it'],
      rows(({ saidBy }) => saidBy.size === 0).map(([event = '', fields = '', , hears = '']) => [event, fields, hears]),
    ),
  ])
}
