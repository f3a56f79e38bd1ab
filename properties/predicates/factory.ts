// What can be asked of the factory.
import { tagged, remembers, hears, enters } from './ask.js'
import type { Predicate, StatePredicate } from '../../model/property.js'

/** The unit stands where such an event would change something. */
const open = (text: string, type: string): StatePredicate => ({
  kind: 'state',
  party: 'factory',
  text,
  holds: (snapshot) => snapshot.can({ type }),
})

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
  dut: tagged('factory', 'has the unit in the dut group', 'factory.dut'),
  unitBootsFast: remembers(
    'factory',
    'has a unit with a rescue pin or fast boot configured',
    ({ fastBoot }) => fastBoot === true,
  ),
  awaitsFixture: open('has a unit that waits for the fixture', 'fixture.flashed'),
  awaitsFirmware: open('has a unit that loads the DUT firmware', 'firmware.loaded'),
  awaitsApplication: open('has a unit that loads its application', 'application.loaded'),
  mayBeRejected: open('has a unit that may be taken off the line', 'unit.rejected'),
  mayBeRetried: open('has a unit that may be tried again', 'unit.retried'),
  mayGetFirmware: open('has a unit that new DUT firmware would restart', 'firmware.deployed'),
  fixtureFlashes: hears('factory', 'has the unit flashed by the fixture', 'fixture.flashed'),
  dutEnrols: hears('factory', 'has the unit enrolled', 'dut.enrolled'),
  dutRefused: hears('factory', 'has the enrolment of the unit refused', 'dut.refused'),
  becomesDut: enters('factory', 'takes the unit into the dut group', 'factory.dut'),
  firmwareDeployed: hears('factory', 'gets new DUT firmware', 'firmware.deployed'),
  firmwareLoaded: hears('factory', 'has the DUT firmware loaded', 'firmware.loaded'),
  rescuePinEnabled: hears('factory', 'has the rescue pin or fast boot configured', 'rescuePin.enabled'),
  loadsApplication: hears('factory', 'has the application loaded', 'application.loaded'),
  takenOff: hears('factory', 'has the unit taken off the line', 'unit.rejected'),
  sentOff: hears('factory', 'has the unit sent off', 'unit.shipped'),
  isRejected: enters('factory', 'rejects the unit', 'factory.rejected'),
  isShipped: enters('factory', 'ships the unit', 'factory.shipped'),
  passesTest: hears('factory', 'sees the unit pass its test', 'test.passed'),
  failsTest: hears('factory', 'sees the unit fail its test', 'test.failed'),
  isBlessed: hears('factory', 'has the unit blessed', 'blessing.accepted'),
  blessingRefused: hears('factory', 'has a blessing refused', 'blessing.refused'),
  clearsCredentials: hears('factory', 'clears the credentials', 'credentials.cleared'),
  forgetsCredentials: hears('factory', 'forgets to clear the credentials', 'credentials.forgotten'),
} satisfies Record<string, Predicate>
