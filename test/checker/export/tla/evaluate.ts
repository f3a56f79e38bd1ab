// An evaluator of TLA+ modules that treats an action as TLC does (Yu, Manolios, Lamport 1999): a conjunction from left to
// right, every branch of a disjunction, a successor for each way through. It shares nothing with the exporter.
import type { Node, Unit } from './read.js'
import {
  at,
  changed,
  EvaluationError,
  field,
  integer,
  library,
  operators,
  Rule,
  ruleIn,
  setOf,
  textOf,
  TlaSet,
  truth,
  type Value,
} from './values.js'

/** A value that is computed when it is asked for, and then kept. */
interface Bound {
  value: Value | undefined
  readonly compute: () => Value
}

/** What names stand for, innermost first. */
interface Scope {
  readonly name: string
  readonly bound: Bound
  readonly outer: Scope | undefined
}

/** By variable, in the order of their declaration; undefined where nothing has been said of it yet. */
type Assignment = (Value | undefined)[]

export type State = readonly Value[]

interface Definition {
  readonly parameters: readonly string[]
  readonly body: Node
  /** Whether it depends on no variable, so that its value is computed once. */
  readonly constant: boolean
  value?: Value
}

/** Everything below a node, the node included. */
function* everyNode(node: Node): Generator<Node> {
  yield node
  for (const part of Object.values(node) as unknown[]) yield* nodesIn(part)
}

function* nodesIn(part: unknown): Generator<Node> {
  if (Array.isArray(part)) for (const one of part) yield* nodesIn(one)
  else if (typeof part === 'object' && part !== null) {
    if ('is' in part) yield* everyNode(part as Node)
    else for (const one of Object.values(part)) yield* nodesIn(one)
  }
}

const known = (value: Value): Bound => ({ value, compute: () => value })

/** A module whose constants have values. */
export class Model {
  readonly variables: readonly string[]
  readonly #definitions = new Map<string, Definition>()
  readonly #constants: ReadonlyMap<string, Value>
  #now: Assignment = []
  #next: Assignment = []
  /** Whether variables without a prime are what is being chosen. */
  #choosing = false

  /** @throws EvaluationError for a name that is not defined before it is used, an assumption that is false */
  constructor(units: readonly Unit[], constants: Readonly<Record<string, Value>>) {
    this.#constants = new Map(Object.entries(constants))
    this.variables = units.flatMap((unit) => (unit.is === 'declare' && unit.kind === 'VARIABLES' ? unit.names : []))
    const declared = new Set([...Object.keys(library), 'WF_vars', 'SF_vars'])
    for (const unit of units) {
      if (unit.is === 'declare') unit.names.forEach((name) => declared.add(name))
      if (unit.is === 'assume' && !truth(this.#value(unit.what, undefined))) {
        throw new EvaluationError('an assumption is false')
      }
      if (unit.is !== 'define') continue
      const { name, parameters, body } = unit
      if (this.#definitions.has(name)) throw new EvaluationError(`${name} is defined twice`)
      this.#demand(body, new Set([...declared, ...parameters]), name)
      declared.add(name)
      const nodes = [...everyNode(body)]
      const constant = nodes.every((node) => node.is !== 'prime' && !('name' in node && this.#varies(node.name)))
      this.#definitions.set(name, { parameters, body, constant })
    }
  }

  #varies(name: string): boolean {
    return this.variables.includes(name) || this.#definitions.get(name)?.constant === false
  }

  /** Every name in an expression must have been declared: the parser of TLC asks for it. */
  #demand(node: Node, declared: ReadonlySet<string>, within: string): void {
    if ((node.is === 'name' || node.is === 'apply') && node.name !== '@' && !declared.has(node.name)) {
      throw new EvaluationError(`${within}: unknown operator ${node.name}`)
    }
    const binds = 'name' in node && ['bound', 'filter', 'function', 'let'].includes(node.is)
    if (binds && declared.has(node.name)) throw new EvaluationError(`${within}: ${node.name} has a meaning already`)
    const inner = binds ? new Set([...declared, node.name]) : declared
    for (const [key, part] of Object.entries(node)) {
      // What is bound is not known in the set, or the value, that it is bound to.
      const scope = key === 'in' || (node.is === 'let' && key === 'value') ? declared : inner
      for (const one of childrenIn(part)) this.#demand(one, scope, within)
    }
  }

  #bound(node: Node, scope: Scope | undefined): Bound {
    const { compute } = { compute: () => this.#value(node, scope) }
    return { value: undefined, compute }
  }

  #named(name: string, scope: Scope | undefined): Value {
    for (let one = scope; one; one = one.outer) if (one.name === name) return force(one.bound)
    const variable = this.variables.indexOf(name)
    if (variable >= 0) {
      const value = this.#now[variable]
      if (value === undefined) throw new EvaluationError(`the variable ${name} has no value yet`)
      return value
    }
    const constant = this.#constants.get(name)
    if (constant !== undefined) return constant
    const definition = this.#definitions.get(name)
    if (!definition) throw new EvaluationError(`${name} has no value`)
    if (!definition.constant) return this.#value(definition.body, undefined)
    return (definition.value ??= this.#value(definition.body, undefined))
  }

  /** The names of an operator's parameters, with what they stand for. */
  #scopeOf({ parameters }: Definition, args: readonly Node[], scope: Scope | undefined): Scope | undefined {
    if (parameters.length !== args.length) throw new EvaluationError('as many arguments as parameters are wanted')
    return parameters.reduce<Scope | undefined>(
      (outer, name, index) => ({ name, bound: this.#bound(args[index]!, scope), outer }),
      undefined,
    )
  }

  #value(node: Node, scope: Scope | undefined): Value {
    const value = (one: Node): Value => this.#value(one, scope)
    switch (node.is) {
      case 'constant':
        return node.value
      case 'name':
        return this.#named(node.name, scope)
      case 'apply': {
        const builtin = library[node.name]
        if (builtin) return builtin(...node.args.map(value))
        const definition = this.#definitions.get(node.name)
        if (!definition) throw new EvaluationError(`${node.name} is no operator`)
        return this.#value(definition.body, this.#scopeOf(definition, node.args, scope))
      }
      case 'prime': {
        const { of } = node
        const found = of.is === 'name' ? this.#next[this.variables.indexOf(of.name)] : undefined
        if (found === undefined) throw new EvaluationError('what is primed has no value yet')
        return found
      }
      case 'prefix':
        if (node.operator === '~') return !truth(value(node.of))
        if (node.operator === '-') return -integer(value(node.of)) || 0
        throw new EvaluationError(`${node.operator} is temporal`)
      case 'junction':
        return node.operator === '/\\'
          ? node.parts.every((part) => truth(value(part)))
          : node.parts.some((part) => truth(value(part)))
      case 'infix':
        if (node.operator === '/\\') return truth(value(node.left)) && truth(value(node.right))
        if (node.operator === '\\/') return truth(value(node.left)) || truth(value(node.right))
        if (node.operator === '=>') return !truth(value(node.left)) || truth(value(node.right))
        return operators[node.operator]!(value(node.left), value(node.right))
      case 'if':
        return value(truth(value(node.condition)) ? node.yes : node.no)
      case 'case':
        return value(this.#arm(node, scope))
      case 'let':
        return this.#value(node.body, { name: node.name, bound: this.#bound(node.value, scope), outer: scope })
      case 'bound': {
        const members = setOf(value(node.in)).members
        const holds = (member: Value): boolean =>
          truth(this.#value(node.of, { name: node.name, bound: known(member), outer: scope }))
        if (node.by === '\\A') return members.every(holds)
        if (node.by === '\\E') return members.some(holds)
        const chosen = members.find(holds)
        if (chosen === undefined) throw new EvaluationError('CHOOSE finds nothing')
        return chosen
      }
      case 'filter':
        return new TlaSet(
          setOf(value(node.in)).members.filter((member) =>
            truth(this.#value(node.of, { name: node.name, bound: known(member), outer: scope })),
          ),
        )
      case 'function': {
        const members = [...setOf(value(node.in)).members].map(integer).sort((one, other) => one - other)
        if (members.some((member, index) => member !== index + 1)) {
          throw new EvaluationError('only functions over 1..n are known here')
        }
        return new Rule(
          members.map((member) => this.#value(node.of, { name: node.name, bound: known(member), outer: scope })),
        )
      }
      case 'tuple':
        return node.items.map(value)
      case 'set':
        return new TlaSet(node.items.map(value))
      case 'record':
        return Object.fromEntries(node.fields.map((one) => [one.name, value(one.value)]))
      case 'field':
        return field(value(node.of), node.name)
      case 'at':
        return at(value(node.of), value(node.index))
      case 'except':
        return node.changes.reduce((before, { path, value: change }) => {
          const steps = path.map((step) => (typeof step === 'string' ? step : value(step)))
          return changed(before, steps, (old) => this.#value(change, { name: '@', bound: known(old), outer: scope }))
        }, value(node.of))
      case 'box':
        throw new EvaluationError('[A]_v is temporal')
    }
  }

  #arm({ arms, other }: Extract<Node, { is: 'case' }>, scope: Scope | undefined): Node {
    const found = arms.find(({ when }) => truth(this.#value(when, scope)))?.then ?? other
    if (!found) throw new EvaluationError('no case holds')
    return found
  }

  /** Every way in which an action (or what holds at the start) can be made true; `found` is called for each. */
  #ways(node: Node, scope: Scope | undefined, found: () => void): void {
    switch (node.is) {
      case 'junction':
        if (node.operator === '\\/') node.parts.forEach((part) => this.#ways(part, scope, found))
        else this.#all(node.parts, scope, found)
        return
      case 'infix': {
        const { operator, left, right } = node
        if (operator === '\\/') [left, right].forEach((part) => this.#ways(part, scope, found))
        else if (operator === '/\\') this.#all([left, right], scope, found)
        else if (operator === '=' && this.#choice(left)) this.#assign(this.#choice(left)!, [right], scope, found)
        else if (operator === '\\in' && this.#choice(left)) {
          const { slots, index } = this.#choice(left)!
          for (const member of setOf(this.#value(right, scope)).members) this.#put(slots, index, member, found)
        } else if (truth(this.#value(node, scope))) found()
        return
      }
      case 'if':
        this.#ways(truth(this.#value(node.condition, scope)) ? node.yes : node.no, scope, found)
        return
      case 'case':
        this.#ways(this.#arm(node, scope), scope, found)
        return
      case 'let':
        this.#ways(node.body, { name: node.name, bound: this.#bound(node.value, scope), outer: scope }, found)
        return
      case 'bound':
        if (node.by !== '\\E') break
        for (const member of setOf(this.#value(node.in, scope)).members) {
          this.#ways(node.of, { name: node.name, bound: known(member), outer: scope }, found)
        }
        return
      case 'name':
      case 'apply': {
        const definition = this.#definitions.get(node.name)
        if (!definition) break
        this.#ways(definition.body, this.#scopeOf(definition, node.is === 'apply' ? node.args : [], scope), found)
        return
      }
      default:
        break
    }
    if (truth(this.#value(node, scope))) found()
  }

  #all([first, ...rest]: readonly Node[], scope: Scope | undefined, found: () => void): void {
    if (first === undefined) found()
    else this.#ways(first, scope, () => this.#all(rest, scope, found))
  }

  /** The variable that a side of an equation chooses a value for. */
  #choice(side: Node): { readonly slots: Assignment; readonly index: number } | undefined {
    const of = side.is === 'prime' ? side.of : side
    if (of.is !== 'name' || (side.is === 'name') !== this.#choosing) return undefined
    const index = this.variables.indexOf(of.name)
    return index < 0 ? undefined : { slots: this.#choosing ? this.#now : this.#next, index }
  }

  #assign(
    { slots, index }: { readonly slots: Assignment; readonly index: number },
    [to]: readonly Node[],
    scope: Scope | undefined,
    found: () => void,
  ): void {
    this.#put(slots, index, this.#value(to!, scope), found)
  }

  #put(slots: Assignment, index: number, value: Value, found: () => void): void {
    const before = slots[index]
    if (before !== undefined) {
      if (textOf(before) === textOf(value)) found()
      return
    }
    slots[index] = value
    found()
    slots[index] = undefined
  }

  #whole(slots: Assignment): State {
    return this.variables.map((name, index) => {
      const value = slots[index]
      if (value === undefined) throw new EvaluationError(`the variable ${name} was given no value`)
      const rule = ruleIn(value)
      if (rule) throw new EvaluationError(`${name} keeps ${textOf(rule)} as a rule, which TLC loses between machines`)
      return value
    })
  }

  /** Every way in which a run can begin. */
  starts(init: string): readonly State[] {
    const found: State[] = []
    this.#now = this.variables.map(() => undefined)
    this.#choosing = true
    this.#ways({ is: 'name', name: init }, undefined, () => found.push(this.#whole(this.#now)))
    this.#choosing = false
    return found
  }

  /** The outcome of every way to take a step; the same state as often as there are ways to it. */
  successors(state: State, next: string): readonly State[] {
    const found: State[] = []
    this.#now = [...state]
    this.#next = this.variables.map(() => undefined)
    this.#ways({ is: 'name', name: next }, undefined, () => found.push(this.#whole(this.#next)))
    return found
  }

  holds(state: State, invariant: string): boolean {
    this.#now = [...state]
    return truth(this.#named(invariant, undefined))
  }
}

function* childrenIn(part: unknown): Generator<Node> {
  if (Array.isArray(part)) for (const one of part) yield* childrenIn(one)
  else if (typeof part === 'object' && part !== null) {
    if ('is' in part) yield part as Node
    else for (const one of Object.values(part)) yield* childrenIn(one)
  }
}

function force(bound: Bound): Value {
  return (bound.value ??= bound.compute())
}

export interface TlaSearch {
  readonly distinct: number
  /** Every way to a state, each start included; TLC's word for it. */
  readonly generated: number
  /** The invariant that is violated; the search ends there. */
  readonly violated?: string
}

/** Meets every state, breadth first. */
export function searchModel(model: Model, invariants: readonly string[], init = 'Init', next = 'Next'): TlaSearch {
  const seen = new Set<string>()
  const agenda: State[] = []
  let generated = 0
  let violated: string | undefined
  const meet = (state: State): void => {
    generated++
    const key = textOf(state)
    if (seen.has(key)) return
    seen.add(key)
    agenda.push(state)
    violated ??= invariants.find((invariant) => !model.holds(state, invariant))
  }
  model.starts(init).forEach(meet)
  for (let at = 0; at < agenda.length && violated === undefined; at++) {
    model.successors(agenda[at]!, next).forEach(meet)
  }
  return { distinct: seen.size, generated, ...(violated === undefined ? {} : { violated }) }
}
