// What each rule of a list really gets to see. Rules are tried in order, so a rule only receives the packets that no
// earlier rule took. Computed once for a list; every check reads it.
#pragma once

#include <array>
#include <optional>
#include <variant>

#include "compiler/space/prover.h"

namespace sgc::space {

class Reachability {
 public:
  enum class State : std::uint8_t {
    Alive,       // some packet is its to decide
    Dead,        // earlier rules, together, take every packet of it (shadowed)
    Empty,       // it matches no packet at all
    NotDecided,  // the question went over its budget
  };

  // For list number `list` of the prover's index: its rules and then its default, each by its place in the list.
  Reachability(Prover& prover, std::size_t list);

  std::size_t size() const { return rules_.size(); }
  State state(std::size_t rule) const { return rules_[rule].state; }

  // Of an Alive rule: where a packet lies that it decides.
  Family family(std::size_t rule) const { return rules_[rule].family; }
  const Spot& spot(std::size_t rule) const { return std::get<Spot>(rules_[rule].found); }
  ir::Packet packet(const Index& index, std::size_t rule) const {
    return index.packet(family(rule), spot(rule));
  }

  // Of a Dead rule, by family: the first rule before it that has all of it by itself, kNone where there is none. Nothing
  // where another proof came first.
  using Containers = std::array<std::optional<RuleNumber>, 2>;
  const Containers& containers(std::size_t rule) const { return std::get<Containers>(rules_[rule].found); }

 private:
  struct Reach {
    State state = State::Empty;
    Family family = Family::V4;
    std::variant<Spot, Containers> found;  // of an Alive rule; of any other
  };

  static Reach reach(Prover& prover, RuleNumber rule, const Part& earlier);

  std::vector<Reach> rules_;
};

}  // namespace sgc::space
