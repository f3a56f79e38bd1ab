// The step of the Promela model as C code: guards, the cascade, time; docs/guide/semantics.md line by line.
import { cascadeLimit } from '../../semantics/stepper.js'
import type { ChannelTables, Effect, Tables } from '../tables.js'
import { eventInWords } from '../eventText.js'
import type { Move, PartyCode } from './data.js'
import { ageOf, budgetOf, conditionInC, inComment, localOf, messageOf, timerOf, range } from './state.js'

/** C text of a string literal; SPIN copies it into a string of its own, and does not escape it once more. */
export const literal = (text: string): string =>
  `"${text
    .replaceAll('"', "'")
    .replaceAll('\\', '/')
    .replaceAll(/\p{Cc}/gu, ' ')}"`

/** One way in which the model can take a step. */
export interface Option {
  readonly comment: string
  /** C expression. */
  readonly guard: string
  /** C statements between `begin()` and `end()`. */
  readonly body: string
}

const put = ({ name, capacity, most }: ChannelTables, places: ChannelTables): string => `
/* Joins channel ${name} at its end. */
static void put_${name}(int message) {
${range(capacity)
  .map((place) => {
    const age = most > 0 ? ` now.${ageOf(places, place)} = 0;` : ''
    return `  if (!now.${messageOf(places, place)}) { now.${messageOf(places, place)} = message;${age} return; }`
  })
  .join('\n')}
  fault("channel ${name} overflows");
}`

const take = (channel: ChannelTables): string => `
/* Takes the first message from channel ${channel.name}; those behind it move up. */
static int take_${channel.name}(void) {
  int first = now.${messageOf(channel, 0)};
${range(channel.capacity)
  .map((place) => {
    const next = place + 1 < channel.capacity
    const message = `now.${messageOf(channel, place)} = ${next ? `now.${messageOf(channel, place + 1)}` : '0'};`
    if (channel.most === 0) return `  ${message}`
    return `  ${message} now.${ageOf(channel, place)} = ${next ? `now.${ageOf(channel, place + 1)}` : '0'};`
  })
  .join('\n')}
  return first;
}`

const moveInC = (slot: number, move: Move, name: string): string => {
  const value = 'from' in move ? `old${move.from}` : String(move.start)
  return `now.timer${slot}_${name} = ${value};`
}

function effectInC(tables: Tables, effect: Effect): string {
  if (effect.kind === 'queue') {
    const { name, messages } = tables.channels[effect.channel]!
    const said = eventInWords(messages[effect.message]!.event)
    return `put_${name}(${effect.message + 1}); /* ${inComment(said)} */`
  }
  const to = tables.parties[effect.party]!
  return `enter(${effect.party}, ${effect.event}); /* ${to.name}: ${inComment(eventInWords(to.events[effect.event]!))} */`
}

const hear = (tables: Tables, index: number, { party, moves, effects }: PartyCode): string => {
  const { name, slots } = party
  const olds = range(slots).map((slot) => `old${slot} = now.${timerOf(party, slot)}`)
  const moveCases = moves.values.slice(1).map((move, at) => {
    const assignments = move.flatMap((one, slot) =>
      'from' in one && one.from === slot ? [] : [moveInC(slot, one, name)],
    )
    return `    case ${at + 1}: ${assignments.join(' ')} break;`
  })
  const effectCases = effects.values
    .slice(1)
    .map((list, at) => `    case ${at + 1}: ${list.map((one) => effectInC(tables, one)).join(' ')} break;`)
  return `
/* A macrostep of the ${name}. */
static void hear_${name}(int event) {
  int from = now.${localOf(party)};
  if (steps_${name}[from][event].after == 0xffff) { fault("${name} is where the exploration never was"); return; }
${moveCases.length > 0 ? `  int ${olds.join(', ')};\n` : ''}\\#ifdef WATCHED
  did(${index}, does_${name}[from][event]);
\\#endif
\\#ifdef STORY
  printf("    ${name} in %d hears %s\\n", from, names_${name}[event]);
\\#endif
  now.${localOf(party)} = steps_${name}[from][event].after;
${
  moveCases.length > 0
    ? `  switch (steps_${name}[from][event].moves) {
${moveCases.join('\n')}
    default: break;
  }
`
    : ''
}${
    effectCases.length > 0
      ? `  switch (steps_${name}[from][event].effects) {
${effectCases.join('\n')}
    default: break;
  }
`
      : ''
  }}`
}

function lose(tables: Tables): string {
  const mortal = tables.channels.filter(({ up }) => up !== undefined)
  const downs = mortal.map(
    (channel) =>
      `  int down_${channel.name} = now.${messageOf(channel, 0)} && !(${conditionInC(tables, channel.up!)});`,
  )
  const clears = mortal.map((channel) => {
    const fields = range(channel.capacity).flatMap((place) => [
      messageOf(channel, place),
      ...(channel.most > 0 ? [ageOf(channel, place)] : []),
    ])
    return `  if (down_${channel.name}) { ${fields.map((field) => `now.${field} = 0;`).join(' ')} }`
  })
  return `
/* Channels that are not up lose what is in them. All are judged on the state before any loss. */
static void lose(void) {
${[...downs, ...clears].join('\n')}
}`
}

const tick = ({ parties, channels }: Tables): string => `
/* A quantum of time passes. */
static void tick(void) {
${[
  ...parties.flatMap((party) =>
    range(party.slots).map((slot) => `  if (now.${timerOf(party, slot)}) now.${timerOf(party, slot)}--;`),
  ),
  ...channels
    .filter(({ most }) => most > 0)
    .flatMap((channel) =>
      range(channel.capacity).map((place) => `  if (now.${messageOf(channel, place)}) now.${ageOf(channel, place)}++;`),
    ),
].join('\n')}
}`

/** An exact timer has no ticks left, or a message has reached its greatest latency: time cannot pass. */
function urgent({ parties, channels }: Tables): string {
  const timers = parties.flatMap((party) =>
    range(party.slots).map(
      (slot) => `((exact_${party.name}[now.${localOf(party)}] & ${1 << slot}) && !now.${timerOf(party, slot)})`,
    ),
  )
  const messages = channels.map((channel) =>
    channel.most > 0
      ? `(now.${messageOf(channel, 0)} && now.${ageOf(channel, 0)} >= ${channel.most})`
      : `now.${messageOf(channel, 0)}`,
  )
  return [...messages, ...timers].join('\n    || ') || '0'
}

const names = ({ parties }: Tables): string => `\\#ifdef STORY
${parties
  .map(
    ({ name, events }) =>
      `static const char *names_${name}[] = { ${events.map((event) => literal(eventInWords(event))).join(', ') || '0'} };`,
  )
  .join('\n')}
\\#endif`

/** The functions of a step, in blocks that SPIN takes. */
export function stepCode(tables: Tables, codes: readonly PartyCode[]): readonly string[] {
  return [
    `${names(tables)}
/* The step under way: who is still to hear what, and whether it has gone astray. */
static struct { unsigned char party; unsigned short event; } agenda[${cascadeLimit}];
static int entered, ok = 1;
static void fault(const char *what) {
  if (ok) printf("impspec: fault: %s\\n", what);
  ok = 0;
}
static void enter(int party, int event) {
  if (entered == ${cascadeLimit}) { fault("a cascade without end"); return; }
  agenda[entered].party = party;
  agenda[entered++].event = event;
}`,
    ...tables.channels.flatMap((channel) => [put(channel, channel), take(channel)]),
    ...codes.map((code, index) => hear(tables, index, code)),
    lose(tables),
    tick(tables),
    `
/* Works off the agenda, first in, first out. */
static void cascade(void) {
  for (int at = 0; at < entered && ok; at++) switch (agenda[at].party) {
${tables.parties.map(({ name }, index) => `    case ${index}: hear_${name}(agenda[at].event); break;`).join('\n')}
  }
  lose();
}`,
    ...tables.channels.map(
      (channel) => `
/* The first message of channel ${channel.name} is given to its receivers. */
static void deliver_${channel.name}(void) {
  switch (take_${channel.name}()) {
${channel.messages
  .map(({ from, event, receivers }, message) => {
    const entries = receivers.map((one) => `enter(${one.party}, ${one.event});`).join(' ')
    const words = `${eventInWords(event)} from the ${tables.parties[from]!.name}`
    return `    case ${message + 1}: ${entries} break; /* ${inComment(words)} */`
  })
  .join('\n')}
  }
}`,
    ),
  ]
}

const both = (...guards: readonly (string | false)[]): string =>
  guards.filter((guard) => guard !== false && guard !== '1').join(' && ') || '1'

/** Every way to take a step: stimuli, deliveries, timers, the tick. */
export function optionsOf(tables: Tables): readonly Option[] {
  const { parties, channels, stimuli } = tables
  const stimulusOptions = stimuli.map(({ id, description, party, event, when, budget }): Option => ({
    comment: `stimulus ${id}: ${description}`,
    guard: both(budget !== undefined && `now.${budgetOf(budget)}`, when !== undefined && conditionInC(tables, when)),
    body: `${budget === undefined ? '' : `now.${budgetOf(budget)}--; `}enter(${party}, ${event}); cascade();`,
  }))
  const deliveries = channels
    .filter(({ messages }) => messages.length > 0)
    .map((channel): Option => ({
      comment: `delivery over ${channel.name}`,
      guard: both(`now.${messageOf(channel, 0)}`, channel.least > 0 && `now.${ageOf(channel, 0)} >= ${channel.least}`),
      body: `deliver_${channel.name}(); cascade();`,
    }))
  const timers = parties.flatMap((party, index) =>
    range(party.slots).map((slot): Option => ({
      comment: `timer slot ${slot} of the ${party.name} has elapsed`,
      guard: `timers_${party.name}[now.${localOf(party)}] > ${slot} && !now.${timerOf(party, slot)}`,
      body: `enter(${index}, timer_${party.name}[now.${localOf(party)} * ${party.slots} + ${slot}]); cascade();`,
    })),
  )
  return [
    ...stimulusOptions,
    ...deliveries,
    ...timers,
    { comment: 'tick: time passes, where nothing is urgent', guard: `!(${urgent(tables)})`, body: 'tick();' },
  ]
}

/** Every initial state, as the step that leads to it from nowhere. */
export function startsOf({ parties }: Tables): readonly Option[] {
  const inputs = parties.reduce<readonly (readonly number[])[]>(
    (some, { initials }) => some.flatMap((chosen) => initials.map((local) => [...chosen, local])),
    [[]],
  )
  return inputs.map((locals, start) => ({
    comment: `initial state ${start}: ${parties.map(({ name }, index) => `${name} ${locals[index]}`).join(', ')}`,
    guard: '1',
    body: parties
      .flatMap((party, index) => [
        `now.${localOf(party)} = ${locals[index]};`,
        ...party.locals[locals[index]!]!.timers.map(
          (timer, slot) => `now.${timerOf(party, slot)} = ${party.timers[timer]!.ticks};`,
        ),
      ])
      .join(' '),
  }))
}
