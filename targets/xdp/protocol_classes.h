// Which protocols no rule of a list tells apart. As with addresses (see partition.h), a packet has its class looked up
// once, in a table of a few hundred bytes; a node that tests the protocol then is one look-up among a handful of
// classes, where protocol numbers would have to be searched.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "compiler/ir/policy.h"
#include "targets/xdp/field.h"

namespace sgc::targets::xdp {

class ProtocolClasses {
 public:
  // One class, of every protocol.
  ProtocolClasses() : ProtocolClasses(std::vector<std::uint32_t>()) {}

  // By protocol, and those of established connections after them (see Field::Protocol) where such are asked about.
  // Before: are_canonical.
  explicit ProtocolClasses(std::vector<std::uint32_t> by_protocol);

  // Whether these number classes in the order in which they are met, and none has new packets and such of established
  // connections both.
  static bool are_canonical(std::span<const std::uint32_t> by_protocol);

  std::span<const std::uint32_t> by_protocol() const { return by_protocol_; }  // empty where no rule asks
  std::uint32_t class_of(std::uint32_t value) const { return value < by_protocol_.size() ? by_protocol_[value] : 0; }
  bool tell_established() const { return by_protocol_.size() > kEstablishedProtocol; }
  std::uint32_t last(bool established) const;  // the last class, also of established connections or without them

  // The classes of these protocols, ascending and disjoint; nothing where one of them and another share a class.
  std::optional<std::vector<ValueRange>> classes_in(ValueRange protocols) const;

  bool operator==(const ProtocolClasses&) const = default;

 private:
  std::vector<std::uint32_t> by_protocol_;
  std::vector<std::uint32_t> protocols_in_;  // how many, by class
};

// After: two protocols share a class if they are in the same services of all rules of the list that are asked about them,
// and only if they are.
ProtocolClasses protocol_classes(const ir::Policy& policy, const ir::RuleList& list);

}  // namespace sgc::targets::xdp
