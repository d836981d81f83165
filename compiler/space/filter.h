// Which rules take part in a question.
#pragma once

#include "compiler/space/universe.h"

namespace sgc::space {

// Rules from `begin` to before `end` that have one of these verdicts and log in this way.
struct Part {
  RuleNumber begin = 0;
  RuleNumber end = 0;
  Verdicts verdicts = kAnyVerdict;
  std::uint32_t log = kAnyLog;

  bool keeps(const Universe& universe, RuleNumber rule, ir::Verdict verdict) const {
    return begin <= rule && rule < end && has(verdicts, verdict) && (log == kAnyLog || log == universe.logs[rule]);
  }
};

// The rules of any of the parts, less those that are marked in `without`. Or, where there are any, just the few rules
// of `only`, which are at most kMostOnly.
constexpr std::size_t kMostOnly = 64;
struct Filter {
  std::span<const Part> parts;
  const std::vector<bool>* without = nullptr;
  std::span<const RuleNumber> only = {};

  bool keeps(const Universe& universe, RuleNumber rule, ir::Verdict verdict) const {
    for (const Part& part : parts) {
      if (part.keeps(universe, rule, verdict)) return without == nullptr || !(*without)[rule];
    }
    return false;
  }
};

// Steps that an analysis may take. They are counted, not timed, so that an answer is the same on every machine.
struct Budget {
  std::uint64_t left = 0;

  bool spend(std::uint64_t steps) {
    if (steps > left) {
      left = 0;
      return false;
    }
    left -= steps;
    return true;
  }
  bool spent() const { return left == 0; }
};

// Marks on numbers, all taken away at once.
class Marks {
 public:
  explicit Marks(std::size_t size = 0) : marked_(size, 0) {}

  void clear() {
    if (++now_ == 0) {
      marked_.assign(marked_.size(), 0);
      now_ = 1;
    }
  }
  bool has(std::uint32_t number) const { return marked_[number] == now_; }
  // Whether it was not marked before.
  bool mark(std::uint32_t number) {
    const bool fresh = marked_[number] != now_;
    marked_[number] = now_;
    return fresh;
  }

 private:
  std::vector<std::uint32_t> marked_;
  std::uint32_t now_ = 1;
};

// Which numbers are in a small set, a bit each: a set of some thousand numbers stays in the nearest cache.
class Members {
 public:
  explicit Members(std::size_t size = 0) : words_(size / kBits + 1, 0) {}

  bool has(std::uint32_t number) const { return (words_[number / kBits] >> (number % kBits) & 1U) != 0; }
  void put(std::span<const std::uint32_t> numbers) {
    for (const std::uint32_t number : numbers) words_[number / kBits] |= std::uint64_t{1} << (number % kBits);
  }
  void take_out(std::span<const std::uint32_t> numbers) {
    for (const std::uint32_t number : numbers) words_[number / kBits] &= ~(std::uint64_t{1} << (number % kBits));
  }

 private:
  static constexpr unsigned kBits = 64;
  std::vector<std::uint64_t> words_;
};

}  // namespace sgc::space
