// Variants of one specification: a value for each dimension; the first value of each makes the baseline.

/** A value for each dimension, by the names of the dimensions. */
export type Values = Readonly<Record<string, string>>

/** A configuration with the name that it has everywhere. */
export interface NamedConfiguration<Of extends Values = Values> {
  /** `baseline`, or `dimension=value` joined by commas, in the order of the dimensions. */
  readonly name: string
  readonly values: Of
}

/** Something that can be one way or another. */
export interface Dimension {
  readonly name: string
  readonly title: string
  /** Of those that are `reading`, a property is judged in every combination that its exceptions name. */
  readonly kind: 'choice' | 'reading' | 'proposal'
  /** The first value is the baseline's. */
  readonly values: readonly string[]
  readonly sources: readonly string[]
}

/** Configurations, by the values that a dimension may have; a dimension that is absent may have any. */
export type ConfigurationPattern<Of extends Values = Values> = {
  readonly [D in keyof Of]?: readonly Of[D][] | undefined
}

/** Products that cannot exist: those with all of these values. */
export interface Impossible {
  readonly reason: string
  readonly where: ConfigurationPattern
}

/** Whether each dimension that a pattern names has one of the values that it allows. */
export const matches = (pattern: ConfigurationPattern, values: Values): boolean =>
  Object.entries(pattern).every(([name, allowed]) => allowed === undefined || allowed.includes(values[name]!))

/** All configurations that some dimensions span. */
export interface ConfigurationSpace<Of extends Values = Values> {
  readonly dimensions: readonly Dimension[]
  /** The first value of each dimension. */
  readonly baseline: Of
  /** The baseline with some values replaced, named by what differs. */
  readonly configure: (changes?: Partial<Of>) => NamedConfiguration<Of>
  /** All combinations of the values of some dimensions; the others stay as in the baseline. */
  readonly combinations: (names: readonly string[]) => readonly NamedConfiguration<Of>[]
  /** The baseline, and each configuration that differs from it in one dimension. */
  readonly oneAtATime: readonly NamedConfiguration<Of>[]
  /** Why a product cannot exist; `undefined` where it can. */
  readonly whyImpossible: (values: Values) => Impossible | undefined
}

/** The space of configurations of some dimensions, without those that are impossible. */
export function configurationSpace<Of extends Values = Values>(
  dimensions: readonly Dimension[],
  impossible: readonly Impossible[] = [],
): ConfigurationSpace<Of> {
  const baseline = Object.fromEntries(dimensions.map(({ name, values }) => [name, values[0]!]))
  const configure = (changes: Values = {}): NamedConfiguration<Of> => {
    const values = { ...baseline, ...changes }
    const differences = dimensions.filter(({ name }) => values[name] !== baseline[name])
    const name = differences.map((one) => `${one.name}=${values[one.name]!}`).join(',') || 'baseline'
    return { name, values: values as Of }
  }
  return {
    dimensions,
    baseline: baseline as Of,
    configure: configure as ConfigurationSpace<Of>['configure'],
    combinations: (names) =>
      dimensions
        .filter(({ name }) => names.includes(name))
        .reduce<readonly Values[]>(
          (partial, { name, values }) =>
            partial.flatMap((changes) => values.map((value) => ({ ...changes, [name]: value }))),
          [{}],
        )
        .map(configure),
    oneAtATime: [
      configure(),
      ...dimensions.flatMap(({ name, values }) => values.slice(1).map((value) => configure({ [name]: value }))),
    ],
    whyImpossible: (values) => impossible.find(({ where }) => matches(where, values)),
  }
}
