// A profiler's library that writes down what it is told: one line for each call, into the file that NVTX_TOOL_LOG names. It
// holds the tables that it is given against what NVTX 3 promises, and writes a line that begins with "wrong" where they differ.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef void (*function)(void);
typedef const void *(*export_table)(uint32_t id);

struct callbacks {
    size_t size;
    int (*module_table)(int module, function ***table, unsigned *size);
};

struct version_info {
    size_t size;
    uint32_t version;
    uint32_t reserved;
    void (*set_tool_version)(uint32_t version);
};

struct attributes {
    uint16_t version;
    uint16_t size;
    uint32_t category;
    int32_t color_type;
    uint32_t color;
    int32_t payload_type;
    int32_t reserved;
    uint64_t payload;
    int32_t message_type;
    int32_t padding;
    const char *message;
};

static FILE *record;
static int depth;
static int domain;

static void *create_domain(const char *name) {
    fprintf(record, "domain %s\n", name);
    return &domain;
}

static int push(void *in, const struct attributes *event) {
    if (in != &domain || event->version != 3 || event->size != sizeof *event || event->message_type != 1) {
        fprintf(record, "wrong attributes\n");
    }
    fprintf(record, "%d %s\n", depth, event->message);
    fflush(record);
    return depth++;
}

static int pop(void *in) {
    if (in != &domain || depth == 0) {
        fprintf(record, "wrong pop\n");
    }
    return --depth;
}

static void check(int condition, const char *what) {
    if (!condition) {
        fprintf(record, "wrong %s\n", what);
    }
}

int InitializeInjectionNvtx2(export_table table_of) {
    const char *path = getenv("NVTX_TOOL_LOG");
    record = path == NULL ? NULL : fopen(path, "w");
    if (record == NULL) {
        return 0;
    }
    const struct callbacks *callbacks = table_of(1);
    const struct version_info *info = table_of(3);
    check(table_of(2) == NULL && table_of(99) == NULL, "unknown tables");
    check(callbacks->size == sizeof *callbacks, "size of callbacks");
    check(info->size == sizeof *info && info->version == 3, "version");
    info->set_tool_version(3);

    static const unsigned sizes[] = {0, 16, 9, 15, 7, 16, 7};
    function **table;
    unsigned size;
    for (int module = 1; module <= 6; module++) {
        check(callbacks->module_table(module, &table, &size) == 1 && size == sizes[module], "size of a module");
        check(table[0] == NULL && table[size] == NULL, "ends of a table");
        for (unsigned i = 1; i < size; i++) {
            check(table[i] != NULL && *table[i] == NULL, "slot");
        }
    }
    check(callbacks->module_table(0, &table, &size) == 0 && callbacks->module_table(7, &table, &size) == 0, "modules");

    callbacks->module_table(5, &table, &size);
    *table[4] = (function)push;
    *table[5] = (function)pop;
    *table[12] = (function)create_domain;
    fprintf(record, "attached\n");
    return 1;
}
