#include "compiler/checks/lists/measure.h"

#include <algorithm>

namespace sgc::checks {
namespace {

double count(const NumberRange& range) { return 1.0 + range.last - range.first; }

std::uint64_t count_ranges(const AddressSet& set, Family family) {
  return family == Family::V4 ? set.v4().size() : set.v6().size();
}

}  // namespace

double count_addresses(const AddressSet& set, Family family) {
  return family == Family::V4 ? static_cast<double>(set.count_v4()) : set.count_v6();
}

double count_services(const ServiceSet& services, Family family) {
  double sum = 0;
  for (const ServiceBox& box : services.boxes()) {
    if (box.family != family) continue;
    sum += (1.0 + box.last_protocol - box.first_protocol) * count(box.a) * count(box.b);
  }
  return sum;
}

double share_in(const ir::Policy& policy, const ir::Rule& rule, const ir::Rule& other) {
  const AddressSet& source = policy.addresses(rule.source);
  const AddressSet& destination = policy.addresses(rule.destination);
  const ServiceSet& services = policy.service_set(rule.service);
  const AddressSet both_sources = intersect(source, policy.addresses(other.source));
  const AddressSet both_destinations = intersect(destination, policy.addresses(other.destination));
  const ServiceSet both_services = intersect(services, policy.service_set(other.service));

  double sum = 0;
  double families = 0;
  for (const Family family : kFamilies) {
    const double all = count_addresses(source, family) * count_addresses(destination, family) *
                       count_services(services, family);
    if (all == 0) continue;
    ++families;
    sum += count_addresses(both_sources, family) / count_addresses(source, family) *
           count_addresses(both_destinations, family) / count_addresses(destination, family) *
           count_services(both_services, family) / count_services(services, family);
  }
  return families == 0 ? 0 : sum / families;
}

std::uint64_t count_boxes(const ir::Policy& policy, const ir::Rule& rule) {
  std::uint64_t boxes = 0;
  for (const Family family : kFamilies) {
    const auto& services = policy.service_set(rule.service).boxes();
    const auto of_family = static_cast<std::uint64_t>(std::count_if(
        services.begin(), services.end(), [&](const ServiceBox& box) { return box.family == family; }));
    boxes += count_ranges(policy.addresses(rule.source), family) *
             count_ranges(policy.addresses(rule.destination), family) * of_family;
  }
  return boxes;
}

}  // namespace sgc::checks
