// Whether two ordered lists say the same, decided exactly: the addresses and services that occur in them are cut into
// classes within which no line tells two packets apart, and one packet of each is asked of both. This is how an
// instance's groups are proved to be its list, an artefact to be the policy's, and an approximation to be no wider.
//
// An enforced list of any of the clouds has this form: a first-match list as it is; a union of allows in any order; a
// list with priorities sorted by them, drops first among equals; several groups one after the other.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/packet.h"
#include "compiler/ir/policy.h"

namespace sgc::targets::cloud {

// One line: what it takes, and whether it lets it through. A null side or service tests nothing.
struct Line {
  const AddressSet* near = nullptr;
  const AddressSet* far = nullptr;
  const ServiceSet* services = nullptr;
  bool allow = false;
};

// An ordered list; the first line that takes a packet decides. Owns the sets that were made for it.
class LineList {
 public:
  LineList() = default;
  LineList(LineList&&) = default;
  LineList& operator=(LineList&&) = default;

  // The policy's own list. The policy outlives the object.
  static LineList of(const ir::Policy& policy, const ir::RuleList& list, ir::Direction direction);

  void add(Line line) { lines_.push_back(line); }
  void otherwise(bool allow) { otherwise_ = allow; }

  // Keep a set as long as this list; for lines that are read back from text.
  const AddressSet* keep(AddressSet set);
  const ServiceSet* keep(ServiceSet set);

  // Adds the other list's lines after these, and takes its default. The other outlives this one.
  void append(const LineList& next);

  std::span<const Line> lines() const { return lines_; }
  bool otherwise() const { return otherwise_; }

 private:
  std::vector<Line> lines_;
  bool otherwise_ = false;
  std::deque<AddressSet> addresses_;
  std::deque<ServiceSet> services_;
};

// A packet on which two lists differ.
struct Disagreement {
  ir::Packet packet;
  bool first_allows = false;
  std::optional<std::size_t> first_line;  // that decided; none: the default did
  std::optional<std::size_t> second_line;
};

enum class Demand : std::uint8_t {
  Same,      // the lists let the same packets through
  NoWider,   // the first lets nothing through that the second denies
};

// Looks for a packet against the demand, among those whose near side is one of `near` (where the set is empty, any
// address) and whose far side is not one of `apart`. Deterministic; the first in the order of families, services and
// addresses.
std::optional<Disagreement> disagreement(const LineList& first, const LineList& second, Demand demand,
                                         ir::Direction direction, const AddressSet& near,
                                         const AddressSet& apart = {});

// "tcp 198.51.100.66:40000 -> 10.0.1.5:8080 is allowed".
std::string verdict_text(const ir::Packet& packet, bool allowed);

}  // namespace sgc::targets::cloud
