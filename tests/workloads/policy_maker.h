// Policies made by code, without the language: one security group whose inbound list is what a test says.
#pragma once

#include <initializer_list>
#include <string_view>

#include "compiler/ir/policy.h"
#include "compiler/support/source_map.h"

namespace sgc::workloads {

// "10.0.0.0/8, 2001:db8::/32"; `any`, `any4` and `any6` are understood. Before: it can be read.
AddressSet addresses(std::string_view text);

class PolicyMaker {
 public:
  explicit PolicyMaker(std::string_view point = "backend");

  // Adds a rule at the end of the inbound list, on a source line of its own ("policy.sg:1" and so on).
  ir::Rule& rule(ir::Verdict verdict, const ServiceSet& service, const AddressSet& from,
                 const AddressSet& to = AddressSet::any());
  ir::Rule& allow(const ServiceSet& service, std::string_view from, std::string_view to = "any");
  ir::Rule& deny(const ServiceSet& service, std::string_view from, std::string_view to = "any");
  // A rule of a blacklist; with `cuts` it stands before established traffic.
  ir::Rule& blacklist(const AddressSet& from, bool cuts = false, const ServiceSet& service = ServiceSet::all());
  void otherwise(ir::Verdict verdict);
  void option(std::string_view target, std::string_view name, std::string_view value);

  ir::Policy policy;
  SourceMap sources;

  ir::Point& point() { return policy.points.front(); }
  const ir::RuleList& inbound() const { return policy.points.front().inbound; }

 private:
  ir::WhoId who(const AddressSet& set);
};

}  // namespace sgc::workloads
