// Rules of groups and network ACLs as the API writes them, back into the model.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "targets/aws/model.h"

namespace sgc::targets::aws {

// What the ids in requests stand for.
struct KnownIds {
  std::map<std::string, ir::PointId, std::less<>> groups;  // of security groups, load balancers' too
  std::map<std::string, ir::PrefixListId, std::less<>> prefix_lists;
  std::map<std::string, std::uint32_t, std::less<>> own_lists;
  ir::PointId classic_balancer;  // what amazon-elb/amazon-elb-sg stands for; unknown where the policy has none
};

// Both throw std::exception with a sentence where the text is not what such a rule is.
std::vector<Entry> read_permissions(const nlohmann::json& permissions, const KnownIds& ids);
AclEntry read_acl_entry(const nlohmann::json& request);
cloud::Cidr read_block(const std::string& text, Family family);

}  // namespace sgc::targets::aws
