// What of the headers of LTSmin an exported model needs, for the driver beside this folder.
#ifndef PINS_H
#define PINS_H
#include <stdlib.h>
#include <string.h>

typedef struct grey_box_model *model_t;
typedef struct { int rows, columns; char *set; } matrix_t;
typedef struct { int *labels, group, por_proviso; } transition_info_t;
#define GB_TI(labels, group) { labels, group, 0 }
typedef void (*TransitionCB)(void *context, transition_info_t *info, int *state, int *copied);
typedef int (*next_method_grey_t)(model_t, int group, int *state, TransitionCB, void *context);
typedef int (*get_label_method_t)(model_t, int label, int *state);
typedef struct lts_type_s *lts_type_t;
typedef enum { LTStypeDirect, LTStypeBool, LTStypeEnum } data_format_t;
typedef struct { int length; char *text; } chunk;

chunk chunk_str(char *text);
void pins_chunk_put_at(model_t, int type, chunk, int index);
void dm_create(matrix_t *, int rows, int columns);
void dm_set(matrix_t *, int row, int column);
lts_type_t lts_type_create(void);
int lts_type_add_type(lts_type_t, const char *name, int *is_new);
void lts_type_set_format(lts_type_t, int type, data_format_t);
void lts_type_set_state_length(lts_type_t, int length);
void lts_type_set_state_name(lts_type_t, int slot, const char *name);
void lts_type_set_state_typeno(lts_type_t, int slot, int type);
void lts_type_set_state_label_count(lts_type_t, int count);
void lts_type_set_state_label_name(lts_type_t, int label, const char *name);
void lts_type_set_state_label_typeno(lts_type_t, int label, int type);
void lts_type_set_edge_label_count(lts_type_t, int count);
void lts_type_set_edge_label_name(lts_type_t, int label, const char *name);
void lts_type_set_edge_label_typeno(lts_type_t, int label, int type);
void GBsetLTStype(model_t, lts_type_t);
void GBsetDMInfo(model_t, matrix_t *);
void GBsetDMInfoRead(model_t, matrix_t *);
void GBsetDMInfoMayWrite(model_t, matrix_t *);
void GBsetDMInfoMustWrite(model_t, matrix_t *);
void GBsetStateLabelInfo(model_t, matrix_t *);
void GBsetInitialState(model_t, int *state);
void GBsetNextStateLong(model_t, next_method_grey_t);
void GBsetStateLabelLong(model_t, get_label_method_t);
#endif
