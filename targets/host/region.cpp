#include "targets/host/region.h"

#include <utility>

namespace sgc::host {

Region::Region() : source(AddressSet::any()), destination(AddressSet::any()) {
  static const ServiceSet kAll = ServiceSet::all();
  service = kAll;
}

Region::Region(AddressSet sources, AddressSet destinations, ServiceSet services)
    : source(std::move(sources)), destination(std::move(destinations)), service(std::move(services)) {}

bool Region::empty() const {
  for (const Family family : kFamilies) {
    if (!source.empty(family) && !destination.empty(family) && !service.empty(family)) return false;
  }
  return true;
}

Region intersect(const Region& a, const Region& b) {
  return {intersect(a.source, b.source), intersect(a.destination, b.destination), intersect(a.service, b.service)};
}

void RegionRules::add(const Region& region, ir::Verdict verdict, std::size_t line) {
  ir::Rule rule;
  rule.source = side(region.source);
  rule.destination = side(region.destination);
  rule.service = policy_.sets.services.intern(region.service);
  rule.verdict = verdict;
  rules.push_back(rule);
  lines.push_back(line);
}

ir::WhoId RegionRules::side(const AddressSet& addresses) {
  ir::Who who;
  who.addresses = policy_.sets.addresses.intern(addresses);
  ir::WhoItem item;
  item.addresses = who.addresses;
  who.items.push_back(item);
  return policy_.whos.intern(std::move(who));
}

}  // namespace sgc::host
