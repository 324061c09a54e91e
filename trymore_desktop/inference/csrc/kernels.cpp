// Kernels for a CPU: products with int4, int8 and bfloat16 weights, and whole passes of a LLaMA over
// one or many tokens. Plain C functions, called from Python through ctypes.
//
// Packed weights lie in panels of 16 rows, so that each lane of a register sums one row and nothing
// is added across lanes. Activations are quantised to 8 bits by groups of 64 while they are used.

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pool.h"
#include "types.h"

#if defined(_MSC_VER)
#define EXPORT extern "C" __declspec(dllexport)
#else
#define EXPORT extern "C" __attribute__((visibility("default")))
#endif

// Lets setuptools treat this library as an extension module on every system; never imported
EXPORT void* PyInit__kernels() { return nullptr; }

// Everything that computes is compiled once for each kind of processor, in a namespace of its own.
#ifdef X86
#define NARROW_TARGET "avx2,fma,f16c"
#define WIDE_TARGET NARROW_TARGET ",avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"
#define PAIRS_TARGET WIDE_TARGET ",avx512bf16"
// Else compilers keep small arrays of registers in memory
#if defined(__clang__)
#define UNROLL _Pragma("unroll")
#elif defined(__GNUC__)
#define UNROLL _Pragma("GCC unroll 8")
#else
#define UNROLL
#endif
#define PRAGMA(text) _Pragma(#text)
#if defined(__clang__)
#define BEGIN(set) PRAGMA(clang attribute push(__attribute__((target(set))), apply_to = function))
#define END PRAGMA(clang attribute pop)
#elif defined(__GNUC__)
#define BEGIN(set) PRAGMA(GCC push_options) PRAGMA(GCC target(set))
#define END PRAGMA(GCC pop_options)
#else
#define BEGIN(set)
#define END
#endif
BEGIN(NARROW_TARGET)
namespace narrow {
#include "all.inc"
}
END
#define WIDE
BEGIN(WIDE_TARGET)
namespace wide {
#include "all.inc"
}
END
// Microsoft's compiler has no way to turn a register into one of bfloat16
#if defined(__GNUC__)
#define PAIRS
BEGIN(PAIRS_TARGET)
namespace pairs {
#include "all.inc"
}
END
#undef PAIRS
#endif
#undef WIDE
#endif

struct Work {
  Pool::Work matmul, packing, pass;
  uint64_t (*sum_bytes)(const uint8_t*, int64_t);
  uint64_t (*any_strange)(const uint16_t*, int64_t);
};

// 3: AVX-512 with VNNI and BF16, 2: with VNNI, 1: AVX2, 0: nothing here runs on this processor.
static int detect() {
#if defined(X86) && defined(__GNUC__)
  if (__builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    return __builtin_cpu_supports("avx512bf16") ? 3 : 2;
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? 1 : 0;
#elif defined(X86)
  int words[4];
  __cpuidex(words, 7, 0);
  bool avx2 = words[1] & (1 << 5), vnni = words[2] & (1 << 11), bw = words[1] & (1 << 30);
  return vnni && bw ? 2 : avx2 ? 1 : 0;
#else
  return 0;
#endif
}

static int level = detect();

static Work work() {
#ifdef X86
#ifdef __GNUC__
  if (level == 3) return {pairs::run_matmul, pairs::run_packing, pairs::run_pass, pairs::sum_bytes, pairs::any_strange};
#endif
  if (level == 2) return {wide::run_matmul, wide::run_packing, wide::run_pass, wide::sum_bytes, wide::any_strange};
  return {narrow::run_matmul, narrow::run_packing, narrow::run_pass, narrow::sum_bytes, narrow::any_strange};
#else
  return {};
#endif
}

// Changes with what Python describes; a library of another number is left alone.
EXPORT int32_t kernels_version() { return 6; }

EXPORT int32_t kernels_level() { return level; }

// For tests: use no more than this much of the processor.
EXPORT void kernels_limit(int32_t most) { level = detect() < most ? detect() : most; }

static Activations activations(std::vector<int8_t>& bytes, std::vector<float>& floats, int64_t count,
                               int64_t padded, int64_t each = 1) {
  int64_t groups = padded / GROUP;
  if ((int64_t)bytes.size() < count * padded * each) bytes.resize(count * padded * each);
  if ((int64_t)floats.size() < 2 * count * groups) floats.resize(2 * count * groups);
  return {bytes.data(), floats.data(), floats.data() + count * groups};
}

// y (count, rows) = x (count, columns) times a packed weight.
EXPORT void kernels_matmul(const Product* product, const float* x, int32_t count, float* y, int32_t threads) {
  static thread_local std::vector<int8_t> bytes;
  static thread_local std::vector<float> floats;
  Matmul job{*product, x, count, y, activations(bytes, floats, count, product->padded), {}};
  pool().run(work().matmul, &job, threads);
}

// Packs bfloat16 (rows, columns) to int8 or int4, with the columns filled up to `padded`.
EXPORT void kernels_pack(int32_t kind, int32_t rows, int32_t columns, int32_t padded,
                         const uint16_t* weight, uint8_t* out, void* scales, int32_t threads) {
  Packing job{kind, rows, columns, padded, weight, out, scales};
  pool().run(work().packing, &job, threads);
}

// The sum of all bytes, as words of 64 bits with overflow; `p` lies on such a word.
EXPORT uint64_t kernels_sum(const void* p, int64_t bytes) { return work().sum_bytes((const uint8_t*)p, bytes); }

// Not 0 if NaN or infinity is among bfloat16.
EXPORT uint64_t kernels_strange(const void* p, int64_t bytes) {
  return work().any_strange((const uint16_t*)p, bytes / 2);
}

// The widest row that a product of the model reads, filled up to whole groups
static int64_t widest(const Model& m) {
  int64_t most = m.hidden > m.inner ? m.hidden : m.inner, mixed = (int64_t)m.heads * m.head_size;
  return ((most > mixed ? most : mixed) + GROUP - 1) / GROUP * GROUP;
}

// A copy of `given` with room to work for up to `threads` threads; freed by kernels_free.
EXPORT Model* kernels_model(const Model* given, const Layer* layers, int32_t threads) {
  Model* m = new Model(*given);
  Layer* kept = new Layer[m->layers];
  memcpy(kept, layers, sizeof(Layer) * m->layers);
  m->layer = kept;
  m->shared = new Shared;
  m->scratch = new Scratch[threads];
  int64_t row = widest(*m);
  for (int i = 0; i < threads; i++) {
    Scratch& s = m->scratch[i];
    s.floats.resize(row + QUERIES * (m->head_size + 2 * 16 + 2) + 6 * KEYS);
    s.row = s.floats.data();
    s.room = s.row + row;
    s.halves.resize(QUERIES * m->head_size + 6 * KEYS);
    s.queries = s.halves.data();
    s.query_bytes = activations(s.eighths, s.query_scales, QUERIES, (m->head_size + GROUP - 1) / GROUP * GROUP);
    s.dwords.resize(LANES * DEEP / 2);
    s.panels = s.dwords.data();
    s.own = activations(s.bytes, s.scales, ALONE, row, sizeof(float));
  }
  return m;
}

EXPORT void kernels_free(Model* m) {
  delete[] m->layer;
  delete[] m->scratch;
  delete m->shared;
  delete m;
}

// Room for `count` rows, kept for the next pass.
static void make_room(const Model& m, int64_t count) {
  Shared& s = *m.shared;
  if (count <= s.capacity) return;
  s.capacity = count;
  int64_t mixed = (int64_t)m.heads * m.head_size, qkv = mixed + 2LL * m.kv_heads * m.head_size;
  s.floats.resize(count * (m.hidden + qkv + mixed + 2LL * m.inner) + 64);
  s.x = s.floats.data();
  s.qkv = s.x + count * m.hidden + 16;
  s.mixed = s.qkv + count * qkv + 16;
  s.gate_up = s.mixed + count * mixed + 16;
  // Few rows of bfloat16 products stay floats, many become bfloat16
  s.activations = activations(s.bytes, s.scales, count, widest(m), count > FEW ? 2 : 4);
  if (count > FEW) activations(s.bytes, s.scales, FEW, widest(m), 4);
  s.activations = activations(s.bytes, s.scales, count, widest(m));
}

// Reads `count` tokens from position `start` on, writes their keys and values, and gives float logits
// (last, vocabulary) after the last `last` of them. What is computed for a token does not depend, to
// the last bit, on how many others come with it, as long as they are at most FEW and `last` is more than
// 1. A longer pass ends between two layers, with 1, once `raised` points to a number that is not 0.
EXPORT int32_t kernels_pass(const Model* m, const int32_t* tokens, int32_t count, int32_t start, float* logits,
                            int32_t last, int32_t threads, const volatile int32_t* raised) {
  for (int done = 0; done < count;) {
    int parts = (count - done + MOST - 1) / MOST, now = (count - done + parts - 1) / parts;
    int asked = done + now - (count - last);
    asked = asked < 0 ? 0 : asked > now ? now : asked;
    make_room(*m, now);
    Pass job{m, tokens + done, now, start + done, asked, logits, raised, {}, {}, {}};
    pool().run(work().pass, &job, threads);
    if (job.stopped) return 1;
    logits += (int64_t)asked * m->head.rows;
    done += now;
  }
  return 0;
}
