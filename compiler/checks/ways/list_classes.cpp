#include "compiler/checks/ways/list_classes.h"

#include <algorithm>
#include <unordered_map>

#include "compiler/net/hash.h"

namespace sgc::checks {
namespace {

bool same_rule(const ir::Rule& a, const ir::Rule& b) {
  return a.source == b.source && a.destination == b.destination && a.service == b.service && a.verdict == b.verdict;
}

bool same_list(const ir::RuleList& a, const ir::RuleList& b) {
  return a.otherwise.verdict == b.otherwise.verdict && std::ranges::equal(a.rules, b.rules, same_rule);
}

std::size_t hash_of(const ir::RuleList& list) {
  std::size_t hash = static_cast<std::size_t>(list.otherwise.verdict);
  for (const ir::Rule& rule : list.rules) {
    hash = mix_hash(hash, std::uint64_t{rule.source.index} << 32U | rule.destination.index);
    hash = mix_hash(hash, std::uint64_t{rule.service.index} << 32U | static_cast<std::uint64_t>(rule.verdict));
  }
  return hash;
}

}  // namespace

ListClasses::ListClasses(const ir::Policy& policy) {
  for (const ir::Direction direction : ir::kDirections) {
    auto& classes = classes_[static_cast<std::size_t>(direction)];
    std::unordered_map<std::size_t, std::vector<std::uint32_t>> by_hash;
    for (std::uint32_t point = 0; point < policy.points.size(); ++point) {
      classes.push_back(point);
      if (policy.points[point].load_balancer() != nullptr) continue;
      const ir::RuleList& list = policy.points[point].list(direction);
      auto& alike = by_hash[hash_of(list)];
      const auto known = std::find_if(alike.begin(), alike.end(), [&](std::uint32_t other) {
        return same_list(list, policy.points[other].list(direction));
      });
      if (known != alike.end()) {
        classes.back() = *known;
      } else {
        alike.push_back(point);
      }
    }
  }
}

}  // namespace sgc::checks
