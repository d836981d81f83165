// The security groups of an instance.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/ir/policy.h"

namespace sgc::targets::cloud {

// A group on an instance: by its place among the groups of the plan, or one that the plan leaves alone (external, or not
// asked for).
struct AttachedGroup {
  static constexpr std::uint32_t kElsewhere = UINT32_MAX;
  std::uint32_t group = kElsewhere;
  ir::PointId point;  // known where the group is elsewhere
};

// An instance with its groups in order of binding.
struct Attachment {
  ir::PointId instance;
  std::string id;
  std::vector<AttachedGroup> groups;
};

}  // namespace sgc::targets::cloud
