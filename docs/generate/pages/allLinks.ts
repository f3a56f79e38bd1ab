// Every link of the specification: of all scopes, of each choice and reading, and of a fleet.
import { configure, oneAtATime } from '../../../machines/configurations.js'
import { fleet } from '../../../machines/fleet/index.js'
import { scopeNames, system } from '../../../machines/system.js'
import type { Link } from '../../../model/world.js'

/** A link of the first or second device of a fleet, as one of any device. */
const ofAnyMember = (link: Link): Link => ({
  ...link,
  from: link.from.replace(/\.\d+$/, ''),
  to: link.to.replace(/\.\d+$/, ''),
  ...(link.channel === undefined ? {} : { channel: link.channel.replace(/\.\d+$/, '') }),
})

/** Each link once; those of a fleet as of any of its devices. */
export const allLinks: readonly Link[] = [
  ...new Map(
    [...oneAtATime, configure({ installerApp: 'advised' })]
      .flatMap(({ values }) => [
        ...scopeNames.flatMap((scope) => system(values, scope).links),
        ...fleet(values, { devices: 2, stagger: 1, orders: true }).links.map(ofAnyMember),
      ])
      .map((link) => [JSON.stringify(link), link] as const),
  ).values(),
]
