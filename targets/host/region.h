// What is read back from artefacts: packets by source, destination and service, and the rules that such regions make.
#pragma once

#include <vector>

#include "compiler/ir/policy.h"

namespace sgc::host {

// The packets in all three.
struct Region {
  AddressSet source;
  AddressSet destination;
  ServiceSet service;

  Region();  // every packet
  Region(AddressSet sources, AddressSet destinations, ServiceSet services);

  bool empty() const;
  bool operator==(const Region&) const = default;
};

Region intersect(const Region& a, const Region& b);

// Rules in the making, their sets interned in `policy`, which outlives this.
class RegionRules {
 public:
  explicit RegionRules(ir::Policy& policy) : policy_(policy) {}

  // `line` is that of the file.
  void add(const Region& region, ir::Verdict verdict, std::size_t line);

  std::vector<ir::Rule> rules;
  std::vector<std::size_t> lines;  // of each rule

 private:
  ir::WhoId side(const AddressSet& addresses);

  ir::Policy& policy_;
};

}  // namespace sgc::host
