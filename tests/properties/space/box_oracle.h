// Dead and redundant rules by cutting up boxes: slow, simple, and of nothing that the product uses. It knows packets as
// points of five numbers (source, destination, protocol, and the two numbers of its service) and rules as boxes of them.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "compiler/ir/policy.h"

namespace sgc::space {

class BoxOracle {
 public:
  // One family of the list.
  BoxOracle(const ir::Policy& policy, const ir::RuleList& list, Family family);

  // Whether earlier rules take every packet of the rule, or it has none.
  bool is_dead(std::size_t rule) const;

  // Whether some packet that the rule decides is not let through and the next rule would do so, or the other way
  // round; nothing where that takes too long.
  std::optional<bool> is_needed(std::size_t rule) const;

 private:
  struct Box {
    std::array<u128, 5> first;
    std::array<u128, 5> last;
  };
  // A box of a rule, with what it means to a question: packets of those that take are not asked about.
  enum class Role : std::uint8_t { Takes, Same, Other };
  struct Candidate {
    Box box;
    Role role;
  };

  static bool overlap(const Box& a, const Box& b);
  static bool contains(const Box& outer, const Box& inner);
  static double share(const Box& of, const Box& in);
  static void cut(const Box& box, const Box& by, std::vector<Box>& pieces);
  static bool finds_other(const Box& box, std::span<const Candidate> candidates, std::size_t& steps);

  void collect(const Box& box, std::size_t begin, std::size_t end, std::size_t rule, std::vector<Candidate>& out) const;

  std::vector<std::vector<Box>> rules_;  // the default is the last
  std::vector<bool> allows_;
};

}  // namespace sgc::space
