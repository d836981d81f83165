#include "tests/verdicts/harness/boundary_packets.h"

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>

#include "compiler/ir/evaluate.h"
#include "tests/verdicts/harness/dice.h"
#include "tests/verdicts/harness/edges.h"

namespace sgc::verdicts {
namespace {

constexpr std::size_t kRandomShare = 8;     // one in so many packets is a random mixture
constexpr std::size_t kLeastForARule = 24;  // packets of a family; with more rules than that allows, some are passed over
constexpr std::size_t kMostRounds = 8;
constexpr std::size_t kMostEdgesOfAPool = 4096;
constexpr std::size_t kMostTries = 40;          // to find a packet whose verdict hangs on a rule
constexpr std::size_t kDraws = 4;               // to find an element of two sets at once
constexpr std::size_t kStepsForAPacket = 8000;  // rules looked at meanwhile: with long lists there are fewer tries

// Edges of all sets of the list together: what random mixtures are made of.
struct EdgePool {
  std::vector<u128> addresses;
  std::vector<ServicePoint> services;
};

// The ends of the address space, the places where a family's special addresses begin, and ordinary ones.
std::vector<u128> landmarks(Family family) {
  if (family == Family::V4) {
    return {0, 1, 0x0A000001, 0x7F000001, 0xC0000201, 0xE0000001, 0xFFFFFFFE, 0xFFFFFFFF};
  }
  const u128 documentation = u128{0x20010DB8} << 96U;
  const u128 link_local = u128{0xFE80} << 112U;
  return {0, 2, documentation + 1, link_local + 1, (u128{0xFF02} << 112U) + 1, kLastAddressV6 - 1, kLastAddressV6};
}

// One of every kind of packet beside its addresses.
std::vector<ServicePoint> kinds(Family family) {
  constexpr std::array<std::uint8_t, 3> kWithPorts{protocol::kTcp, protocol::kUdp, protocol::kSctp};
  constexpr std::array<std::uint8_t, 11> kPlain{0, 1, 2, 47, 50, 51, 58, 59, 89, 254, 255};
  constexpr std::array<std::uint8_t, 8> kTypes{0, 1, 3, 8, 128, 135, 143, 255};

  std::vector<ServicePoint> points;
  for (const std::uint8_t number : kWithPorts) {
    points.push_back({family, number, 0, 0});
    points.push_back({family, number, kMaxPort, kMaxPort});
    points.push_back({family, number, 40000, 443});
  }
  for (const std::uint8_t number : kPlain) {
    if (exists_in(family, number) && detail_of(family, number) == Detail::None) points.push_back({family, number, 0, 0});
  }
  const std::uint8_t icmp = family == Family::V4 ? protocol::kIcmp : protocol::kIcmp6;
  for (const std::uint8_t type : kTypes) {
    points.push_back({family, icmp, type, 0});
    points.push_back({family, icmp, type, 4});
  }
  return points;
}

ir::Packet packet_of(u128 source, u128 destination, const ServicePoint& service) {
  return {service.family, service.protocol, source, destination, service.a, service.b};
}

class Maker {
 public:
  Maker(const ir::Policy& policy, const ir::RuleList& list, const BoundaryOptions& options)
      : policy_(policy), list_(list), options_(options), dice_(options.seed) {}

  std::vector<ir::Packet> make() {
    for (const Family family : kFamilies) {
      fill_pool(family);
      add_landmarks(family);
      add_rules(family);
      add_mixtures(family);
    }
    return without_repetitions();
  }

 private:
  const AddressSet& source_of(const ir::Rule& rule) const { return policy_.addresses(rule.source); }
  const AddressSet& destination_of(const ir::Rule& rule) const { return policy_.addresses(rule.destination); }
  const ServiceSet& service_of(const ir::Rule& rule) const { return policy_.service_set(rule.service); }

  void fill_pool(Family family) {
    constexpr std::size_t kLeast = 8;
    const std::size_t share = std::max(kLeast, kMostEdgesOfAPool / (1 + list_.rules.size()));
    EdgePool& pool = pools_[static_cast<std::size_t>(family)];
    pool.addresses = landmarks(family);
    pool.services = kinds(family);
    const auto add = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
    for (const ir::Rule& rule : list_.rules) {
      add(pool.addresses, address_edges(source_of(rule), family, share, dice_));
      add(pool.addresses, address_edges(destination_of(rule), family, share, dice_));
      add(pool.services, service_edges(service_of(rule), family, share, dice_));
    }
  }

  // Packets of every kind, and from and to every landmark, whatever the rules say.
  void add_landmarks(Family family) {
    const std::vector<u128> addresses = landmarks(family);
    const std::vector<ServicePoint> services = kinds(family);
    for (std::size_t i = 0; i < services.size(); ++i) {
      packets_.push_back(packet_of(addresses[i % addresses.size()], addresses[(i / 2) % addresses.size()], services[i]));
    }
    for (const u128 address : addresses) {
      packets_.push_back(packet_of(address, addresses[2], services[2]));
      packets_.push_back(packet_of(addresses[2], address, services[2]));
    }
  }

  // All rules, or as many as there is room for, evenly chosen; several times where there is more room, since each time
  // the fields beside the edge are others.
  void add_rules(Family family) {
    const std::size_t rules = list_.rules.size();
    const std::size_t room = (options_.most - options_.most / kRandomShare) / 2;
    const std::size_t met = std::min(rules, std::max<std::size_t>(1, room / kLeastForARule));
    const std::size_t before = packets_.size();
    for (std::size_t round = 0; round < kMostRounds; ++round) {
      for (std::size_t i = 0; i < met; ++i) add_rule(i * rules / met, family, room / met);
      const std::size_t added = packets_.size() - before;
      if (added + added / (round + 1) > room) return;
    }
  }

  // About `most` packets at the edges of one rule.
  void add_rule(std::size_t index, Family family, std::size_t most) {
    const ir::Rule& rule = list_.rules[index];
    const std::size_t share = std::max<std::size_t>(most / 3, 8);
    const auto sources = address_edges(source_of(rule), family, share, dice_);
    const auto destinations = address_edges(destination_of(rule), family, share, dice_);
    const auto services = service_edges(service_of(rule), family, share, dice_);

    const bool speaks = !source_of(rule).empty(family) && !destination_of(rule).empty(family) &&
                        !service_of(rule).empty(family);
    if (!speaks) return;
    for (const u128 source : sources) add_reaching(index, family, source, std::nullopt, std::nullopt);
    for (const u128 destination : destinations) add_reaching(index, family, std::nullopt, destination, std::nullopt);
    for (const ServicePoint& service : services) add_reaching(index, family, std::nullopt, std::nullopt, service);
  }

  // A packet with the one field that is given, and the others inside the rule: of a few tries one whose verdict hangs
  // on the rule, where there is one among them. First the others are sought where a later rule holds too, which may
  // say otherwise; then at the edges of any rule, where there may be a way past the earlier ones.
  void add_reaching(std::size_t index, Family family, std::optional<u128> source, std::optional<u128> destination,
                    const std::optional<ServicePoint>& service) {
    const ir::Rule& rule = list_.rules[index];
    const std::size_t rules = list_.rules.size();
    const std::size_t tries = std::clamp<std::size_t>(kStepsForAPacket / rules, 1, kMostTries);
    const std::size_t later = rules - index - 1;
    const std::size_t start = dice_.below(rules);

    ir::Packet packet;
    for (std::size_t i = 0; i < tries; ++i) {
      const bool by_rule = i < std::min(later, kMostTries / 2);
      const ir::Rule* const wish = by_rule ? &list_.rules[index + 1 + (start + i) % later] : nullptr;
      packet = packet_of(source ? *source : address_for(source_of(rule), wish ? &source_of(*wish) : nullptr, family),
                         destination ? *destination
                                     : address_for(destination_of(rule), wish ? &destination_of(*wish) : nullptr, family),
                         service ? *service : service_for(service_of(rule), wish ? &service_of(*wish) : nullptr, family));
      if (tries > 1 && hangs_on(index, packet)) break;
    }
    packets_.push_back(packet);
  }

  // An element of the set: if possible of the wish as well, or where there is no wish, often an edge of some rule.
  u128 address_for(const AddressSet& set, const AddressSet* wish, Family family) {
    const std::vector<u128>& edges = pools_[static_cast<std::size_t>(family)].addresses;
    for (std::size_t i = 0; i < kDraws; ++i) {
      if (wish != nullptr && wish->empty(family)) break;
      if (wish == nullptr && dice_.one_in(2)) break;
      const u128 drawn = wish != nullptr ? inside(*wish, family, dice_) : dice_.pick(std::span(edges));
      if (set.contains(Address{family, drawn})) return drawn;
    }
    return inside(set, family, dice_);
  }

  ServicePoint service_for(const ServiceSet& set, const ServiceSet* wish, Family family) {
    const std::vector<ServicePoint>& edges = pools_[static_cast<std::size_t>(family)].services;
    for (std::size_t i = 0; i < kDraws; ++i) {
      if (wish != nullptr && wish->empty(family)) break;
      if (wish == nullptr && dice_.one_in(2)) break;
      const ServicePoint drawn = wish != nullptr ? inside(*wish, family, dice_) : dice_.pick(std::span(edges));
      if (set.contains(drawn)) return drawn;
    }
    return inside(set, family, dice_);
  }

  // Whether this packet, if it matched the rule, would get from it another verdict than without it.
  bool hangs_on(std::size_t index, const ir::Packet& packet) const {
    const auto takes = [&](const ir::Rule& rule) { return ir::matches(policy_, rule, packet); };
    const auto begin = list_.rules.begin();
    const auto at = begin + static_cast<std::ptrdiff_t>(index);
    if (std::any_of(begin, at, takes)) return false;

    const auto next = std::find_if(at + 1, list_.rules.end(), takes);
    return at->verdict != (next == list_.rules.end() ? list_.otherwise.verdict : next->verdict);
  }

  // Edges of any rules, put together at random, now and then with an address or a port out of the blue.
  void add_mixtures(Family family) {
    const EdgePool& pool = pools_[static_cast<std::size_t>(family)];
    const auto address = [&] {
      return dice_.one_in(8) ? dice_.between(u128{0}, last_address(family)) : dice_.pick(std::span(pool.addresses));
    };
    for (std::size_t i = 0; i < options_.most / kRandomShare / 2; ++i) {
      const u128 source = address();
      const u128 destination = address();
      packets_.push_back(packet_of(source, destination, any_service(pool)));
    }
  }

  ServicePoint any_service(const EdgePool& pool) {
    ServicePoint point = dice_.pick(std::span(pool.services));
    const std::uint16_t greatest = full_range(detail_of(point.family, point.protocol)).last;
    if (dice_.one_in(8)) point.a = dice_.between(std::uint16_t{0}, greatest);
    if (dice_.one_in(8)) point.b = dice_.between(std::uint16_t{0}, greatest);
    return point;
  }

  // Each once, in ascending order; at most `most`, the surplus left out evenly.
  std::vector<ir::Packet> without_repetitions() {
    const auto key = [](const ir::Packet& p) {
      return std::tuple(p.family, p.protocol, p.source, p.destination, p.a, p.b);
    };
    std::vector<ir::Packet> sorted = packets_;
    std::sort(sorted.begin(), sorted.end(), [&](const auto& x, const auto& y) { return key(x) < key(y); });
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    if (sorted.size() <= options_.most) return sorted;

    std::vector<ir::Packet> kept;
    for (std::size_t i = 0; i < options_.most; ++i) kept.push_back(sorted[i * sorted.size() / options_.most]);
    return kept;
  }

  const ir::Policy& policy_;
  const ir::RuleList& list_;
  BoundaryOptions options_;
  Dice dice_;
  std::array<EdgePool, 2> pools_;
  std::vector<ir::Packet> packets_;
};

}  // namespace

std::vector<ir::Packet> boundary_packets(const ir::Policy& policy, const ir::RuleList& list,
                                         const BoundaryOptions& options) {
  return Maker(policy, list, options).make();
}

}  // namespace sgc::verdicts
