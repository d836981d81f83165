// Numbers drawn from a seed: the same seed draws the same numbers on every machine, so a test that failed once can be
// run again.
#pragma once

#include <cstdint>
#include <random>
#include <span>

#include "compiler/net/address.h"

namespace sgc::verdicts {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  // 0 to bound - 1. Before: bound > 0.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }

  // True once in `n` times.
  bool one_in(std::size_t n) { return below(n) == 0; }

  // From first to last, both included.
  template <class Number>
  Number between(Number first, Number last) {
    const u128 drawn = static_cast<u128>(engine_()) << 64U | engine_();
    const u128 size = static_cast<u128>(last - first) + 1;  // 0 where it is all of 128 bits
    return static_cast<Number>(first + static_cast<Number>(size == 0 ? drawn : drawn % size));
  }

  // Before: not empty.
  template <class Value>
  const Value& pick(std::span<const Value> values) {
    return values[below(values.size())];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace sgc::verdicts
