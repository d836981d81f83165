// Worlds so small that every packet can be looked at: a handful of address ranges, ports, types and protocols in both
// families, with awkward borders, and random policies over them. What the algebra finds is held against this.
#pragma once

#include <random>

#include "compiler/ir/evaluate.h"
#include "compiler/space/index.h"

namespace sgc::space {

// How many worlds a test looks at: so many, and more at night.
std::uint64_t worlds(std::uint64_t by_day);

class SmallWorld {
 public:
  explicit SmallWorld(std::uint64_t seed);

  std::uint64_t seed() const { return seed_; }
  const ir::Policy& policy() const { return policy_; }

  // A list with a few random rules; it lives as long as the world.
  const ir::RuleList& add_list();
  const ir::RuleList& add_list(std::uint32_t rules);
  // The same rules with some changed: moved, dropped, split in two, or of another verdict.
  const ir::RuleList& add_variant(const ir::RuleList& list);
  // The same rules but for one, which is moved or has another verdict.
  const ir::RuleList& add_edited(const ir::RuleList& list);
  const ir::RuleList& add_without(const ir::RuleList& list, const std::vector<bool>& gone);

  AddressSet random_addresses();
  ServiceSet random_services();
  ir::Rule random_rule();
  ir::Rule make_rule(const AddressSet& from, const AddressSet& to, const ServiceSet& services, ir::Verdict verdict,
                     bool log = false);

  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_() % bound); }
  bool percent(unsigned share) { return below(100) < share; }

  // One packet for each class that the world's sets can tell apart: all there is to know of a policy over it.
  const std::vector<ir::Packet>& packets() const { return packets_; }

  // Which packets a rule, or a region, has, by their place in packets().
  std::vector<bool> packets_of(const ir::Rule& rule) const;
  std::vector<bool> packets_of(const AddressSet& from, const AddressSet& to, const ServiceSet& services) const;
  // For each packet the place of the rule that decides it; the list's size for the default.
  std::vector<std::size_t> deciders(const ir::RuleList& list) const;

 private:
  template <typename Visit>
  void for_each_packet(const AddressSet& from, const AddressSet& to, const ServiceSet& services, const Visit& visit) const;
  void choose_borders();
  void choose_packets();
  AddressSet piece(Family family, std::size_t first, std::size_t last) const;
  ServiceSet random_service();
  NumberRange random_range(const std::vector<std::uint16_t>& borders, std::uint16_t last);

  std::uint64_t seed_;
  std::mt19937_64 random_;
  ir::Policy policy_;
  std::deque<ir::RuleList> lists_;

  // Sets are made of the stretches from one border to before the next; the first border is 0.
  std::vector<u128> address_borders_[2];
  std::vector<std::uint16_t> source_ports_;
  std::vector<std::uint16_t> destination_ports_;
  std::vector<std::uint16_t> types_;
  std::vector<std::uint16_t> codes_;
  std::vector<std::uint8_t> protocols_;

  std::vector<ServicePoint> services_[2];  // of the packets, by family
  std::vector<ir::Packet> packets_;
};

}  // namespace sgc::space
