// Which drawings a machine has, and what is in each: boxes within boxes, and the arrows between them.
import { withDescendants, type StateView, type TransitionView } from './machine.js'

/** A line of text that leads to the row of its transition. */
export interface ChartLine {
  readonly text: string
  readonly anchor: string
  readonly description: string
  /** The transitions that it stands for, where these are several: all lead to the same state. */
  readonly parts?: readonly ChartLine[]
}

export interface ChartBox {
  /** Path of the state. */
  readonly id: string
  readonly title: string
  /** `folded`: drawn elsewhere; `outside`: a target that is not part of this drawing. */
  readonly kind: 'state' | 'group' | 'parallel' | 'folded' | 'outside'
  readonly anchor: string
  readonly description: string
  /** In which the group starts. */
  readonly initial?: string
  /** What it hears without leaving it. */
  readonly lines: readonly ChartLine[]
  readonly boxes: readonly ChartBox[]
}

export interface ChartArrow {
  readonly from: string
  readonly to: string
  readonly lines: readonly ChartLine[]
  /** Whether it is part of the way without failures. */
  readonly main?: boolean
}

export interface Chart {
  /** `device`, `device-network`: the name of its file. */
  readonly name: string
  readonly title: string
  /** Path of the state that it draws the inside of. */
  readonly of: string
  /** In which it starts, where that is not said by a box around all of them. */
  readonly initial?: string
  readonly boxes: readonly ChartBox[]
  readonly arrows: readonly ChartArrow[]
}

/** States in one drawing at most: above, regions are drawn by themselves. */
const readable = 40

const isWithin = (path: string, ancestor: string): boolean =>
  ancestor === '(root)' || path === ancestor || path.startsWith(`${ancestor}.`)

const lineOf = ({ short, guard, anchor, description }: TransitionView, mark = ''): ChartLine => ({
  text: `${short}${guard === undefined ? '' : ` [${guard}]`}${mark}`,
  anchor,
  description,
})

/** The regions that are drawn by themselves: the children of parallel states, where the whole would be too large. */
export function foldedAtFirst(root: StateView): readonly string[] {
  const all = withDescendants(root)
  if (all.length <= readable) return []
  const regions = all
    .filter(({ kind }) => kind === 'parallel')
    .flatMap(({ children }) => children)
    .filter(({ children }) => children.length > 0)
  // A region with parallel states in it is only folded where these are all small.
  const holdsRegions = (state: StateView): boolean =>
    withDescendants(state).some((one) => one.kind === 'parallel' && withDescendants(one).length > 10)
  const paths = regions.filter((region) => !holdsRegions(region)).map(({ path }) => path)
  // Regions within a region that is drawn by itself need no drawing of their own.
  return paths.filter((path) => !paths.some((other) => other !== path && isWithin(path, other)))
}

class Drawing {
  readonly #folded: readonly string[]
  readonly #top: StateView
  readonly #outside = new Map<string, ChartBox>()
  readonly #arrows = new Map<string, { from: string; to: string; lines: ChartLine[] }>()
  readonly #all: ReadonlyMap<string, StateView>

  constructor(root: StateView, top: StateView, folded: readonly string[]) {
    this.#top = top
    this.#folded = folded
    this.#all = new Map(withDescendants(root).map((state) => [state.path, state]))
  }

  draw(name: string, title: string): Chart {
    // A drawing of a region shows what the region itself hears, in a box around it.
    const framed = this.#top.path !== '(root)' || this.#top.transitions.length > 0 || this.#top.children.length === 0
    const boxes = framed ? [this.#box(this.#top)] : this.#top.children.map((child) => this.#box(child))
    for (const state of withDescendants(this.#top)) this.#connect(state)
    return {
      name,
      title,
      of: this.#top.path,
      ...(framed || this.#top.initial === undefined ? {} : { initial: this.#top.initial }),
      boxes: [...boxes, ...this.#outside.values()],
      arrows: [...this.#arrows.values()],
    }
  }

  /** The outermost fold of this drawing that a state is in. */
  #foldOf(path: string): string | undefined {
    const top = this.#top.path
    return this.#folded
      .filter((fold) => fold !== top && isWithin(fold, top) && isWithin(path, fold))
      .sort((one, other) => one.length - other.length)[0]
  }

  #box(state: StateView): ChartBox {
    const folded = this.#foldOf(state.path) === state.path
    const inner = withDescendants(state).length - 1
    const kind = folded
      ? 'folded'
      : state.children.length === 0
        ? 'state'
        : state.kind === 'parallel'
          ? 'parallel'
          : 'group'
    return {
      id: state.path,
      title: folded ? `${state.name}: ${inner} states` : state.name === '(machine)' ? state.path : state.name,
      kind,
      anchor: state.anchor,
      description: state.description,
      ...(state.initial === undefined || folded ? {} : { initial: state.initial }),
      lines: folded
        ? []
        : state.transitions.flatMap((one) => {
            if (one.targets.length === 0) return [lineOf(one)]
            return one.targets.includes(state.path) ? [lineOf(one, ' ↻')] : []
          }),
      boxes: folded ? [] : state.children.map((child) => this.#box(child)),
    }
  }

  #connect(state: StateView): void {
    const from = this.#foldOf(state.path) ?? state.path
    for (const transition of state.transitions) {
      for (const target of transition.targets) {
        if (target === state.path) continue
        const to = this.#shown(target)
        if (to === from) continue
        const key = `${from} → ${to}`
        const arrow = this.#arrows.get(key) ?? { from, to, lines: [] }
        this.#arrows.set(key, arrow)
        const line = lineOf(transition)
        // Behind a fold, the same event may be heard in many states.
        if (!arrow.lines.some(({ text }) => text === line.text)) arrow.lines.push(line)
      }
    }
  }

  /** The box that stands for a state: itself, the fold that it is in, or a stub outside. */
  #shown(path: string): string {
    if (isWithin(path, this.#top.path)) return this.#foldOf(path) ?? path
    const id = `outside ${path}`
    const state = this.#all.get(path)
    this.#outside.set(id, {
      id,
      title: path,
      kind: 'outside',
      anchor: state?.anchor ?? '',
      description: state?.description ?? '',
      lines: [],
      boxes: [],
    })
    return id
  }
}

/** The drawings of a machine: one, or an overview and one for each state whose inside is folded away in the others. */
export function chartsOf(party: string, root: StateView, folds: readonly string[]): readonly Chart[] {
  const whole = new Drawing(root, root, folds).draw(party, folds.length === 0 ? 'All states' : 'Overview')
  const parts = withDescendants(root)
    .filter(({ path }) => folds.includes(path))
    .map((part) => new Drawing(root, part, folds).draw(`${party}-${part.name}`, part.path))
  return [whole, ...parts]
}
