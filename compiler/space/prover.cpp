#include "compiler/space/prover.h"

#include <algorithm>

namespace sgc::space {

Prover::Prover(const Index& index, const Limits& limits)
    : index_(index),
      limits_(limits),
      benches_{Bench(index.universe(Family::V4), budget_), Bench(index.universe(Family::V6), budget_)} {
  begin_question();
}

void Prover::begin_question() {
  limits_.steps -= granted_ - budget_.left;
  granted_ = std::min(limits_.steps_per_question, limits_.steps);
  budget_.left = granted_;
}

}  // namespace sgc::space
