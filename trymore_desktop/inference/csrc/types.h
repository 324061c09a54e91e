// What Python describes to the kernels, and the room they work in.
#pragma once

#include <stdint.h>

#include <atomic>
#include <vector>

#include "pool.h"

enum { BF16 = 0, INT8 = 1, INT4 = 2 };
static const int GROUP = 64;
// Up to so many rows each is computed exactly as if it were alone, if what follows each is asked for
static const int FEW = 16;
// Where only the last is asked for, nothing has to be exact: beyond so many, to do as with many is quicker
static const int QUICK = 2;
// Beyond so many, laying out a bfloat16 weight costs less than summing along its rows
static const int SOME = 24;
// Up to so many rows each thread prepares for itself
static const int ALONE = 2;
// Rows that go through the layers together
static const int MOST = 256;
// Queries that share one walk over the cache, and keys of one block
static const int QUERIES = 48, KEYS = 128;
// By so much, as a power of two, a score may exceed the highest before it without becoming the highest
static const float SLACK = 8;
// Shares of one byte may lose one part in so many of what a query gets; else they have two
static const float COARSE = 128;
// Rows and columns of a bfloat16 weight that are laid out together
static const int LANES = 64, DEEP = 512;

// Rows of activations as a product wants them. int8 and int4: bytes by groups of 64, with the scale
// and the sum of each group. bfloat16: floats in the order of part_pairs, or bfloat16 for many rows.
struct Activations { int8_t* bytes; float* scales; float* sums; };
struct Product { int32_t kind, rows, columns, padded; const void* weight; const void* scales; };
struct Layer { const float* attention_norm; const float* mlp_norm; Product qkv, out, gate_up, down; };

// What one thread has for itself.
struct Scratch {
  std::vector<float> floats, scales, query_scales;
  std::vector<int8_t> bytes, eighths;
  std::vector<uint16_t> halves;
  std::vector<uint32_t> dwords;
  float *row, *room;   // one row of anything; what attention keeps of QUERIES queries
  uint16_t* queries;   // QUERIES queries, then the shares of six
  Activations query_bytes;
  uint32_t* panels;    // LANES rows by DEEP columns of bfloat16
  Activations own;     // ALONE rows
};

// What all threads have together: `capacity` rows of each.
struct Shared {
  int64_t capacity = 0;
  std::vector<float> floats, scales;
  std::vector<int8_t> bytes;
  float *x, *qkv, *mixed, *gate_up;
  Activations activations;
};

struct Model {
  int32_t hidden, inner, layers, heads, kv_heads, head_size;
  float eps;
  const uint16_t* embedding;
  const float *norm, *cosine, *sine;
  // Keys and values (window / KEYS, layers, kv_heads, KEYS, head_size): what a conversation has not
  // reached is never touched. In bfloat16 the keys of a head lie as (KEYS / 16, head_size / 2, 16, 2) and
  // its values as (KEYS / 2, head_size, 2); in bytes as (KEYS / 16, head_size / 4, 16, 4), each plus 128,
  // and (KEYS / 4, head_size, 4). Bytes have `scales` (window / KEYS, layers, kv_heads, head_size / 64 + 1,
  // KEYS), those of values last; else it is null
  void* keys;
  float* scales;
  void* values;
  Product head;
  const Layer* layer;
  Scratch* scratch;
  Shared* shared;
};

// `count` tokens at `start`; logits of the last `last` of them.
struct Pass {
  const Model* model;
  const int32_t* tokens;
  int32_t count, start, last;
  float* logits;
  const volatile int32_t* raised;  // null, or not 0 once the pass is no longer wanted
  std::atomic<int> stopped, next;
  Barrier barrier;
};
struct Packing { int32_t kind, rows, columns, padded; const uint16_t* weight; uint8_t* out; void* scales; };
struct Matmul { Product product; const float* x; int32_t count; float* y; Activations activations; Barrier barrier; };
