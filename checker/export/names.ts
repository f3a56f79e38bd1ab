// Names as other languages take them: letters, digits and underscores, and no two alike.

/**
 * An identifier for each of some names, in their order. It begins with a letter, is legal in C, TLA+, Promela and Mermaid,
 * and no two are equal, not even where the names differ only in what an identifier cannot hold: `a.b` and `a_b` become `a_b`
 * and `a_b_2`, in whatever order they come.
 */
export function identifiers(names: readonly string[]): readonly string[] {
  const plain = (name: string): string => name.replaceAll(/[^A-Za-z0-9_]/g, '_').replace(/^(?![A-Za-z])/, 'n')
  // A name that is an identifier already keeps it, whoever comes first.
  const taken = new Set(names.filter((name) => plain(name) === name))
  return names.map((name) => {
    const base = plain(name)
    if (base === name) return name
    let free = base
    for (let count = 2; taken.has(free); count++) free = `${base}_${count}`
    taken.add(free)
    return free
  })
}

/** Text for a string literal of TLA+ or C; what would end its line becomes a blank. */
export const inString = (text: string): string => text.replaceAll(/[\\"]/g, '\\$&').replaceAll(/\p{Cc}/gu, ' ')
