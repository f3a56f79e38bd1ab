// docs/guide/semantics.md in TLA+: the same text for every world; the tables say which one it is.
//
// Two habits of TLC shape the text. In an action it takes every branch of a disjunction, of which it makes a successor each:
// a condition is an IF where one of its sides may only be asked if the other does not hold. And what it computes of a
// function by need gets lost on its way to another machine: every sequence that a state keeps is made a tuple by <<>> \o.
import { cascadeLimit } from '../../semantics/stepper.js'

/** Everything between the tables and the properties. */
export const semantics = `
VARIABLES
  local,      \\* by party: its local state
  timers,     \\* by party: ticks left of each timer that runs, in the order of Running
  channels,   \\* by channel: its queue, of message and age in ticks
  left,       \\* by budget: how often it may still be drawn on
  mode,       \\* of the monitor of the watched property; -1 violated, -2 witnessed
  did,        \\* what the last step did, where a response is watched; else empty
  turn,       \\* where a response is watched, 0 and 1 by turns; else 0
  fault       \\* a queue has overflowed, or a cascade had no end

vars == <<local, timers, channels, left, mode, did, turn, fault>>

\\* A step under way: the state so far, who is still to hear what, and what has been done.
Begin == [local |-> local, timers |-> timers, channels |-> channels, left |-> left,
          agenda |-> <<>>, heard |-> 0, did |-> {}, fault |-> FALSE]

Holds(w, k) ==
  IF k = 0 THEN TRUE
  ELSE /\\ \\A p \\in Conditions[k][1] : k \\in Allows[p][w.local[p]]
       /\\ \\A c \\in Conditions[k][2] : w.channels[c] = <<>>

Put(w, c, m) ==
  IF Len(w.channels[c]) = Capacity[c] THEN [w EXCEPT !.fault = TRUE]
  ELSE [w EXCEPT !.channels[c] = Append(@, <<m, 0>>)]

RECURSIVE Say(_, _)
Say(w, says) ==
  IF says = <<>> THEN w
  ELSE LET said == Head(says)
       IN  Say(IF said[1] = "put" THEN Put(w, said[2], said[3])
               ELSE [w EXCEPT !.agenda = Append(@, <<said[2], said[3]>>)],
               Tail(says))

\\* A macrostep of party p. What the exploration never met is a fault.
Hear(w, p, e) ==
  LET rows == Steps[p][w.local[p]]
      met  == {i \\in 1..Len(rows) : rows[i][1] = e}
  IN  IF met = {} THEN [w EXCEPT !.fault = TRUE]
      ELSE LET row  == rows[CHOOSE i \\in met : TRUE]
               move == Moves[p][row[3]]
               old  == w.timers[p]
               new  == <<>> \\o [s \\in 1..Len(move) |-> IF move[s] > 0 THEN old[move[s]] ELSE -move[s]]
           IN  Say([w EXCEPT !.local[p] = row[2], !.timers[p] = new, !.did = @ \\cup Does[p][row[5]]],
                   Says[p][row[4]])

\\* The agenda is worked off first in, first out.
RECURSIVE Cascade(_)
Cascade(w) ==
  IF w.agenda = <<>> \\/ w.fault THEN w
  ELSE IF w.heard = ${cascadeLimit} THEN [w EXCEPT !.fault = TRUE]
  ELSE LET next == Head(w.agenda)
       IN  Cascade(Hear([w EXCEPT !.agenda = Tail(@), !.heard = @ + 1], next[1], next[2]))

\\* Channels that are not up lose what is in them; all are judged on the state before any loss.
Lose(w) == [w EXCEPT !.channels = <<>> \\o [c \\in Channels |-> IF Holds(w, Up[c]) THEN w.channels[c] ELSE <<>>]]

\\* The outcome of a step becomes the next state, and the monitor reads the step.
Become(w, ticked) ==
  /\\ local' = w.local
  /\\ timers' = w.timers
  /\\ channels' = w.channels
  /\\ left' = w.left
  /\\ fault' = w.fault
  /\\ did' = IF Watched \\in Responses THEN w.did \\cup (IF ticked THEN {0} ELSE {}) ELSE {}
  /\\ turn' = IF Watched \\in Responses THEN 1 - turn ELSE 0
  /\\ mode' = After(mode, Reading(Watched, local, w.local, w.did, ticked, FALSE))

Stimulus(i) ==
  LET s == Stimuli[i]
      w == IF s[4] = 0 THEN Begin ELSE [Begin EXCEPT !.left[s[4]] = @ - 1]
  IN  /\\ IF s[4] = 0 THEN TRUE ELSE left[s[4]] > 0
      /\\ Holds(Begin, s[3])
      /\\ Become(Lose(Cascade([w EXCEPT !.agenda = <<<<s[1], s[2]>>>>])), FALSE)

Delivery(c) ==
  /\\ channels[c] # <<>>
  /\\ channels[c][1][2] >= Least[c]
  /\\ LET w == [Begin EXCEPT !.channels[c] = Tail(@), !.agenda = Receivers[c][channels[c][1][1]]]
     IN  Become(Lose(Cascade(w)), FALSE)

Timer(p, s) ==
  /\\ timers[p][s] = 0
  /\\ Become(Lose(Cascade([Begin EXCEPT !.agenda = <<<<p, Running[p][local[p]][s]>>>>])), FALSE)

Urgent ==
  \\/ \\E c \\in Channels : channels[c] # <<>> /\\ channels[c][1][2] >= Most[c]
  \\/ \\E p \\in Parties : \\E s \\in 1..Len(timers[p]) : timers[p][s] = 0 /\\ Running[p][local[p]][s] \\notin Free[p]

Tick ==
  /\\ ~Urgent
  /\\ Become([Begin EXCEPT
               !.timers = <<>> \\o [p \\in Parties |->
                 <<>> \\o [s \\in 1..Len(timers[p]) |-> IF timers[p][s] > 0 THEN timers[p][s] - 1 ELSE 0]],
               !.channels = <<>> \\o [c \\in Channels |->
                 <<>> \\o [i \\in 1..Len(channels[c]) |-> <<channels[c][i][1], channels[c][i][2] + 1>>]]],
             TRUE)

Next ==
  /\\ ~fault
  /\\ \\/ \\E i \\in 1..Len(Stimuli) : Stimulus(i)
     \\/ \\E c \\in Channels : Delivery(c)
     \\/ \\E p \\in Parties : \\E s \\in 1..Len(timers[p]) : Timer(p, s)
     \\/ Tick

Init ==
  /\\ local \\in Starts
  /\\ timers = <<>> \\o [p \\in Parties |->
       <<>> \\o [s \\in 1..Len(Running[p][local[p]]) |-> Ticks[p][Running[p][local[p]][s]]]]
  /\\ channels = <<>> \\o [c \\in Channels |-> <<>>]
  /\\ left = Budgets
  /\\ did = {}
  /\\ turn = 0
  /\\ fault = FALSE
  /\\ mode = After(Start, Reading(Watched, local, local, {}, FALSE, TRUE))

\\* A run goes on for as long as there is a step. Fairness in TLA+ is about steps that change something: where a response
\\* is watched, each one changes the turn, also a step that leaves the world as it is.
Spec == Init /\\ [][Next]_vars /\\ WF_vars(Next)

\\* Model errors, and what the watched property forbids (or looks for, where something is to be reachable).
NoFault == ~fault
NotViolated == mode # -1
NotWitnessed == mode # -2
`
