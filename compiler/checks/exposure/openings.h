// From where a list lets a service in, rule by rule, as sets of sources: what «open to everybody» is told from, however
// it is spelled.
#pragma once

#include <vector>

#include "compiler/ir/policy.h"

namespace sgc::checks {

// A rule, or the default (one past the last rule), and the sources from which it lets some packet of the service in.
struct Opening {
  std::size_t rule = 0;
  AddressSet sources;
};

// What some sources are without those that denies close. The last answer is kept: before most ports stands the same
// blacklist, and it may be large.
class SourcesLeft {
 public:
  // The sets outlive this, and stay what they are.
  const AddressSet& without(const AddressSet& sources, std::vector<const AddressSet*> closed);

 private:
  const AddressSet* sources_ = nullptr;
  std::vector<const AddressSet*> closed_;
  AddressSet left_;
};

// What is asked of a list.
struct OpeningQuestion {
  const ServiceSet& services;
  bool whole = false;         // only of rules that have all of these services, in a family
  const AddressSet& own;      // to these addresses, in the families that they have; empty: to any
  double enough = 1;          // of the public addresses of a family: then no more rules are looked at
};

// The openings that together open most, the widest first, as few as are enough. Empty where all rules together do not
// reach so far. `rules` are those that have packets of the services, ascending; the default is one past the last rule.
// Earlier denies are taken off exactly, but where more than kMostPartial of them, each for a part of the packets, together
// deny something of every destination and service: then each is taken to close its sources for all packets, so that no
// list is called open that is not.
constexpr std::size_t kMostPartial = 64;
std::vector<Opening> openings(const ir::Policy& policy, const ir::RuleList& list, std::span<const std::size_t> rules,
                              const OpeningQuestion& question, SourcesLeft& known);

// The rules of the list that have packets of the services, and the default.
std::vector<std::size_t> rules_with(const ir::Policy& policy, const ir::RuleList& list, const ServiceSet& services);

// Whether packets of the family come to these addresses; to none known, of either family.
bool is_own_family(const AddressSet& own, Family family);

// Whether so large a share of the public addresses of some family that comes to `own` is in the set.
bool is_nearly_everywhere(const AddressSet& sources, double share, const AddressSet& own);

// "everywhere", "everywhere over IPv4", "93 % of the public IPv4 addresses".
std::string reach_text(const AddressSet& sources, double share, const AddressSet& own);

}  // namespace sgc::checks
