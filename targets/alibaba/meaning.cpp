#include "targets/alibaba/meaning.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "compiler/support/assert.h"
#include "targets/alibaba/members.h"
#include "targets/cloud/holders.h"
#include "targets/cloud/sides.h"

namespace sgc::targets::alibaba {
namespace {

using cloud::LineList;

ServiceSet services_of(const Entry& entry) {
  switch (entry.protocol) {
    case Protocol::All: return ServiceSet::all();
    case Protocol::Icmp: return ServiceSet::of_protocol(protocol::kIcmp);
    case Protocol::Icmp6: return ServiceSet::of_protocol(protocol::kIcmp6);
    case Protocol::Gre: return ServiceSet::of_protocol(protocol::kGre);
    case Protocol::Tcp:
    case Protocol::Udp: break;
  }
  const std::uint8_t number = entry.protocol == Protocol::Tcp ? protocol::kTcp : protocol::kUdp;
  const NumberRange source = entry.source_ports == kNamedPorts ? kAllPorts : entry.source_ports;
  return ServiceSet::ports(number, source, entry.ports);
}

// The far side within `reach`, the addresses that the rule's interface sees.
struct FarAddresses {
  const ir::Policy& policy;

  AddressSet operator()(const cloud::Cidr& block) const { return AddressSet::of(block.range()); }
  AddressSet operator()(const GroupReference& reference) const {
    return cloud::matched_by_reference(policy, reference.point).restricted_to(Family::V4);
  }
  AddressSet operator()(const PrefixListReference& reference) const {
    return policy.addresses(policy.prefix_lists[reference.list.index].addresses);
  }
};

AddressSet seen_by(const Entry& entry, const Group& group, const ir::Policy& policy) {
  if (!group.classic || !group.point.known()) return AddressSet::any();
  const AddressSet inside = intranet(policy, policy.point(group.point));
  return entry.nic == Nic::Intranet ? inside : subtract(AddressSet::any(Family::V4), inside);
}

// Packets to or from port 0 come before everything, and mean nothing.
const ServiceSet& port_zero() {
  static const ServiceSet kSet = [] {
    constexpr NumberRange kZero{0, 0};
    ServiceSet set;
    for (const std::uint8_t number : {protocol::kTcp, protocol::kUdp}) {
      set = unite(set, unite(ServiceSet::ports(number, kAllPorts, kZero), ServiceSet::ports(number, kZero, kAllPorts)));
    }
    return set;
  }();
  return kSet;
}

void add(Composed& composed, cloud::Line line, const Entry* entry, const Group* access) {
  composed.lines.add(line);
  composed.entries.push_back(entry);
  composed.access.push_back(access);
}

struct PeerText {
  std::string operator()(const cloud::Cidr& block) const { return to_string(block); }
  std::string operator()(const GroupReference& reference) const { return fmt::format("group {}", reference.point.index); }
  std::string operator()(const PrefixListReference& reference) const {
    return fmt::format("prefix list {}", reference.list.index);
  }
};

}  // namespace

std::string match_text(const Entry& entry) {
  return fmt::format("{} {}-{} from {}-{} {} {} {}", to_string(entry.protocol), entry.ports.first, entry.ports.last,
                     entry.source_ports.first, entry.source_ports.last, to_string(entry.nic),
                     entry.near ? to_string(*entry.near) : std::string(), std::visit(PeerText{}, entry.peer));
}

Composed compose(std::span<const Group* const> groups, ir::Direction direction, InnerAccess access,
                 const ir::Policy& policy) {
  Composed composed;
  add(composed, {nullptr, nullptr, &port_zero(), false}, nullptr, nullptr);
  for (const Group* group : groups) {
    if (!group->inner_access) continue;
    SGC_ASSERT(group->point.known(), "inner access is a policy's group's: nobody knows the machines of another");
    AddressSet machines = cloud::matched_by_reference(policy, group->point);
    if (access == InnerAccess::ToIpv4) machines = machines.restricted_to(Family::V4);
    add(composed, {nullptr, composed.lines.keep(std::move(machines)), nullptr, true}, nullptr, group);
  }

  struct Placed {
    const Entry* entry;
    const Group* group;
  };
  std::vector<Placed> placed;
  for (const Group* group : groups) {
    for (const Entry& entry : group->list(direction).entries) placed.push_back({&entry, group});
  }
  std::stable_sort(placed.begin(), placed.end(), [](const Placed& a, const Placed& b) {
    return std::tuple(a.entry->level, a.entry->accept) < std::tuple(b.entry->level, b.entry->accept);
  });
  for (const auto& [entry, group] : placed) {
    const AddressSet far = intersect(std::visit(FarAddresses{policy}, entry->peer), seen_by(*entry, *group, policy));
    const AddressSet* const near = entry->near ? composed.lines.keep(AddressSet::of(entry->near->range())) : nullptr;
    add(composed, {near, composed.lines.keep(far), composed.lines.keep(services_of(*entry)), entry->accept}, entry,
        nullptr);
  }
  const bool basic = std::any_of(groups.begin(), groups.end(), [](const Group* group) { return !group->enterprise; });
  composed.lines.otherwise(basic && direction == ir::Direction::Outbound);
  composed.classic = std::any_of(groups.begin(), groups.end(), [](const Group* group) { return group->classic; });
  return composed;
}

std::optional<cloud::Disagreement> difference(const Composed& composed, const ir::Policy& policy,
                                              const ir::Point& point, ir::Direction direction) {
  LineList wanted;
  wanted.add({nullptr, nullptr, &port_zero(), false});
  const LineList list = LineList::of(policy, point.list(direction), direction);
  wanted.append(list);
  AddressSet near = cloud::near_addresses(policy, point, direction);
  if (composed.classic) {
    near = near.empty() ? AddressSet::any(Family::V4) : near.restricted_to(Family::V4);
    if (near.empty()) return std::nullopt;
  }
  auto found = cloud::disagreement(composed.lines, wanted, cloud::Demand::Same, direction, near);
  if (found && found->second_line) --*found->second_line;
  return found;
}

}  // namespace sgc::targets::alibaba
