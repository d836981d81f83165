// Members of rules, as readers meet them: one that nobody reads could say anything.
#pragma once

#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace sgc::targets::cloud {

// Throws std::runtime_error where the object has a member that is none of `known`, or is no object.
void demand_known_members(const nlohmann::json& object, std::initializer_list<std::string_view> known);

// Throws std::runtime_error unless the object has exactly one of `members`.
void demand_one_of(const nlohmann::json& object, std::initializer_list<std::string_view> members);

}  // namespace sgc::targets::cloud
