// Where things are on the site. Paths are absolute within the site, without the base and without `.html`.

/** The page of a rule, claim, contradiction, fact or decision; undefined for anything else. */
export function sourcePath(id: string): string | undefined {
  if (/^D-\d{3}$/.test(id)) return `/sources/facts#${id.toLowerCase()}`
  if (/^M-\d\d$/.test(id)) return `/decisions/${id.toLowerCase()}`
  if (/^(?:C-\d\d|[RS][1-9]\d?)$/.test(id)) return `/sources/${id.toLowerCase()}`
  return undefined
}

export const propertyPath = (id: string): string => `/properties/${id}`
export const partyPath = (party: string, anchor = ''): string => `/parties/${party}${anchor === '' ? '' : `#${anchor}`}`

/** For HTML that VitePress does not look into: with the base of the site, and `.html`. */
export function href(path: string, base: string): string {
  const [page = '', anchor] = path.split('#')
  const file = page.endsWith('/') ? page : `${page}.html`
  return `${base}${file.replace(/^\//, '')}${anchor === undefined ? '' : `#${anchor}`}`
}

/** `power.on.network` is found at `#state-power-on-network`. */
export const stateAnchor = (path: string): string =>
  `state-${path.replaceAll(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '')}`
