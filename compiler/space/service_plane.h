// Everything that a packet says beside its addresses, for one family, as a plane: a line for each first number that
// a protocol can have (source port, ICMP type; one line for a protocol without detail), protocol after protocol,
// and on each line the second number. A service set is a list of rectangles, and almost every service is one.
//
// A second number that is all its protocol can have reaches to kMaxPort, so that the plane has no points that no
// packet has: `all` is one rectangle, and nothing of it stays alive beside `gre`.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "compiler/net/service_set.h"

namespace sgc::space {

// Closed on all sides; never empty.
struct Rect {
  std::uint32_t first_line = 0;
  std::uint32_t last_line = 0;
  std::uint16_t first_number = 0;
  std::uint16_t last_number = kMaxPort;

  bool operator==(const Rect&) const = default;
};

inline bool overlaps(const Rect& a, const Rect& b) {
  return a.first_line <= b.last_line && b.first_line <= a.last_line && a.first_number <= b.last_number &&
         b.first_number <= a.last_number;
}

inline bool contains(const Rect& outer, const Rect& inner) {
  return outer.first_line <= inner.first_line && inner.last_line <= outer.last_line &&
         outer.first_number <= inner.first_number && inner.last_number <= outer.last_number;
}

// Before: overlaps(a, b).
inline Rect intersect(const Rect& a, const Rect& b) {
  return {std::max(a.first_line, b.first_line), std::min(a.last_line, b.last_line),
          std::max(a.first_number, b.first_number), std::min(a.last_number, b.last_number)};
}

// The least rectangle around all of them.
Rect bounds_of(std::span<const Rect> rects);

bool overlap(std::span<const Rect> a, std::span<const Rect> b);
// What both have, added to `out`.
void intersect(std::span<const Rect> a, std::span<const Rect> b, std::vector<Rect>& out);

// The rectangles of what the set holds of this family: disjoint, ascending.
std::vector<Rect> rects_of(Family family, const ServiceSet& services);

// The set that these rectangles are.
ServiceSet services_of(Family family, std::span<const Rect> rects);

// The whole plane.
Rect whole_plane(Family family);

// A packet's place in the plane: a line, and one number of it.
Rect rect_of(const ServicePoint& point);

// The packet at a place that rect_of(point) gave.
ServicePoint point_of(Family family, const Rect& place);

// The place of one packet of the rectangle, as a person would pick one: of a protocol that readers know, from a port
// that clients use, where there is a choice.
Rect example_of(Family family, const Rect& rect);

// How many packets (protocol, first number, second number) the rectangle holds.
double count_of(Family family, const Rect& rect);

}  // namespace sgc::space
