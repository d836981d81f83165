// Which lists of a policy are alike: instances that bind the same groups have equal lists, and what is true of one is
// true of all. Found out once for a policy.
#pragma once

#include <vector>

#include "compiler/ir/policy.h"

namespace sgc::checks {

class ListClasses {
 public:
  explicit ListClasses(const ir::Policy& policy);

  // Equal for two points if and only if their lists of this direction hold the same rules and the same default, and,
  // for load balancers, only for one and the same: their listeners speak too.
  std::uint32_t of(ir::PointId point, ir::Direction direction) const {
    return classes_[static_cast<std::size_t>(direction)][point.index];
  }

 private:
  std::vector<std::uint32_t> classes_[2];  // by point: the first point of the class
};

}  // namespace sgc::checks
