#include "compiler/checks/ways/terminals.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace sgc::checks {
namespace {

// The addresses of the machines that bind a group, which may lie outside its members: their lists are spoken of too.
AddressSet outside_instances(const ir::Policy& policy, ir::PointId id) {
  AddressSet addresses;
  const auto* group = policy.point(id).security_group();
  if (group == nullptr) return addresses;
  for (const ir::PointId instance : group->instances) {
    const AddressSet& own = policy.addresses(policy.point(instance).addresses);
    if (!policy.addresses(policy.point(id).addresses).contains(own)) addresses = unite(addresses, own);
  }
  return addresses;
}

// A point by whose name an end is judged. An acl is none: its name stands for addresses.
bool is_end(const ir::Policy& policy, const ir::WhoItem& item) {
  return item.kind == ir::WhoItem::Kind::Point && policy.point(item.point).acl() == nullptr;
}

AddressSet without_exceptions(const ir::Policy& policy, const ir::WhoItem& item, const ir::Who& who) {
  AddressSet addresses = policy.addresses(item.addresses);
  if (is_end(policy, item)) addresses = unite(addresses, outside_instances(policy, item.point));
  for (const ir::WhoItem& exception : who.except) {
    addresses = subtract(addresses, policy.addresses(exception.addresses));
  }
  return addresses;
}

void append(std::vector<Terminal>& ends, std::vector<Terminal> more) {
  std::move(more.begin(), more.end(), std::back_inserter(ends));
}

// A union that is made when all of it is there.
class Gathering {
 public:
  void add(const AddressSet& set) {
    v4_.insert(v4_.end(), set.v4().begin(), set.v4().end());
    v6_.insert(v6_.end(), set.v6().begin(), set.v6().end());
  }
  AddressSet take() { return AddressSet::from_ranges(std::move(v4_), std::move(v6_)); }

 private:
  std::vector<RangeV4> v4_;
  std::vector<RangeV6> v6_;
};

}  // namespace

// Finds who is asked for addresses that were not said by a point's name.
class Terminals::Owners {
 public:
  Owners(const Terminals& terminals, AddressSet addresses)
      : terminals_(terminals), policy_(terminals.policy_), rest_(std::move(addresses)) {}

  // The instances that have an address, else the groups whose members hold it, else the load balancer whose VIP it is.
  // What only somebody else's groups hold, and what nobody has, is asked of nobody.
  void add_to(std::vector<Terminal>& ends) {
    give_to([&](const ir::Point& point) {
      return point.instance() != nullptr ? &policy_.addresses(point.addresses) : nullptr;
    });
    give_to([&](const ir::Point& point) {
      return point.security_group() != nullptr ? &policy_.addresses(point.addresses) : nullptr;
    });
    give_to([&](const ir::Point& point) {
      return point.load_balancer() != nullptr ? &policy_.addresses(point.load_balancer()->vips) : nullptr;
    });
    nobodys_ = unite(nobodys_, rest_);

    for (auto& [list, asked] : by_class_) ends.push_back({{}, asked.speaker, asked.addresses.take()});
    if (!nobodys_.empty()) ends.push_back({{}, {}, std::move(nobodys_)});
  }

 private:
  struct Asked {
    ir::PointId speaker;
    Gathering addresses;
  };

  // Each owner what it has of the rest, which is then without it.
  template <class Own>
  void give_to(Own own_addresses) {
    Gathering given;
    Gathering external;
    for (std::uint32_t i = 0; i < policy_.points.size() && !rest_.empty(); ++i) {
      const AddressSet* own = own_addresses(policy_.points[i]);
      if (own == nullptr || !own->overlaps(rest_)) continue;
      const AddressSet here = intersect(rest_, *own);
      if (policy_.points[i].external()) {
        external.add(here);
        continue;
      }
      for (const Terminal& end : terminals_.ends_at(ir::PointId{i}, here, ir::Direction::Inbound)) {
        Asked& asked = by_class_[terminals_.classes_.of(end.speaker, ir::Direction::Inbound)];
        if (!asked.speaker.known()) asked.speaker = end.speaker;
        asked.addresses.add(end.addresses);
      }
      given.add(here);
    }
    const AddressSet taken = given.take();
    nobodys_ = unite(nobodys_, subtract(external.take(), taken));
    rest_ = subtract(subtract(rest_, taken), nobodys_);
  }

  const Terminals& terminals_;
  const ir::Policy& policy_;
  AddressSet rest_;
  AddressSet nobodys_;
  std::map<std::uint32_t, Asked> by_class_;  // of their lists
};

std::vector<ir::PointId> Terminals::speakers(ir::PointId point, ir::Direction direction) const {
  std::set<std::uint32_t> known;
  std::vector<ir::PointId> first_of_each;
  for (const ir::PointId speaker : ir::speakers_for(policy_, point)) {
    if (known.insert(classes_.of(speaker, direction)).second) first_of_each.push_back(speaker);
  }
  return first_of_each;
}

std::vector<Terminal> Terminals::sources(ir::WhoId id) const {
  const ir::Who& who = policy_.whos[id];
  std::vector<Terminal> ends;
  AddressSet nobodys;
  for (const ir::WhoItem& item : who.items) {
    AddressSet addresses = without_exceptions(policy_, item, who);
    if (is_end(policy_, item)) {
      append(ends, ends_at(item.point, addresses, ir::Direction::Outbound));
    } else {
      nobodys = nobodys.empty() ? std::move(addresses) : unite(nobodys, addresses);
    }
  }
  if (!nobodys.empty()) ends.push_back({{}, {}, std::move(nobodys)});
  return ends;
}

std::vector<Terminal> Terminals::destinations(ir::WhoId id) const {
  const ir::Who& who = policy_.whos[id];
  std::vector<Terminal> ends;
  AddressSet by_address;
  for (const ir::WhoItem& item : who.items) {
    AddressSet addresses = without_exceptions(policy_, item, who);
    if (!is_end(policy_, item)) {
      by_address = by_address.empty() ? std::move(addresses) : unite(by_address, addresses);
      continue;
    }
    const auto* balancer = policy_.point(item.point).load_balancer();
    if (balancer != nullptr) addresses = intersect(addresses, policy_.addresses(balancer->vips));
    append(ends, ends_at(item.point, addresses, ir::Direction::Inbound));
  }
  Owners(*this, std::move(by_address)).add_to(ends);
  return ends;
}

std::vector<Terminal> Terminals::ends_at(ir::PointId point, const AddressSet& addresses, ir::Direction direction) const {
  std::vector<Terminal> ends;
  if (addresses.empty()) return ends;
  struct Asked {
    ir::PointId speaker;
    Gathering own;
  };
  std::map<std::uint32_t, Asked> by_class;
  Gathering owned;
  for (const ir::PointId speaker : ir::speakers_for(policy_, point)) {
    Asked& asked = by_class[classes_.of(speaker, direction)];
    if (!asked.speaker.known()) asked.speaker = speaker;
    if (policy_.point(speaker).instance() == nullptr) continue;
    const AddressSet own = intersect(addresses, policy_.addresses(policy_.point(speaker).addresses));
    asked.own.add(own);
    owned.add(own);
  }
  if (by_class.empty()) ends.push_back({point, {}, addresses});
  for (auto& [list, asked] : by_class) {
    AddressSet own = asked.own.take();
    if (!own.empty()) ends.push_back({point, asked.speaker, std::move(own)});
  }
  const AddressSet rest = subtract(addresses, owned.take());
  for (const auto& [list, asked] : by_class) {
    if (!rest.empty()) ends.push_back({point, asked.speaker, rest});
  }
  return ends;
}

}  // namespace sgc::checks
