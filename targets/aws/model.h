// What a plan for AWS says, as plain data: lowering decides all of it, printing only writes it down.
#pragma once

#include <array>
#include <string>
#include <variant>
#include <vector>

#include "compiler/ir/policy.h"
#include "targets/aws/service.h"
#include "targets/cloud/attachment.h"
#include "targets/cloud/bill.h"
#include "targets/cloud/cidr.h"
#include "targets/cloud/directed.h"

namespace sgc::targets::aws {

// A security group, or that of a load balancer.
struct GroupReference {
  ir::PointId point;
  bool operator==(const GroupReference&) const = default;
};
// A prefix list that is somebody else's.
struct PrefixListReference {
  ir::PrefixListId list;
  bool operator==(const PrefixListReference&) const = default;
};
// An index into Model::prefix_lists.
struct OwnListReference {
  std::uint32_t index = 0;
  bool operator==(const OwnListReference&) const = default;
};
using Peer = std::variant<cloud::Cidr, GroupReference, PrefixListReference, OwnListReference>;

// One rule of a security group. It allows: there is nothing else.
struct Entry {
  Service service;
  Peer peer;
  std::string description;
  Span where;  // the rule that it comes from
};

// Rules by family, as the quota counts them. A reference to a group counts in both.
using Count = std::array<std::uint64_t, 2>;

// One direction of a security group. A list that no quota takes is counted and not made: then `entries` is empty and
// `needed` is not.
struct GroupList {
  std::vector<Entry> entries;
  Count needed{};
  std::vector<cloud::Taker> takers;  // rules that need more than one
};

// A security group at the cloud: a group of the policy, a part of one, or a load balancer's.
struct Group : cloud::Directed<GroupList> {
  std::string name;        // "backend", "backend.2", "edge"
  ir::PointId point;
  std::string id;          // bound, or the placeholder
  bool created = true;     // by the plan
  bool of_balancer = false;
  bool classic = false;    // of EC2-Classic: inbound alone, called by its name
  std::string description;
  Span where;
};

// Many addresses of one family under one id.
struct PrefixList {
  std::string name;  // "partners.v4"
  Family family = Family::V4;
  std::vector<cloud::Cidr> entries;
};

using cloud::AttachedGroup;
using cloud::Attachment;

// A load balancer and the groups that filter it. In EC2-Classic it has none.
struct Balancer {
  ir::PointId point;
  std::string id;                     // its name (classic), or its ARN
  bool v2 = false;                    // an application or network load balancer
  std::vector<std::uint32_t> groups;  // indices into Model::groups
  bool attach = false;                // the groups are to be put on it; else one was bound, and is
};

// One rule of a network ACL: the far side alone is tested.
struct AclEntry {
  std::uint32_t number = 0;
  Service service;
  cloud::Cidr block;
  bool allow = false;
  Span where;
};

// One direction of a network ACL, counted where it is too long to be made, like a GroupList. `needed` is with the fixed
// deny at its end.
struct AclList {
  std::vector<AclEntry> entries;
  Count needed{};
  std::vector<cloud::Taker> takers;
};

struct Acl : cloud::Directed<AclList> {
  ir::PointId point;
  std::string id;
  bool created = true;
};

struct Model {
  std::vector<PrefixList> prefix_lists;
  std::vector<Group> groups;
  std::vector<Attachment> attachments;
  std::vector<Balancer> balancers;
  std::vector<Acl> acls;
};

}  // namespace sgc::targets::aws
