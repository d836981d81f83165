#include "targets/tencent/lower_rule.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/support/assert.h"
#include "targets/cloud/rule_text.h"
#include "targets/cloud/rulings.h"
#include "targets/cloud/text_rule.h"
#include "targets/tencent/facts.h"

namespace sgc::targets::tencent {
namespace {

using cloud::Families;
using cloud::Traffic;

Protocol rule_protocol(const Traffic& traffic) {
  if (traffic.all) return Protocol::All;
  switch (traffic.first_protocol) {
    case protocol::kTcp: return Protocol::Tcp;
    case protocol::kUdp: return Protocol::Udp;
    case protocol::kIcmp: return Protocol::Icmp;
    case protocol::kIcmp6: return Protocol::Icmp6;
    case protocol::kGre: return Protocol::Gre;
  }
  SGC_ASSERT(false, "the ruling lets through only what a rule can name");
  return Protocol::All;
}

// ICMP is IPv4's and ICMPV6 is IPv6's, whatever the peer is.
bool tells_family(Protocol protocol) { return protocol == Protocol::Icmp || protocol == Protocol::Icmp6; }

// Single ports of one protocol share a rule, as many as one takes; a range has its own.
void add_unit(std::vector<ServiceUnit>& units, const Traffic& traffic) {
  ServiceUnit unit{traffic.families, {rule_protocol(traffic), {}}};
  if (!has_ports(unit.service.protocol) || !traffic.tests_b()) {
    units.push_back(unit);
    return;
  }
  const bool single = traffic.b.first == traffic.b.last;
  const auto room = std::find_if(units.begin(), units.end(), [&](const ServiceUnit& other) {
    const std::vector<NumberRange>& ports = other.service.ports;
    return other.families == unit.families && other.service.protocol == unit.service.protocol && !ports.empty() &&
           ports.front().first == ports.front().last && ports.size() < kMostListedPorts;
  });
  if (single && room != units.end()) {
    room->service.ports.push_back(traffic.b);
  } else {
    unit.service.ports.push_back(traffic.b);
    units.push_back(unit);
  }
}

std::vector<ServiceUnit> units_of(const ServiceSet& services, Families families) {
  std::vector<ServiceUnit> units;
  for (const Traffic& traffic : cloud::traffic_of(services, families)) add_unit(units, traffic);
  return units;
}

std::vector<Service> services_of(const std::vector<ServiceUnit>& units) {
  std::vector<Service> services;
  for (const ServiceUnit& unit : units) services.push_back(unit.service);
  return services;
}

bool same_families(const std::vector<ServiceUnit>& units) {
  return std::all_of(units.begin(), units.end(),
                     [&](const ServiceUnit& unit) { return unit.families == units.front().families; });
}

// How a reference is written beside this unit: by name, or, where a name would say more than the rule, by addresses.
enum class Naming : std::uint8_t { ByName, ByAddresses, NotAtAll };

Naming naming_of(Families members, const ServiceUnit& unit) {
  if (members.none()) return Naming::ByName;
  if ((members & unit.families).none()) return Naming::NotAtAll;
  if (tells_family(unit.service.protocol) || members.within(unit.families)) return Naming::ByName;
  return Naming::ByAddresses;
}

// The addresses less 0.0.0.0, unless they are all of IPv4.
AddressSet without_zero(const AddressSet& addresses) {
  if (addresses.is_any(Family::V4) || !addresses.contains(Address{Family::V4, 0})) return addresses;
  return subtract(addresses, AddressSet::of(Address{Family::V4, 0}));
}

// A reference's members in the only family of the unit.
std::vector<cloud::Cidr> member_blocks(const AddressSet& members, const ServiceUnit& unit) {
  return cloud::cidrs_of(without_zero(members), unit.families.v4 ? Family::V4 : Family::V6);
}

}  // namespace

bool refers(const ir::Policy& policy, const ir::WhoItem& item) {
  if (item.kind == ir::WhoItem::Kind::PrefixList) return true;
  return item.kind == ir::WhoItem::Kind::Point && policy.point(item.point).security_group() != nullptr;
}

const RuleLowering::Far& RuleLowering::far(ir::WhoId who) {
  const auto known = far_.find(who.index);
  if (known != far_.end()) return known->second;

  Far far;
  far.side = cloud::split_far_side(policy_, policy_.whos[who], refers);
  AddressSet written = without_zero(far.side.addresses);
  far.has_zero = written != far.side.addresses;
  far.side.addresses = std::move(written);
  for (const Family family : kFamilies) {
    far.blocks[index_of(family)] = cloud::count_cidrs(far.side.addresses, family);
    far.templates[index_of(family)] = templates_.count(far.side.addresses, family);
  }
  return far_.emplace(who.index, std::move(far)).first->second;
}

std::uint64_t RuleLowering::peers_of_reference(const ir::WhoItem& item, const ServiceUnit& unit) const {
  const AddressSet& members = policy_.addresses(item.addresses);
  switch (naming_of(cloud::families_of(members), unit)) {
    case Naming::ByName: return 1;
    case Naming::NotAtAll: return 0;
    case Naming::ByAddresses: break;
  }
  return member_blocks(members, unit).size();
}

std::uint64_t RuleLowering::peers(const RuleShape& shape, const ServiceUnit& unit, const Far& far) const {
  std::uint64_t count = 0;
  for (const ir::WhoItem& item : far.side.references) count += peers_of_reference(item, unit);
  for (const Family family : kFamilies) {
    if (!unit.families.has(family)) continue;
    const std::size_t at = index_of(family);
    count += shape.templated[at] ? far.templates[at] : far.blocks[at];
  }
  return count;
}

RuleShape RuleLowering::shape(const ir::Point& point, const ir::Rule& rule, ir::Direction direction, TemplateUse use) {
  RuleShape shape{&rule, direction, nullptr, {}, false, {false, false}, 0};
  const Far& far = this->far(cloud::far_side(rule, direction));
  shape.far = &far.side;
  const Families families = cloud::families_of_rule(policy_, point, rule, direction);
  shape.units = units_of(policy_.service_set(rule.service), families);

  for (const Family family : kFamilies) {
    const std::size_t at = index_of(family);
    const std::uint64_t saved = (far.blocks[at] - far.templates[at]) * shape.units.size();
    shape.templated[at] = families.has(family) && saved >= use.least_saved;
  }
  for (const ServiceUnit& unit : shape.units) shape.entries += peers(shape, unit, far);

  const bool several = shape.units.size() > 1 && same_families(shape.units);
  if (several && templates_.takes(services_of(shape.units))) {
    const std::uint64_t as_one = shape.entries / shape.units.size();
    shape.services_as_template = shape.entries - as_one >= use.least_saved;
    if (shape.services_as_template) shape.entries = as_one;
  }
  if (far.has_zero && families.v4) left_zero_out(rule.span);
  return shape;
}

std::string RuleLowering::template_name(const ir::Rule& rule, ir::Direction direction) const {
  const ir::WhoItem* const sole = policy_.whos[cloud::far_side(rule, direction)].sole();
  if (sole != nullptr && sole->kind == ir::WhoItem::Kind::Group) return policy_.groups[sole->group.index].name;
  return {};
}

std::vector<Peer> RuleLowering::peers(const RuleShape& shape, const ServiceUnit& unit) {
  std::vector<Peer> peers;
  for (const ir::WhoItem& item : shape.far->references) {
    const AddressSet& members = policy_.addresses(item.addresses);
    switch (naming_of(cloud::families_of(members), unit)) {
      case Naming::NotAtAll: break;
      case Naming::ByAddresses:
        for (const cloud::Cidr& block : member_blocks(members, unit)) peers.emplace_back(block);
        break;
      case Naming::ByName:
        if (item.prefix_list.known()) {
          peers.emplace_back(PrefixListReference{item.prefix_list});
        } else {
          peers.emplace_back(GroupReference{item.point});
        }
        break;
    }
  }
  for (const Family family : kFamilies) {
    if (!unit.families.has(family)) continue;
    if (shape.templated[index_of(family)]) {
      const std::string name = template_name(*shape.rule, shape.direction);
      for (const TemplateId set : templates_.addresses(shape.far->addresses, family, name)) {
        peers.emplace_back(AddressTemplateReference{set});
      }
    } else {
      for (const cloud::Cidr& block : cloud::cidrs_of(shape.far->addresses, family)) peers.emplace_back(block);
    }
  }
  return peers;
}

void RuleLowering::write(const RuleShape& shape, std::vector<Entry>& entries) {
  Entry entry;
  entry.accept = shape.rule->verdict == ir::Verdict::Allow;
  entry.description = description(*shape.rule);
  entry.where = shape.rule->span;
  if (shape.services_as_template) entry.service_template = templates_.services(services_of(shape.units));

  const std::size_t before = entries.size();
  for (const ServiceUnit& unit : shape.units) {
    if (!shape.services_as_template) entry.service = unit.service;
    for (Peer& peer : peers(shape, unit)) {
      entry.peer = std::move(peer);
      entries.push_back(entry);
    }
    if (shape.services_as_template) break;
  }
  SGC_ASSERT(entries.size() - before == shape.entries, "a rule takes as many entries as it was counted for");
}

std::string RuleLowering::place(const Span& span) const { return cloud::place_text(sources_, span); }

std::string RuleLowering::description(const ir::Rule& rule) const {
  return cloud::fit_text(cloud::rule_text(policy_, sources_, rule), kDescriptionRule);
}

}  // namespace sgc::targets::tencent
