// Text, attributes and comments of XML.
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** What stands in an element: text in which nothing is markup. */
export const inElement = escaped

/** Two hyphens end a comment of XML. */
export const inComment = (text: string): string => text.replaceAll(/-(?=-)/g, '- ')

/** ` name="value"` for each that has a value. */
export const attributes = (values: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(values)
    .flatMap(([name, value]) => (value === undefined || value === '' ? [] : [` ${name}="${escaped(value)}"`]))
    .join('')
