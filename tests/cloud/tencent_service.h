// Tencent Cloud in small: takes the calls of a plan, refuses what the service refuses, and judges packets by the rules
// that it was given, as the service's documents say that it does. Shares nothing with what wrote the plan: texts are
// read by wire_address.h, meaning is written down here once more.
//
// Security groups: rules from the top, the first that matches decides; an instance's groups one after the other in the
// order of binding; what none has decided is dropped. A block «0.0.0.0/n» is 0.0.0.0/0 whatever n is. A direction that
// comes empty stays as it was, and without SortPolicys the order is not applied.
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

class TencentService final : public Cloud {
 public:
  // A group that is there before the plan; its rules let everything through both ways, so that what a plan forgets to
  // take away shows.
  void has_group(const std::string& id);
  void has_acl(const std::string& id) { acls_[id]; }

  // Which addresses a group's machines have.
  void set_members(const std::string& id, AddressSet members) { members_[id] = std::move(members); }
  void set_address_template(const std::string& id, const std::vector<std::string>& members);

  json answer(const PlannedCall& call) override;

  // Whether a packet passes: the groups of an instance, or one group alone; a network ACL.
  bool instance_passes(const std::string& id, ir::Direction direction, const ir::Packet& packet) const;
  bool group_passes(const std::string& id, ir::Direction direction, const ir::Packet& packet) const;
  bool acl_passes(const std::string& id, ir::Direction direction, const ir::Packet& packet) const;

  std::vector<std::string> groups_of_balancer(const std::string& id) const;
  bool backends_are_judged(const std::string& id) const;  // LoadBalancerPassToTarget is false
  std::size_t rules_of(const std::string& id, ir::Direction direction) const;

 private:
  struct Service {
    std::string protocol;  // upper case
    std::vector<WirePorts> ports;
    bool takes(const ir::Packet& packet) const;
  };
  struct Rule {
    std::vector<Service> services;  // any of them
    std::vector<WireRange> ranges;
    std::string group;
    bool accept = false;
  };
  struct Group {
    std::vector<Rule> ingress;
    std::vector<Rule> egress;
  };
  struct AclEntry {
    std::string protocol;
    WirePorts source_ports;
    WirePorts destination_ports;
    std::vector<WireRange> source;       // none: any
    std::vector<WireRange> destination;  // none: any
    bool accept = false;
    int priority = 0;
  };
  struct Acl {
    std::string type;
    std::vector<AclEntry> ingress;
    std::vector<AclEntry> egress;
  };

  json create(const json& request, const std::string& object, const std::string& key, const std::string& prefix);
  void modify_group(const json& request);
  void modify_acl(const json& request);
  std::vector<Rule> read_rules(const json& list) const;
  Rule read_rule(const json& rule) const;
  Service read_service(const json& rule) const;
  std::vector<WireRange> read_peer(const json& rule, std::string& group) const;
  AclEntry read_acl_entry(const json& entry, bool quintuple, bool ingress) const;

  bool matches(const Rule& rule, ir::Direction direction, const ir::Packet& packet) const;
  const Rule* first(const std::vector<Rule>& rules, ir::Direction direction, const ir::Packet& packet) const;

  std::size_t made_ = 0;
  std::map<std::string, Group> groups_;
  std::map<std::string, std::vector<WireRange>> address_templates_;  // templates and groups of templates
  std::map<std::string, std::vector<Service>> service_templates_;
  std::map<std::string, AddressSet> members_;
  std::map<std::string, std::vector<std::string>> instances_;
  std::map<std::string, std::vector<std::string>> balancers_;
  std::set<std::string> judged_;
  std::map<std::string, Acl> acls_;
};

}  // namespace sgc::cloud_test
