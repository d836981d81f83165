// A point's rules by where they come from, before they are put one after the other: blacklists, its block, what
// listeners derive, intra-group.
#pragma once

#include <array>
#include <vector>

#include "compiler/ir/policy.h"

namespace sgc::sema {

struct DraftList {
  std::vector<ir::Rule> blacklists;
  std::vector<ir::Rule> written;
  std::vector<ir::Rule> listeners;
  std::vector<ir::Rule> intra_group;
};

struct Draft {
  std::array<DraftList, 2> lists;

  DraftList& list(ir::Direction direction) { return lists[static_cast<std::size_t>(direction)]; }
};

// By PointId.
using Drafts = std::vector<Draft>;

}  // namespace sgc::sema
