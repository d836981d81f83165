#include "targets/host/services.h"

#include <algorithm>
#include <tuple>

namespace sgc::host {
namespace {

// Source and destination ports, or types and codes: what one protocol accepts, as few rectangles.
using Rectangle = std::pair<Numbers, Numbers>;

void add_range(Numbers& numbers, NumberRange range) {
  if (!numbers.empty() && numbers.back().last + 1 == range.first) {
    numbers.back().last = range.last;
  } else {
    numbers.push_back(range);
  }
}

// The boxes of one protocol, which come as slabs of `a`: slabs with equal `b` become one rectangle.
std::vector<Rectangle> rectangles(std::span<const ServiceBox> boxes) {
  std::map<Numbers, Numbers> slabs_by_b;
  for (auto at = boxes.begin(); at != boxes.end();) {
    const NumberRange a = at->a;
    Numbers b;
    for (; at != boxes.end() && at->a == a; ++at) add_range(b, at->b);
    add_range(slabs_by_b[b], a);
  }

  std::vector<Rectangle> rectangles;
  for (auto& [b, a] : slabs_by_b) rectangles.emplace_back(std::move(a), b);
  std::sort(rectangles.begin(), rectangles.end());
  return rectangles;
}

// A test that every number passes is no test.
Numbers tested(const Numbers& numbers, Detail detail) {
  return numbers == Numbers{full_range(detail)} ? Numbers{} : numbers;
}

// Whether IPv4 and IPv6 mean the same by this protocol, so that one line can speak of both.
bool means_the_same(std::uint8_t protocol) {
  return detail_of(Family::V4, protocol) == detail_of(Family::V6, protocol) && exists_in(Family::V6, protocol);
}

using Boxes = std::span<const ServiceBox>;

// The boxes of a set are those of IPv4, then those of IPv6.
Boxes boxes_of(const ServiceSet& services, Family family) {
  const Boxes all = services.boxes();
  const auto v6 = std::partition_point(all.begin(), all.end(), [](const ServiceBox& b) { return b.family == Family::V4; });
  return family == Family::V4 ? Boxes(all.begin(), v6) : Boxes(v6, all.end());
}

// The services of IPv4 that are the same in IPv6, said for IPv6; and the other way round.
ServiceSet translated(Boxes boxes) {
  std::vector<ServiceBox> other;
  for (const ServiceBox& box : boxes) {
    const Family family = box.family == Family::V4 ? Family::V6 : Family::V4;
    for (unsigned number = box.first_protocol; number <= box.last_protocol; ++number) {
      const auto protocol = static_cast<std::uint8_t>(number);
      if (means_the_same(protocol)) other.push_back({family, protocol, protocol, box.a, box.b});
    }
  }
  return ServiceSet::from_boxes(std::move(other));
}

Boxes boxes_of_protocol(Boxes boxes, std::size_t begin) {
  std::size_t end = begin;
  while (end < boxes.size() && boxes[end].first_protocol == boxes[begin].first_protocol) ++end;
  return boxes.subspan(begin, end - begin);
}

}  // namespace

bool ServicePart::only_tcp() const {
  return !protocols.empty() && protocols == Numbers{{protocol::kTcp, protocol::kTcp}};
}

bool ServicePart::may_be_tcp() const {
  if (kind == Kind::All) return true;
  return std::any_of(protocols.begin(), protocols.end(), [](NumberRange r) { return r.contains(protocol::kTcp); });
}

Services::Services(const ir::Policy& policy) : policy_(policy), all_(ServiceSet::all()) {
  for (auto& forms : forms_) forms.resize(policy.sets.services.size());
}

const std::vector<Index>& Services::parts(ir::ServiceSetId id, Family family) {
  auto& known = forms_[static_cast<std::size_t>(family)][id.index];
  if (!known) known = parts_of(boxes_of(policy_.service_set(id), family), family);
  return *known;
}

SharedForm Services::shared_form(ir::ServiceSetId id) {
  const ServiceSet& services = policy_.service_set(id);
  if (services == all_) return {parts(id, Family::V4), {}, {}};

  const ServiceSet shared = intersect(translated(boxes_of(services, Family::V4)), services.restricted_to(Family::V6));
  const ServiceSet rest = subtract(subtract(services, shared), translated(shared.boxes()));
  return {parts_of(shared.boxes(), Family::V6), parts_of(boxes_of(rest, Family::V4), Family::V4),
          parts_of(boxes_of(rest, Family::V6), Family::V6)};
}

std::vector<Index> Services::parts_of(Boxes boxes, Family family) {
  const Boxes every = boxes_of(all_, family);
  if (std::equal(boxes.begin(), boxes.end(), every.begin(), every.end())) return {intern({})};

  Numbers whole;                                 // protocols without a further test
  std::map<Rectangle, Numbers> protocols_by_ports;
  std::vector<ServicePart> icmp;
  for (std::size_t begin = 0; begin < boxes.size();) {
    const auto of_protocol = boxes_of_protocol(boxes, begin);
    begin += of_protocol.size();
    const NumberRange protocols{of_protocol[0].first_protocol, of_protocol[0].last_protocol};
    const Detail detail = detail_of(family, of_protocol[0].first_protocol);
    if (detail == Detail::None) {
      add_range(whole, protocols);
      continue;
    }

    for (const auto& [a, b] : rectangles(of_protocol)) {
      Rectangle rectangle{tested(a, detail), tested(b, detail)};
      if (rectangle == Rectangle{}) {
        add_range(whole, protocols);
      } else if (detail == Detail::Ports) {
        add_range(protocols_by_ports[rectangle], protocols);
      } else {
        icmp.push_back({ServicePart::Kind::Icmp, family, {}, std::move(rectangle.first), std::move(rectangle.second)});
      }
    }
  }

  std::vector<ServicePart> parts;
  for (const auto& [ports, protocols] : protocols_by_ports) {
    parts.push_back({ServicePart::Kind::Ports, Family::V4, protocols, ports.first, ports.second});
  }
  std::sort(parts.begin(), parts.end(), [](const ServicePart& x, const ServicePart& y) {
    return std::tie(x.protocols, x.a, x.b) < std::tie(y.protocols, y.a, y.b);
  });
  parts.insert(parts.end(), icmp.begin(), icmp.end());
  if (!whole.empty()) parts.push_back({ServicePart::Kind::Protocols, Family::V4, std::move(whole), {}, {}});

  std::vector<Index> indices;
  for (ServicePart& part : parts) indices.push_back(intern(std::move(part)));
  return indices;
}

std::pair<Index, Index> Services::split_at_tcp(Index index) {
  ServicePart tcp = parts_[index];
  ServicePart rest = tcp;
  if (tcp.kind == ServicePart::Kind::All) tcp.kind = ServicePart::Kind::Protocols;
  tcp.protocols = {{protocol::kTcp, protocol::kTcp}};

  Numbers others;
  for (const NumberRange& range : rest.protocols) {
    const auto before = static_cast<std::uint16_t>(std::min<unsigned>(range.last, protocol::kTcp - 1U));
    const auto after = static_cast<std::uint16_t>(std::max<unsigned>(range.first, protocol::kTcp + 1U));
    if (range.first <= before) others.push_back({range.first, before});
    if (after <= range.last) others.push_back({after, range.last});
  }
  rest.protocols = std::move(others);
  const Index tcp_index = intern(std::move(tcp));
  return {tcp_index, intern(std::move(rest))};
}

Index Services::intern(ServicePart part) {
  const auto [known, fresh] = index_of_.try_emplace(part, static_cast<Index>(parts_.size()));
  if (fresh) parts_.push_back(std::move(part));
  return known->second;
}

}  // namespace sgc::host
