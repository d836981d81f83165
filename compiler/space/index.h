// Rule lists made ready for questions: both families, all sets numbered, all rules in the structures that find them.
// Built once, then only read; any number of threads may ask it, each through a Prover of its own.
#pragma once

#include <array>
#include <vector>

#include "compiler/ir/packet.h"
#include "compiler/ir/policy.h"
#include "compiler/space/universe.h"

namespace sgc::space {

// A list as an index takes it. Both outlive the index.
struct List {
  const ir::Policy* policy = nullptr;
  const ir::RuleList* rules = nullptr;
};

// Packets that questions will be about: each source, each destination, each service of one family.
struct Region {
  AddressSet sources;
  AddressSet destinations;
  ServiceSet services;
};

class Index {
 public:
  explicit Index(std::span<const List> lists, std::span<const Region> regions = {},
                 std::size_t huge_set = kHugeSet);
  explicit Index(const List& list) : Index(std::span(&list, 1)) {}

  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;

  // The rules of list number `list` have the numbers from first_rule() to before end_rule(); the last of these is
  // what happens to packets that no rule takes.
  std::size_t lists() const { return first_.size() - 1; }
  RuleNumber first_rule(std::size_t list) const { return first_[list]; }
  RuleNumber end_rule(std::size_t list) const { return first_[list + 1]; }
  RuleNumber default_rule(std::size_t list) const { return first_[list + 1] - 1; }
  RuleNumber rules() const { return first_.back(); }
  std::size_t list_of(RuleNumber rule) const;

  ir::Verdict verdict(RuleNumber rule) const { return verdicts_[rule]; }
  std::uint32_t log(RuleNumber rule) const { return logs_[rule]; }  // kNoLog, or one number for one way to log

  const Universe& universe(Family family) const { return universes_[static_cast<std::size_t>(family)]; }
  std::size_t regions() const { return regions_.size(); }

  // One packet of the spot.
  ir::Packet packet(Family family, const Spot& spot) const;

 private:
  std::vector<RuleNumber> first_;
  std::vector<ir::Verdict> verdicts_;
  std::vector<std::uint32_t> logs_;
  std::vector<Region> regions_;
  std::array<Universe, 2> universes_;
};

}  // namespace sgc::space
