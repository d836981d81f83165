// Which rules of a list can be taken out without a change to what happens to any packet.
#pragma once

#include <optional>

#include "compiler/space/reachability.h"

namespace sgc::space {

// Rules that do for a packet what a rule does. Deny and reject are one, but a reject is not replaced by a deny, nor a
// rule that logs by one that logs otherwise or not at all.
struct StandIn {
  Verdicts verdicts = kAnyVerdict;
  std::uint32_t log = kAnyLog;

  static StandIn for_rule(const Index& index, RuleNumber rule);
};

class Redundancy {
 public:
  enum class State : std::uint8_t {
    Needed,      // without it, some packet gets another verdict
    Redundant,   // alive, but what comes after does the same for every packet of it
    Unreached,   // dead or empty: it decides nothing in the first place
    NotDecided,  // the question went over its budget
  };

  // Each rule of list number `list` by itself; of two equal rules each is redundant. Defaults are never.
  Redundancy(Prover& prover, std::size_t list, const Reachability& reachability);

  std::size_t size() const { return rules_.size(); }
  State state(std::size_t rule) const { return rules_[rule].state; }

  // Of a Redundant rule: the first after it that has all of it by itself and does the same. Nothing where there is none,
  // or where it was not looked for.
  std::optional<std::size_t> stand_in(std::size_t rule) const {
    return rules_[rule].instead == kNone ? std::nullopt : std::optional<std::size_t>(rules_[rule].instead);
  }

  // Of a Needed rule: a packet that would get another verdict, and by which rule of the list.
  ir::Packet packet(const Index& index, std::size_t rule) const {
    return index.packet(rules_[rule].family, rules_[rule].spot);
  }
  std::size_t instead(std::size_t rule) const { return rules_[rule].instead; }

 private:
  struct Need {
    State state = State::Redundant;
    Family family = Family::V4;
    Spot spot;
    std::uint32_t instead = kNone;
  };

  std::vector<Need> rules_;
};

// The rules that can go together: taken out one after the other, the last of the list first, each of them only if
// those that are left do not change what happens. Marks, by place in the list.
std::vector<bool> removable_rules(Prover& prover, std::size_t list, const Reachability& reachability);

}  // namespace sgc::space
