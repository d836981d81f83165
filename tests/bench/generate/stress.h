// Small policies that are hard on an analysis, each with a name that says how.
#pragma once

#include <string_view>

#include "tests/bench/generate/rule_set.h"

namespace sgc::generate {

struct StressShape {
  std::string_view name;
  RuleSet (*make)();
};

std::span<const StressShape> stress_shapes();

}  // namespace sgc::generate
