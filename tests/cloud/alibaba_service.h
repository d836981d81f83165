// Alibaba Cloud's security groups in small: takes the calls of a plan, refuses what the service refuses, and judges
// packets by the rules that it was given, as the service's documents say that it does. Shares nothing with what wrote
// the plan: texts are read by wire_address.h, meaning is written down here once more.
//
// The rules of all groups of a machine count together: the lowest priority first, a drop first among equals. What no
// rule takes is dropped inbound, and let out by basic groups. Machines of a basic group reach each other whatever the
// rules say, unless its inner access is Drop. In a classic network a rule is for one of two interfaces.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compiler/net/address_set.h"
#include "tests/cloud/plan_runner.h"
#include "tests/cloud/wire_address.h"

namespace sgc::cloud_test {

class AlibabaService final : public Cloud {
 public:
  // A group that is there before the plan, with machines that reach each other. With `rules` it lets everything through
  // both ways and drops one address, so that what a plan forgets to take away shows.
  void has_group(const std::string& id, const std::string& type, bool classic, bool rules);

  // The ids of a group's rules of one direction as a plan asks for them: the last in effect first; without those that
  // `kept` has in the same words. Empty where there are none.
  std::string old_rules(const std::string& id, ir::Direction direction, const AlibabaService* kept = nullptr) const;

  // Which addresses a group's machines have.
  void set_members(const std::string& id, AddressSet members) { members_[id] = std::move(members); }
  void set_prefix_list(const std::string& id, const AddressSet& members) { prefix_lists_[id] = &members; }

  // Addresses that are private beside those that are so everywhere: of the networks.
  void set_inside(AddressSet addresses) { inside_ = std::move(addresses); }

  // Nobody says whether references and inner access match IPv6 members; a plan must be right either way.
  void references_match_ipv6(bool match) { references_match_ipv6_ = match; }

  json answer(const PlannedCall& call) override;

  bool passes(const std::vector<std::string>& groups, ir::Direction direction, const ir::Packet& packet) const;
  const std::vector<std::string>& groups_of(const std::string& instance) const { return instances_.at(instance); }

 private:
  struct Rule {
    std::string id;
    unsigned protocol = 0;  // its number, or 256 for all
    WirePorts ports;
    WirePorts source_ports;
    std::optional<WireRange> far;
    std::string group;
    std::string prefix_list;
    std::optional<WireRange> near;
    bool internet = false;
    bool accept = false;
    unsigned priority = 1;
    std::string words;  // all of it but the description
  };
  struct Group {
    std::string type;
    bool classic = false;
    bool inner_access = true;
    std::vector<Rule> inbound;
    std::vector<Rule> outbound;
    std::set<std::string> words;  // of all rules, each with its direction before it
  };

  Group& group(const json& request);
  json create(const json& request);
  void authorize(const json& request, bool inbound);
  void revoke(const json& request, bool inbound);
  void attach(const json& request);
  Rule read_rule(const json& permission, const std::string& id, const Group& group, bool inbound) const;

  bool is_inside(Family family, u128 address) const;
  bool is_member(const std::string& group, Family family, u128 address) const;
  bool matches(const Rule& rule, const Group& group, ir::Direction direction, const ir::Packet& packet) const;

  std::size_t made_ = 0;
  bool references_match_ipv6_ = false;
  AddressSet inside_;
  std::map<std::string, Group> groups_;
  std::map<std::string, AddressSet> members_;
  std::map<std::string, const AddressSet*> prefix_lists_;
  std::map<std::string, std::vector<std::string>> instances_;
};

}  // namespace sgc::cloud_test
