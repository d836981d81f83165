#include "targets/xdp/protocol_classes.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace sgc::targets::xdp {
namespace {

// Classes that become more with each set of protocols that has to be told from others.
class Refinement {
 public:
  explicit Refinement(std::size_t values) : by_protocol_(values) {}

  void tell(std::uint32_t first, std::uint32_t last) {
    std::map<std::pair<std::uint32_t, bool>, std::uint32_t> numbers;  // in the order in which they are met
    for (std::uint32_t value = 0; value < by_protocol_.size(); ++value) {
      const bool inside = first <= value && value <= last;
      const auto next = static_cast<std::uint32_t>(numbers.size());
      by_protocol_[value] = numbers.try_emplace({by_protocol_[value], inside}, next).first->second;
    }
  }

  std::vector<std::uint32_t> take() { return std::move(by_protocol_); }

 private:
  std::vector<std::uint32_t> by_protocol_;
};

// What a rule asks of the protocol, in each family in which its service is not everything.
void add_protocols(const ServiceSet& service, bool before_established, std::set<std::pair<std::uint32_t, std::uint32_t>>& asked) {
  for (const Family family : kFamilies) {
    if (service.restricted_to(family) == ServiceSet::all(family)) continue;
    for (const ServiceBox& box : service.boxes()) {
      if (box.family != family) continue;
      asked.emplace(box.first_protocol, box.last_protocol);
      if (before_established) asked.emplace(box.first_protocol + kEstablishedProtocol, box.last_protocol + kEstablishedProtocol);
    }
  }
}

}  // namespace

bool ProtocolClasses::are_canonical(std::span<const std::uint32_t> by_protocol) {
  std::uint32_t next = 0;
  std::uint32_t first_of_established = 0;
  for (std::size_t value = 0; value < by_protocol.size(); ++value) {
    if (value == kEstablishedProtocol) first_of_established = next;
    if (by_protocol[value] > next || by_protocol[value] < first_of_established) return false;
    if (by_protocol[value] == next) ++next;
  }
  return by_protocol.empty() || by_protocol.size() == kEstablishedProtocol || by_protocol.size() == kLastProtocolValue + 1;
}

ProtocolClasses::ProtocolClasses(std::vector<std::uint32_t> by_protocol) : by_protocol_(std::move(by_protocol)) {
  const std::size_t values = by_protocol_.empty() ? kEstablishedProtocol : by_protocol_.size();
  for (std::uint32_t value = 0; value < values; ++value) {
    if (class_of(value) == protocols_in_.size()) protocols_in_.push_back(0);
    ++protocols_in_[class_of(value)];
  }
}

std::uint32_t ProtocolClasses::last(bool established) const {
  if (established || by_protocol_.size() <= kEstablishedProtocol) return static_cast<std::uint32_t>(protocols_in_.size()) - 1;
  return by_protocol_[kEstablishedProtocol] - 1;  // the first of established connections opens a class
}

std::optional<std::vector<ValueRange>> ProtocolClasses::classes_in(ValueRange protocols) const {
  if (protocols.last >= std::max<std::size_t>(by_protocol_.size(), kEstablishedProtocol)) return std::nullopt;
  std::vector<std::uint32_t> inside(protocols_in_.size());
  for (std::uint32_t value = protocols.first; value <= protocols.last; ++value) ++inside[class_of(value)];

  std::vector<ValueRange> ranges;
  for (std::uint32_t number = 0; number < inside.size(); ++number) {
    if (inside[number] == 0) continue;
    if (inside[number] != protocols_in_[number]) return std::nullopt;
    if (!ranges.empty() && ranges.back().last + 1 == number) {
      ranges.back().last = number;
    } else {
      ranges.push_back({number, number});
    }
  }
  return ranges;
}

ProtocolClasses protocol_classes(const ir::Policy& policy, const ir::RuleList& list) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> asked;
  std::set<std::pair<ir::ServiceSetId, bool>> met;
  bool established = false;
  for (const ir::Rule& rule : list.rules) {
    established = established || rule.before_established;
    if (!met.emplace(rule.service, rule.before_established).second) continue;
    add_protocols(policy.service_set(rule.service), rule.before_established, asked);
  }
  if (asked.empty() && !established) return {};

  Refinement classes(established ? kLastProtocolValue + 1 : kEstablishedProtocol);
  if (established) classes.tell(0, protocol::kLast);
  for (const auto& [first, last] : asked) classes.tell(first, last);
  return ProtocolClasses(classes.take());
}

}  // namespace sgc::targets::xdp
