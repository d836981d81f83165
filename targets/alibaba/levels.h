// Ordered lists as priorities. The cloud takes the rules of all groups of a machine together: the lowest priority
// counts first, and among equals a drop does. So two rules that share packets and say the opposite keep their order
// when an accept before a drop gets a lower number, and a drop before an accept no higher one; rules that share none,
// or say the same, need no order. The least numbers that do so are found; an order that one instance needs and another
// the other way round has none.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <unordered_map>
#include <vector>

#include "compiler/ir/packet.h"
#include "compiler/ir/policy.h"
#include "targets/alibaba/facts.h"

namespace sgc::targets::alibaba {

class Levels {
 public:
  Levels(const ir::Policy& policy, ir::Direction direction) : policy_(policy), direction_(direction) {}

  // A list of which each rule gets a level, whatever orders it stands in. The rules outlive this.
  std::uint32_t add_list(std::span<const ir::Rule> rules);

  // Blacklists of all these lists first, then each list's other rules: the order of `owner`, a group alone or an
  // instance. An order that is known already adds nothing.
  void add_order(const std::vector<std::uint32_t>& lists, ir::PointId owner);

  // Why there are no such levels: `before`, an accept, and `after`, a drop, in the order of `owner`, would get more
  // than there are; or, where `other` is known, they stand the other way round in its order.
  struct Failure {
    ir::PointId owner;
    ir::PointId other;
    const ir::Rule* before = nullptr;
    const ir::Rule* after = nullptr;
    std::optional<ir::Packet> packet;  // of both
  };
  std::optional<Failure> solve();

  // After solve() found them.
  Level level(std::uint32_t list, std::size_t rule) const { return static_cast<Level>(levels_[first_[list] + rule]); }

 private:
  // Machines join groups that the policy does not know of: with caution a reference meets every private address.
  enum class References : std::uint8_t { MeetAllPrivate, MeetTheirMembers };

  struct Order {
    std::vector<std::uint32_t> nodes;
    ir::PointId owner;
  };
  struct Edge {
    std::uint32_t before;
    std::uint32_t after;
    std::uint32_t order;
  };
  bool allows(std::uint32_t node) const { return rules_[node]->verdict == ir::Verdict::Allow; }
  std::optional<Failure> solve(References references);
  void relate(const Order& order, std::uint32_t number);
  bool meet(const ir::Rule& a, const ir::Rule& b);
  bool meet_far(ir::WhoId a, ir::WhoId b);
  const AddressSet& area(ir::WhoId who);
  std::optional<std::uint32_t> raise();
  Failure explain(std::uint32_t node) const;

  const ir::Policy& policy_;
  ir::Direction direction_;
  std::vector<const ir::Rule*> rules_;  // of all lists, one after the other: the nodes
  std::vector<std::uint32_t> first_;    // node of each list
  std::vector<Order> orders_;
  std::set<std::vector<std::uint32_t>> known_orders_;

  References references_ = References::MeetAllPrivate;
  std::vector<Edge> edges_;
  std::vector<std::uint32_t> levels_;
  std::vector<std::uint32_t> causes_;  // of each node, the edge that raised it last
  std::unordered_map<std::uint64_t, bool> met_;
  std::unordered_map<std::uint32_t, AddressSet> areas_;
};

}  // namespace sgc::targets::alibaba
