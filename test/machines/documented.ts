// What every machine owes its reader: a description and existing sources for each state and each transition.
import { readdirSync } from 'node:fs'
import type { AnyStateMachine, AnyStateNode } from 'xstate'
import { delays } from '../../machines/delays.js'
import type { SourceMeta } from '../../machines/party.js'

/** Facts, contradictions, rules and claims are numbered without gaps; decisions are files of docs/decisions. */
const last = { D: 202, C: 21, R: 25, S: 15 } as const
const decisions = new Set(
  readdirSync(new URL('../../docs/decisions', import.meta.url)).flatMap(
    (name) => /^M-\d\d(?=-.*\.md$)/.exec(name) ?? [],
  ),
)

function exists(source: string): boolean {
  const [, kind, digits] =
    /^(D)-(\d{3})$/.exec(source) ?? /^([CM])-(\d{2})$/.exec(source) ?? /^([RS])([1-9]\d?)$/.exec(source) ?? []
  if (kind === 'M') return decisions.has(source)
  const number = Number(digits)
  return kind !== undefined && kind in last && number >= 1 && number <= last[kind as keyof typeof last]
}

/** What is wrong with one description and its meta; nothing, if all is well. */
function faults(description: string | undefined, meta: unknown): readonly string[] {
  const sources = (meta as Partial<SourceMeta> | undefined)?.sources ?? []
  return [
    ...(description === undefined || description.trim().length < 5 ? ['no description'] : []),
    ...(sources.length === 0 ? ['no sources'] : []),
    ...sources.filter((source) => !exists(source)).map((source) => `unknown source ${source}`),
    ...sources.filter((source, index) => sources.indexOf(source) !== index).map((source) => `${source} is cited twice`),
  ]
}

/** A timer whose delay is not a name of machines/delays.ts. */
function delayFault(eventType: string, node: AnyStateNode): readonly string[] {
  if (!eventType.startsWith('xstate.after.')) return []
  const name = eventType.slice('xstate.after.'.length, -(node.id.length + 1))
  return name in delays ? [] : [`delay ${name} is not in machines/delays.ts`]
}

/**
 * Each place of a machine that lacks a description or sources, cites what does not exist, or waits for an unnamed
 * delay. One line a fault: the state's id, the event and the position among its transitions, what is wrong.
 */
export function undocumented(machine: AnyStateMachine): readonly string[] {
  const visit = (node: AnyStateNode): readonly string[] => [
    ...faults(node.description, node.meta).map((fault) => `${node.id}: ${fault}`),
    ...[...node.transitions].flatMap(([eventType, transitions]) => [
      ...delayFault(eventType, node).map((fault) => `${node.id}: ${fault}`),
      ...transitions.flatMap(({ description, meta }, index) =>
        faults(description, meta).map((fault) => `${node.id} on ${eventType} [${index}]: ${fault}`),
      ),
    ]),
    ...(node.always ?? []).flatMap(({ description, meta }, index) =>
      faults(description, meta).map((fault) => `${node.id} always [${index}]: ${fault}`),
    ),
    ...Object.values(node.states).flatMap(visit),
  ]
  return visit(machine.root)
}
