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

constexpr std::size_t kRandomShare = 8;       // one in so many packets is a random mixture
constexpr std::size_t kLeastForARule = 24;    // packets; with more rules than that allows, some are passed over
constexpr std::size_t kMostEdgesOfAPool = 4096;
constexpr std::size_t kTriesToReach = 6;
constexpr std::size_t kLongList = 300;  // rules beyond which walking the list for each packet takes too long

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
      add_landmarks(family);
      const std::size_t rules = list_.rules.size();
      const std::size_t met = std::min(rules, std::max<std::size_t>(1, for_rules() / kLeastForARule));
      for (std::size_t i = 0; i < met; ++i) add_rule(i * rules / met, family, for_rules() / met / 2);
      add_mixtures(family);
    }
    return without_repetitions();
  }

 private:
  std::size_t for_rules() const { return options_.most - options_.most / kRandomShare; }

  const AddressSet& source_of(const ir::Rule& rule) const { return policy_.addresses(rule.source); }
  const AddressSet& destination_of(const ir::Rule& rule) const { return policy_.addresses(rule.destination); }
  const ServiceSet& service_of(const ir::Rule& rule) const { return policy_.service_set(rule.service); }

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

  // About `most` packets at the edges of one rule.
  void add_rule(std::size_t index, Family family, std::size_t most) {
    const ir::Rule& rule = list_.rules[index];
    const std::size_t share = std::max<std::size_t>(most / 3, 8);
    const auto sources = address_edges(source_of(rule), family, share, dice_);
    const auto destinations = address_edges(destination_of(rule), family, share, dice_);
    const auto services = service_edges(service_of(rule), family, share, dice_);
    pool_edges(family, sources, destinations, services);

    const bool speaks = !source_of(rule).empty(family) && !destination_of(rule).empty(family) &&
                        !service_of(rule).empty(family);
    if (!speaks) return;
    for (const u128 source : sources) add_reaching(index, family, source, std::nullopt, std::nullopt);
    for (const u128 destination : destinations) add_reaching(index, family, std::nullopt, destination, std::nullopt);
    for (const ServicePoint& service : services) add_reaching(index, family, std::nullopt, std::nullopt, service);
  }

  // A packet with the one field that is given, and the others inside the rule; of a few tries one that no earlier
  // rule takes, where there is one among them.
  void add_reaching(std::size_t index, Family family, std::optional<u128> source, std::optional<u128> destination,
                    const std::optional<ServicePoint>& service) {
    const ir::Rule& rule = list_.rules[index];
    const std::size_t tries = list_.rules.size() > kLongList ? 1 : kTriesToReach;
    ir::Packet packet;
    for (std::size_t i = 0; i < tries; ++i) {
      packet = packet_of(source ? *source : inside(source_of(rule), family, dice_),
                         destination ? *destination : inside(destination_of(rule), family, dice_),
                         service ? *service : inside(service_of(rule), family, dice_));
      if (tries > 1 && !taken_before(index, packet)) break;
    }
    packets_.push_back(packet);
  }

  bool taken_before(std::size_t index, const ir::Packet& packet) const {
    return std::any_of(list_.rules.begin(), list_.rules.begin() + static_cast<std::ptrdiff_t>(index),
                       [&](const ir::Rule& earlier) { return ir::matches(policy_, earlier, packet); });
  }

  void pool_edges(Family family, std::span<const u128> sources, std::span<const u128> destinations,
                  std::span<const ServicePoint> services) {
    EdgePool& pool = pools_[static_cast<std::size_t>(family)];
    const auto add = [](auto& to, auto from) {
      for (const auto& edge : from) {
        if (to.size() < kMostEdgesOfAPool) to.push_back(edge);
      }
    };
    add(pool.addresses, sources);
    add(pool.addresses, destinations);
    add(pool.services, services);
  }

  // Edges of any rules, put together at random, now and then with an address or a port out of the blue.
  void add_mixtures(Family family) {
    EdgePool& pool = pools_[static_cast<std::size_t>(family)];
    const auto ends = landmarks(family);
    const auto any_kind = kinds(family);
    pool.addresses.insert(pool.addresses.end(), ends.begin(), ends.end());
    pool.services.insert(pool.services.end(), any_kind.begin(), any_kind.end());

    const auto address = [&] {
      return dice_.one_in(8) ? dice_.between(u128{0}, last_address(family)) : dice_.pick(std::span<const u128>(pool.addresses));
    };
    for (std::size_t i = 0; i < options_.most / kRandomShare / 2; ++i) {
      const u128 source = address();
      const u128 destination = address();
      packets_.push_back(packet_of(source, destination, any_service(pool)));
    }
  }

  ServicePoint any_service(const EdgePool& pool) {
    ServicePoint point = dice_.pick(std::span<const ServicePoint>(pool.services));
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
