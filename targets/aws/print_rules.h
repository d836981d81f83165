// The rules of groups and network ACLs as JSON, in the API's words.
#pragma once

#include <span>

#include "targets/aws/ids.h"
#include "targets/cloud/json_text.h"

namespace sgc::targets::aws {

// IpPermissions: the entries of one service together, in the order in which services are first met.
cloud::Json permissions_json(std::span<const Entry> entries, const ir::Policy& policy, const Ids& ids);

// The same rules one by one, as DescribeSecurityGroupRules answers them.
cloud::Json described_rule_json(const Entry& entry, ir::Direction direction, const Ids& ids);

// The request of CreateNetworkAclEntry.
cloud::Json acl_entry_json(const std::string& acl, const AclEntry& entry, ir::Direction direction);

cloud::Json tag_specifications_json(std::string_view resource, const ir::Point& point);

}  // namespace sgc::targets::aws
