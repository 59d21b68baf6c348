/* A stand-in for libhailort 4.23: it checks the bytes it is given, records the calls and answers by script. It shows
   that we call what we believe, and nothing about a chip. Control: the functions stub_*. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

const int edge_perception_stub = 1;

static struct { int major, minor, revision; } version = {4, 23, 0};
static char trace[65536];
static char failing[64];
static int failing_status, failing_after, chip = 1, devices = 1;
static int64_t frames, powered, timed;

/* One input, of 8x8x3 unless a test sets another, and outputs as the tests set them: name, h, w, c, order, type. */
typedef struct { char name[128]; uint32_t h, w, c, order, type, bytes; float zp, scale; } layer_t;
static layer_t input = {"net/input", 8, 8, 3, 1, 1, 192, 0, 1};
static layer_t outputs[16];
static int output_count;

void stub_reset(void)
{
    version.major = 4; version.minor = 23; version.revision = 0;
    trace[0] = failing[0] = 0; failing_status = failing_after = output_count = 0; chip = devices = 1;
    frames = powered = timed = 0;
    input.h = input.w = 8; input.bytes = 192;
}
void stub_version(int major, int minor) { version.major = major; version.minor = minor; }
void stub_chip(int architecture) { chip = architecture; }
void stub_devices(int count) { devices = count; }
void stub_input(uint32_t h, uint32_t w) { input.h = h; input.w = w; input.bytes = h * w * 3; }
void stub_fail(const char *function, int status, int after) { snprintf(failing, sizeof failing, "%s", function); failing_status = status; failing_after = after; }
const char *stub_trace(void) { return trace; }
void stub_output(const char *name, uint32_t h, uint32_t w, uint32_t c, uint32_t order, uint32_t type, uint32_t bytes, float zp, float scale)
{
    layer_t *o = &outputs[output_count++];
    snprintf(o->name, sizeof o->name, "%s", name);
    o->h = h; o->w = w; o->c = c; o->order = order; o->type = type; o->bytes = bytes; o->zp = zp; o->scale = scale;
}

static int call(const char *name)
{
    if (strlen(trace) + strlen(name) + 1024 < sizeof trace) { strcat(trace, name); strcat(trace, " "); }
    if (strcmp(name, failing) == 0 && failing_after-- <= 0) return failing_status;
    return 0;
}
#define CALL(name) do { int s = call(name); if (s) return s; } while (0)

int hailo_get_library_version(int32_t *v) { CALL("version"); v[0] = version.major; v[1] = version.minor; v[2] = version.revision; return 0; }
const char *hailo_get_status_message(int status) { static char text[32]; snprintf(text, sizeof text, "STUB_STATUS_%d", status); return text; }
int hailo_scan_devices(void *p, char *ids, size_t *n)
{
    CALL("scan");
    if (p) return 2;
    if (*n < (size_t)devices) { *n = devices; return 5; }
    for (int i = 0; i < devices; i++) snprintf(ids + 32 * i, 32, "0000:0%d:00.0", i + 1);
    *n = devices;
    return 0;
}
int hailo_init_vdevice_params(uint8_t *p)
{
    CALL("init_vdevice_params");
    memset(p, 0, 40);
    *(uint32_t *)p = 1; *(int32_t *)(p + 16) = 1; *(const char **)(p + 24) = "UNIQUE";
    return 0;
}
int hailo_create_vdevice(uint8_t *p, void **d)
{
    CALL("create_vdevice");
    /* Round robin, shared by name: the rest is as it was filled in. Which devices were asked for is part of the trace. */
    uint32_t count = *(uint32_t *)p;
    const char *ids = *(const char **)(p + 8);
    if (count < 1 || *(int32_t *)(p + 16) != 1 || strcmp(*(const char **)(p + 24), "SHARED") || p[32]) return 2;
    for (uint32_t i = 0; ids && i < count; i++) {
        const char *id = ids + 32 * i;
        if (strlen(id) != 12 || id[6] < '1' || id[6] > '0' + devices) return 74;
        strcat(trace, id); strcat(trace, " ");
    }
    if (!ids && count > (uint32_t)devices) return 74;
    *d = (void *)0x1000;
    return 0;
}
int hailo_release_vdevice(void *d) { CALL("release_vdevice"); return d == (void *)0x1000 ? 0 : 2; }
int hailo_get_physical_devices(void *d, void **p, size_t *n) { CALL("physical"); (void)d; if (*n < 1) return 5; p[0] = (void *)0x2000; *n = 1; return 0; }
int hailo_identify(void *d, uint8_t *id) { CALL("identify"); if (d != (void *)0x2000) return 2; memset(id, 0, 140); *(int32_t *)(id + 56) = chip; return 0; }
int hailo_create_hef_file(void **h, const char *path)
{
    CALL("create_hef");
    FILE *f = fopen(path, "rb");
    if (!f) return 13;
    fclose(f);
    *h = (void *)0x3000;
    return 0;
}
int hailo_release_hef(void *h) { CALL("release_hef"); return h == (void *)0x3000 ? 0 : 2; }

static void fill_info(uint8_t *i, const layer_t *l, int direction)
{
    memset(i, 0, 436);
    strcpy((char *)i, l->name); strcpy((char *)i + 128, "net");
    *(int32_t *)(i + 388) = direction; *(uint32_t *)(i + 392) = l->type; *(uint32_t *)(i + 396) = l->order;
    *(uint32_t *)(i + 404) = l->h; *(uint32_t *)(i + 408) = l->w; *(uint32_t *)(i + 412) = l->c;
    *(float *)(i + 420) = l->zp; *(float *)(i + 424) = l->scale;
}
int hailo_hef_get_all_vstream_infos(void *h, const char *name, uint8_t *infos, size_t *n)
{
    CALL("vstream_infos");
    if (h != (void *)0x3000 || name || !infos) return 2;
    if (*n < (size_t)output_count + 1) { *n = output_count + 1; return 5; }
    fill_info(infos, &input, 0);
    for (int i = 0; i < output_count; i++) fill_info(infos + 436 * (i + 1), &outputs[i], 1);
    *n = output_count + 1;
    return 0;
}
int hailo_init_configure_params_by_vdevice(void *h, void *d, uint8_t *p)
{
    CALL("init_configure");
    if (d != (void *)0x1000 || h != (void *)0x3000) return 2;
    memset(p, 0, 84488);
    *(size_t *)p = 1; strcpy((char *)p + 8, "net"); *(uint16_t *)(p + 8 + 128) = 1;
    return 0;
}
int hailo_get_latency_measurement(void *g, const char *network, double *ms) { CALL("latency"); if (g != (void *)0x4000 || network) return 2; if (!timed) return 6; *ms = 3.5; return 0; }
int hailo_configure_vdevice(void *d, void *h, void *p, void **g, size_t *n)
{
    CALL("configure");
    if (d != (void *)0x1000 || h != (void *)0x3000 || *n < 1) return 2;
    /* Of the parameters only the flag that latency is measured is not as it was filled in. */
    if (p && (*(size_t *)p != 1 || *(uint16_t *)((uint8_t *)p + 8 + 128) != 1 || *(int32_t *)((uint8_t *)p + 8 + 136) != 1)) return 2;
    timed = p != 0;
    g[0] = (void *)0x4000; *n = 1;
    return 0;
}
static void fill_params(uint8_t *p, const layer_t *l)
{
    memset(p, 0, 156);
    strcpy((char *)p, l->name);
    *(uint32_t *)(p + 128) = l->type; *(uint32_t *)(p + 132) = l->order; *(uint32_t *)(p + 140) = 10000; *(uint32_t *)(p + 144) = 2;
}
int hailo_make_input_vstream_params(void *g, uint8_t unused, int type, uint8_t *p, size_t *n)
{
    CALL("input_params");
    (void)unused;
    if (g != (void *)0x4000 || type != 1 || *n < 1) return 2;
    fill_params(p, &input); *n = 1;
    return 0;
}
int hailo_make_output_vstream_params(void *g, uint8_t unused, int type, uint8_t *p, size_t *n)
{
    CALL("output_params");
    (void)unused;
    if (g != (void *)0x4000 || type != 0 || *n < (size_t)output_count) return 2;
    for (int i = 0; i < output_count; i++) fill_params(p + 156 * i, &outputs[i]);
    *n = output_count;
    return 0;
}
int hailo_create_input_vstreams(void *g, const uint8_t *p, size_t n, void **s)
{
    CALL("create_inputs");
    if (g != (void *)0x4000 || n != 1 || strcmp((const char *)p, input.name) || *(uint32_t *)(p + 140) != 10000) return 2;
    s[0] = (void *)0x5000;
    return 0;
}
int hailo_create_output_vstreams(void *g, const uint8_t *p, size_t n, void **s)
{
    CALL("create_outputs");
    if (g != (void *)0x4000 || n != (size_t)output_count) return 2;
    for (size_t i = 0; i < n; i++) {
        if (strcmp((const char *)p + 156 * i, outputs[i].name)) return 61;
        s[i] = (void *)(0x6000 + i);
    }
    return 0;
}
int hailo_release_input_vstreams(void **s, size_t n) { CALL("release_inputs"); return n == 1 && s[0] == (void *)0x5000 ? 0 : 2; }
int hailo_release_output_vstreams(void **s, size_t n) { CALL("release_outputs"); return n && s[0] == (void *)0x6000 ? 0 : 2; }
int hailo_get_input_vstream_frame_size(void *s, size_t *n) { CALL("input_size"); (void)s; *n = input.bytes; return 0; }
int hailo_get_output_vstream_frame_size(void *s, size_t *n) { CALL("output_size"); *n = outputs[(size_t)s - 0x6000].bytes; return 0; }

static uint8_t seed;
int hailo_vstream_write_raw_buffer(void *s, const uint8_t *b, size_t n)
{
    CALL("write");
    if (s != (void *)0x5000 || n != input.bytes) return 2;
    seed = b[0]; frames++;
    return 0;
}
/* Byte i of an output is the first byte of the input plus i. */
int hailo_vstream_read_raw_buffer(void *s, uint8_t *b, size_t n)
{
    CALL("read");
    if (n != outputs[(size_t)s - 0x6000].bytes) return 2;
    for (size_t i = 0; i < n; i++) b[i] = (uint8_t)(seed + i);
    return 0;
}
int hailo_get_chip_temperature(void *d, float *t) { CALL("temperature"); if (d != (void *)0x2000) return 2; t[0] = 41.5f; t[1] = 42.5f; return 0; }
int hailo_stop_power_measurement(void *d) { CALL("stop_power"); (void)d; powered = 0; return 0; }
int hailo_set_power_measurement(void *d, int buffer, int rail, int type) { CALL("set_power"); (void)d; return buffer == 0 && rail == INT32_MAX && type == INT32_MAX ? 0 : 2; }
int hailo_start_power_measurement(void *d, int averaging, int period) { CALL("start_power"); (void)d; powered = 1; return averaging == 2 && period == 2 ? 0 : 2; }
int hailo_get_power_measurement(void *d, int buffer, uint8_t clear, float *p) { CALL("get_power"); (void)d; (void)clear; if (buffer || !powered) return 6; p[0] = 2.5f; return 0; }
