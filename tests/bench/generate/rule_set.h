// A rule list as a generator makes it, before it is an IR or a policy text: both come from here, so that what is
// measured inside and what is compiled from a file is the same.
#pragma once

#include <string>
#include <vector>

#include "compiler/ir/policy.h"

namespace sgc::generate {

struct RuleSet {
  struct Rule {
    std::uint32_t source = 0;  // index into groups
    std::uint32_t destination = 0;
    std::uint32_t service = 0;  // index into services
    ir::Verdict verdict = ir::Verdict::Allow;
  };
  struct Feed {
    std::uint32_t group = 0;  // what the feed holds
    std::string file;         // its name beside the policy
  };

  std::vector<AddressSet> groups;
  std::vector<ServiceSet> services;
  std::vector<Rule> rules;
  std::vector<Feed> feeds;  // groups that are too large to write into a policy
  ir::Verdict otherwise = ir::Verdict::Deny;

  std::uint32_t add_group(AddressSet set);
  std::uint32_t add_service(ServiceSet set);
};

// A policy with one security group, whose inbound list are these rules.
ir::Policy to_policy(const RuleSet& rules);
inline const ir::RuleList& list_of(const ir::Policy& policy) { return policy.points.front().inbound; }

// The same as policy text. Feeds are named by `file`; their text is feed_text(group).
std::string to_text(const RuleSet& rules);
std::string feed_text(const AddressSet& set);

// Source × destination × service, each counted in prefixes and boxes: how many lines a target without sets takes.
double count_boxes(const RuleSet& rules);

}  // namespace sgc::generate
