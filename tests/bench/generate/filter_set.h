// Filter sets in the style of ClassBench: rules of one prefix, one prefix and one service, with the skew that access
// lists (acl), firewalls (fw) and IP chains (ipc) were measured to have. The profiles are figures taken from its twelve
// published sets of 1,000 rules; the generator is our own.
#pragma once

#include <span>
#include <string_view>

#include "tests/bench/generate/rule_set.h"

namespace sgc::generate {

struct FilterProfile;

// acl1 to acl5, fw1 to fw5, ipc1 and ipc2.
std::span<const std::string_view> filter_styles();

struct FilterOptions {
  std::string_view style = "acl1";
  std::size_t rules = 1000;
  std::uint64_t seed = 1;
  Family family = Family::V4;
  bool mixed = false;  // half deny, rule by rule; else a fifth, in runs
};

RuleSet make_filter_set(const FilterOptions& options);

}  // namespace sgc::generate
