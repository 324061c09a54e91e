// Threads that work on one job together.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#define X86 1
#endif

static inline void relax() {
#ifdef X86
  _mm_pause();
#endif
}

static inline void fetch(const void* p) {
#ifdef X86
  _mm_prefetch((const char*)p, _MM_HINT_T1);
#endif
}

// All threads wait for one another; spins first, since a pass has five of these a layer.
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
