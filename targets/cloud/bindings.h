// The ids of things at the cloud: what `bind` says, else a placeholder.
#pragma once

#include <string>
#include <string_view>

#include "compiler/diag/sink.h"
#include "compiler/ir/policy.h"
#include "targets/cloud/plan.h"

namespace sgc::targets::cloud {

class Bindings {
 public:
  // `settings` may be null: then nothing is bound.
  explicit Bindings(const ir::TargetSettings* settings) : settings_(settings) {}

  // The bound id, or null.
  const ir::BoundId* find(std::string_view name) const;

  // Whether `name` is bound to an id that begins so: "lb-".
  bool starts(std::string_view name, std::string_view prefix) const;

  // The bound id, else the placeholder for it.
  std::string id(std::string_view name) const;

  // Reports ids that cannot be one, and a region that cannot: empty, or with characters that no cloud uses in them.
  void check(Sink& sink) const;

  // Reports an id of `name` that does not begin as ids of this kind of thing do. `starts` are alternatives, `what`
  // says the kind: "a security group".
  void check_form(std::string_view name, std::span<const std::string_view> starts, std::string_view what,
                  std::string_view cloud, Sink& sink) const;

 private:
  const ir::TargetSettings* settings_;
};

// One note that names the ids a plan asks for.
void report_inputs(const Plan& plan, std::string_view cloud, Sink& sink);

}  // namespace sgc::targets::cloud
