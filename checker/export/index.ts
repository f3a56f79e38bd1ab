// Models for other tools, from an explored world.
export { promelaOf, type ModelText } from './promela.js'
export { tablesOf, type Tables } from './tables.js'
