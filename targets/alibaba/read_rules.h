// Single rules back from JSON.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>

#include "targets/alibaba/model.h"

namespace sgc::targets::alibaba {

// What the ids in rules stand for.
struct KnownIds {
  std::map<std::string, ir::PointId, std::less<>> groups;
  std::map<std::string, ir::PrefixListId, std::less<>> prefix_lists;
  std::set<ir::PointId> external;  // groups that are somebody else's
  std::string owner;               // the account of those, where the policy names it
};

// One of the Permissions. Throws std::runtime_error with a sentence; nlohmann's own exceptions where a member is
// missing or of another type.
Entry read_entry(const nlohmann::json& permission, ir::Direction direction, const KnownIds& ids);

}  // namespace sgc::targets::alibaba
