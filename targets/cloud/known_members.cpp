#include "targets/cloud/known_members.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace sgc::targets::cloud {

void demand_known_members(const nlohmann::json& object, std::initializer_list<std::string_view> known) {
  if (!object.is_object()) throw std::runtime_error("a list stands where a rule should");
  for (const auto& [key, value] : object.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    throw std::runtime_error(fmt::format("sgc writes no «{}» there, and does not know what it means", key));
  }
}

void demand_one_of(const nlohmann::json& object, std::initializer_list<std::string_view> members) {
  const auto count = std::count_if(members.begin(), members.end(), [&](std::string_view each) { return object.contains(each); });
  if (count == 1) return;
  throw std::runtime_error(fmt::format("a rule has one of {}, this one has {}", fmt::join(members, ", "), count));
}

}  // namespace sgc::targets::cloud
