#include "targets/nftables/item_space.h"

#include <algorithm>

#include "compiler/net/range_list.h"

namespace sgc::nftables {
namespace {

// The least and the greatest address of a side.
RangeV6 hull_of(const ir::Policy& policy, ir::WhoId who, Family family) {
  if (!who.known()) return {0, last_address(family)};
  const AddressSet& set = policy.addresses(who);
  if (family == Family::V4) return {set.v4().front().first, set.v4().back().last};
  return {set.v6().front().first, set.v6().back().last};
}

// Protocols one after the other, each with its destination ports in order.
constexpr std::uint32_t service_position(std::uint16_t protocol, std::uint16_t port) {
  return std::uint32_t{protocol} << 16U | port;
}

Extent hull_of(const ServicePart& part) {
  switch (part.kind) {
    case ServicePart::Kind::All: return {};
    case ServicePart::Kind::Icmp: {
      const std::uint8_t protocol = part.family == Family::V4 ? protocol::kIcmp : protocol::kIcmp6;
      return {service_position(protocol, 0), service_position(protocol, kMaxPort)};
    }
    case ServicePart::Kind::Protocols:
      return {service_position(part.protocols.front().first, 0), service_position(part.protocols.back().last, kMaxPort)};
    case ServicePart::Kind::Ports: break;
  }
  const std::uint16_t least = part.b.empty() ? std::uint16_t{0} : part.b.front().first;
  const std::uint16_t most = part.b.empty() ? kMaxPort : part.b.back().last;
  return {service_position(part.protocols.front().first, least), service_position(part.protocols.back().last, most)};
}

// Replaces each address by its rank among all of them.
class Ranks {
 public:
  void add(const RangeV6& range) {
    ends_.push_back(range.first);
    ends_.push_back(range.last);
  }
  void close() {
    std::sort(ends_.begin(), ends_.end());
    ends_.erase(std::unique(ends_.begin(), ends_.end()), ends_.end());
  }
  Extent extent(const RangeV6& range) const { return {rank(range.first), rank(range.last)}; }

 private:
  std::uint32_t rank(u128 end) const {
    return static_cast<std::uint32_t>(std::lower_bound(ends_.begin(), ends_.end(), end) - ends_.begin());
  }

  std::vector<u128> ends_;
};

bool numbers_meet(const Numbers& a, const Numbers& b) {
  if (a.empty() || b.empty()) return true;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i].last < b[j].first) {
      ++i;
    } else if (b[j].last < a[i].first) {
      ++j;
    } else {
      return true;
    }
  }
  return false;
}

Numbers protocols_of(const ServicePart& part) {
  if (part.kind != ServicePart::Kind::Icmp) return part.protocols;
  const std::uint8_t protocol = part.family == Family::V4 ? protocol::kIcmp : protocol::kIcmp6;
  return {{protocol, protocol}};
}

}  // namespace

ItemSpace::ItemSpace(const TableBuilder& table, Family family, std::span<const Item> items)
    : table_(table), family_(family), items_(items), boxes_(items.size()) {
  const ir::Policy& policy = table.policy();
  const auto rank_side = [&](std::size_t dimension, ir::WhoId Item::*side) {
    Ranks ranks;
    for (const Item& item : items) ranks.add(hull_of(policy, item.*side, family));
    ranks.close();
    for (Index i = 0; i < items.size(); ++i) boxes_[i][dimension] = ranks.extent(hull_of(policy, items[i].*side, family));
  };
  rank_side(0, &Item::source);
  rank_side(1, &Item::destination);
  for (Index i = 0; i < items.size(); ++i) boxes_[i][2] = hull_of(table.services().part(items[i].part));
}

std::size_t ItemSpace::ranges(ir::WhoId who) const {
  if (!who.known()) return 1;
  const AddressSet& set = table_.policy().addresses(who);
  return family_ == Family::V4 ? set.v4().size() : set.v6().size();
}

bool ItemSpace::share_packets(Index a, Index b) const {
  if (!overlap(boxes_[a], boxes_[b])) return false;
  const Item& x = items_[a];
  const Item& y = items_[b];
  return services_meet(x.part, y.part) && sides_meet(x.source, y.source) && sides_meet(x.destination, y.destination);
}

bool ItemSpace::sides_meet(ir::WhoId a, ir::WhoId b) const {
  if (!a.known() || !b.known() || a == b) return true;
  const AddressSet& x = table_.policy().addresses(a);
  const AddressSet& y = table_.policy().addresses(b);
  return family_ == Family::V4 ? ranges_overlap(x.v4(), y.v4()) : ranges_overlap(x.v6(), y.v6());
}

bool ItemSpace::services_meet(Index a, Index b) const {
  if (a == b) return true;
  const ServicePart& x = table_.services().part(a);
  const ServicePart& y = table_.services().part(b);
  if (x.kind == ServicePart::Kind::All || y.kind == ServicePart::Kind::All) return true;
  if (!numbers_meet(protocols_of(x), protocols_of(y))) return false;
  if (x.kind == ServicePart::Kind::Protocols || y.kind == ServicePart::Kind::Protocols) return true;
  return numbers_meet(x.a, y.a) && numbers_meet(x.b, y.b);
}

}  // namespace sgc::nftables
