#include "tests/verdicts/harness/outcome.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/net/protocol.h"
#include "compiler/support/assert.h"
#include "tests/verdicts/harness/baseline.h"
#include "tests/verdicts/harness/memberships.h"

namespace sgc::verdicts {
namespace {

constexpr std::size_t kMostShown = 10;

// Queries by which connection tracking lets an ICMP exchange begin (nf_conntrack_proto_icmp.c, …_icmpv6.c).
bool opens_an_exchange(Family family, std::uint16_t type) {
  constexpr std::uint16_t kEcho = 8, kTimestamp = 13, kInformation = 15, kAddressMask = 17;
  constexpr std::uint16_t kEcho6 = 128, kNodeInformation = 139;
  if (family == Family::V6) return type == kEcho6 || type == kNodeInformation;
  return type == kEcho || type == kTimestamp || type == kInformation || type == kAddressMask;
}

bool is_tracked(const ir::Packet& packet) {
  constexpr std::uint8_t kNoNextHeader = 59;
  constexpr std::uint8_t kUdpLite = 136;  // has a checksum of its own form, which probes do not bother with
  switch (detail_of(packet.family, packet.protocol)) {
    case Detail::Ports: return true;
    case Detail::Icmp: return opens_an_exchange(packet.family, packet.a);
    case Detail::None: break;
  }
  const bool foreign_icmp = packet.protocol == protocol::kIcmp || packet.protocol == protocol::kIcmp6;
  const bool nothing_follows = packet.family == Family::V6 && packet.protocol == kNoNextHeader;
  return !foreign_icmp && !nothing_follows && packet.protocol != kUdpLite;
}

bool is_mapped_v4(Address address) { return address.family == Family::V6 && address.value >> 32U == 0xFFFF; }

// An address that stands for one host, which could be answered and could answer.
bool is_one_host(Address address) {
  constexpr u128 kLoopbackBroadcast = 0x7FFFFFFF;  // of the network that every Linux host has on its lo
  if (is_multicast(address) || address.value == 0) return false;
  return address.family == Family::V6 || (address.value != kLastAddressV4 && address.value != kLoopbackBroadcast);
}

}  // namespace

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::Accepted: return "accepted";
    case Outcome::Dropped: return "dropped";
    case Outcome::Rejected: return "rejected";
    case Outcome::NotShown: return "not shown";
  }
  return {};
}

bool refusal_must_be_heard(const ir::Packet& packet) {
  const Address source = packet.source_address();
  const Address destination = packet.destination_address();
  if (!is_one_host(source) || !is_one_host(destination)) return false;
  if (is_mapped_v4(source) || is_mapped_v4(destination)) return false;  // no stack answers these

  return is_tracked(packet);
}

bool agrees(ir::Verdict verdict, const ir::Packet& packet, Outcome outcome) {
  if (outcome == Outcome::NotShown) return true;
  switch (verdict) {
    case ir::Verdict::Allow: return outcome == Outcome::Accepted;
    case ir::Verdict::Deny: return outcome == Outcome::Dropped;
    case ir::Verdict::Reject:
      return outcome == Outcome::Rejected || (outcome == Outcome::Dropped && !refusal_must_be_heard(packet));
  }
  return false;
}

Comparison compare(const ir::Policy& policy, const ir::RuleList& list, std::span<const ir::Packet> packets,
                   std::span<const Outcome> outcomes, std::optional<ir::Direction> baseline) {
  SGC_ASSERT(packets.size() == outcomes.size(), "each packet has one outcome");
  Comparison comparison;
  for (std::size_t i = 0; i < packets.size(); ++i) {
    if (outcomes[i] == Outcome::NotShown) continue;
    ++comparison.shown;

    const bool exempt = baseline && in_baseline(*baseline, packets[i]);
    const ir::Decision expected = exempt ? ir::Decision{ir::Verdict::Allow, {}} : ir::evaluate(policy, list, packets[i]);
    if (agrees(expected.verdict, packets[i], outcomes[i])) continue;
    comparison.disagreements.push_back({packets[i], expected, outcomes[i], exempt});
  }
  return comparison;
}

void forgive_silenced_refusals(Comparison& comparison, const ir::Policy& policy, const ir::RuleList& outbound) {
  const auto silenced = [&](const ir::Packet& packet) {
    return std::any_of(outbound.rules.begin(), outbound.rules.end(), [&](const ir::Rule& rule) {
      return rule.before_established && policy.addresses(rule.source).contains(packet.destination_address()) &&
             policy.addresses(rule.destination).contains(packet.source_address());
    });
  };
  std::erase_if(comparison.disagreements, [&](const Disagreement& one) {
    return one.expected.verdict == ir::Verdict::Reject && one.outcome == Outcome::Dropped && silenced(one.packet);
  });
}

std::string to_string(const Comparison& comparison) {
  std::string text = fmt::format("{} of {} judged packets differ\n", comparison.disagreements.size(), comparison.shown);
  const std::size_t shown = std::min(kMostShown, comparison.disagreements.size());
  for (const Disagreement& one : std::span(comparison.disagreements).first(shown)) {
    const std::string who = one.by_baseline     ? "the baseline"
                            : one.expected.rule ? fmt::format("rule {}", *one.expected.rule + 1)
                                                : "the default";
    text += fmt::format("{}: {} says {}, {}\n", ir::to_string(one.packet), who, ir::to_string(one.expected.verdict),
                        to_string(one.outcome));
  }
  return text;
}

}  // namespace sgc::verdicts
