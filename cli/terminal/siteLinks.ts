// Where a reader finds more of a failure: paths on the site, or addresses where it is said where the site is.
import { partyPath, sourcePath, href, stateAnchor } from '../../report/sitePaths.js'
import type { Explanation } from '../../oracle/belief/explain.js'
import { UsageError } from '../../verification/errors.js'

export interface Link {
  readonly title: string
  /** A path on the site; an address if it is known where that is. */
  readonly to: string
}

/** Sources that are linked at most. */
const most = 6

/** @throws UsageError for what is no address */
export function parseSite(site: string | undefined): string | undefined {
  if (site === undefined) return undefined
  if (!/^https?:\/\/./.test(site) || !URL.canParse(site))
    throw new UsageError(`--site is an address of http or https, not '${site}'`)
  return site.endsWith('/') ? site : `${site}/`
}

/**
 * The state in which the role was, and the rules that speak of the failure; none for a specification of which there are no
 * pages.
 */
export function linksOf(
  { foreign }: { readonly foreign?: true },
  role: string,
  explanation: Partial<Explanation>,
  site: string | undefined,
): readonly Link[] {
  if (foreign) return []
  const { believed = [], instead = [], ruledOut = [] } = explanation
  const state = believed[0]?.states[0]
  const party: Link = {
    title: state === undefined ? role : `${role} in ${state}`,
    to: partyPath(role, state === undefined || state === '(root)' ? '' : stateAnchor(state)),
  }
  const cited = new Set([...instead, ...ruledOut].flatMap(({ sources }) => sources))
  const rules = [...cited].flatMap((id): readonly Link[] => {
    const path = sourcePath(id)
    return path === undefined ? [] : [{ title: id, to: path }]
  })
  const links = [party, ...rules.slice(0, most)]
  return site === undefined ? links : links.map(({ title, to }) => ({ title, to: href(to, site) }))
}

/** A line that tells of them; none where there are none. */
export const linkLines = (links: readonly Link[]): readonly string[] =>
  links.length === 0 ? [] : [`  see ${links.map(({ title, to }) => `${title}: ${to}`).join(', ')}`]
