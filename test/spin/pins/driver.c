// Explores an exported PINS model: every state, stored exactly, level by level; with -DWITH_MPI on several processes, each of
// which keeps the states whose hash is its own. Holds each step to the matrices: what is not read must not matter, and what is not
// written must stay. Prints the counts of states and transitions, and of states with the labels fault and ended.
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include "ltsmin/pins.h"
#ifdef WITH_MPI
#include <mpi.h>
#endif

static struct grey_box_model { int length, *root; matrix_t *reads, *writes, *labels; next_method_grey_t next; get_label_method_t label; } model;
static int rank, processes = 1;
static void give_up(const char *why, int group) { printf("%s, group %d\n", why, group), exit(1); }

void dm_create(matrix_t *m, int rows, int columns) { *m = (matrix_t) { rows, columns, calloc(rows, columns) }; }
void dm_set(matrix_t *m, int row, int column) { m->set[row * m->columns + column] = 1; }
static int is_set(const matrix_t *m, int row, int column) { return m->set[row * m->columns + column]; }
chunk chunk_str(char *text) { return (chunk) { (int) strlen(text), text }; }
void pins_chunk_put_at(model_t m, int type, chunk c, int index) { (void) m, (void) type, (void) c, (void) index; }
lts_type_t lts_type_create(void) { return NULL; }
int lts_type_add_type(lts_type_t t, const char *name, int *is_new) { (void) t, (void) name, (void) is_new; return 0; }
void lts_type_set_format(lts_type_t t, int type, data_format_t format) { (void) t, (void) type, (void) format; }
void lts_type_set_state_length(lts_type_t t, int length) { (void) t; model.length = length; }
void lts_type_set_state_name(lts_type_t t, int i, const char *name) { (void) t, (void) i, (void) name; }
void lts_type_set_state_typeno(lts_type_t t, int i, int type) { (void) t, (void) i, (void) type; }
void lts_type_set_state_label_count(lts_type_t t, int count) { (void) t, (void) count; }
void lts_type_set_state_label_name(lts_type_t t, int i, const char *name) { (void) t, (void) i, (void) name; }
void lts_type_set_state_label_typeno(lts_type_t t, int i, int type) { (void) t, (void) i, (void) type; }
void lts_type_set_edge_label_count(lts_type_t t, int count) { (void) t, (void) count; }
void lts_type_set_edge_label_name(lts_type_t t, int i, const char *name) { (void) t, (void) i, (void) name; }
void lts_type_set_edge_label_typeno(lts_type_t t, int i, int type) { (void) t, (void) i, (void) type; }
void GBsetLTStype(model_t m, lts_type_t t) { (void) m, (void) t; }
void GBsetDMInfo(model_t m, matrix_t *matrix) { (void) m, (void) matrix; }
void GBsetDMInfoRead(model_t m, matrix_t *matrix) { m->reads = matrix; }
void GBsetDMInfoMayWrite(model_t m, matrix_t *matrix) { m->writes = matrix; }
void GBsetDMInfoMustWrite(model_t m, matrix_t *matrix) { (void) m, (void) matrix; }
void GBsetStateLabelInfo(model_t m, matrix_t *matrix) { m->labels = matrix; }
void GBsetInitialState(model_t m, int *state) { memcpy(m->root = malloc(sizeof(int) * m->length), state, sizeof(int) * m->length); }
void GBsetNextStateLong(model_t m, next_method_grey_t next) { m->next = next; }
void GBsetStateLabelLong(model_t m, get_label_method_t label) { m->label = label; }

/* States one after the other. */
struct list { int *states; size_t count, room; };
static void append(struct list *list, const int *state) {
  if (list->count == list->room) list->states = realloc(list->states, (list->room = 2 * list->room + 64) * model.length * sizeof(int));
  memcpy(list->states + list->count++ * model.length, state, model.length * sizeof(int));
}

static uint64_t hash(const int *state) {
  uint64_t mixed = 0x9e3779b97f4a7c15;
  for (int i = 0; i < model.length; i++) mixed = (mixed ^ (uint32_t) state[i]) * 0xff51afd7ed558ccd, mixed ^= mixed >> 32;
  return mixed;
}

static struct list known;
static size_t *slots, mask;
static void insert(const int *state) {
  if (2 * known.count >= mask) {
    free(slots);
    mask = mask ? 2 * mask + 1 : 1023;
    slots = calloc(mask + 1, sizeof *slots);
    for (size_t i = 0; i < known.count; i++) {
      size_t at = hash(known.states + i * model.length) / processes & mask;
      while (slots[at]) at = (at + 1) & mask;
      slots[at] = i + 1;
    }
  }
  size_t at = hash(state) / processes & mask;
  for (; slots[at]; at = (at + 1) & mask)
    if (!memcmp(known.states + (slots[at] - 1) * model.length, state, model.length * sizeof(int))) return;
  append(&known, state);
  slots[at] = known.count;
}

static void keep(void *to, transition_info_t *info, int *state, int *copied) {
  (void) info, (void) copied, memcpy(to, state, model.length * sizeof(int));
}

/* The step of a group, if it has one, held to the matrices. */
static int step(int group, int *state, int *after) {
  int blank[model.length], other[model.length], found = model.next(&model, group, state, keep, after);
  for (int i = 0; i < model.length; i++) blank[i] = is_set(model.reads, group, i) ? state[i] : model.root[i];
  if (model.next(&model, group, blank, keep, other) != found) give_up("what is not read decides whether there is a step", group);
  for (int i = 0; found && i < model.length; i++) {
    if (!is_set(model.writes, group, i) && after[i] != state[i]) give_up("something is written that is not in the matrix", group);
    if (is_set(model.writes, group, i) && after[i] != other[i]) give_up("what is not read decides what is written", group);
  }
  return found;
}

static long long sum(long long number) {
#ifdef WITH_MPI
  MPI_Allreduce(MPI_IN_PLACE, &number, 1, MPI_LONG_LONG, MPI_SUM, MPI_COMM_WORLD);
#endif
  return number;
}

/* Each process gets what the others have found for it. */
static void exchange(struct list *found) {
#ifdef WITH_MPI
  int sent[processes], got[processes], from[processes], to[processes], all = 0, total = 0;
  for (int i = 0; i < processes; i++) sent[i] = (int) found[i].count * model.length;
  MPI_Alltoall(sent, 1, MPI_INT, got, 1, MPI_INT, MPI_COMM_WORLD);
  for (int i = 0; i < processes; i++) from[i] = all, to[i] = total, all += sent[i], total += got[i];
  int *out = malloc((all + 1) * sizeof(int)), *in = malloc((total + 1) * sizeof(int));
  for (int i = 0; i < processes; i++) memcpy(out + from[i], found[i].states, sent[i] * sizeof(int));
  MPI_Alltoallv(out, sent, from, MPI_INT, in, got, to, MPI_INT, MPI_COMM_WORLD);
  for (int at = 0; at < total; at += model.length) insert(in + at);
  free(out), free(in);
#else
  for (size_t i = 0; i < found->count; i++) insert(found->states + i * model.length);
#endif
  for (int i = 0; i < processes; i++) found[i].count = 0;
}

int main(int count, char **arguments) {
#ifdef WITH_MPI
  MPI_Init(&count, &arguments);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &processes);
#endif
  void *plugin = count < 2 ? NULL : dlopen(arguments[1], RTLD_NOW);
  if (!plugin) return fprintf(stderr, "%s\n", count < 2 ? "which model?" : dlerror()), 2;
  ((void (*)(model_t)) dlsym(plugin, "pins_model_init"))(&model);
  struct list *found = calloc(processes, sizeof *found);
  long long transitions = 0, labelled[2] = { 0, 0 };
  int after[model.length];
  if (hash(model.root) % processes == (uint64_t) rank) insert(model.root);
  for (size_t begin = 0, end = known.count; sum(end - begin) > 0; begin = end, end = known.count) {
    for (size_t at = begin; at < end; at++) {
      int state[model.length];
      memcpy(state, known.states + at * model.length, sizeof state);
      for (int label = 0; label < 2; label++) labelled[label] += model.label(&model, label, state);
      for (int group = 0; group < model.reads->rows; group++) {
        if (!step(group, state, after)) continue;
        append(&found[hash(after) % processes], after);
        transitions++;
      }
    }
    exchange(found);
  }
  long long states = sum(known.count), steps = sum(transitions), faults = sum(labelled[0]), ended = sum(labelled[1]);
  if (rank == 0) printf("states %lld transitions %lld faults %lld ended %lld processes %d\n", states, steps, faults, ended, processes);
#ifdef WITH_MPI
  MPI_Finalize();
#endif
  return 0;
}
