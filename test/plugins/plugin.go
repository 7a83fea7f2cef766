// A plugin in Go for tests: a word of the parameters is an event; "panic" ends the process as errors in Go do.
package main

/*
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct event {
	uint64_t ts, tid;
	uint32_t len;
	uint16_t type;
	uint32_t nparams, lengths[2], id;
	char data[64];
} __attribute__((packed));

struct field {
	const void *res;
	uint64_t res_len;
	uint32_t id;
	const char *name, *key;
	uint64_t index;
	uint32_t has_arg, type, is_list;
};

struct input { const struct event *evt; uint64_t num; const char *source; };
struct extraction { void *owner, *last_error; uint32_t count; struct field *fields; };

static void fill(struct event *e, uint64_t ts, const char *data, uint32_t n) {
	e->ts = ts; e->tid = -1; e->len = 38 + n; e->type = 322; e->nparams = 2;
	e->lengths[0] = 4; e->lengths[1] = n; e->id = 0;
	memcpy(e->data, data, n);
}
static uint32_t length(const struct event *e) { return e->lengths[1]; }
static const char *data(const struct event *e) { return e->data; }
*/
import "C"

import (
	"strings"
	"unsafe"
)

var words []string
var seconds uint64
var event = (*C.struct_event)(C.malloc(C.sizeof_struct_event))
var list = (**C.struct_event)(C.malloc(8))
var text *C.char
var texts = (**C.char)(C.malloc(8))
var none = C.CString("")

//export plugin_get_required_api_version
func plugin_get_required_api_version() *C.char { return C.CString("3.11.0") }

//export plugin_get_version
func plugin_get_version() *C.char { return C.CString("0.1.0") }

//export plugin_get_name
func plugin_get_name() *C.char { return C.CString("gopher") }

//export plugin_get_description
func plugin_get_description() *C.char { return C.CString("a plugin in Go") }

//export plugin_get_contact
func plugin_get_contact() *C.char { return C.CString("nobody") }

//export plugin_get_last_error
func plugin_get_last_error(state C.uintptr_t) *C.char { return none }

//export plugin_init
func plugin_init(in unsafe.Pointer, rc *C.int32_t) C.uintptr_t {
	*rc = 0
	return 1
}

//export plugin_destroy
func plugin_destroy(state C.uintptr_t) {}

//export plugin_get_id
func plugin_get_id() C.uint32_t { return 4343 }

//export plugin_get_event_source
func plugin_get_event_source() *C.char { return C.CString("gopher") }

//export plugin_open
func plugin_open(state C.uintptr_t, params *C.char, rc *C.int32_t) C.uintptr_t {
	words = strings.Split(C.GoString(params), ",")
	*rc = 0
	return 1
}

//export plugin_close
func plugin_close(state, instance C.uintptr_t) {}

//export plugin_next_batch
func plugin_next_batch(state, instance C.uintptr_t, n *C.uint32_t, events ***C.struct_event) C.int32_t {
	*n = 0
	if len(words) == 0 {
		return 2
	}
	word := words[0]
	words = words[1:]
	if word == "panic" {
		var empty []int
		_ = empty[len(word)]
	}
	seconds++
	content := C.CString(word)
	C.fill(event, C.uint64_t(seconds*1000000000), content, C.uint32_t(len(word)))
	C.free(unsafe.Pointer(content))
	*list = event
	*events = list
	*n = 1
	return 0
}

//export plugin_get_fields
func plugin_get_fields() *C.char {
	return C.CString(`[{"name":"go.upper","type":"string","desc":"its data in capitals"}]`)
}

//export plugin_extract_fields
func plugin_extract_fields(state C.uintptr_t, in *C.struct_input, asked *C.struct_extraction) C.int32_t {
	C.free(unsafe.Pointer(text))
	text = C.CString(strings.ToUpper(C.GoStringN(C.data(in.evt), C.int(C.length(in.evt)))))
	*texts = text
	fields := unsafe.Slice(asked.fields, int(asked.count))
	for i := range fields {
		fields[i].res = unsafe.Pointer(texts)
		fields[i].res_len = 1
	}
	return 0
}

func main() {}
