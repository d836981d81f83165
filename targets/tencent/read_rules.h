// Single rules back from JSON.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "targets/tencent/model.h"

namespace sgc::targets::tencent {

// What the ids in rules stand for.
struct KnownIds {
  std::map<std::string, ir::PointId, std::less<>> groups;
  std::map<std::string, ir::PrefixListId, std::less<>> prefix_lists;
  std::map<std::string, TemplateId, std::less<>> address_sets;
  std::map<std::string, TemplateId, std::less<>> service_templates;
};

// Throw std::runtime_error with a sentence; nlohmann's own exceptions where a member is missing or of another type.
Entry read_entry(const nlohmann::json& rule, const KnownIds& ids);
AclEntry read_acl_entry(const nlohmann::json& rule, bool quintuple, ir::Direction direction);
Service read_member(std::string_view text);  // of a service template
AddressRange read_range(std::string_view text);

}  // namespace sgc::targets::tencent
