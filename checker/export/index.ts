// Models for other tools, from an explored world or from the machine of a party.
export { chartOf, type Chart, type ChartState, type ChartTransition } from './chart.js'
export { dotOf } from './dot.js'
export { jsonOf } from './json.js'
export { mermaidOf } from './mermaid.js'
export { promelaOf, type ModelText } from './promela.js'
export { scxmlOf } from './scxml.js'
export { tablesOf, type Tables } from './tables.js'
export { tlaplusOf, type TlaText } from './tlaplus.js'
