// Where things are on the site, and how prose names them.
export { href, partyPath, propertyPath, sourcePath } from '../../report/sitePaths.js'

/** Ids of sources as they occur in prose. */
export const mentions = /\b(?:[DCM]-\d{2,3}|[RS][1-9]\d?)\b/g
