#include "compiler/checks/lists/shown_packet.h"

#include <algorithm>
#include <optional>

namespace sgc::checks {
namespace {

constexpr std::size_t kMostTried = 2000;  // that may be tried one after the other for one packet

// Somebody on the Internet.
constexpr u128 kStrangersV4[] = {0x01000001, 0x08080808, 0xC0000201};  // 1.0.0.1, 8.8.8.8, 192.0.2.1
constexpr u128 kStrangersV6[] = {(u128{0x2000000000000000} << 64U) | 1U, (u128{0x20010DB800000000} << 64U) | 1U};

std::span<const u128> strangers(Family family) {
  return family == Family::V4 ? std::span<const u128>(kStrangersV4) : kStrangersV6;
}

// 0.0.0.0/8 and ::/16, from where nobody sends.
bool is_nobody(Family family, u128 address) {
  return family == Family::V4 ? (address >> 24U) == 0 : (address >> 112U) == 0;
}

constexpr std::uint16_t kClientPort = 40000;
constexpr ServicePoint kKnownV4[] = {{Family::V4, protocol::kTcp, kClientPort, 80},
                                     {Family::V4, protocol::kTcp, kClientPort, 443},
                                     {Family::V4, protocol::kTcp, kClientPort, 1024},
                                     {Family::V4, protocol::kUdp, kClientPort, 80},
                                     {Family::V4, protocol::kIcmp, 8, 0},
                                     {Family::V4, protocol::kGre, 0, 0},
                                     {Family::V4, protocol::kEsp, 0, 0}};
constexpr ServicePoint kKnownV6[] = {{Family::V6, protocol::kTcp, kClientPort, 80},
                                     {Family::V6, protocol::kTcp, kClientPort, 443},
                                     {Family::V6, protocol::kTcp, kClientPort, 1024},
                                     {Family::V6, protocol::kUdp, kClientPort, 80},
                                     {Family::V6, protocol::kIcmp6, 128, 0},
                                     {Family::V6, protocol::kGre, 0, 0},
                                     {Family::V6, protocol::kEsp, 0, 0}};

bool is_known(const ir::Packet& packet) {
  const bool foreign_icmp = packet.protocol == (packet.family == Family::V4 ? protocol::kIcmp6 : protocol::kIcmp);
  return protocol_word(packet.protocol).has_value() && !foreign_icmp;
}

class ShownPacket {
 public:
  ShownPacket(const ListSubject& subject, std::size_t rule, const ir::Packet& packet)
      : subject_(subject),
        rule_(rule),
        inbound_(subject.facts.direction() == ir::Direction::Inbound),
        may_try_(subject.list().rules.size() <= kMostTried),
        packet_(packet) {}

  ir::Packet choose() {
    choose_near();
    if (is_nobody(packet_.family, far(packet_))) try_strangers(!inbound_);
    if ((far(packet_) & 0xFFU) == 0) try_second_of_network();
    if (packet_.source == packet_.destination || is_nobody(packet_.family, near(packet_))) try_strangers(inbound_);
    if (!is_known(packet_)) choose_service();
    return packet_;
  }

 private:
  u128& near(ir::Packet& packet) const { return inbound_ ? packet.destination : packet.source; }
  u128& far(ir::Packet& packet) const { return inbound_ ? packet.source : packet.destination; }

  // What the packets that come here have on the near side: a group's instances are its machines.
  bool is_own(u128 value) const {
    const Address address{packet_.family, value};
    return std::any_of(owners().begin(), owners().end(), [&](ir::PointId owner) {
      return addresses_of(owner).contains(address);
    });
  }

  std::optional<Address> own_address() const {
    for (const ir::PointId owner : owners()) {
      const auto first = addresses_of(owner).front(packet_.family);
      if (!first) continue;
      const Address second{packet_.family, first->value + 1};  // not the first address of a network
      return addresses_of(owner).contains(second) ? second : *first;
    }
    return std::nullopt;
  }

  std::span<const ir::PointId> owners() const {
    const auto* group = subject_.point().security_group();
    if (group != nullptr && !group->instances.empty()) return group->instances;
    return {&point_, 1};
  }
  const AddressSet& addresses_of(ir::PointId point) const {
    return subject_.policy().addresses(subject_.policy().point(point).addresses);
  }

  void choose_near() {
    const auto address = own_address();
    if (!address || is_own(near(packet_))) return;
    ir::Packet changed = packet_;
    near(changed) = address->value;
    const space::Universe& in = subject_.facts.index().universe(packet_.family);
    const bool nobody_looks = (inbound_ ? in.destinations : in.sources).cells() == 1;
    if (nobody_looks) {
      packet_ = changed;
    } else {
      take_if_alike(changed);
    }
  }

  void try_strangers(bool at_destination) {
    for (const u128 stranger : strangers(packet_.family)) {
      ir::Packet changed = packet_;
      (at_destination ? changed.destination : changed.source) = stranger;
      if (changed.source != changed.destination && take_if_alike(changed)) return;
    }
  }

  // Not the address of the network itself.
  void try_second_of_network() {
    ir::Packet changed = packet_;
    ++far(changed);
    take_if_alike(changed);
  }

  void choose_service() {
    for (const ServicePoint& known : packet_.family == Family::V4 ? kKnownV4 : kKnownV6) {
      ir::Packet changed = packet_;
      changed.protocol = known.protocol;
      changed.a = known.a;
      changed.b = known.b;
      if (take_if_alike(changed)) return;
    }
  }

  bool take_if_alike(const ir::Packet& changed) {
    if (!may_try_) return false;
    const ir::Policy& policy = subject_.policy();
    const ir::RuleList& list = subject_.list();
    const ir::Rule& rule = subject_.rule(rule_);
    if (ir::matches(policy, rule, packet_) && !ir::matches(policy, rule, changed)) return false;
    if (!decider_) decider_ = ir::evaluate(policy, list, packet_);
    if (ir::evaluate(policy, list, changed).rule != decider_->rule) return false;
    packet_ = changed;
    return true;
  }

  const ListSubject& subject_;
  std::size_t rule_;
  bool inbound_;
  bool may_try_;
  ir::PointId point_ = subject_.facts.point();
  ir::Packet packet_;
  std::optional<ir::Decision> decider_;  // of the packet, and of all that take its place
};

}  // namespace

ir::Packet shown_packet(const ListSubject& subject, std::size_t rule, const ir::Packet& packet) {
  return ShownPacket(subject, rule, packet).choose();
}

}  // namespace sgc::checks
