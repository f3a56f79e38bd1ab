// Reads the part of TLA+ that the exporter writes (Lamport, Specifying Systems, chapters 15 and 17): units and expressions.

export type Node =
  | { readonly is: 'constant'; readonly value: number | string | boolean }
  | { readonly is: 'name'; readonly name: string }
  | { readonly is: 'apply'; readonly name: string; readonly args: readonly Node[] }
  | { readonly is: 'prime'; readonly of: Node }
  | { readonly is: 'prefix'; readonly operator: string; readonly of: Node }
  | { readonly is: 'infix'; readonly operator: string; readonly left: Node; readonly right: Node }
  | { readonly is: 'junction'; readonly operator: '/\\' | '\\/'; readonly parts: readonly Node[] }
  | { readonly is: 'if'; readonly condition: Node; readonly yes: Node; readonly no: Node }
  | {
      readonly is: 'case'
      readonly arms: readonly { readonly when: Node; readonly then: Node }[]
      readonly other?: Node
    }
  | { readonly is: 'let'; readonly name: string; readonly value: Node; readonly body: Node }
  | {
      readonly is: 'bound'
      readonly by: '\\A' | '\\E' | 'CHOOSE'
      readonly name: string
      readonly in: Node
      readonly of: Node
    }
  | { readonly is: 'filter'; readonly name: string; readonly in: Node; readonly of: Node }
  | { readonly is: 'function'; readonly name: string; readonly in: Node; readonly of: Node }
  | { readonly is: 'set' | 'tuple'; readonly items: readonly Node[] }
  | { readonly is: 'record'; readonly fields: readonly { readonly name: string; readonly value: Node }[] }
  | { readonly is: 'field'; readonly of: Node; readonly name: string }
  | { readonly is: 'at'; readonly of: Node; readonly index: Node }
  | { readonly is: 'except'; readonly of: Node; readonly changes: readonly Change[] }
  | { readonly is: 'box'; readonly of: Node; readonly subscript: Node }

/** `!.field[index] = value`, in which `@` is what was there. */
export interface Change {
  readonly path: readonly (string | Node)[]
  readonly value: Node
}

export type Unit =
  | { readonly is: 'define'; readonly name: string; readonly parameters: readonly string[]; readonly body: Node }
  | { readonly is: 'declare'; readonly kind: 'VARIABLES' | 'CONSTANT' | 'RECURSIVE'; readonly names: readonly string[] }
  | { readonly is: 'extends'; readonly modules: readonly string[] }
  | { readonly is: 'assume'; readonly what: Node }

interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'symbol' | 'end'
  readonly text: string
  readonly line: number
  readonly column: number
}

const keywords = new Set(
  'IF THEN ELSE CASE OTHER LET IN CHOOSE EXCEPT EXTENDS VARIABLES CONSTANT RECURSIVE ASSUME TRUE FALSE'.split(' '),
)

const lexemes = [
  ['space', /(?:\s+|\\\*[^\n]*)+/y],
  ['name', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['number', /\d+/y],
  ['string', /"(?:[^"\\\n]|\\["\\nt])*"/y],
  ['symbol', /----+|====+|\]_|\[\]|<<|>>|<>|\|->|->|=>|==|\/\\|\\\/|\.\.|>=|<=|\\[A-Za-z]+|[#=<>+\-~'@!.,:()[\]{}]/y],
] as const

/** Where the comment that opens at a place ends; comments may stand in comments. */
function endOfComment(text: string, opening: number): number {
  let depth = 0
  for (let at = opening; at < text.length; at++) {
    const two = text.slice(at, at + 2)
    if (two !== '(*' && two !== '*)') continue
    depth += two === '(*' ? 1 : -1
    at++
    if (depth === 0) return at + 1
  }
  throw new SyntaxError('a comment without end')
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  let [at, line, start] = [0, 1, 0]
  const pass = (end: number): void => {
    for (; at < end; at++) if (text[at] === '\n') [line, start] = [line + 1, at + 1]
  }
  while (at < text.length) {
    if (text.startsWith('(*', at)) {
      pass(endOfComment(text, at))
      continue
    }
    const found = lexemes.flatMap(([kind, lexeme]) => {
      lexeme.lastIndex = at
      const match = lexeme.exec(text)
      return match ? [{ kind, text: match[0] }] : []
    })[0]
    if (!found) throw new SyntaxError(`line ${line}, column ${at - start + 1}: what is ${text.slice(at, at + 12)}?`)
    const { kind } = found
    if (kind !== 'space') tokens.push({ kind, text: found.text, line, column: at - start + 1 })
    pass(at + found.text.length)
  }
  return [...tokens, { kind: 'end', text: '', line: line + 1, column: 0 }]
}

/** How strongly operators bind their sides: Specifying Systems, table 6; the least of each range. */
const infix: Readonly<Record<string, number>> = {
  '=>': 1,
  '/\\': 3,
  '\\/': 3,
  '=': 5,
  '#': 5,
  '<': 5,
  '>': 5,
  '<=': 5,
  '>=': 5,
  '\\in': 5,
  '\\notin': 5,
  '\\cup': 8,
  '..': 9,
  '+': 10,
  '-': 11,
  '\\o': 13,
}
const prefix: Readonly<Record<string, number>> = { '~': 4, '[]': 4, '<>': 4, '-': 12 }

class Reader {
  readonly #tokens: readonly Token[]
  #at = 0
  /** What does not stand to the right of this column belongs to no item of the list that is being read. */
  #fence = 0

  constructor(text: string) {
    this.#tokens = tokensOf(text)
  }

  #peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)]!
    return token.column > this.#fence ? token : { ...token, kind: 'end', text: '' }
  }

  #fail(wanted: string): never {
    const { line, column, text } = this.#tokens[this.#at]!
    throw new SyntaxError(`line ${line}, column ${column}: ${wanted} is wanted, not '${text}'`)
  }

  #next(): Token {
    const token = this.#peek()
    if (token.kind === 'end') this.#fail('more')
    this.#at++
    return token
  }

  #try(text: string): boolean {
    const token = this.#peek()
    if (token.text !== text || token.kind === 'string' || token.kind === 'end') return false
    this.#at++
    return true
  }

  #expect(text: string): void {
    if (!this.#try(text)) this.#fail(`'${text}'`)
  }

  #name(): string {
    const { kind, text } = this.#peek()
    if (kind !== 'name' || keywords.has(text)) this.#fail('a name')
    this.#at++
    return text
  }

  #listed<T>(item: () => T, end: string): readonly T[] {
    const items: T[] = []
    if (this.#try(end)) return items
    do items.push(item())
    while (this.#try(','))
    this.#expect(end)
    return items
  }

  module(): readonly Unit[] {
    const units: Unit[] = []
    if (!this.#next().text.startsWith('----')) this.#fail('----')
    this.#expect('MODULE')
    this.#name()
    this.#next()
    while (!this.#peek().text.startsWith('====')) units.push(this.#unit())
    return units
  }

  #unit(): Unit {
    const names = (): readonly string[] => {
      const all = [this.#name()]
      while (this.#try(',')) all.push(this.#name())
      return all
    }
    if (this.#try('EXTENDS')) return { is: 'extends', modules: names() }
    if (this.#try('VARIABLES')) return { is: 'declare', kind: 'VARIABLES', names: names() }
    if (this.#try('CONSTANT')) return { is: 'declare', kind: 'CONSTANT', names: names() }
    if (this.#try('ASSUME')) return { is: 'assume', what: this.expression() }
    if (this.#try('RECURSIVE')) {
      const name = this.#name()
      this.#expect('(')
      this.#listed(() => this.#name(), ')')
      return { is: 'declare', kind: 'RECURSIVE', names: [name] }
    }
    const name = this.#name()
    const parameters = this.#try('(') ? this.#listed(() => this.#name(), ')') : []
    this.#expect('==')
    return { is: 'define', name, parameters, body: this.expression() }
  }

  /** An expression, as far as operators reach that bind at least so strongly. */
  expression(least = 0): Node {
    let left = this.#prefixed()
    for (;;) {
      const { text: operator, kind } = this.#peek()
      const binds = kind === 'symbol' ? infix[operator] : undefined
      if (binds === undefined || binds < least) return left
      this.#at++
      left = { is: 'infix', operator, left, right: this.expression(binds + 1) }
    }
  }

  #prefixed(): Node {
    const { text, kind, column } = this.#peek()
    if (text === '/\\' || text === '\\/') return this.#junction(text, column)
    const binds = kind === 'symbol' ? prefix[text] : undefined
    if (binds === undefined) return this.#postfixed(this.#primary())
    this.#at++
    return { is: 'prefix', operator: text, of: this.expression(binds) }
  }

  /** A list of items, each behind a sign in the same column: what is not to the right of it ends an item. */
  #junction(operator: '/\\' | '\\/', column: number): Node {
    const parts: Node[] = []
    const outer = this.#fence
    while (this.#peek().text === operator && this.#peek().column === column) {
      this.#at++
      this.#fence = column
      parts.push(this.expression())
      this.#fence = outer
    }
    return { is: 'junction', operator, parts }
  }

  #postfixed(node: Node): Node {
    if (this.#try("'")) return this.#postfixed({ is: 'prime', of: node })
    if (this.#try('.')) return this.#postfixed({ is: 'field', of: node, name: this.#name() })
    if (!this.#try('[')) return node
    const index = this.expression()
    this.#expect(']')
    return this.#postfixed({ is: 'at', of: node, index })
  }

  #primary(): Node {
    const { text, kind } = this.#next()
    if (kind === 'number') return { is: 'constant', value: Number(text) }
    if (kind === 'string') return { is: 'constant', value: text.slice(1, -1).replaceAll(/\\(.)/g, '$1') }
    const composed = this.#composed[text]
    if (composed) return composed()
    if (kind !== 'name' || keywords.has(text)) {
      this.#at--
      this.#fail('an expression')
    }
    return this.#try('(')
      ? { is: 'apply', name: text, args: this.#listed(() => this.expression(), ')') }
      : { is: 'name', name: text }
  }

  readonly #composed: Readonly<Record<string, () => Node>> = {
    TRUE: () => ({ is: 'constant', value: true }),
    FALSE: () => ({ is: 'constant', value: false }),
    '@': () => ({ is: 'name', name: '@' }),
    '(': () => {
      const inner = this.expression()
      this.#expect(')')
      return inner
    },
    '<<': () => ({ is: 'tuple', items: this.#listed(() => this.expression(), '>>') }),
    '{': () => this.#set(),
    '[': () => this.#bracketed(),
    IF: () => {
      const condition = this.expression()
      this.#expect('THEN')
      const yes = this.expression()
      this.#expect('ELSE')
      return { is: 'if', condition, yes, no: this.expression() }
    },
    CASE: () => {
      const arms: { when: Node; then: Node }[] = []
      do {
        if (this.#try('OTHER')) {
          // As in the language's grammar: OTHER comes last, and not alone.
          if (arms.length === 0) this.#fail('a condition before OTHER')
          this.#expect('->')
          return { is: 'case', arms, other: this.expression() }
        }
        const when = this.expression()
        this.#expect('->')
        arms.push({ when, then: this.expression() })
      } while (this.#try('[]'))
      return { is: 'case', arms }
    },
    LET: () => {
      const defined: { name: string; value: Node }[] = []
      while (!this.#try('IN')) {
        const name = this.#name()
        this.#expect('==')
        defined.push({ name, value: this.expression() })
      }
      return defined.reduceRight<Node>((body, one) => ({ is: 'let', ...one, body }), this.expression())
    },
    '\\A': () => this.#bound('\\A'),
    '\\E': () => this.#bound('\\E'),
    CHOOSE: () => this.#bound('CHOOSE'),
  }

  #bound(by: '\\A' | '\\E' | 'CHOOSE'): Node {
    const name = this.#name()
    this.#expect('\\in')
    const set = this.expression()
    this.#expect(':')
    return { is: 'bound', by, name, in: set, of: this.expression() }
  }

  #set(): Node {
    if (this.#peek(1).text !== '\\in') return { is: 'set', items: this.#listed(() => this.expression(), '}') }
    const name = this.#name()
    this.#expect('\\in')
    const set = this.expression()
    this.#expect(':')
    const of = this.expression()
    this.#expect('}')
    return { is: 'filter', name, in: set, of }
  }

  /** A record, a function, a changed function, or an action in a box. */
  #bracketed(): Node {
    if (this.#peek(1).text === '|->') {
      const field = (): { name: string; value: Node } => {
        const name = this.#name()
        this.#expect('|->')
        return { name, value: this.expression() }
      }
      return { is: 'record', fields: this.#listed(field, ']') }
    }
    if (this.#peek(1).text === '\\in') {
      const name = this.#name()
      this.#expect('\\in')
      const set = this.expression()
      this.#expect('|->')
      const of = this.expression()
      this.#expect(']')
      return { is: 'function', name, in: set, of }
    }
    const of = this.expression()
    if (this.#try(']_')) return { is: 'box', of, subscript: this.#primary() }
    this.#expect('EXCEPT')
    return { is: 'except', of, changes: this.#listed(() => this.#change(), ']') }
  }

  #change(): Change {
    const path: (string | Node)[] = []
    this.#expect('!')
    for (;;) {
      if (this.#try('.')) path.push(this.#name())
      else if (this.#try('[')) {
        path.push(this.expression())
        this.#expect(']')
      } else break
    }
    this.#expect('=')
    return { path, value: this.expression() }
  }
}

/**
 * The units of a module, in their order.
 *
 * @throws SyntaxError that names line and column
 */
export const readModule = (text: string): readonly Unit[] => new Reader(text).module()
