// 10^6 random steps of tables and live actors side by side: this half in the factory and in the field.
import { halfAMillion } from './walks.js'

halfAMillion(['factory', 'field'], 1_000_000)
