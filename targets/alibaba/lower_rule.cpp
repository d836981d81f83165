#include "targets/alibaba/lower_rule.h"

#include <algorithm>

#include "compiler/support/assert.h"
#include "targets/alibaba/members.h"
#include "targets/cloud/rule_text.h"
#include "targets/cloud/rulings.h"
#include "targets/cloud/traffic.h"

namespace sgc::targets::alibaba {
namespace {

using cloud::Cidr;
using cloud::Families;
using cloud::Traffic;

constexpr Cidr kAllOfV4{Family::V4, 0, 0};

Protocol protocol_of(const Traffic& traffic) {
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

NumberRange without_zero(NumberRange ports) { return {std::max<std::uint16_t>(ports.first, 1), ports.last}; }

// Keeps the first place at which something is true.
void notice(std::optional<Span>& first, const ir::Rule& rule) {
  if (!first) first = rule.span;
}

bool mentions(const ir::Who& who, ir::PointId group) {
  return std::any_of(who.items.begin(), who.items.end(), [&](const ir::WhoItem& item) {
    return item.kind == ir::WhoItem::Kind::Point && item.point == group;
  });
}

}  // namespace

// A protocol with its ports, in the families in which the rule has it.
struct RuleLowering::Piece {
  Families families;
  Protocol protocol = Protocol::All;
  NumberRange ports = kNamedPorts;
  NumberRange source_ports = kNamedPorts;
};

bool refers(const ir::Policy& policy, const ir::WhoItem& item) {
  if (item.kind == ir::WhoItem::Kind::PrefixList) return true;
  return item.kind == ir::WhoItem::Kind::Point && policy.point(item.point).security_group() != nullptr;
}

RuleLowering::Far RuleLowering::make_far(const Site& site, const ir::Who& who) {
  const cloud::FarSide side = cloud::split_far_side(policy_, who, refers);
  Far far{{}, side.addresses, {0, 0}};
  for (const ir::WhoItem& item : side.references) {
    const AddressSet& members = policy_.addresses(item.addresses);
    const bool is_list = item.prefix_list.known();
    const bool list_fits = !site.classic && (members.empty(Family::V4) || members.empty(Family::V6));
    const bool group_fits = !options_.enterprise && item.point != site.group;
    if (is_list ? list_fits : group_fits) {
      far.references.push_back(item);
      if (!is_list) far.addresses = unite(far.addresses, other_members(policy_, policy_.point(item.point)));
    } else {
      far.addresses = unite(far.addresses, members);
    }
  }
  return far;
}

const RuleLowering::Far& RuleLowering::far(const Site& site, const ir::Rule& rule) {
  const ir::WhoId id = cloud::far_side(rule, site.direction);
  const ir::Who& who = policy_.whos[id];
  const bool by_access = site.inner_access && rule.origin == ir::Origin::IntraGroup;
  const bool own = site.group.known() && mentions(who, site.group);
  if (own && !by_access && !options_.enterprise) notice(notices_.self, rule);

  const auto key = std::tuple(id.index, own || by_access ? site.group.index : UINT32_MAX, site.classic, by_access);
  const auto known = far_.find(key);
  if (known != far_.end()) return known->second;

  Far far = by_access ? Far{{}, other_members(policy_, policy_.point(site.group)), {0, 0}} : make_far(site, who);
  for (const Family family : kFamilies) far.blocks[index_of(family)] = cloud::count_cidrs(far.addresses, family);
  return far_.emplace(key, std::move(far)).first->second;
}

std::vector<RuleLowering::Piece> RuleLowering::pieces(const Site& site, const ir::Rule& rule) {
  Families families = cloud::families_of_rule(policy_, *site.point, rule, site.direction);
  if (site.classic && families.v6) {
    if (!families.v4) notice(notices_.classic_v6, rule);
    families.v6 = false;
  }
  std::vector<Piece> pieces;
  for (const Traffic& traffic : cloud::traffic_of(policy_.service_set(rule.service), families)) {
    Piece piece{traffic.families, protocol_of(traffic)};
    if (piece.protocol == Protocol::Icmp6) notice(notices_.icmp6, rule);
    if (has_ports(piece.protocol)) {
      piece.ports = without_zero(traffic.b);
      piece.source_ports = without_zero(traffic.a);
      const bool loses_zero = traffic.b.first == 0 || (traffic.tests_a() && traffic.a.first == 0);
      const bool allow = rule.verdict == ir::Verdict::Allow;
      if (loses_zero) notice(allow ? notices_.port_zero : notices_.port_zero_denied, rule);
      if (traffic.b.last == 0 || traffic.a.last == 0) continue;
    }
    pieces.push_back(piece);
  }
  return pieces;
}

// The blocks of the near side, or nothing where it covers all of the group's addresses.
std::vector<std::optional<Cidr>> RuleLowering::near(const Site& site, const ir::Rule& rule, Family family) const {
  const AddressSet& side = policy_.addresses(cloud::near_side(rule, site.direction));
  const AddressSet& own = cloud::near_addresses(policy_, *site.point, site.direction);
  if (cloud::near_of(side, own, family) == cloud::Near::Everything) return {std::nullopt};

  std::vector<std::optional<Cidr>> blocks;
  for (const Cidr& block : cloud::cidrs_of(own.empty() ? side : intersect(side, own), family)) blocks.emplace_back(block);
  return blocks;
}

std::uint64_t RuleLowering::count(const Site& site, const ir::Rule& rule) {
  const Far& far = this->far(site, rule);
  std::uint64_t entries = 0;
  for (const Piece& piece : pieces(site, rule)) {
    for (const Family family : kFamilies) {
      if (!piece.families.has(family)) continue;
      const std::uint64_t references = family == Family::V4 ? far.references.size() : 0;
      entries += near(site, rule, family).size() * (references + far.blocks[index_of(family)]);
    }
  }
  return entries;
}

void RuleLowering::write(const Site& site, const ir::Rule& rule, Level level, std::vector<Entry>& entries) {
  Entry entry;
  entry.accept = rule.verdict == ir::Verdict::Allow;
  entry.level = level;
  entry.description = cloud::fit_text(cloud::rule_text(policy_, sources_, rule), kRuleTextRule);
  entry.where = rule.span;
  for (const Piece& piece : pieces(site, rule)) {
    entry.protocol = piece.protocol;
    entry.ports = piece.ports;
    entry.source_ports = piece.source_ports;
    write_references(site, rule, piece, entry, entries);
    write_addresses(site, rule, piece, entry, entries);
  }
}

// A reference takes no family, and nobody says whether it matches IPv6 members: it is written only where it would do no
// harm if it did. Those members stand beside it as addresses.
void RuleLowering::write_references(const Site& site, const ir::Rule& rule, const Piece& piece, Entry& entry,
                                    std::vector<Entry>& entries) {
  const AddressSet& own = cloud::near_addresses(policy_, *site.point, site.direction);
  const bool no_v6_here = !own.empty() && own.empty(Family::V6);
  const auto add = [&](const Peer& peer, const std::vector<std::optional<Cidr>>& blocks) {
    entry.peer = peer;
    entry.nic = Nic::Intranet;
    for (const auto& block : blocks) {
      entry.near = block;
      entries.push_back(entry);
    }
  };
  for (const ir::WhoItem& item : far(site, rule).references) {
    const AddressSet& members = policy_.addresses(item.addresses);
    if (item.prefix_list.known()) {
      const Family family = members.empty(Family::V6) ? Family::V4 : Family::V6;
      if (piece.families.has(family)) add(PrefixListReference{item.prefix_list}, near(site, rule, family));
      continue;
    }
    if (!piece.families.v4 || (!members.empty() && members.empty(Family::V4))) continue;

    std::vector<std::optional<Cidr>> blocks = near(site, rule, Family::V4);
    const bool v6_is_meant = piece.families.v6 || no_v6_here || piece.protocol == Protocol::Icmp;
    if (!v6_is_meant && !members.empty(Family::V6)) {
      for (const Cidr& block : cloud::cidrs_of(known_members(policy_, policy_.point(item.point)), Family::V4)) {
        add(block, blocks);
      }
      continue;
    }
    const std::vector<std::optional<Cidr>> everything{std::nullopt};
    const bool narrower_in_v6 = piece.families.v6 && near(site, rule, Family::V6) != everything;
    if (narrower_in_v6 && blocks == everything) blocks = {kAllOfV4};
    add(GroupReference{item.point}, blocks);
  }
}

void RuleLowering::write_addresses(const Site& site, const ir::Rule& rule, const Piece& piece, Entry& entry,
                                   std::vector<Entry>& entries) {
  const AddressSet inside = site.classic ? intranet(policy_, *site.point) : AddressSet();
  for (const Family family : kFamilies) {
    if (!piece.families.has(family)) continue;
    const auto blocks = near(site, rule, family);
    for (const Cidr& peer : cloud::cidrs_of(far(site, rule).addresses, family)) {
      const AddressSet addresses = AddressSet::of(peer.range());
      entry.peer = peer;
      for (const Nic nic : {Nic::Intranet, Nic::Internet}) {
        const bool met = nic == Nic::Intranet ? !site.classic || addresses.overlaps(inside)
                                              : site.classic && !inside.contains(addresses);
        if (!met) continue;
        entry.nic = nic;
        for (const auto& block : blocks) {
          entry.near = block;
          entries.push_back(entry);
        }
      }
    }
  }
}

}  // namespace sgc::targets::alibaba
