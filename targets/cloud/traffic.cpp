#include "targets/cloud/traffic.h"

#include <algorithm>
#include <tuple>

namespace sgc::targets::cloud {
namespace {

Families only(Family family) { return {family == Family::V4, family == Family::V6}; }

// Asked of each rule, several times.
bool takes_everything(const ServiceSet& services, Family family) {
  static const ServiceSet v4 = ServiceSet::all(Family::V4);
  static const ServiceSet v6 = ServiceSet::all(Family::V6);
  return services.contains(family == Family::V4 ? v4 : v6);
}

// Adds one family's boxes to those of the other: a box that both have becomes one for both.
void add_box(std::vector<Traffic>& list, const ServiceBox& box) {
  const Traffic traffic{only(box.family), false, box.first_protocol, box.last_protocol, box.a, box.b};
  const auto same = std::find_if(list.begin(), list.end(), [&](const Traffic& other) {
    return !other.all && other.first_protocol == box.first_protocol && other.last_protocol == box.last_protocol &&
           other.a == box.a && other.b == box.b && detail_of(other.family(), box.first_protocol) ==
               detail_of(box.family, box.first_protocol);
  });
  if (same == list.end()) {
    list.push_back(traffic);
  } else {
    same->families = {same->families.v4 || traffic.families.v4, same->families.v6 || traffic.families.v6};
  }
}

using Boxes = std::span<const ServiceBox>;

// The boxes of one family and one protocol with ports, cut by destination ports instead of source ports: what clouds
// test is the destination, and «tcp 80, tcp 443 sport 1024-65535» must say port 80 once, with any source port.
std::vector<ServiceBox> cut_by_destination(Boxes boxes) {
  std::vector<std::uint32_t> starts;  // of runs of destination ports within which no box begins or ends
  for (const ServiceBox& box : boxes) {
    starts.push_back(box.b.first);
    starts.push_back(box.b.last + 1U);
  }
  std::sort(starts.begin(), starts.end());
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());

  std::vector<ServiceBox> result;
  for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
    const auto first = static_cast<std::uint16_t>(starts[i]);
    const auto last = static_cast<std::uint16_t>(starts[i + 1] - 1);
    for (const ServiceBox& box : boxes) {
      if (!box.b.contains(first)) continue;
      const bool goes_on = !result.empty() && result.back().b == NumberRange{first, last} &&
                           result.back().a.last + 1U == box.a.first;
      if (goes_on) {
        result.back().a.last = box.a.last;
      } else {
        result.push_back({box.family, box.first_protocol, box.last_protocol, box.a, {first, last}});
      }
    }
  }
  return result;
}

// Joins boxes whose destination ports touch and whose source ports are the same.
std::vector<ServiceBox> joined(std::vector<ServiceBox> boxes) {
  std::sort(boxes.begin(), boxes.end(), [](const ServiceBox& x, const ServiceBox& y) {
    return std::tuple(x.a, x.b) < std::tuple(y.a, y.b);
  });
  std::vector<ServiceBox> result;
  for (const ServiceBox& box : boxes) {
    const bool touches = !result.empty() && result.back().a == box.a && result.back().b.last + 1U == box.b.first;
    if (touches) {
      result.back().b.last = box.b.last;
    } else {
      result.push_back(box);
    }
  }
  return result;
}

// The boxes from the front on that are of one family and protocol.
Boxes one_protocol(Boxes boxes) {
  const auto end = std::find_if(boxes.begin(), boxes.end(), [&](const ServiceBox& box) {
    return box.family != boxes.front().family || box.first_protocol != boxes.front().first_protocol;
  });
  return boxes.first(static_cast<std::size_t>(end - boxes.begin()));
}

bool comes_before(const Traffic& x, const Traffic& y) {
  if (x.all != y.all) return x.all;
  return std::tuple(x.first_protocol, x.a, x.b, !x.families.v4) < std::tuple(y.first_protocol, y.a, y.b, !y.families.v4);
}

}  // namespace

Families operator&(Families a, Families b) { return {a.v4 && b.v4, a.v6 && b.v6}; }

ServiceSet Traffic::services() const {
  std::vector<ServiceBox> boxes;
  ServiceSet set;
  for (const Family each : kFamilies) {
    if (!families.has(each)) continue;
    if (all) {
      set = unite(set, ServiceSet::all(each));
    } else {
      boxes.push_back({each, first_protocol, last_protocol, a, b});
    }
  }
  return boxes.empty() ? set : unite(set, ServiceSet::from_boxes(std::move(boxes)));
}

std::vector<Traffic> traffic_of(const ServiceSet& services, Families families) {
  std::vector<Traffic> list;
  Families all;
  for (const Family family : kFamilies) {
    if (families.has(family) && takes_everything(services, family)) {
      (family == Family::V4 ? all.v4 : all.v6) = true;
    }
  }
  if (!all.none()) list.push_back({all, true, 0, 0, {}, {}});

  for (Boxes rest = services.boxes(); !rest.empty();) {
    const Boxes boxes = one_protocol(rest);
    rest = rest.subspan(boxes.size());
    const Family family = boxes.front().family;
    if (!families.has(family) || all.has(family)) continue;

    if (detail_of(family, boxes.front().first_protocol) == Detail::Ports) {
      for (const ServiceBox& box : joined(cut_by_destination(boxes))) add_box(list, box);
    } else {
      for (const ServiceBox& box : boxes) add_box(list, box);
    }
  }
  std::sort(list.begin(), list.end(), comes_before);
  return list;
}

ServiceSet services_of(const std::vector<Traffic>& list) {
  ServiceSet set;
  for (const Traffic& traffic : list) set = unite(set, traffic.services());
  return set;
}

}  // namespace sgc::targets::cloud
