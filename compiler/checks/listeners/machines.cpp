#include "compiler/checks/listeners/machines.h"

#include <optional>
#include <set>

namespace sgc::checks {
namespace {

struct Machine {
  ir::PointId instance;
  AddressSet addresses;
};

// The instances, and what they have of the members.
std::vector<Machine> instances_among(const ir::Policy& policy, std::span<const ir::PointId> instances,
                                     const AddressSet& members) {
  std::vector<Machine> machines;
  AddressSet nobodys = members;
  for (const ir::PointId instance : instances) {
    const AddressSet& own = policy.addresses(policy.point(instance).addresses);
    machines.push_back({instance, intersect(members, own)});
    nobodys = subtract(nobodys, own);
  }
  for (Machine& machine : machines) {
    if (machine.addresses.empty()) machine.addresses = nobodys;
  }
  std::erase_if(machines, [](const Machine& machine) { return machine.addresses.empty(); });
  return machines;
}

// What could tell two members apart on the way to them: everything that lists say of packets to them and of replies.
class Distinctions {
 public:
  Distinctions(const ir::Policy& policy, const AddressSet& members) : policy_(policy), members_(members) {}

  void add_destinations(const ir::RuleList& list) {
    for (const ir::Rule& rule : list.rules) add(policy_.whos[rule.destination].addresses);
  }
  void add_acls() {
    for (const ir::Point& point : policy_.points) {
      if (point.acl() == nullptr) continue;
      add(point.acl()->subnets);
      for (const ir::Direction direction : ir::kDirections) {
        add_destinations(point.list(direction));
        for (const ir::Rule& rule : point.list(direction).rules) add(policy_.whos[rule.source].addresses);
      }
    }
  }

  // How the addresses lie to each of the sets: equal for addresses that none tells apart. Nothing where some set tells
  // these apart among themselves.
  std::optional<std::vector<bool>> lie_of(const AddressSet& addresses) const {
    std::vector<bool> lie;
    for (const Family family : kFamilies) lie.push_back(addresses.empty(family));
    for (const AddressSet* set : sets_) {
      const bool inside = set->contains(addresses);
      if (!inside && set->overlaps(addresses)) return std::nullopt;
      lie.push_back(inside);
    }
    return lie;
  }

 private:
  void add(ir::AddressSetId id) {
    if (!seen_.insert(id).second) return;
    const AddressSet& set = policy_.addresses(id);
    if (set.overlaps(members_) && !set.contains(members_)) sets_.push_back(&set);
  }

  const ir::Policy& policy_;
  const AddressSet& members_;
  std::set<ir::AddressSetId> seen_;
  std::vector<const AddressSet*> sets_;
};

}  // namespace

std::vector<Terminal> machines_of(const Subject& subject, ir::PointId balancer, const ir::Listener& listener) {
  const ir::Policy& policy = subject.policy;
  const AddressSet& members = policy.addresses(policy.point(listener.backend).addresses);
  const std::vector<ir::PointId> speaking = ir::speakers_for(policy, listener.backend);
  if (speaking.empty()) return {{listener.backend, {}, members}};
  if (policy.point(speaking.front()).instance() == nullptr) return {{listener.backend, speaking.front(), members}};

  Distinctions distinctions(policy, members);
  distinctions.add_destinations(policy.point(balancer).outbound);
  distinctions.add_acls();
  for (const ir::PointId speaker : subject.router.terminals().speakers(listener.backend, ir::Direction::Inbound)) {
    distinctions.add_destinations(policy.point(speaker).inbound);
  }

  std::vector<Terminal> machines;
  std::set<std::pair<std::uint32_t, std::vector<bool>>> known;
  for (const Machine& machine : instances_among(policy, speaking, members)) {
    const auto lie = distinctions.lie_of(machine.addresses);
    const std::uint32_t list = subject.router.terminals().classes().of(machine.instance, ir::Direction::Inbound);
    if (lie && !known.insert({list, *lie}).second) continue;
    machines.push_back({listener.backend, machine.instance, machine.addresses});
  }
  return machines;
}

}  // namespace sgc::checks
