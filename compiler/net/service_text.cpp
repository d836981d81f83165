// Service sets in the words of the language, for messages, reports and comments in artefacts.
#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <span>

#include "compiler/net/service_set.h"

namespace sgc {
namespace {

// The families that an item speaks of. What both have is written once, without naming them.
enum class Families : std::uint8_t { Both, V4, V6 };

struct Item {
  std::uint8_t first_protocol = 0;
  std::uint8_t last_protocol = 0;
  Families families = Families::Both;
  std::vector<NumberRange> a;
  std::vector<NumberRange> b;
};

std::string text_of(const NumberRange& range) {
  const std::string first = std::to_string(range.first);
  return range.first == range.last ? first : first + "-" + std::to_string(range.last);
}

std::string text_of(const std::vector<NumberRange>& ranges) {
  std::string text;
  for (const NumberRange& range : ranges) {
    if (!text.empty()) text += ", ";
    text += text_of(range);
  }
  return text;
}

std::string ports_text(const Item& item) {
  std::string text = protocol_text(item.first_protocol);
  if (item.b.front() != kAllPorts) text.append(" ").append(text_of(item.b));
  if (item.a.front() != kAllPorts) text.append(" sport ").append(text_of(item.a));
  return text;
}

std::string icmp_text(const Item& item) {
  const Family family = item.first_protocol == protocol::kIcmp ? Family::V4 : Family::V6;
  const NumberRange type = item.a.front();
  const NumberRange code = item.b.front();
  std::string text = protocol_text(item.first_protocol);
  if (type == kAllIcmp && code == kAllIcmp) return text;

  const auto name = icmp_type_name(family, static_cast<std::uint8_t>(type.first));
  const bool by_name = name && type.first == type.last && code == kAllIcmp;
  text.append(" ").append(by_name ? std::string(*name) : text_of(type));
  if (code != kAllIcmp) text.append("/").append(text_of(code));
  return text;
}

std::string plain_text(const Item& item) {
  if (item.first_protocol != item.last_protocol) {
    return "proto " + std::to_string(item.first_protocol) + "-" + std::to_string(item.last_protocol);
  }
  // In the family where they carry no detail these two are not what their words mean.
  const bool foreign_icmp = item.first_protocol == protocol::kIcmp || item.first_protocol == protocol::kIcmp6;
  return foreign_icmp ? "proto " + std::to_string(item.first_protocol) : protocol_text(item.first_protocol);
}

Detail detail_of(const Item& item) {
  return detail_of(item.families == Families::V4 ? Family::V4 : Family::V6, item.first_protocol);
}

// Whether one could take the item for both families: some protocol of it is known to the other one too.
bool needs_family(const Item& item) {
  if (item.families == Families::Both || detail_of(item) == Detail::Icmp) return false;
  const Family other = item.families == Families::V4 ? Family::V6 : Family::V4;
  for (unsigned number = item.first_protocol; number <= item.last_protocol; ++number) {
    if (exists_in(other, static_cast<std::uint8_t>(number))) return true;
  }
  return false;
}

std::string text_of(const Item& item) {
  std::string text;
  switch (detail_of(item)) {
    case Detail::None: text = plain_text(item); break;
    case Detail::Ports: text = ports_text(item); break;
    case Detail::Icmp: text = icmp_text(item); break;
  }
  if (needs_family(item)) text += item.families == Families::V4 ? " (IPv4)" : " (IPv6)";
  return text;
}

// One item for all source ports of a protocol that go with the same destination ports; one for each other
// box.
void add_items(std::vector<Item>& items, std::span<const ServiceBox> boxes, Families families) {
  const std::size_t before = items.size();
  for (std::size_t i = 0; i < boxes.size();) {
    Item item{boxes[i].first_protocol, boxes[i].last_protocol, families, {boxes[i].a}, {boxes[i].b}};
    const bool ports = detail_of(item) == Detail::Ports;
    for (++i; ports && i < boxes.size(); ++i) {
      if (boxes[i].first_protocol != item.first_protocol || boxes[i].a != item.a.front()) break;
      item.b.push_back(boxes[i].b);
    }

    const auto same = std::find_if(
        items.begin() + static_cast<std::ptrdiff_t>(before), items.end(),
        [&](const Item& i) { return ports && i.first_protocol == item.first_protocol && i.b == item.b; });
    if (same == items.end()) {
      items.push_back(std::move(item));
    } else {
      same->a.push_back(item.a.front());
    }
  }
}

// The part of the IPv4 set that means the same in IPv6, as a set of IPv6. ICMP and ICMPv6 never do.
ServiceSet as_v6(const ServiceSet& v4) {
  std::vector<ServiceBox> boxes(v4.boxes().begin(), v4.boxes().end());
  for (ServiceBox& box : boxes) box.family = Family::V6;
  const auto icmp = [](std::uint8_t number) {
    return ServiceBox{Family::V6, number, number, kAllPorts, kAllPorts};
  };
  return subtract(ServiceSet::from_boxes(std::move(boxes)),
                  ServiceSet::from_boxes({icmp(protocol::kIcmp), icmp(protocol::kIcmp6)}));
}

ServiceSet as_v4(const ServiceSet& v6) {
  std::vector<ServiceBox> boxes(v6.boxes().begin(), v6.boxes().end());
  for (ServiceBox& box : boxes) box.family = Family::V4;
  return ServiceSet::from_boxes(std::move(boxes));
}

// What each family has that the other has not, and what both have.
struct ByFamily {
  std::vector<ServiceBox> both;  // as boxes of IPv6
  std::vector<ServiceBox> v4;
  std::vector<ServiceBox> v6;
};

// Nearly every set says the same of both families, ICMP and ICMPv6 apart: then there is nothing to compute.
std::optional<ByFamily> split_mirrored(const ServiceSet& set) {
  ByFamily split;
  std::vector<ServiceBox> mirror;
  for (const ServiceBox& box : set.boxes()) {
    const bool own = detail_of(box.family, box.first_protocol) == Detail::Icmp;
    const bool is_v4 = box.family == Family::V4;
    if (own) {
      (is_v4 ? split.v4 : split.v6).push_back(box);
    } else if (is_v4) {
      mirror.push_back(box);
      mirror.back().family = Family::V6;
    } else {
      split.both.push_back(box);
    }
  }
  return mirror == split.both ? std::optional(std::move(split)) : std::nullopt;
}

ByFamily split_families(const ServiceSet& set) {
  if (auto mirrored = split_mirrored(set)) return *std::move(mirrored);
  const auto boxes_of = [](const ServiceSet& part) {
    return std::vector<ServiceBox>(part.boxes().begin(), part.boxes().end());
  };
  const ServiceSet v4 = set.restricted_to(Family::V4);
  const ServiceSet v6 = set.restricted_to(Family::V6);
  const ServiceSet both = intersect(as_v6(v4), v6);
  return {boxes_of(both), boxes_of(subtract(v4, as_v4(both))), boxes_of(subtract(v6, both))};
}

std::string list_text(const ServiceSet& set) {
  const ByFamily split = split_families(set);
  std::vector<Item> items;
  add_items(items, split.both, Families::Both);
  add_items(items, split.v4, Families::V4);
  add_items(items, split.v6, Families::V6);
  std::stable_sort(items.begin(), items.end(),
                   [](const Item& x, const Item& y) { return x.first_protocol < y.first_protocol; });

  std::string text;
  for (const Item& item : items) {
    if (!text.empty()) text += "; ";
    text += text_of(item);
  }
  return text;
}

}  // namespace

std::string to_string(const ServiceSet& set) {
  if (set.empty()) return "nothing";
  static const ServiceSet all_v4 = ServiceSet::all(Family::V4);
  static const ServiceSet all_v6 = ServiceSet::all(Family::V6);
  // What misses little has more boxes than one family has in all.
  if (set.boxes().size() < all_v4.boxes().size()) return list_text(set);
  if (set.is_all()) return "all";
  if (set == all_v4) return "all (IPv4)";
  if (set == all_v6) return "all (IPv6)";

  const ServiceSet rest = subtract(ServiceSet::all(), set);
  if (rest.boxes().size() < set.boxes().size()) return "all except " + list_text(rest);
  return list_text(set);
}

std::string to_string(const ServiceBox& box) {
  return list_text(ServiceSet::from_boxes({box}));
}

}  // namespace sgc
