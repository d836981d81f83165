#include "tests/properties/space/small_world.h"

#include <algorithm>

#include "tests/night.h"

namespace sgc::space {
namespace {

constexpr std::uint8_t kUnnamedProtocol = 200;
constexpr ir::Verdict kVerdicts[] = {ir::Verdict::Allow, ir::Verdict::Deny, ir::Verdict::Reject};

std::size_t place(Family family) { return static_cast<std::size_t>(family); }

std::vector<std::uint16_t> choose(std::mt19937_64& random, std::vector<std::uint16_t> from, std::size_t count) {
  std::shuffle(from.begin(), from.end(), random);
  from.resize(count);
  from.push_back(0);
  std::sort(from.begin(), from.end());
  from.erase(std::unique(from.begin(), from.end()), from.end());
  return from;
}

}  // namespace

std::uint64_t worlds(std::uint64_t by_day) {
  constexpr std::uint64_t kNights = 20;
  return at_night() ? kNights * by_day : by_day;
}

SmallWorld::SmallWorld(std::uint64_t seed) : seed_(seed), random_(seed) {
  choose_borders();
  choose_packets();
}

// Single addresses at both ends of the space, prefixes, and ranges that are many prefixes.
void SmallWorld::choose_borders() {
  const std::vector<u128> v4 = {1,          2,          0x0A000000, 0x0A000001, 0x0A000005, 0x0B000000,
                                0x80000000, 0xC0000200, 0xC0000300, 0xFFFFFFFE, 0xFFFFFFFF, 0x40000000};
  const u128 one = 1;
  const std::vector<u128> v6 = {1,
                                2,
                                one << 64U,
                                (one << 64U) + 7,
                                u128{0x20010DB8} << 96U,
                                (u128{0x20010DB8} << 96U) + 1,
                                u128{0x20010DB9} << 96U,
                                one << 127U,
                                kLastAddressV6 - 1,
                                kLastAddressV6};
  for (const Family family : kFamilies) {
    std::vector<u128>& borders = address_borders_[place(family)];
    borders = family == Family::V4 ? v4 : v6;
    std::shuffle(borders.begin(), borders.end(), random_);
    borders.resize(2 + below(4));
    borders.push_back(0);
    std::sort(borders.begin(), borders.end());
  }
  source_ports_ = choose(random_, {1, 1024, 40000, 65535}, below(3));
  destination_ports_ = choose(random_, {1, 22, 23, 80, 1024, 65534, 65535}, 1 + below(3));
  types_ = choose(random_, {1, 3, 8, 9, 128, 255}, 1 + below(2));
  codes_ = choose(random_, {1, 4, 255}, below(3));
  for (const std::uint8_t number : {protocol::kTcp, protocol::kUdp, protocol::kSctp}) {
    if (percent(60)) protocols_.push_back(number);
  }
  for (const std::uint8_t number : {protocol::kIcmp, protocol::kIcmp6}) {
    if (percent(50)) protocols_.push_back(number);
  }
  constexpr std::uint8_t kPlain[] = {0, 2, 43, 47, 51, 89, 255};
  for (const std::uint8_t number : kPlain) {
    if (percent(25)) protocols_.push_back(number);
  }
  if (protocols_.empty()) protocols_.push_back(protocol::kTcp);
}

// The least address of each stretch, and the least numbers likewise: a set has all of a stretch or nothing. Protocols
// that no set names alone are met by «all» only, so one of them stands for the rest.
void SmallWorld::choose_packets() {
  for (const Family family : kFamilies) {
    std::vector<std::uint8_t> numbers = protocols_;
    numbers.push_back(kUnnamedProtocol);
    for (const std::uint8_t number : numbers) {
      if (!exists_in(family, number)) continue;
      switch (detail_of(family, number)) {
        case Detail::None: services_[place(family)].push_back({family, number, 0, 0}); break;
        case Detail::Ports:
          for (const std::uint16_t a : source_ports_) {
            for (const std::uint16_t b : destination_ports_) services_[place(family)].push_back({family, number, a, b});
          }
          break;
        case Detail::Icmp:
          for (const std::uint16_t a : types_) {
            for (const std::uint16_t b : codes_) services_[place(family)].push_back({family, number, a, b});
          }
          break;
      }
    }
    for (const u128 source : address_borders_[place(family)]) {
      for (const u128 destination : address_borders_[place(family)]) {
        for (const ServicePoint& service : services_[place(family)]) {
          packets_.push_back({family, service.protocol, source, destination, service.a, service.b});
        }
      }
    }
  }
}

AddressSet SmallWorld::piece(Family family, std::size_t first, std::size_t last) const {
  const std::vector<u128>& borders = address_borders_[place(family)];
  const u128 end = last + 1 < borders.size() ? borders[last + 1] - 1 : last_address(family);
  return AddressSet::of({family, borders[first], end});
}

AddressSet SmallWorld::random_addresses() {
  if (percent(20)) return AddressSet::any();
  AddressSet set;
  do {
    for (const Family family : kFamilies) {
      if (percent(25)) continue;
      if (percent(15)) set = unite(set, AddressSet::any(family));
      for (std::uint32_t count = 1 + below(3); count-- > 0;) {
        const auto stretches = static_cast<std::uint32_t>(address_borders_[place(family)].size());
        const std::uint32_t first = below(stretches);
        const std::uint32_t last = percent(60) ? first : first + below(stretches - first);
        set = unite(set, piece(family, first, last));
      }
    }
  } while (set.empty());
  return set;
}

NumberRange SmallWorld::random_range(const std::vector<std::uint16_t>& borders, std::uint16_t last) {
  const auto stretches = static_cast<std::uint32_t>(borders.size());
  const std::uint32_t from = percent(30) ? 0 : below(stretches);
  const std::uint32_t to = percent(30) ? stretches - 1 : from + below(stretches - from);
  return {borders[from], to + 1 < stretches ? static_cast<std::uint16_t>(borders[to + 1] - 1) : last};
}

ServiceSet SmallWorld::random_service() {
  if (percent(12)) return ServiceSet::all();
  const std::uint8_t number = protocols_[below(static_cast<std::uint32_t>(protocols_.size()))];
  if (percent(20)) return ServiceSet::of_protocol(number);
  switch (number) {
    case protocol::kTcp:
    case protocol::kUdp:
    case protocol::kSctp:
      return ServiceSet::ports(number, random_range(source_ports_, kMaxPort), random_range(destination_ports_, kMaxPort));
    case protocol::kIcmp:
    case protocol::kIcmp6:
      return ServiceSet::icmp(number == protocol::kIcmp ? Family::V4 : Family::V6, random_range(types_, kMaxIcmp),
                              random_range(codes_, kMaxIcmp));
    default: return ServiceSet::of_protocol(number);
  }
}

ServiceSet SmallWorld::random_services() {
  ServiceSet set = random_service();
  while (percent(35)) set = unite(set, random_service());
  if (percent(10)) {
    const ServiceSet less = subtract(ServiceSet::all(), set);
    if (!less.empty()) set = less;
  }
  return set;
}

ir::Rule SmallWorld::make_rule(const AddressSet& from, const AddressSet& to, const ServiceSet& services,
                               ir::Verdict verdict, bool log) {
  const auto who = [&](const AddressSet& set) {
    ir::Who made;
    made.addresses = policy_.sets.addresses.intern(set);
    return policy_.whos.intern(std::move(made));
  };
  ir::Rule rule;
  rule.source = who(from);
  rule.destination = who(to);
  rule.service = policy_.sets.services.intern(services);
  rule.verdict = verdict;
  if (log) {
    ir::RuleNotes notes;
    notes.log = true;
    if (percent(30)) notes.log_prefix = "second";
    rule.notes = static_cast<std::uint32_t>(policy_.notes.size());
    policy_.notes.push_back(std::move(notes));
  }
  return rule;
}

ir::Rule SmallWorld::random_rule() {
  const AddressSet from = random_addresses();
  const AddressSet to = random_addresses();
  const ServiceSet services = random_services();
  return make_rule(from, to, services, kVerdicts[below(3)], percent(20));
}

const ir::RuleList& SmallWorld::add_list() { return add_list(1 + below(14)); }

const ir::RuleList& SmallWorld::add_list(std::uint32_t rules) {
  ir::RuleList list;
  for (std::uint32_t count = rules; count-- > 0;) {
    const bool again = !list.rules.empty() && percent(10);  // copies make redundancy and shadows of the same verdict
    list.rules.push_back(again ? list.rules[below(static_cast<std::uint32_t>(list.rules.size()))] : random_rule());
  }
  if (percent(25)) {
    for (ir::Rule& rule : list.rules) rule.verdict = percent(80) ? ir::Verdict::Allow : ir::Verdict::Deny;
  }
  list.otherwise.verdict = kVerdicts[below(3)];
  list.otherwise.log = percent(20);
  return lists_.emplace_back(std::move(list));
}

const ir::RuleList& SmallWorld::add_variant(const ir::RuleList& list) {
  ir::RuleList variant;
  variant.otherwise = list.otherwise;
  const unsigned zeal = below(30);
  for (const ir::Rule& rule : list.rules) {
    if (percent(zeal)) continue;
    const std::size_t at = percent(zeal) ? below(static_cast<std::uint32_t>(variant.rules.size() + 1)) : variant.rules.size();
    const auto put = [&](const ir::Rule& r) {
      variant.rules.insert(variant.rules.begin() + static_cast<std::ptrdiff_t>(at), r);
    };
    const AddressSet& to = policy_.addresses(rule.destination);
    if (percent(30) && !to.empty(Family::V4) && !to.empty(Family::V6)) {
      const AddressSet from = policy_.addresses(rule.source);
      const ServiceSet services = policy_.service_set(rule.service);
      const AddressSet v4 = to.restricted_to(Family::V4);
      const AddressSet v6 = to.restricted_to(Family::V6);
      put(make_rule(from, v4, services, rule.verdict));
      put(make_rule(from, v6, services, rule.verdict));
      continue;
    }
    put(rule);
    if (percent(zeal)) variant.rules.back().verdict = kVerdicts[below(3)];
  }
  if (percent(zeal)) variant.otherwise.verdict = kVerdicts[below(3)];
  return lists_.emplace_back(std::move(variant));
}

const ir::RuleList& SmallWorld::add_edited(const ir::RuleList& list) {
  ir::RuleList edited = list;
  const auto any_place = [&] { return edited.rules.begin() + below(static_cast<std::uint32_t>(edited.rules.size())); };
  if (percent(50)) {
    any_place()->verdict = kVerdicts[below(3)];
  } else {
    const auto a = any_place();
    const auto b = any_place();
    if (a < b) std::rotate(a, a + 1, b + 1);
    if (b < a) std::rotate(b, a, a + 1);
  }
  return lists_.emplace_back(std::move(edited));
}

const ir::RuleList& SmallWorld::add_without(const ir::RuleList& list, const std::vector<bool>& gone) {
  ir::RuleList rest;
  rest.otherwise = list.otherwise;
  for (std::size_t i = 0; i < list.rules.size(); ++i) {
    if (!gone[i]) rest.rules.push_back(list.rules[i]);
  }
  return lists_.emplace_back(std::move(rest));
}

std::vector<bool> SmallWorld::packets_of(const ir::Rule& rule) const {
  return packets_of(policy_.addresses(rule.source), policy_.addresses(rule.destination),
                    policy_.service_set(rule.service));
}

std::vector<bool> SmallWorld::packets_of(const AddressSet& from, const AddressSet& to, const ServiceSet& services) const {
  std::vector<bool> found(packets_.size());
  for_each_packet(from, to, services, [&](std::size_t packet) { found[packet] = true; });
  return found;
}

std::vector<std::size_t> SmallWorld::deciders(const ir::RuleList& list) const {
  std::vector<std::size_t> decided(packets_.size(), list.rules.size());
  for (std::size_t i = list.rules.size(); i-- > 0;) {
    const ir::Rule& rule = list.rules[i];
    for_each_packet(policy_.addresses(rule.source), policy_.addresses(rule.destination), policy_.service_set(rule.service),
                    [&](std::size_t packet) { decided[packet] = i; });
  }
  return decided;
}

// In the order of choose_packets(): by family, source, destination, service.
template <typename Visit>
void SmallWorld::for_each_packet(const AddressSet& from, const AddressSet& to, const ServiceSet& services,
                                 const Visit& visit) const {
  std::size_t next = 0;
  for (const Family family : kFamilies) {
    const std::vector<u128>& borders = address_borders_[place(family)];
    const std::vector<ServicePoint>& points = services_[place(family)];
    std::vector<std::size_t> has_service;
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (services.contains(points[i])) has_service.push_back(i);
    }
    std::vector<std::size_t> has_destination;
    for (std::size_t i = 0; i < borders.size(); ++i) {
      if (to.contains(Address{family, borders[i]})) has_destination.push_back(i * points.size());
    }
    for (const u128 source : borders) {
      if (from.contains(Address{family, source})) {
        for (const std::size_t destination : has_destination) {
          for (const std::size_t service : has_service) visit(next + destination + service);
        }
      }
      next += borders.size() * points.size();
    }
  }
}

}  // namespace sgc::space
