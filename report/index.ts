// How what was found is told: stories as timelines, tables and Mermaid diagrams, formulas and assumptions in words.
export { storyDiagram, storyStart, storyTable, storyText, storyToMermaid, type StoryOptions } from './story.js'
export { eventInWords, timeInWords } from './phrases.js'
export { assumptionsInWords, assumptionText } from './assumptions.js'
export { formulaInWords, patternInWords } from '../properties/language/words.js'
export type { Predicates } from '../properties/language/words.js'
export type { DiagramOptions } from './sequenceDiagram.js'
