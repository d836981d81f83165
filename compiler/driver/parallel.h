// Independent pieces of work on several threads. Which thread does what never shows in the result.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace sgc::driver {

// Calls work(i) once for each i below `count`, on at most `jobs` threads; jobs 1 is this thread, in order.
// After: all are done. Throws what one of them threw, when the others are done.
template <class Work>
void for_each_parallel(std::size_t count, std::size_t jobs, Work work) {
  if (jobs <= 1 || count <= 1) {
    for (std::size_t i = 0; i < count; ++i) work(i);
    return;
  }

  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr thrown;
  const auto take_turns = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        work(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (thrown == nullptr) thrown = std::current_exception();
      }
    }
  };

  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < std::min(jobs, count); ++i) threads.emplace_back(take_turns);
  take_turns();
  for (std::thread& thread : threads) thread.join();
  if (thrown != nullptr) std::rethrow_exception(thrown);
}

}  // namespace sgc::driver
