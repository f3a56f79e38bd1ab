// The step of the PINS model: docs/guide/semantics.md in C, the same text in every model; the tables of the world stand before it.
import { cascadeLimit } from '../../semantics/stepper.js'

/** What the tables are made of. */
export const declarations = `/* A party: what an event does to a local state (before, event, after, timers, what is said, predicates), and what it is. */
struct party {
  int at, locals, events, slots, rows;
  const unsigned short (*row)[6];
  const int *moves; /* by kind of transition, for each timer slot: the slot it goes on from, or -1 - ticks */
  const int *said, *effect; /* by kind: where its effects begin; an effect is a channel (or -1 - party) and a message (or event) */
  const unsigned short *timer; /* by local state and timer slot: its event, or 0xffff */
  const unsigned char *exact; /* by local state: a bit for each timer slot that is exact */
  const unsigned int *allows, *is; /* by local state, in words: the conditions that it allows, the predicates that hold */
  const unsigned int *does; /* by kind, in words: the predicates that hold of the step */
  int *step; /* by local state and event: a row, or -1 where the exploration never was */
};
struct channel { int at, capacity, size, least, most, up; const int *message, *receiver; };
struct condition { const int *parties, *empty; };
struct stimulus { int party, event, when, budget; };
enum kind { START, STIMULUS, DELIVERY, TIMER, TICK };
struct group { int kind, subject, slot; const char *name; };
enum phase { ROOT, RUNNING, ASTRAY, ENDED };`

export const semantics = `/* A step under way. */
struct step { int *now; const int *before; int ok, entered, first, ticked; int agenda[${cascadeLimit}][2]; unsigned int did[DOES_WORDS]; };

static int holds(const int *state, int index) {
  if (index < 0) return 1;
  for (const int *party = conditions[index].parties; *party >= 0; party++) {
    const struct party *p = &parties[*party];
    if (!(p->allows[state[p->at] * ALLOWS_WORDS + index / 32] >> index % 32 & 1)) return 0;
  }
  for (const int *channel = conditions[index].empty; *channel >= 0; channel++)
    if (state[channels[*channel].at]) return 0;
  return 1;
}

static void enter(struct step *step, int party, int event) {
  if (step->entered == ${cascadeLimit}) { step->ok = 0; return; } /* a cascade without end */
  step->agenda[step->entered][0] = party;
  step->agenda[step->entered++][1] = event;
}

static void put(struct step *step, int index, int message) {
  const struct channel *c = &channels[index];
  int *place = step->now + c->at;
  for (int left = c->capacity; left; left--, place += c->size) {
    if (*place) continue;
    place[0] = message + 1;
    if (c->size > 1) place[1] = 0;
    return;
  }
  step->ok = 0; /* the channel overflows */
}

/* A macrostep of a party. */
static void hear(struct step *step, int index, int event) {
  const struct party *p = &parties[index];
  int *at = step->now + p->at, old[SLOTS_MOST + 1], found = p->step[*at * p->events + event];
  if (found < 0) { step->ok = 0; return; } /* the party is where the exploration never was */
  const unsigned short *row = p->row[found];
  *at = row[2];
  if (row[3]) {
    const int *move = p->moves + row[3] * p->slots;
    memcpy(old, at + 1, p->slots * sizeof(int));
    for (int slot = 0; slot < p->slots; slot++) at[1 + slot] = move[slot] < 0 ? -1 - move[slot] : old[move[slot]];
  }
#ifdef PROPERTY
  for (int word = 0; word < DOES_WORDS; word++) step->did[word] |= p->does[row[5] * DOES_WORDS + word];
#endif
  for (const int *e = p->effect + 2 * p->said[row[4]], *end = p->effect + 2 * p->said[row[4] + 1]; e < end; e += 2)
    if (*e >= 0) put(step, e[0], e[1]);
    else enter(step, -1 - e[0], e[1]);
}

/* Channels that are not up lose what is in them. All are judged on the state before any loss. */
static void lose(int *now) {
  int down[CHANNELS + 1];
  for (int c = 0; c < CHANNELS; c++) down[c] = now[channels[c].at] && !holds(now, channels[c].up);
  for (int c = 0; c < CHANNELS; c++)
    if (down[c]) memset(now + channels[c].at, 0, channels[c].capacity * channels[c].size * sizeof(int));
}

/* Works off the agenda, first in, first out. */
static void cascade(struct step *step) {
  for (int at = 0; at < step->entered && step->ok; at++) hear(step, step->agenda[at][0], step->agenda[at][1]);
  lose(step->now);
}

static void deliver(struct step *step, const struct channel *c) {
  int *place = step->now + c->at, first = place[0] - 1, size = (c->capacity - 1) * c->size;
  memmove(place, place + c->size, size * sizeof(int));
  memset(place + size, 0, c->size * sizeof(int));
  for (const int *r = c->receiver + 2 * c->message[first], *end = c->receiver + 2 * c->message[first + 1]; r < end; r += 2)
    enter(step, r[0], r[1]);
}

/* An exact timer has no ticks left, or a message has reached its greatest latency: time cannot pass. */
static int urgent(const int *state) {
  for (int c = 0; c < CHANNELS; c++) {
    const int *place = state + channels[c].at;
    if (*place && (channels[c].size == 1 || place[1] >= channels[c].most)) return 1;
  }
  for (int i = 0; i < PARTIES; i++)
    for (int slot = 0, at = parties[i].at; slot < parties[i].slots; slot++)
      if ((parties[i].exact[state[at]] >> slot & 1) && !state[at + 1 + slot]) return 1;
  return 0;
}

static void tick(int *now) {
  for (int i = 0; i < PARTIES; i++)
    for (int *timer = now + parties[i].at + 1, *end = timer + parties[i].slots; timer < end; timer++)
      if (*timer) --*timer;
  for (int c = 0; c < CHANNELS; c++)
    for (int *place = now + channels[c].at, left = channels[c].size > 1 ? channels[c].capacity : 0; left; left--, place += 2)
      if (*place) place[1]++;
}

static int enabled(const struct group *g, const int *state) {
  if (state[0] != (g->kind == START ? ROOT : RUNNING)) return 0;
  if (g->kind == START) return 1;
  if (g->kind == TICK) return !urgent(state);
  if (g->kind == STIMULUS) {
    const struct stimulus *s = &stimuli[g->subject];
    return (s->budget < 0 || state[s->budget]) && holds(state, s->when);
  }
  if (g->kind == DELIVERY) {
    const struct channel *c = &channels[g->subject];
    return state[c->at] && (c->size == 1 || state[c->at + 1] >= c->least);
  }
  const struct party *p = &parties[g->subject];
  return p->timer[state[p->at] * p->slots + g->slot] != 0xffff && !state[p->at + 1 + g->slot];
}

`

/** The interface of LTSmin, behind the monitors. */
export const pluginCode = `static void start(int *now, int which) {
  memset(now, 0, LENGTH * sizeof(int));
  now[0] = RUNNING;
  for (int slot = 0; slot < VECTOR; slot++) now[slot] = starts[which][slot];
}

/* The step of a group; a step that goes astray leads to a state without steps, with the label fault. */
static int next(model_t model, int index, int *state, TransitionCB found, void *context) {
  (void) model;
  const struct group *g = &groups[index];
  if (!enabled(g, state)) return 0;
  int now[LENGTH], label[1] = { index };
  struct step step = { .now = now, .before = state, .ok = 1, .first = g->kind == START, .ticked = g->kind == TICK };
  memcpy(now, state, sizeof now);
  if (g->kind == START) start(now, g->subject);
  else if (g->kind == TICK) tick(now);
  else {
    if (g->kind == STIMULUS) {
      const struct stimulus *s = &stimuli[g->subject];
      if (s->budget >= 0) now[s->budget]--;
      enter(&step, s->party, s->event);
    } else if (g->kind == DELIVERY) deliver(&step, &channels[g->subject]);
    else {
      const struct party *p = &parties[g->subject];
      enter(&step, g->subject, p->timer[state[p->at] * p->slots + g->slot]);
    }
    cascade(&step);
  }
  if (!step.ok) {
    memcpy(now, state, sizeof now);
    now[0] = ASTRAY;
  } else judge(&step);
  transition_info_t info = GB_TI(label, index);
  found(context, &info, now, NULL);
  return 1;
}

/* fault, ended (with -DPROPERTY=n: violated, or witnessed where something is to be reachable), and the state predicates. */
static int labelled(model_t model, int label, int *state) {
  (void) model;
  if (label < 2) return state[0] == (label ? ENDED : ASTRAY);
  const struct party *p = &parties[predicates[label - 2].party];
  return state[0] == RUNNING && (p->is[state[p->at] * IS_WORDS + (label - 2) / 32] >> (label - 2) % 32 & 1);
}

static matrix_t *matrix(int rows, const int *begin, const unsigned short *slots) {
  matrix_t *m = malloc(sizeof *m);
  dm_create(m, rows, LENGTH);
  for (int row = 0; row < rows; row++) {
    for (int at = begin[row]; at < begin[row + 1]; at++) dm_set(m, row, slots[at]);
#ifdef PROPERTY
    /* A monitor is part of the state, and looks at where the parties are. */
    dm_set(m, row, VECTOR);
    dm_set(m, row, 0);
    for (int i = 0; i < PARTIES && slots == reads; i++) dm_set(m, row, parties[i].at);
#endif
  }
  return m;
}

char pins_plugin_name[] = "impspec";

void pins_model_init(model_t model) {
  for (int i = 0; i < PARTIES; i++) {
    struct party *p = &parties[i];
    p->step = malloc(sizeof(int) * p->locals * p->events);
    memset(p->step, -1, sizeof(int) * p->locals * p->events);
    for (int row = 0; row < p->rows; row++) p->step[p->row[row][0] * p->events + p->row[row][1]] = row;
  }
  lts_type_t type = lts_type_create();
  int integer = lts_type_add_type(type, "int", NULL), boolean = lts_type_add_type(type, "bool", NULL);
  int action = lts_type_add_type(type, "action", NULL);
  lts_type_set_format(type, integer, LTStypeDirect);
  lts_type_set_format(type, boolean, LTStypeBool);
  lts_type_set_format(type, action, LTStypeEnum);
  lts_type_set_state_length(type, LENGTH);
  for (int slot = 0; slot < LENGTH; slot++) {
    lts_type_set_state_name(type, slot, slot < VECTOR ? names[slot] : "mode");
    lts_type_set_state_typeno(type, slot, integer);
  }
  lts_type_set_edge_label_count(type, 1);
  lts_type_set_edge_label_name(type, 0, "action");
  lts_type_set_edge_label_typeno(type, 0, action);
  lts_type_set_state_label_count(type, 2 + PREDICATES);
  for (int label = 0; label < 2 + PREDICATES; label++) {
    lts_type_set_state_label_name(type, label, label == 0 ? "fault" : label == 1 ? "ended" : predicates[label - 2].name);
    lts_type_set_state_label_typeno(type, label, boolean);
  }
  GBsetLTStype(model, type);
  for (int g = 0; g < GROUPS; g++) pins_chunk_put_at(model, action, chunk_str((char *) groups[g].name), g);
  matrix_t *none = malloc(sizeof *none), *labels = malloc(sizeof *labels);
  dm_create(none, GROUPS, LENGTH);
  dm_create(labels, 2 + PREDICATES, LENGTH);
  for (int label = 0; label < 2 + PREDICATES; label++) {
    dm_set(labels, label, 0);
    if (label > 1) dm_set(labels, label, parties[predicates[label - 2].party].at);
  }
  /* What is written is read as well. */
  GBsetDMInfo(model, matrix(GROUPS, reads_of, reads));
  GBsetDMInfoRead(model, matrix(GROUPS, reads_of, reads));
  GBsetDMInfoMayWrite(model, matrix(GROUPS, writes_of, writes));
  GBsetDMInfoMustWrite(model, none);
  GBsetStateLabelInfo(model, labels);
  int root[LENGTH];
  memset(root, 0, sizeof root);
  GBsetInitialState(model, root);
  GBsetNextStateLong(model, next);
  GBsetStateLabelLong(model, labelled);
}
`
