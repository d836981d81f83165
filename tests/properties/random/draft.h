// What the makers of a random policy share while it grows: the dice, the names given so far, and for each name the
// addresses or services that it stands for, so that nothing empty or impossible is ever written.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "compiler/net/address_set.h"
#include "compiler/net/service_set.h"
#include "tests/properties/random_policy.h"
#include "tests/verdicts/harness/dice.h"

namespace sgc::properties {

using verdicts::Dice;

// A list of addresses and names as it is written, and what it means.
struct Who {
  std::string text;
  AddressSet set;
};

// A list of services likewise.
struct What {
  std::string text;
  ServiceSet set;
};

struct NamedSet {
  std::string name;
  AddressSet set;
};

struct NamedService {
  std::string name;
  ServiceSet set;
};

struct Draft {
  Draft(std::uint64_t seed, const RandomPolicyOptions& chosen) : dice(seed), options(chosen) {}

  Dice dice;
  const RandomPolicyOptions& options;

  std::set<std::string> taken;          // names of groups, points and networks
  std::set<std::string> taken_services;
  std::vector<NamedSet> groups;         // with the prelude's
  std::vector<NamedSet> points;         // and networks, prefix lists: whatever else may stand in a list
  std::vector<NamedService> services;   // with the prelude's
  std::map<std::string, std::string> files;
  std::map<std::pair<std::string, Way>, std::vector<MeantRule>> rules;

  std::vector<Family> families() const {
    return options.ipv6 ? std::vector<Family>{Family::V4, Family::V6} : std::vector<Family>{Family::V4};
  }
};

}  // namespace sgc::properties
