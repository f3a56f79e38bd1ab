// What can be asked of the factory.
import { tagged, remembers, hears, enters } from './ask.js'
import type { Predicate } from '../property.js'

export const ofTheFactory = {
  shipped: tagged('factory', 'has shipped the unit', 'factory.shipped'),
  rejected: tagged('factory', 'has rejected the unit', 'factory.rejected'),
  ledGreen: tagged('factory', 'shows a solid green LED', 'factory.ledGreen'),
  ledRed: tagged('factory', 'shows a solid red LED', 'factory.ledRed'),
  blessed: remembers('factory', 'has a blessed unit', ({ blessed }) => blessed === true),
  unitHasCode: remembers('factory', 'has a unit with its application', ({ code }) => code !== 'none'),
  unitHasNetwork: remembers(
    'factory',
    'has a unit with the factory network in flash',
    ({ network }) => network !== 'none',
  ),
  isShipped: enters('factory', 'ships the unit', 'factory.shipped'),
  passesTest: hears('factory', 'sees the unit pass its test', 'test.passed'),
  failsTest: hears('factory', 'sees the unit fail its test', 'test.failed'),
  isBlessed: hears('factory', 'has the unit blessed', 'blessing.accepted'),
  blessingRefused: hears('factory', 'has a blessing refused', 'blessing.refused'),
  clearsCredentials: hears('factory', 'clears the credentials', 'credentials.cleared'),
  forgetsCredentials: hears('factory', 'forgets to clear the credentials', 'credentials.forgotten'),
} satisfies Record<string, Predicate>
