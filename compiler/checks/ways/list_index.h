// Finds the rules of a list by their services: what a route asks of a list of thousands of listeners, or of ports,
// mostly concerns a few of its rules.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "compiler/checks/ways/route.h"
#include "compiler/space/crowd.h"

namespace sgc::checks {

class ListIndex {
 public:
  ListIndex(const ir::Policy& policy, const ir::RuleList& list);

  // Rules by their place, ascending: all that have packets of the services, and perhaps others.
  std::vector<std::size_t> rules_near(const ServiceSet& services) const;

 private:
  struct OfFamily {
    std::vector<std::size_t> rules;  // that have packets of the family
    std::vector<space::Rect> bounds;
    std::optional<space::Crowd> crowd;
  };

  void add(Family family, const ir::Policy& policy, const ir::RuleList& list);

  std::size_t rules_ = 0;
  std::array<OfFamily, 2> families_;
};

// The indexes of a policy's lists, each made when it is first asked for.
class ListIndexes {
 public:
  explicit ListIndexes(const ir::Policy& policy) : policy_(policy) {}

  const ListIndex& of(const Gate& gate);

 private:
  const ir::Policy& policy_;
  std::map<std::pair<ir::PointId, ir::Direction>, ListIndex> known_;
};

}  // namespace sgc::checks
