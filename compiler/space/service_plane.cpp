#include "compiler/space/service_plane.h"

#include <algorithm>
#include <array>

namespace sgc::space {
namespace {

constexpr unsigned kProtocols = protocol::kLast + 1;
constexpr std::uint16_t kClientPort = 40000;
constexpr std::uint16_t kServerPort = 80;
constexpr std::uint16_t kEchoRequestV4 = 8;
constexpr std::uint16_t kEchoRequestV6 = 128;

using FirstLines = std::array<std::uint32_t, kProtocols + 1>;  // of each protocol, and the end of the last

constexpr FirstLines lay_out(Family family) {
  FirstLines first{};
  std::uint32_t at = 0;
  for (unsigned number = 0; number < kProtocols; ++number) {
    const auto protocol = static_cast<std::uint8_t>(number);
    first[number] = at;
    if (exists_in(family, protocol)) at += full_range(detail_of(family, protocol)).last + 1U;
  }
  first[kProtocols] = at;
  return first;
}

constexpr FirstLines kFirstLineV4 = lay_out(Family::V4);
constexpr FirstLines kFirstLineV6 = lay_out(Family::V6);

constexpr const FirstLines& first_lines(Family family) {
  return family == Family::V4 ? kFirstLineV4 : kFirstLineV6;
}

// The protocol that the line belongs to.
std::uint8_t protocol_at(Family family, std::uint32_t line) {
  const FirstLines& first = first_lines(family);
  return static_cast<std::uint8_t>(std::upper_bound(first.begin(), first.end(), line) - first.begin() - 1);
}

std::uint16_t last_number(Family family, std::uint8_t protocol) {
  return full_range(detail_of(family, protocol)).last;
}

// Lines that follow each other and have as many second numbers.
struct Stretch {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  std::uint16_t most = 0;  // the last second number
};

// The few that make up the plane.
struct Stretches {
  std::array<Stretch, 32> all{};
  std::size_t count = 0;

  constexpr void add(std::uint32_t first, std::uint32_t last, std::uint16_t most) {
    if (count == 0 || all[count - 1].most != most) all[count++] = {first, last, most};
    all[count - 1].last = last;
  }
};

constexpr Stretches find_stretches(Family family) {
  Stretches stretches;
  const FirstLines& first = first_lines(family);
  for (unsigned number = 0; number < kProtocols; ++number) {
    const auto protocol = static_cast<std::uint8_t>(number);
    if (!exists_in(family, protocol)) continue;
    stretches.add(first[number], first[number + 1] - 1, full_range(detail_of(family, protocol)).last);
  }
  return stretches;
}

constexpr Stretches kStretchesV4 = find_stretches(Family::V4);
constexpr Stretches kStretchesV6 = find_stretches(Family::V6);

Rect rect_of(const ServiceBox& box) {
  const FirstLines& first = first_lines(box.family);
  const bool to_the_end = box.b.last == last_number(box.family, box.last_protocol);
  return {first[box.first_protocol] + box.a.first, first[box.last_protocol] + box.a.last, box.b.first,
          to_the_end ? kMaxPort : box.b.last};
}

constexpr std::uint8_t own_icmp(Family family) { return family == Family::V4 ? protocol::kIcmp : protocol::kIcmp6; }

// 0 is IPv6's hop-by-hop header, which no policy can name, and one family's ICMP is nothing in the other.
bool is_strange(Family family, unsigned number) {
  const Family other = family == Family::V4 ? Family::V6 : Family::V4;
  return number == 0 || number == own_icmp(other);
}

// The protocol to show of several: the one that readers know best, and a strange one only where there is no other.
std::uint8_t example_protocol(Family family, const Rect& rect) {
  const FirstLines& first = first_lines(family);
  for (const std::uint8_t known : {protocol::kTcp, protocol::kUdp, own_icmp(family)}) {
    if (rect.first_line < first[known + 1U] && first[known] <= rect.last_line) return known;
  }
  for (unsigned number = protocol_at(family, rect.first_line); number < kProtocols; ++number) {
    if (first[number] > rect.last_line) break;
    if (!is_strange(family, number) && first[number] != first[number + 1]) return static_cast<std::uint8_t>(number);
  }
  return protocol_at(family, rect.first_line);
}

std::uint16_t example_port(std::uint32_t first, std::uint32_t last, std::uint16_t liked) {
  if (first != 0 && liked != kClientPort) return static_cast<std::uint16_t>(first);
  const bool choice = first <= liked && liked <= last;
  return choice ? liked : static_cast<std::uint16_t>(first == 0 && last > 0 ? 1 : first);
}

}  // namespace

Rect bounds_of(std::span<const Rect> rects) {
  if (rects.empty()) return {};
  Rect bounds = rects.front();
  for (const Rect& rect : rects) {
    bounds = {std::min(bounds.first_line, rect.first_line), std::max(bounds.last_line, rect.last_line),
              std::min(bounds.first_number, rect.first_number), std::max(bounds.last_number, rect.last_number)};
  }
  return bounds;
}

bool overlap(std::span<const Rect> a, std::span<const Rect> b) {
  for (const Rect& x : a) {
    for (const Rect& y : b) {
      if (overlaps(x, y)) return true;
    }
  }
  return false;
}

void intersect(std::span<const Rect> a, std::span<const Rect> b, std::vector<Rect>& out) {
  for (const Rect& x : a) {
    for (const Rect& y : b) {
      if (overlaps(x, y)) out.push_back(intersect(x, y));
    }
  }
}

std::vector<Rect> rects_of(Family family, const ServiceSet& services) {
  std::vector<Rect> rects;
  for (const ServiceBox& box : services.boxes()) {
    if (box.family != family) continue;
    const Rect rect = rect_of(box);
    const bool goes_on = !rects.empty() && rects.back().last_line + 1 == rect.first_line &&
                         rects.back().first_number == rect.first_number &&
                         rects.back().last_number == rect.last_number;
    if (goes_on) {
      rects.back().last_line = rect.last_line;
    } else {
      rects.push_back(rect);
    }
  }
  return rects;
}

ServiceSet services_of(Family family, std::span<const Rect> rects) {
  std::vector<ServiceBox> boxes;
  const FirstLines& first = first_lines(family);
  for (const Rect& rect : rects) {
    for (unsigned number = protocol_at(family, rect.first_line); first[number] <= rect.last_line; ++number) {
      const auto protocol = static_cast<std::uint8_t>(number);
      if (!exists_in(family, protocol)) continue;
      const std::uint32_t from = std::max(rect.first_line, first[number]) - first[number];
      const std::uint32_t to = std::min(rect.last_line, first[number + 1] - 1) - first[number];
      const std::uint16_t most = last_number(family, protocol);
      boxes.push_back({family,
                       protocol,
                       protocol,
                       {static_cast<std::uint16_t>(from), static_cast<std::uint16_t>(to)},
                       {std::min(rect.first_number, most), std::min(rect.last_number, most)}});
    }
  }
  return ServiceSet::from_boxes(std::move(boxes));
}

Rect whole_plane(Family family) {
  return {0, first_lines(family).back() - 1, 0, kMaxPort};
}

Rect rect_of(const ServicePoint& point) {
  return rect_of(ServiceBox{
      point.family, point.protocol, point.protocol, {point.a, point.a}, {point.b, point.b}});
}

ServicePoint point_of(Family family, const Rect& place) {
  const std::uint8_t protocol = protocol_at(family, place.first_line);
  const std::uint32_t number = place.first_line - first_lines(family)[protocol];
  return {family, protocol, static_cast<std::uint16_t>(number), place.first_number};
}

Rect example_of(Family family, const Rect& rect) {
  const std::uint8_t protocol = example_protocol(family, rect);
  const FirstLines& first = first_lines(family);
  const std::uint32_t from = std::max(rect.first_line, first[protocol]) - first[protocol];
  const std::uint32_t to = std::min(rect.last_line, first[protocol + 1U] - 1) - first[protocol];

  ServicePoint point{family, protocol, static_cast<std::uint16_t>(from), rect.first_number};
  if (detail_of(family, protocol) == Detail::Ports) {
    point.a = example_port(from, to, kClientPort);
    point.b = example_port(rect.first_number, rect.last_number, kServerPort);
  }
  if (protocol == own_icmp(family)) {
    const std::uint16_t echo = family == Family::V4 ? kEchoRequestV4 : kEchoRequestV6;
    if (from <= echo && echo <= to) point.a = echo;
  }
  return rect_of(point);
}

double count_of(Family family, const Rect& rect) {
  const Stretches& stretches = family == Family::V4 ? kStretchesV4 : kStretchesV6;
  double count = 0;
  for (std::size_t i = 0; i < stretches.count && stretches.all[i].first <= rect.last_line; ++i) {
    const Stretch& stretch = stretches.all[i];
    if (stretch.last < rect.first_line) continue;
    const double lines = std::min(rect.last_line, stretch.last) - std::max(rect.first_line, stretch.first) + 1.0;
    count += lines * (std::min(rect.last_number, stretch.most) - std::min(rect.first_number, stretch.most) + 1.0);
  }
  return count;
}

}  // namespace sgc::space
