// How a count is said: with its thing in the singular or the plural.

/** `1 property`, `2 properties`, `12,345 states`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`
