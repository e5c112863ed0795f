// Counts taps. The count is the state; it is kept in the storage too, for the next session.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mini_app.h"

static const char KEY[] = "count";

// Says what went wrong, and where, before the step is ended: the host keeps the first report.
#define CHECK(condition) \
  do { \
    if (!(condition)) panic(#condition, __LINE__); \
  } while (0)

static _Noreturn void panic(const char *message, uint32_t line) {
  mini_app_string_t said, file;
  mini_app_string_set(&said, message);
  mini_app_string_set(&file, "counter.c");
  loggia_platform_diagnostics_panicked(&said, &file, line);
  __builtin_trap();
}

// All that is handed over is given back to `free` by the bindings, so it is allocated.
static void *allocate(size_t bytes) {
  void *at = calloc(1, bytes);
  CHECK(at != NULL);
  return at;
}

static mini_app_list_u8_t bytes_of(const char *text) {
  mini_app_list_u8_t bytes = {allocate(strlen(text)), strlen(text)};
  memcpy(bytes.ptr, text, bytes.len);
  return bytes;
}

static unsigned long number_in(mini_app_list_u8_t bytes) {
  char digits[24] = {0};
  if (bytes.len >= sizeof digits) return 0;
  memcpy(digits, bytes.ptr, bytes.len);
  return strtoul(digits, NULL, 10);
}

// What the storage has, or nothing: without it the counter counts all the same.
static unsigned long kept(void) {
  mini_app_string_t key;
  mini_app_string_set(&key, KEY);
  mini_app_option_list_u8_t found;
  loggia_storage_storage_error_t error;
  bool read = loggia_storage_storage_get(&key, &found, &error);
  return read && found.is_some ? number_in(found.val) : 0;
}

static void keep(const char *digits) {
  mini_app_string_t key;
  mini_app_string_set(&key, KEY);
  mini_app_list_u8_t value = bytes_of(digits);
  loggia_storage_storage_error_t error;
  // Refused or failed: the state has it, and only the next session will not.
  (void)loggia_storage_storage_set(&key, &value, &error);
}

static loggia_app_ui_label_t label(const char *text) {
  loggia_app_ui_inline_t *part = allocate(sizeof *part);
  part->tag = LOGGIA_APP_UI_INLINE_TEXT;
  mini_app_string_dup(&part->val.text, text);
  return (loggia_app_ui_label_t){part, 1};
}

static loggia_app_ui_view_t view(unsigned long count) {
  loggia_app_ui_view_t view = {0};
  mini_app_string_dup(&view.screen, "counter");
  mini_app_string_dup(&view.title, "Counter");

  view.nodes.len = 3;
  view.nodes.ptr = allocate(view.nodes.len * sizeof *view.nodes.ptr);
  loggia_app_ui_element_t *root = &view.nodes.ptr[0].element;
  root->tag = LOGGIA_APP_UI_ELEMENT_STACK;
  root->val.stack.axis = LOGGIA_APP_UI_AXIS_VERTICAL;

  char text[48];
  snprintf(text, sizeof text, count == 1 ? "%lu tap" : "%lu taps", count);
  loggia_app_ui_element_t *line = &view.nodes.ptr[1].element;
  line->tag = LOGGIA_APP_UI_ELEMENT_TEXT;
  line->val.text.label = label(text);
  line->val.text.tone = LOGGIA_APP_UI_TONE_NEUTRAL;
  line->val.text.size = LOGGIA_APP_UI_SIZE_LARGE;

  loggia_app_ui_element_t *button = &view.nodes.ptr[2].element;
  button->tag = LOGGIA_APP_UI_ELEMENT_BUTTON;
  button->val.button.label = label("Tap");
  button->val.button.on_tap = 0;
  button->val.button.kind = LOGGIA_APP_UI_BUTTON_KIND_PRIMARY;
  button->val.button.enabled = true;

  // What the button sends back: the counter has one message alone.
  view.actions.len = 1;
  view.actions.ptr = allocate(sizeof *view.actions.ptr);
  mini_app_list_u8_t tap = bytes_of("tap");
  view.actions.ptr[0].ptr = tap.ptr;
  view.actions.ptr[0].len = tap.len;
  return view;
}

bool exports_loggia_app_app_step(mini_app_list_u8_t *maybe_state,
                                 exports_loggia_app_app_event_t *event,
                                 exports_loggia_app_app_next_t *ret,
                                 exports_loggia_app_app_failure_t *err) {
  (void)err;
  unsigned long count = maybe_state != NULL ? number_in(*maybe_state) : kept();
  char digits[24];
  if (event->kind.tag == LOGGIA_APP_EVENTS_KIND_ACTION) {
    count += 1;
    snprintf(digits, sizeof digits, "%lu", count);
    keep(digits);
  }
  snprintf(digits, sizeof digits, "%lu", count);
  ret->state = bytes_of(digits);
  ret->view = view(count);
  return true;
}
