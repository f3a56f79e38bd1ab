// The words that every page takes for granted, each in one line: the glossary, and what a reader sees who points at one.

export interface Word {
  readonly word: string
  readonly meaning: string
}

export const glossary: readonly Word[] = [
  {
    word: 'imp',
    meaning: 'a module with a processor and a network, by Electric Imp; a device is a product with an imp in it',
  },
  { word: 'impOS', meaning: 'the operating system of an imp; the vendor updates it over the network' },
  { word: 'impCloud', meaning: "the vendor's servers, which devices connect to" },
  {
    word: 'Squirrel',
    meaning: "the language of a device's application, and the virtual machine on the device that runs it",
  },
  {
    word: 'BlinkUp',
    meaning: "how an installer's phone hands a device its network settings and enrols it: by light or over Bluetooth",
  },
  { word: 'blessing', meaning: 'the step in the factory after which a device belongs to its maker and may be shipped' },
  { word: 'activation', meaning: 'the first enrolment of a device by an end user' },
  { word: 'agent', meaning: 'the program in the impCloud that is the partner of one device, and answers over HTTP' },
  {
    word: 'polite deployment',
    meaning: 'a way to deliver updates: the handler of the running code is asked before an update stops it',
  },
  {
    word: 'handler',
    meaning:
      'the function that an application gives to server.onshutdown(): it is asked before a restart, and may wait',
  },
  {
    word: 'late connection',
    meaning:
      'the first connection after a power-on that comes once Squirrel runs, that is after 10 s or more; the sources disagree on whether it asks the handler',
  },
  {
    word: 'restart by BlinkUp',
    meaning: 'whether a device starts anew when BlinkUp arrives; the sources disagree on that, too',
  },
  {
    word: 'home server',
    meaning: 'the server on which the agent of a device runs; a device is online once it has reached it',
  },
  { word: 'upgrade server', meaning: 'the server that tells a device on its way to the home server of a newer impOS' },
  { word: 'reading', meaning: 'one of the ways to understand what the sources say where they contradict each other' },
  { word: 'property', meaning: 'a claim that is decided over every state that can be reached' },
  { word: 'run', meaning: 'what happens, step by step; a story is the shortest run that shows something' },
]

/** What a word means. @throws Error where the glossary has no such word */
export function meaningOf(word: string): string {
  const found = glossary.find((one) => one.word === word)
  if (!found) throw new Error(`the glossary has no '${word}'; it has ${glossary.map((one) => one.word).join(', ')}`)
  return found.meaning
}

/** A word that says what it means to those who point at it, tap it or reach it by keyboard. */
export const term = (word: string, shown = word): string =>
  `<Term word="${word}" meaning="${meaningOf(word).replaceAll('"', '&quot;')}">${shown}</Term>`
