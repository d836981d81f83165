// AWS in small: takes the calls of a plan, refuses what the service refuses, and judges packets by the rules that it was
// given, as the service's documents say that it does. Shares nothing with what wrote the plan: texts are read by
// wire_address.h, meaning is written down here once more.
//
// Security groups: a packet passes when any rule of any group of the machine takes it; a new group in a network lets
// everything out. Network ACLs: rules by number, the first that matches decides; what none takes is denied.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compiler/net/address_set.h"
#include "tests/cloud/plan_runner.h"
#include "tests/cloud/wire_address.h"

namespace sgc::cloud_test {

class AwsService final : public Cloud {
 public:
  // Things that are there before the plan. A group that is there has no rules, or those of a plan before.
  void has_group(const std::string& id) { groups_[id]; }
  void has_acl(const std::string& id) { acls_[id]; }
  void has_prefix_list(const std::string& id, AddressSet members) { known_lists_[id] = std::move(members); }
  void has_v6(const std::string& network) { v6_.insert(network); }

  // Which addresses a group's machines have.
  void set_members(const std::string& id, AddressSet members) { members_[id] = std::move(members); }

  json answer(const PlannedCall& call) override;

  // The ids of the rules that a group has, and does not have in `wanted`, in the words of a DescribeSecurityGroupRules
  // there: joined as the plan's input asks.
  std::string old_rules(const std::string& id, ir::Direction direction, const AwsService& wanted) const;
  std::size_t rules(const std::string& id) const { return groups_.at(id).ingress.size() + groups_.at(id).egress.size(); }

  bool instance_passes(const std::string& id, ir::Direction direction, const ir::Packet& packet) const;
  bool groups_pass(const std::vector<std::string>& ids, ir::Direction direction, const ir::Packet& packet) const;
  bool acl_passes(const std::string& id, ir::Direction direction, const ir::Packet& packet) const;
  bool is_classic(const std::string& id) const { return groups_.at(id).classic; }
  const std::vector<std::string>& groups_of_balancer(const std::string& id) const { return balancers_.at(id); }

 private:
  struct Service {
    int protocol = -1;
    int from = -1;
    int to = -1;
    bool operator==(const Service&) const = default;
    bool takes(const ir::Packet& packet, bool by_block) const;
  };
  struct Rule {
    Service service;
    std::string kind;    // CidrIp, CidrIpv6, PrefixListId, GroupId, GroupName
    std::string source;  // as written: two rules are one when all of this is the same
    std::vector<WireRange> ranges;
    std::string id = {};  // "sgr-…"
    bool operator==(const Rule& other) const {
      return service == other.service && kind == other.kind && source == other.source;
    }
  };
  struct Group {
    bool classic = false;
    std::vector<Rule> ingress;
    std::vector<Rule> egress;
    std::vector<Rule>& list(ir::Direction direction) { return direction == ir::Direction::Inbound ? ingress : egress; }
    const std::vector<Rule>& list(ir::Direction direction) const {
      return direction == ir::Direction::Inbound ? ingress : egress;
    }
  };
  struct AclEntry {
    Service service;
    WireRange block;
    bool allow = false;
  };
  struct Acl {
    std::map<int, AclEntry> ingress;
    std::map<int, AclEntry> egress;
  };

  json create_group(const json& request);
  json create_list(const json& request);
  void authorize(const json& request, ir::Direction direction);
  void revoke(const json& request, ir::Direction direction);
  void revoke_by_ids(const json& request, ir::Direction direction);
  void create_entry(const json& request);

  Group& group_of(const json& request);
  std::vector<Rule> read_permissions(const json& permissions) const;
  static Service read_service(const std::string& protocol, const json& numbers, const char* first, const char* last);
  bool takes(const Rule& rule, const ir::Packet& packet, u128 far) const;

  std::set<std::string> v6_;  // networks
  std::size_t made_ = 0;
  std::map<std::string, Group> groups_;
  std::map<std::string, std::vector<WireRange>> lists_;
  std::map<std::string, AddressSet> known_lists_;
  std::map<std::string, AddressSet> members_;
  std::map<std::string, std::vector<std::string>> instances_;
  std::map<std::string, std::vector<std::string>> balancers_;
  std::map<std::string, Acl> acls_;
};

}  // namespace sgc::cloud_test
