/* A stand-in for librknnrt: it checks the bytes it is given, records the calls and answers by script. It shows that we
   call what we believe, and nothing about a chip. Control: the functions stub_*. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

const int edge_perception_stub = 1;

static char trace[65536];
static char failing[64];
static int failing_status, failing_after, quantization = 2;

void stub_reset(void) { trace[0] = failing[0] = 0; failing_status = failing_after = 0; quantization = 2; }
void stub_fail(const char *function, int status, int after) { snprintf(failing, sizeof failing, "%s", function); failing_status = status; failing_after = after; }
const char *stub_trace(void) { return trace; }

static int call(const char *name)
{
    if (strlen(trace) + strlen(name) + 2 < sizeof trace) { strcat(trace, name); strcat(trace, " "); }
    if (strcmp(name, failing) == 0 && failing_after-- <= 0) return failing_status;
    return 0;
}
#define CALL(name) do { int s = call(name); if (s) return s; } while (0)

int rknn_init(uint64_t *c, void *model, uint32_t size, uint32_t flags, void *extend)
{
    CALL("init");
    if (size < 4 || memcmp(model, "RKNN", 4)) return -6;
    if (flags || extend) return -5;
    *c = 0x1234567812345678;
    return 0;
}
int rknn_destroy(uint64_t c) { CALL("destroy"); return c == 0x1234567812345678 ? 0 : -7; }

/* An input of 8x8x3 that the network has in planes, an output of 4x4x6 in int8. */
static void attribute(uint8_t *a, const char *name, const uint32_t *dims, uint32_t type, uint32_t format, uint32_t quant, uint32_t bytes)
{
    *(uint32_t *)(a + 4) = 4;
    memcpy(a + 8, dims, 16);
    strcpy((char *)a + 72, name);
    *(uint32_t *)(a + 328) = dims[0] * dims[1] * dims[2] * dims[3];
    *(uint32_t *)(a + 332) = bytes; *(uint32_t *)(a + 336) = format; *(uint32_t *)(a + 340) = type; *(uint32_t *)(a + 344) = quant;
    *(int8_t *)(a + 348) = 3; *(int32_t *)(a + 352) = -5; *(float *)(a + 356) = 0.25f;
}
int rknn_query(uint64_t c, int command, uint8_t *info, uint32_t size)
{
    static const uint32_t in[] = {1, 3, 8, 8}, out[] = {1, 4, 4, 6};
    CALL("query");
    if (c != 0x1234567812345678) return -7;
    switch (command) {
    case 0: if (size != 8) return -5; ((uint32_t *)info)[0] = 1; ((uint32_t *)info)[1] = 1; return 0;
    case 1: if (size != 376 || *(uint32_t *)info) return -5; attribute(info, "images", in, 3, 0, 2, 192); return 0;
    case 2: if (size != 376 || *(uint32_t *)info) return -5; attribute(info, "head", out, 2, 1, quantization, 96); return 0;
    case 5: if (size != 512) return -5; strcpy((char *)info, "2.3.2 (stub)"); strcpy((char *)info + 256, "0.9.8"); return 0;
    }
    return -5;
}
int rknn_set_core_mask(uint64_t c, int mask) { CALL("set_core_mask"); (void)c; return mask == 1 || mask == 2 || mask == 3 || mask == 4 || mask == 7 ? 0 : -5; }

static uint8_t seed;
int rknn_inputs_set(uint64_t c, uint32_t n, const uint8_t *i)
{
    CALL("inputs_set");
    /* Bytes side by side, to be converted by the runtime. */
    if (n != 1 || *(uint32_t *)i || *(uint32_t *)(i + 16) != 192 || i[20] || *(uint32_t *)(i + 24) != 3 || *(uint32_t *)(i + 28) != 1) return -5;
    seed = **(uint8_t **)(i + 8);
    (void)c;
    return 0;
}
int rknn_run(uint64_t c, void *extend) { CALL("run"); (void)c; return extend ? -5 : 0; }
int rknn_outputs_get(uint64_t c, uint32_t n, uint8_t *o, void *extend)
{
    CALL("outputs_get");
    (void)c;
    if (n != 1 || o[0] || !o[1] || *(uint32_t *)(o + 4) || *(uint32_t *)(o + 16) != 96 || extend) return -5;
    for (int i = 0; i < 96; i++) (*(uint8_t **)(o + 8))[i] = (uint8_t)(seed + i);
    return 0;
}
int rknn_outputs_release(uint64_t c, uint32_t n, void *o) { CALL("outputs_release"); (void)c; (void)o; return n == 1 ? 0 : -5; }
