// Decoding on a CPU: products with int4, int8 and bfloat16 weights, attention, and a whole step of
// a LLaMA in one call. Plain C functions, called from Python through ctypes.
//
// Packed weights lie in panels of 16 rows, so that each lane of a register sums one row and nothing
// is added across lanes. Activations are quantised to 8 bits by groups of 64 while they are used.

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#if defined(_MSC_VER)
#define EXPORT extern "C" __declspec(dllexport)
#else
#define EXPORT extern "C" __attribute__((visibility("default")))
#endif

// Lets setuptools treat this library as an extension module on every system; never imported
EXPORT void* PyInit__kernels() { return nullptr; }

#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#define X86 1
#endif

enum { BF16 = 0, INT8 = 1, INT4 = 2 };
static const int GROUP = 64;

struct Activations { int8_t* bytes; float* scales; float* sums; };
struct Product { int32_t kind, rows, columns, padded; const void* weight; const void* scales; };
struct Layer { const float* attention_norm; const float* mlp_norm; Product qkv, out, gate_up, down; };

struct Scratch {
  std::vector<float> floats, more;
  std::vector<int8_t> bytes;
  float *normed, *scores;
  Activations quantised;
};
struct Shared { std::vector<float> floats; float *x, *y, *qkv, *mixed, *gate_up, *active; };

struct Model {
  int32_t hidden, inner, layers, heads, kv_heads, head_size, window;
  float eps;
  const uint16_t* embedding;
  const float *norm, *cosine, *sine;
  uint16_t* cache;
  Product head;
  const Layer* layer;
  Scratch* scratch;
  Shared* shared;
};

static inline void relax() {
#ifdef X86
  _mm_pause();
#endif
}

// All threads wait for one another; spins first, since a step has seven of these a layer.
class Barrier {
 public:
  void wait(int all) {
    if (all == 1) return;
    int round = round_.load(std::memory_order_acquire);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) == all - 1) {
      arrived_.store(0, std::memory_order_relaxed);
      round_.store(round + 1, std::memory_order_release);
      return;
    }
    for (int spins = 0; round_.load(std::memory_order_acquire) == round; spins++) {
      if (spins < 4000) relax(); else std::this_thread::yield();
    }
  }
 private:
  std::atomic<int> arrived_{0}, round_{0};
};

struct Step { const Model* model; int32_t token, position; float* logits; Barrier* barrier; };
struct Packing { int32_t kind, rows, columns, padded; const uint16_t* weight; uint8_t* out; void* scales; };
struct Matmul { Product product; const float* x; int32_t count; float* y; Activations activations; Barrier* barrier; };

// Threads that stay for the life of the process and run one job at a time together.
class Pool {
 public:
  typedef void (*Work)(void*, int, int);
  void run(Work work, void* job, int all) {
    std::lock_guard<std::mutex> one(busy_);
    grow(all);
    work_ = work; job_ = job;
    left_.store(all - 1, std::memory_order_relaxed);
    {
      std::lock_guard<std::mutex> lock(mutex_);
      // The count travels with the epoch, so that a thread that wakes late reads neither alone
      epoch_.store((epoch_.load() & ~255u) + 256u + (unsigned)all, std::memory_order_release);
    }
    wake_.notify_all();
    work(job, 0, all);
    for (int spins = 0; left_.load(std::memory_order_acquire) > 0; spins++)
      if (spins < 4000) relax(); else std::this_thread::yield();
  }
 private:
  void grow(int all) {
    while ((int)made_ < all - 1) {
      int me = (int)++made_;
      unsigned seen = epoch_.load();
      std::thread([this, me, seen] { serve(me, seen); }).detach();
    }
  }
  void serve(int me, unsigned seen) {
    for (;;) {
      for (int spins = 0; spins < 20000 && epoch_.load(std::memory_order_acquire) == seen; spins++) relax();
      if (epoch_.load(std::memory_order_acquire) == seen) {
        std::unique_lock<std::mutex> lock(mutex_);
        wake_.wait(lock, [this, seen] { return epoch_.load() != seen; });
      }
      seen = epoch_.load(std::memory_order_acquire);
      int all = (int)(seen & 255u);
      if (me < all) {
        work_(job_, me, all);
        left_.fetch_sub(1, std::memory_order_release);
      }
    }
  }
  std::mutex busy_, mutex_;
  std::condition_variable wake_;
  std::atomic<unsigned> epoch_{0};
  std::atomic<int> left_{0};
  int made_ = 0;
  Work work_ = nullptr;
  void* job_ = nullptr;
};

static Pool& pool() { static Pool* one = new Pool; return *one; }

#ifdef X86
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
#elif defined(__GNUC__)
#pragma GCC push_options
#pragma GCC target("avx2,fma,f16c")
#endif
namespace narrow {
#include "lanes.inc"
#include "kernels.inc"
#include "packing.inc"
}
#if defined(__clang__)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"))), apply_to = function)
#elif defined(__GNUC__)
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx2,fma,f16c,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")
#endif
#define WIDE
namespace wide {
#include "lanes.inc"
#include "kernels.inc"
#include "packing.inc"
}
#undef WIDE
#if defined(__clang__)
#pragma clang attribute pop
#elif defined(__GNUC__)
#pragma GCC pop_options
#endif
#endif

// 2: AVX-512 with VNNI, 1: AVX2, 0: nothing here runs on this processor.
static int detect() {
#if defined(X86) && defined(__GNUC__)
  if (__builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    return 2;
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

EXPORT int32_t kernels_level() { return level; }

// For tests: use no more than this much of the processor.
EXPORT void kernels_limit(int32_t most) { level = detect() < most ? detect() : most; }

static Activations activations(std::vector<int8_t>& bytes, std::vector<float>& floats, int64_t count, int64_t padded) {
  int64_t groups = padded / GROUP;
  if ((int64_t)bytes.size() < count * padded) bytes.resize(count * padded);
  if ((int64_t)floats.size() < 2 * count * groups) floats.resize(2 * count * groups);
  return {bytes.data(), floats.data(), floats.data() + count * groups};
}

// y (count, rows) = x (count, columns) times a packed weight.
EXPORT void kernels_matmul(const Product* product, const float* x, int32_t count, float* y, int32_t threads) {
#ifdef X86
  static thread_local std::vector<int8_t> bytes;
  static thread_local std::vector<float> floats;
  Barrier barrier;
  Matmul job{*product, x, count, y, activations(bytes, floats, count, product->padded), &barrier};
  pool().run(level == 2 ? wide::run_matmul : narrow::run_matmul, &job, threads);
#endif
}

// Packs bfloat16 (rows, columns) to int8 or int4, with the columns filled up to `padded`.
EXPORT void kernels_pack(int32_t kind, int32_t rows, int32_t columns, int32_t padded,
                         const uint16_t* weight, uint8_t* out, void* scales, int32_t threads) {
#ifdef X86
  Packing job{kind, rows, columns, padded, weight, out, scales};
  pool().run(level == 2 ? wide::run_packing : narrow::run_packing, &job, threads);
#endif
}

// A copy of `given` with room to work for up to `threads` threads; freed by kernels_free.
EXPORT Model* kernels_model(const Model* given, const Layer* layers, int32_t threads) {
  Model* m = new Model(*given);
  Layer* kept = new Layer[m->layers];
  memcpy(kept, layers, sizeof(Layer) * m->layers);
  m->layer = kept;
  int64_t widest = m->hidden > m->inner ? m->hidden : m->inner;
  int64_t mixed = (int64_t)m->heads * m->head_size, qkv = mixed + 2LL * m->kv_heads * m->head_size;
  widest = (widest > mixed ? widest : mixed) + GROUP;
  m->shared = new Shared;
  m->shared->floats.resize(2 * m->hidden + qkv + mixed + 3LL * m->inner + 16 * 8);
  float* p = m->shared->floats.data();
  m->shared->x = p; p += m->hidden + 16;
  m->shared->y = p; p += m->hidden + 16;
  m->shared->qkv = p; p += qkv + 16;
  m->shared->mixed = p; p += mixed + 16;
  m->shared->gate_up = p; p += 2LL * m->inner + 16;
  m->shared->active = p;
  m->scratch = new Scratch[threads];
  for (int i = 0; i < threads; i++) {
    Scratch& s = m->scratch[i];
    s.floats.resize(m->hidden + m->window + 32);
    s.normed = s.floats.data();
    s.scores = s.normed + m->hidden;
    // Room for the activations as bytes, or as floats where the weights are bfloat16
    s.bytes.resize(sizeof(float) * widest);
    s.quantised = activations(s.bytes, s.more, 1, (widest + GROUP - 1) / GROUP * GROUP);
  }
  return m;
}

EXPORT void kernels_free(Model* m) {
  delete[] m->layer;
  delete[] m->scratch;
  delete m->shared;
  delete m;
}

// Reads `token` at `position`, writes its keys and values, and gives float logits (vocabulary).
EXPORT void kernels_step(const Model* m, int32_t token, int32_t position, float* logits, int32_t threads) {
#ifdef X86
  Barrier barrier;
  Step job{m, token, position, logits, &barrier};
  pool().run(level == 2 ? wide::run_step : narrow::run_step, &job, threads);
#endif
}
