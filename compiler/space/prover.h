// Asks an index questions. It holds the memory and the budget that questions need, so each thread has its own.
#pragma once

#include "compiler/space/deviation.h"
#include "compiler/space/index.h"

namespace sgc::space {

// What a question may cost before the answer is «not decided». A step is one look at a pair of sets, a rule or a node,
// some nanoseconds.
struct Limits {
  std::uint64_t steps_per_question = 50'000'000;
  std::uint64_t steps = 20'000'000'000;  // of all questions to one prover
};

// The tools for one family. What they are asked must lie between begin_question() and the next.
struct Bench {
  Bench(const Universe& universe, Budget& budget)
      : universe(universe),
        coverage(universe, budget),
        overlaps(universe, budget),
        deviations(universe, coverage, overlaps) {}

  const Universe& universe;
  Coverage coverage;
  Overlaps overlaps;
  DeviationFinder deviations;
};

class Prover {
 public:
  explicit Prover(const Index& index, const Limits& limits = {});
  Prover(const Prover&) = delete;
  Prover& operator=(const Prover&) = delete;

  const Index& index() const { return index_; }
  Bench& bench(Family family) { return benches_[static_cast<std::size_t>(family)]; }

  // Gives the next question its budget.
  void begin_question();
  Budget& budget() { return budget_; }

 private:
  const Index& index_;
  Limits limits_;
  std::uint64_t granted_ = 0;
  Budget budget_;
  std::array<Bench, 2> benches_;
};

}  // namespace sgc::space
